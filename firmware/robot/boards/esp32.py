"""ESP32 devkit (30 or 38 pins) with a DRV8833 motor driver and three reflectance sensors.

Never run on the physical board. Pins: our own wiring, after the ESP32 datasheet: ADC1 for what is measured (ADC2 is the
radio's), no strapping pin that a part could hold at boot but the BOOT button's own.
"""

VERIFIED = False

MOTOR_DRIVER = "two_pwm"
LEFT_MOTOR_PINS = (25, 26)  # (forward, backward)
RIGHT_MOTOR_PINS = (32, 33)
STANDBY_PIN = None  # nSLEEP is pulled up on usual modules
LEFT_ENCODER = (0, 18, 19, 1)  # (number, A, B, sign of forward)
RIGHT_ENCODER = (1, 21, 22, 1)
LINE_PINS = (36, 39, 34)  # left, middle, right
DISTANCE_PINS = (17, 16)  # (trigger, echo): a 5 V echo needs a divider
BATTERY_PIN = 35
GATE_PIN = 13
BUMP_PIN = 23
BUTTON_PIN = 0  # the BOOT button
STOP_PIN = None  # a stop button of its own; without one the button above stops a robot that moves
BUZZER_PIN = 4
FAN_PIN = None  # high: a fan blows
FLAME_PIN = None  # a flame sensor at the nose: more is nearer
LED_PIN = 2
IMU = None  # (I2C bus, SDA, SCL, address) of a gyro
TIMER_ID = 0  # this port has no timers without a number
WATCHDOG_MS = None  # once started it cannot be stopped: not even at the prompt

WHEEL_DIAMETER_UM = 60000
TRACK_MM = 150
COUNTS_PER_TURN = 1440
FULL_SPEED_MM_S = 540  # what 1000 per mille of effort beyond START_EFFORT would give, on a battery in use
START_EFFORT = 60  # per mille: less does not turn the wheel
WHEEL_KP = 3  # per mille of effort for a count behind
WHEEL_KI = 10  # per mille of effort for a count behind during a second

LINE_SPACING_MM = 12
WHITE_U16 = 7500  # until calibrate()
BLACK_U16 = 51000

GATE_CLOSED_US = 1000
GATE_OPEN_US = 2000
BATTERY_DIVIDER = 3  # two resistors of 200k and 100k
BATTERY_LOW_MV = 6600
