"""A motor on two pins of an H-bridge (DRV8833): one is pulsed and the other low; both high is the brake."""

from machine import PWM, Pin

PULSE_HZ = 20000  # above what people hear
FULL_U16 = 65535


class Motor:
    """Effort is in per mille of what the battery gives: 1000 full forward, -1000 full backward."""

    def __init__(self, forward_pin, backward_pin):
        self._forward = PWM(Pin(forward_pin), freq=PULSE_HZ, duty_u16=0)
        self._backward = PWM(Pin(backward_pin), freq=PULSE_HZ, duty_u16=0)
        self._duties = (0, 0)

    def effort(self, effort):
        """Set the effort; what is beyond full is full. 0 lets the wheel roll."""
        duty = min(1000, max(-1000, effort)) * FULL_U16 // 1000
        self._set(max(0, duty), max(0, -duty))

    def brake(self):
        """Stop the wheel and hold it, without power from the battery."""
        self._set(FULL_U16, FULL_U16)

    def off(self):
        """Both pins low, whatever was set before."""
        self._duties = None
        self._set(0, 0)

    def _set(self, forward_u16, backward_u16):
        if (forward_u16, backward_u16) != self._duties:
            self._duties = (forward_u16, backward_u16)
            self._forward.duty_u16(forward_u16)
            self._backward.duty_u16(backward_u16)
