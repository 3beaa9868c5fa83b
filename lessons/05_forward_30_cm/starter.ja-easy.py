from robot import *

# この下に 1行 書こう: 30 cm すすむ
