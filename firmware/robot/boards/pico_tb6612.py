"""Raspberry Pi Pico or Pico 2 with a TB6612 motor driver and three reflectance sensors.

Never run on the physical board. Pins: our own wiring, laid out after the PWM slices of the RP2040 datasheet; build it
like this, or change the numbers. /board.txt must say pico_tb6612.
"""

VERIFIED = False

MOTOR_DRIVER = "direction_pwm"
LEFT_MOTOR_PINS = (11, 12, 10)  # (AIN1, AIN2, PWMA)
RIGHT_MOTOR_PINS = (6, 7, 13)  # (BIN1, BIN2, PWMB)
STANDBY_PIN = 9  # STBY: high lets the driver work
LEFT_ENCODER = (0, 2, 3, 1)  # (number, A, B, sign of forward)
RIGHT_ENCODER = (1, 4, 5, 1)
LINE_PINS = (26, 27, 28)  # left, middle, right: the pins with ADC
DISTANCE_PINS = (16, 17)  # (trigger, echo): a 5 V echo needs a divider
BATTERY_PIN = 29  # VSYS (Raspberry Pi Pico datasheet); on a Pico W the radio uses it too
GATE_PIN = 15
BUMP_PIN = 18
BUTTON_PIN = 22
STOP_PIN = None  # a stop button of its own; without one the button above stops a robot that moves
BUZZER_PIN = 8  # not beside the servo's: pins 14 and 15 share one frequency
FAN_PIN = None  # high: a fan blows
FLAME_PIN = None  # a flame sensor at the nose: more is nearer
LED_PIN = "LED"
IMU = None  # (I2C bus, SDA, SCL, address) of a gyro
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
WHITE_U16 = 7500  # until calibrate()
BLACK_U16 = 51000

GATE_CLOSED_US = 1000
GATE_OPEN_US = 2000
BATTERY_DIVIDER = 3  # on the Pico's own board: VSYS through 200k and 100k
BATTERY_LOW_MV = 3500
