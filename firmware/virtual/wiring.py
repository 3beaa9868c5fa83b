"""Which pin of which board does what in the field (section "Pins" of the boards' own files says the same numbers)."""

from typing import TYPE_CHECKING

from firmware.virtual.ports import ADC, COUNT, DIGITAL, DUTY, ECHO_US, FREQ, PULSE_NS

if TYPE_CHECKING:
    from firmware.virtual.field import Field
    from firmware.virtual.robot_on_field import FieldRobot

__all__ = ["GateInputs", "RobotPort"]

LINE_PINS = (26, 27, 28)
MOTOR_PINS = (10, 11, 12, 13)
ENCODER_PINS = (20, 21)
SERVO_PIN, BUMP_PIN, BUTTON_PIN, LED_PIN, BATTERY_PIN = 15, 18, 22, 25, 29
BUZZER_PIN = 14
ECHO_PIN = 17
FAN_PIN, FLAME_PIN = 8, 19
IMU_PIN = 30  # no pin at all: the chip on the I2C bus
INPUT_PIN, LAMP_PIN, PENDING_PIN = 2, 16, 17
NOT_THERE = -2


class RobotPort:
    """The robot's pins. A pin that is wired to nothing keeps what was written to it."""

    def __init__(self, robot: "FieldRobot") -> None:
        self._robot = robot

    def read(self, pin: int, kind: int, now_us: int) -> int:
        robot = self._robot
        if kind == ADC:
            if 26 <= pin <= 28:  # LINE_PINS; a control loop reads nothing as often
                return robot.read_line(pin - 26, now_us)
            if pin == FLAME_PIN:
                return robot.read_flame(now_us)
            return robot.read_battery(now_us) if pin == BATTERY_PIN else 0
        if kind == COUNT and pin in ENCODER_PINS:
            way_mm = robot.drive.left_mm if pin == ENCODER_PINS[0] else robot.drive.right_mm
            return int(way_mm * robot.counts_per_mm // 1)
        if pin == IMU_PIN:
            return robot.read_gyro(kind, now_us)
        if kind == ECHO_US and pin == ECHO_PIN:
            return robot.read_echo_us(now_us)
        if kind != DIGITAL:
            return NOT_THERE
        if pin == BUTTON_PIN:
            return 0 if robot.is_button_pressed else 1
        if pin == BUMP_PIN:
            return 0 if robot.is_bumped else 1
        return robot.outputs.get(pin, 1)

    def is_steady(self, pin: int, kind: int) -> bool:
        if kind == ADC:
            return True
        return pin in ENCODER_PINS if kind == COUNT else kind == DIGITAL and pin in (BUTTON_PIN, BUMP_PIN)

    def write(self, pin: int, kind: int, value: int) -> None:
        robot = self._robot
        if 10 <= pin <= 13 and kind <= DUTY:  # MOTOR_PINS; nothing else is written as often
            duty = value if kind == DUTY else 65535 if value else 0
            robot.set_motor(pin - 10, 0 if duty < 0 else 65535 if duty > 65535 else duty)
        elif pin == IMU_PIN:
            robot.empty_gyro()
        elif pin == SERVO_PIN:
            robot.outputs[pin << 2 | kind] = value
            if kind == PULSE_NS:
                robot.set_servo(value)
            elif kind in (DUTY, FREQ):
                hertz = robot.outputs.get(pin << 2 | FREQ, 0)
                duty = robot.outputs.get(pin << 2 | DUTY, 0)
                robot.set_servo(duty * 1_000_000_000 // (65535 * hertz) if hertz else 0)
            else:  # a plain output: no pulses
                robot.set_servo(0)
        elif kind in (DIGITAL, DUTY):
            robot.outputs[pin] = value
            robot.note_change(pin)
        elif kind == FREQ:
            robot.outputs[pin << 2 | FREQ] = value
            robot.note_change(pin)

    def forget(self) -> None:
        """The board started anew: every output is off, as after a reset."""
        for pin in MOTOR_PINS:
            self.write(pin, DUTY, 0)
        self._robot.outputs.clear()
        for pin in (LED_PIN, BUZZER_PIN):
            self._robot.note_change(pin)
        self._robot.set_servo(0)


class GateInputs:
    """The judge box's pins: gate beams in the order of the field's file, and its lamps."""

    def __init__(self, field: "Field") -> None:
        self._field = field
        self._outputs: dict[int, int] = {}

    def read(self, pin: int, kind: int, now_us: int) -> int:
        number = pin - INPUT_PIN
        if kind == DIGITAL and 0 <= number < len(self._field.plan.judge_box_inputs):
            return 0 if now_us < self._field.broken_until_ms[number] * 1000 else 1
        return self._outputs.get(pin, 1) if kind == DIGITAL else NOT_THERE

    def is_steady(self, pin: int, kind: int) -> bool:  # noqa: ARG002 - a box that waits for beams does not drive
        return False

    def write(self, pin: int, kind: int, value: int) -> None:  # noqa: ARG002 - a lamp is on or off
        was_on = self._outputs.get(pin, 0)
        self._outputs[pin] = value
        if pin == LAMP_PIN and value and not was_on:
            self._field.see_start_lamp()

    def forget(self) -> None:
        """The box started anew: its lamps are off."""
        self._outputs.clear()
