"""A buzzer that is pulsed at a note's frequency."""

from machine import PWM, Pin

HALF_U16 = 32768


class Buzzer:
    """Silent until the first note."""

    def __init__(self, pin):
        self._pin = pin
        self._pwm = None

    def sound(self, hertz):
        """Begin a note; 0 is silence."""
        if hertz == 0:
            self.silence()
        elif self._pwm is None:
            self._pwm = PWM(Pin(self._pin), freq=hertz, duty_u16=HALF_U16)
        else:
            self._pwm.freq(hertz)
            self._pwm.duty_u16(HALF_U16)

    def silence(self):
        """End it."""
        if self._pwm is not None:
            self._pwm.duty_u16(0)
