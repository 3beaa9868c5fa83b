"""The virtual robot: two driven wheels, three reflectance sensors, a ball gate, a bump switch at the nose."""

VERIFIED = True  # every test of the library runs on it

MOTOR_DRIVER = "two_pwm"  # DRV8833
LEFT_MOTOR_PINS = (10, 11)  # (forward, backward)
RIGHT_MOTOR_PINS = (12, 13)
STANDBY_PIN = None
LEFT_ENCODER = (0, 2, 3, 1)  # (number, pin A, pin B, sign of forward); the virtual one counts by its number
RIGHT_ENCODER = (1, 4, 5, 1)
LINE_PINS = (26, 27, 28)  # left, middle, right
DISTANCE_PINS = (16, 17)  # (trigger, echo)
BATTERY_PIN = 29
GATE_PIN = 15
BUMP_PIN = 18
BUTTON_PIN = 22
STOP_PIN = None  # a stop button of its own; without one the button above stops a robot that moves
BUZZER_PIN = 14
FAN_PIN = 8  # high: the fan blows
FLAME_PIN = 19  # a flame sensor at the nose: more is nearer
LED_PIN = 25
IMU = (1, 6, 7, 0x6B)  # (I2C bus, SDA, SCL, address) of the gyro
TIMER_ID = -1
WATCHDOG_MS = None  # once started it cannot be stopped: not even at the prompt

WHEEL_DIAMETER_UM = 60000
TRACK_MM = 150
COUNTS_PER_TURN = 1440
FULL_SPEED_MM_S = 540  # what 1000 per mille of effort beyond START_EFFORT would give, on a battery in use
START_EFFORT = 60  # per mille: less does not turn the wheel
WHEEL_KP = 3  # per mille of effort for a count behind
WHEEL_KI = 10  # per mille of effort for a count behind during a second

LINE_SPACING_MM = 12
WHITE_U16 = 7500
BLACK_U16 = 51000

GATE_CLOSED_US = 1000
GATE_OPEN_US = 2000
BATTERY_DIVIDER = 3
BATTERY_LOW_MV = 6600
