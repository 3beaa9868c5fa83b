"""A hobby servo: the length of a pulse, 50 times a second, is where it goes."""

from machine import PWM, Pin

PULSE_HZ = 50


class Servo:
    """Without power until the first move."""

    def __init__(self, pin):
        self._pin = pin
        self._pwm = None

    def move(self, pulse_us):
        """Go to a place: usually 1000 to 2000 microseconds."""
        if self._pwm is None:
            self._pwm = PWM(Pin(self._pin), freq=PULSE_HZ, duty_u16=0)
        self._pwm.duty_ns(pulse_us * 1000)

    def stop(self):
        """Let go: no pulse, no force."""
        if self._pwm is not None:
            self._pwm.duty_u16(0)
