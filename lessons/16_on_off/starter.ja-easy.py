from robot import *

# 黒なら 左へ、白なら 右へ まがろう
while True:
    drive(12, 0)
    wait(0.01)
