from robot import *

beep("do", 0.5)
beep("re", 0.5)
beep("mi", 0.5)
