"""A motor behind an H-bridge. Effort is in per mille of what the battery gives: 1000 full forward, -1000 full backward.

two_pwm        DRV8833 and the XRP: one pin is pulsed and the other low; both high is the brake
phase_pwm      the XRP beta: one pin says which way, the other is pulsed; no pulse is the brake
direction_pwm  TB6612: two pins say which way, a third is pulsed; both ways at once is the brake
"""

from machine import PWM, Pin

PULSE_HZ = 20000  # above what people hear
FULL_U16 = 65535


class TwoPwmMotor:
    """pins: (forward, backward)."""

    def __init__(self, pins):
        self._forward = PWM(Pin(pins[0]), freq=PULSE_HZ, duty_u16=0)
        self._backward = PWM(Pin(pins[1]), freq=PULSE_HZ, duty_u16=0)
        self._forward_u16 = self._backward_u16 = 0

    def effort(self, effort):
        """Set the effort; what is beyond full is full. 0 lets the wheel roll."""
        duty = _duty_u16(effort)
        if duty >= 0:
            self._set(duty, 0)
        else:
            self._set(0, -duty)

    def brake(self):
        """Stop the wheel and hold it, without power from the battery."""
        self._set(FULL_U16, FULL_U16)

    def off(self):
        """Both pins low, whatever was set before."""
        self._forward_u16 = -1
        self._set(0, 0)

    def _set(self, forward_u16, backward_u16):
        if forward_u16 != self._forward_u16 or backward_u16 != self._backward_u16:
            self._forward_u16 = forward_u16
            self._backward_u16 = backward_u16
            self._forward.duty_u16(forward_u16)
            self._backward.duty_u16(backward_u16)


class PhasePwmMotor:
    """pins: (phase, pulse, the phase's level for forward)."""

    def __init__(self, pins):
        self._forward_level = pins[2]
        self._phase = Pin(pins[0], Pin.OUT, value=self._forward_level)
        self._pulse = PWM(Pin(pins[1]), freq=PULSE_HZ, duty_u16=0)

    def effort(self, effort):
        """Set the effort; what is beyond full is full. 0 brakes: this driver cannot let the wheel roll."""
        duty = _duty_u16(effort)
        self._phase.value(self._forward_level if duty >= 0 else 1 - self._forward_level)
        self._pulse.duty_u16(abs(duty))

    def brake(self):
        """Stop the wheel and hold it, without power from the battery."""
        self._pulse.duty_u16(0)

    off = brake


class DirectionPwmMotor:
    """pins: (in1, in2, pulse). in1 high and in2 low is forward."""

    def __init__(self, pins):
        self._in1 = Pin(pins[0], Pin.OUT, value=0)
        self._in2 = Pin(pins[1], Pin.OUT, value=0)
        self._pulse = PWM(Pin(pins[2]), freq=PULSE_HZ, duty_u16=0)

    def effort(self, effort):
        """Set the effort; what is beyond full is full. 0 lets the wheel roll."""
        self._set(effort > 0, effort < 0, abs(_duty_u16(effort)))

    def brake(self):
        """Stop the wheel and hold it, without power from the battery."""
        self._set(True, True, FULL_U16)

    def off(self):
        """No way and no pulse."""
        self._set(False, False, 0)

    def _set(self, is_in1, is_in2, duty_u16):
        self._in1.value(1 if is_in1 else 0)
        self._in2.value(1 if is_in2 else 0)
        self._pulse.duty_u16(duty_u16)


MOTOR_BY_DRIVER = {"two_pwm": TwoPwmMotor, "phase_pwm": PhasePwmMotor, "direction_pwm": DirectionPwmMotor}


def make_motor(board, pins):
    """Return the motor on these pins of a board, standing; wakes the driver where it has a pin for that."""
    motor = MOTOR_BY_DRIVER[board.MOTOR_DRIVER](pins)
    if board.STANDBY_PIN is not None:
        Pin(board.STANDBY_PIN, Pin.OUT, value=1)
    return motor


def _duty_u16(effort):
    return (-1000 if effort < -1000 else 1000 if effort > 1000 else effort) * FULL_U16 // 1000
