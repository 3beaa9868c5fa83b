from robot import *

# 黒なら左へ、白なら右へ曲がろう
while True:
    drive(12, 0)
    wait(0.01)
