from robot import *

# この下に1行書こう: ロボットが30 cm進む
