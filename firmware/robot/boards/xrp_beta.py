"""SparkFun XRP Controller (Beta), with an RP2040: the first XRP robot.

Never run on the physical board. Pins: MicroPython's own pins.csv of board SPARKFUN_XRP_CONTROLLER_BETA (names in the
comments). Directions, gear ratio (12 x 48.75 counts), wheels and track: Open-STEM's XRPLib (motor, encoder,
differential_drive). Amounts of control are scaled from the virtual robot's and still to be tuned.
"""

VERIFIED = False

MOTOR_DRIVER = "phase_pwm"
LEFT_MOTOR_PINS = (6, 7, 1)  # (phase, pulse, phase of forward) = MOTOR_L_IN_1, MOTOR_L_IN_2: mounted mirrored
RIGHT_MOTOR_PINS = (14, 15, 0)  # MOTOR_R_IN_1, MOTOR_R_IN_2
STANDBY_PIN = None
LEFT_ENCODER = (0, 4, 5, 1)  # (number, A, B, sign of forward) = MOTOR_L_ENCODER_A and _B
RIGHT_ENCODER = (1, 12, 13, -1)  # MOTOR_R_ENCODER_A and _B
LINE_PINS = (26, None, 27)  # LINE_L, none in the middle, LINE_R
DISTANCE_PINS = (20, 21)  # (trigger, echo) = DISTANCE_TRIGGER, DISTANCE_ECHO
BATTERY_PIN = 28  # BOARD_VIN_MEASURE
GATE_PIN = 16  # SERVO_1
BUMP_PIN = None
BUTTON_PIN = 22  # BOARD_USER_BUTTON
STOP_PIN = None  # a stop button of its own; without one the button above stops a robot that moves
BUZZER_PIN = None
FAN_PIN = None  # high: a fan blows
FLAME_PIN = None  # a flame sensor at the nose: more is nearer
LED_PIN = "LED"
IMU = (1, 18, 19, 0x6B)  # (I2C bus, SDA, SCL, address) = I2C_SDA_1, I2C_SCL_1; an LSM6DSOX
TIMER_ID = -1
WATCHDOG_MS = None  # once started it cannot be stopped: not even at the prompt

WHEEL_DIAMETER_UM = 60000
TRACK_MM = 155
COUNTS_PER_TURN = 585
FULL_SPEED_MM_S = 500  # what 1000 per mille of effort beyond START_EFFORT would give, on a battery in use
START_EFFORT = 60  # per mille: less does not turn the wheel
WHEEL_KP = 7  # per mille of effort for a count behind
WHEEL_KI = 25  # per mille of effort for a count behind during a second

LINE_SPACING_MM = 10
WHITE_U16 = 7500  # until calibrate()
BLACK_U16 = 51000

GATE_CLOSED_US = 1000
GATE_OPEN_US = 2000
BATTERY_DIVIDER = 4.24  # users' programs take 14 V for the ADC's full scale
BATTERY_LOW_MV = 4400
