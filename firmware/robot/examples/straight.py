# Forward and back.
from robot import *

straight(30)    # 30 cm forward
straight(-30)   # 30 cm back
