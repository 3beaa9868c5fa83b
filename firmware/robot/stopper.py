"""Brings the robot to a stand when a program is over, whatever that program did to the board.

Everything it needs is made before the program runs: afterwards the heap may be full, the files gone and names changed.
Motors are braked through plain outputs, because a pin that is a plain output is no longer pulsed: a timer or a thread
that the program left behind goes on setting its PWM, and no wheel hears it.
"""

from time import sleep_ms

from machine import Pin

BRAKE_MS = 150  # a wheel at full speed stands by then
BRAKE_LEVELS = {"two_pwm": (1, 1), "phase_pwm": (None, 0), "direction_pwm": (1, 1, 1)}  # as in motor.py


class Stopper:
    """board: a module of `robot.boards`. Making one changes no pin."""

    def __init__(self, board):
        levels = BRAKE_LEVELS[board.MOTOR_DRIVER]
        self._brakes = []
        for numbers in (board.LEFT_MOTOR_PINS, board.RIGHT_MOTOR_PINS):
            self._brakes += [(Pin(numbers[at]), level) for at, level in enumerate(levels) if level is not None]
        self._others = [
            Pin(number) for number in (board.GATE_PIN, board.BUZZER_PIN, board.FAN_PIN) if number is not None
        ]

    def stop(self):
        """Brake both motors, let go of the ball gate, silence buzzer and fan; then cut the power."""
        output = Pin.OUT
        for pin, level in self._brakes:
            pin.init(output, value=level)
        for pin in self._others:
            pin.init(output, value=0)
        sleep_ms(BRAKE_MS)
        for pin, _ in self._brakes:
            pin.init(output, value=0)
