"""A two-wheeled robot on a floor, in steps of 1 ms or finer ones.

Frame: x right, y up, mm; angles are mathematical (counter-clockwise is positive, 0 looks along +x). What a child is
told (positive = right, as in Pybricks) is the robot library's business, not this frame's.

Model: each wheel follows its motor with a first-order lag; a motor's free speed follows its voltage (back-EMF), less a
dead band; the battery sags under load and runs down; the wheels are a little unequal and slip a little, drawn from the
run's seed. Encoders count the wheel, not the ground. Only + - * / and comparisons: same figures on every machine.
"""

from collections.abc import Callable
from math import sqrt

from firmware.virtual.noise import Stream, cosine, sine
from firmware.virtual.robot_model import EVEN, RobotModel

__all__ = ["BODY_BACK_MM", "BODY_FRONT_MM", "BODY_HALF_MM", "EVEN", "Drive", "DriveKept", "DrivePose", "RobotModel"]

BODY_FRONT_MM = 100.0  # the nose, ahead of the axle
BODY_BACK_MM = 80.0
BODY_HALF_MM = 80.0
SLIP_STEPS = 10  # a slip holds for 10 ms
_SPREAD_MAX = 3.5  # `Stream.spread` never goes further
REST_MM_S = 0.05  # slower than this with no drive is standing
_DEGREES = 180 / 3.141592653589793

DrivePose = tuple[float, float, float, float, float]
"""x and y of the axle's middle, cosine and sine of the heading, and the angle turned, rad."""

DriveKept = tuple[DrivePose, tuple[float, float, float, float], tuple[float, float], tuple[int, int, float, float]]
"""Pose, wheels (speeds, ways), battery, slip: everything that time changes in a drive that touches nothing."""


def _share_of_lag(step_s: float, lag_ms: float) -> float:
    """1 - exp(-step/lag), by its series: the share of the gap that one step closes."""
    ratio = step_s * 1000 / lag_ms
    return ratio * (1 - ratio / 2 * (1 - ratio / 3 * (1 - ratio / 4 * (1 - ratio / 5))))


class Drive:
    """Pose, wheels and battery. `blocked(x, y, cos, sin)` says whether the body may not be there."""

    __slots__ = (  # so many that a dictionary would be the slower kind
        "_blocked",
        "_brake",
        "_circles",
        "_coast",
        "_duty_left",
        "_duty_right",
        "_gains",
        "_gears",
        "_grips",
        "_lag_left",
        "_lag_right",
        "_lags",
        "_near",
        "_sizes",
        "_slip_left",
        "_slip_right",
        "_slip_steps",
        "_slips",
        "_step_s",
        "_steps_per_ms",
        "_turned_rad",
        "charge",
        "cos",
        "inputs",
        "is_touching",
        "left_mm",
        "left_mm_s",
        "model",
        "right_mm",
        "right_mm_s",
        "sin",
        "voltage",
        "way_mm_max",
        "x_mm",
        "y_mm",
    )

    def __init__(
        self,
        seed: int,
        model: RobotModel,
        blocked: Callable[[float, float, float, float], bool],
        near: tuple[float, float, float],
        steps_per_ms: int = 1,
        circles: tuple[tuple[float, float, float], ...] = (),
    ) -> None:
        """Args: near: x, y, radius of the circle outside which `blocked` need not be asked. steps_per_ms: how finely
        it is reckoned; one is enough (its test halves the step). circles: smaller ones that hold the same.
        """
        draw = Stream(seed, 1)
        self.model = model
        self._slips = Stream(seed, 2)
        self._blocked = blocked
        self._near = (near[0], near[1], near[2] * near[2])
        self._circles = circles or (near,)
        self._steps_per_ms = steps_per_ms
        self._step_s = step_s = 0.001 / steps_per_ms
        self._gains = (1 + draw.spread(model.gain_spread), 1 + draw.spread(model.gain_spread))
        lag_left = model.lag_ms * (1 + draw.spread(model.lag_spread))
        lag_right = model.lag_ms * (1 + draw.spread(model.lag_spread))
        self._lags = (_share_of_lag(step_s, lag_left), _share_of_lag(step_s, lag_right))
        scale = model.free_speed_mm_s / (1 - model.dead_band)
        self._gears = (
            step_s,
            model.free_speed_mm_s,
            model.dead_band,
            model.sag,
            model.run_down_per_s * step_s,
            self._gains[0] * scale,
            self._gains[1] * scale,
            model.track_mm,
        )
        self._brake = _share_of_lag(step_s, model.brake_ms)
        self._coast = _share_of_lag(step_s, model.coast_ms)
        self.charge = draw.between(model.charge_low, model.charge_high)
        self._sizes = (1 + draw.spread(model.wheel_spread), 1 + draw.spread(model.wheel_spread))
        self.way_mm_max = self._way_mm_max()
        self.voltage = self.charge
        self.left_mm_s = self.right_mm_s = 0.0
        self.left_mm = self.right_mm = 0.0
        self._slip_left = self._slip_right = 0.0
        self._grip()
        self._slip_steps = 0
        self.inputs = [0, 0, 0, 0]
        self._duty_left = self._duty_right = 0.0
        self._lag_left = self._lag_right = self._coast  # which share of the gap to its speed a wheel closes in a step
        self.is_touching = False
        self.place(0.0, 0.0, 0.0)

    def place(self, x_mm: float, y_mm: float, heading_deg: float) -> None:
        """Set the robot down, standing."""
        self.x_mm, self.y_mm = x_mm, y_mm
        self._turned_rad = heading_deg / _DEGREES
        self.cos, self.sin = cosine(self._turned_rad), sine(self._turned_rad)
        self.left_mm_s = self.right_mm_s = 0.0
        self.is_touching = False

    @property
    def pose(self) -> DrivePose:
        """Where it is and looks."""
        return self.x_mm, self.y_mm, self.cos, self.sin, self._turned_rad

    @pose.setter
    def pose(self, pose: DrivePose) -> None:
        self.x_mm, self.y_mm, self.cos, self.sin, self._turned_rad = pose

    def keep(self) -> DriveKept:
        """Everything that `run` changes, but `is_touching`."""
        return (
            (self.x_mm, self.y_mm, self.cos, self.sin, self._turned_rad),
            (self.left_mm_s, self.right_mm_s, self.left_mm, self.right_mm),
            (self.charge, self.voltage),
            (self._slips.state, self._slip_steps, self._slip_left, self._slip_right),
        )

    def take_back(self, kept: DriveKept) -> None:
        """Undo every `run` since then."""
        self.pose, wheels, (self.charge, self.voltage), slips = kept
        self.left_mm_s, self.right_mm_s, self.left_mm, self.right_mm = wheels
        self._slips.state, self._slip_steps, self._slip_left, self._slip_right = slips
        self._grip()

    @property
    def heading_deg(self) -> float:
        """Counter-clockwise from +x, not folded: two turns are 720."""
        return self._turned_rad * _DEGREES

    def pose_before(self, late_ms: float) -> tuple[float, float, float, float]:
        """Where it was so long ago, by its present speed: x, y, and cosine and sine of where it looked."""
        way = (self.left_mm_s + self.right_mm_s) * late_ms * 0.0005
        turn = (self.right_mm_s - self.left_mm_s) * late_ms * 0.001 / self.model.track_mm
        cos, sin = self.cos, self.sin
        return self.x_mm - way * cos, self.y_mm - way * sin, cos + turn * sin, sin - turn * cos

    def heading_before_deg(self, late_ms: float) -> float:
        """Where it looked so long ago, by its present speed."""
        turn = (self.right_mm_s - self.left_mm_s) * late_ms * 0.001 / self.model.track_mm
        return (self._turned_rad - turn) * _DEGREES

    def set_input(self, number: int, duty_u16: int) -> None:
        """One of the motor driver's inputs: left IN1, left IN2, right IN1, right IN2."""
        inputs = self.inputs
        inputs[number] = duty_u16
        if number < 2:
            self._duty_left = duty = (inputs[0] - inputs[1]) / 65535
            self._lag_left = self._lags[0] if duty else self._rolling(inputs[0])
        else:
            self._duty_right = duty = (inputs[2] - inputs[3]) / 65535
            self._lag_right = self._lags[1] if duty else self._rolling(inputs[2])

    @property
    def is_resting(self) -> bool:
        """Neither driven nor rolling: steps change nothing."""
        return not (self._duty_left or self._duty_right or self.left_mm_s or self.right_mm_s)

    def free_mm(self) -> float:
        """How far the body is from the circles in which `blocked` is asked; negative inside one."""
        nearest = 1e9
        for x, y, radius in self._circles:
            away_x, away_y = self.x_mm - x, self.y_mm - y
            nearest = min(nearest, sqrt(away_x * away_x + away_y * away_y) - radius)
        return nearest

    def run(self, steps: int, *, is_free: bool = False) -> None:
        """Let `steps` milliseconds pass: rest, or roll from one slip to the next. is_free: nothing is near by then."""
        while steps > 0:
            if self.is_resting:
                self._slip_steps = max(0, self._slip_steps - steps)
                return
            if self._slip_steps == 0:
                self._slip()
            part = steps if steps < self._slip_steps else self._slip_steps
            self._roll(part, not is_free and self.free_mm() <= part * self.way_mm_max)
            self._slip_steps -= part
            steps -= part

    def bear(self, left_n: float, right_n: float) -> None:
        """What the floor pushes the body with, for 1 ms; the wheels get it back, and turn slower by it.

        A motor that pushes with `stall_n` all the time comes to stand.
        """
        speed_per_n = self.model.free_speed_mm_s / self.model.stall_n
        self.left_mm_s -= left_n * speed_per_n * self._lag_left
        self.right_mm_s -= right_n * speed_per_n * self._lag_right

    def slide(self, x_mm: float, y_mm: float, turn_rad: float) -> None:
        """Move the body without its wheels, a little; not into what stands there."""
        square = turn_rad * turn_rad
        turn_cos, turn_sin = 1 - square * (0.5 - square / 24), turn_rad * (1 - square / 6)
        cos, sin = self.cos * turn_cos - self.sin * turn_sin, self.sin * turn_cos + self.cos * turn_sin
        x, y = self.x_mm + x_mm, self.y_mm + y_mm
        near_x, near_y, near_square = self._near
        away_x, away_y = x - near_x, y - near_y
        if away_x * away_x + away_y * away_y < near_square and self._blocked(x, y, cos, sin):
            return
        self.x_mm, self.y_mm, self.cos, self.sin = x, y, cos, sin
        self._turned_rad += turn_rad

    def _way_mm_max(self) -> float:
        """Further than the body can come in 1 ms: twice what its faster wheel makes, slipping forward all it may."""
        speed_mm_s = max(self._gears[5], self._gears[6]) * self.charge
        return 0.002 * speed_mm_s * (1 + _SPREAD_MAX / 0.2 * self.model.slip_spread) * max(self._sizes)

    def _rolling(self, input_u16: int) -> float:
        """The lag of a wheel whose motor does not drive it: its two inputs are alike, both high or both low."""
        return self._brake if input_u16 else self._coast

    def _slip(self) -> None:
        """Every SLIP_STEPS: draw how much each wheel slips, let one that hardly rolls stand, mend the unit vector."""
        if -REST_MM_S < self.left_mm_s < REST_MM_S and not self._duty_left:
            self.left_mm_s = 0.0
        if -REST_MM_S < self.right_mm_s < REST_MM_S and not self._duty_right:
            self.right_mm_s = 0.0
        spread = self.model.slip_spread
        self._slip_left = 0.8 * self._slip_left + self._slips.spread(spread)
        self._slip_right = 0.8 * self._slip_right + self._slips.spread(spread)
        self._grip()
        self._slip_steps = SLIP_STEPS
        scale = 1.5 - 0.5 * (self.cos * self.cos + self.sin * self.sin)
        self.cos *= scale
        self.sin *= scale

    def _grip(self) -> None:
        """What the slips make of each wheel: the ground it covers in a step for each mm/s, s."""
        step_s, sizes = self._step_s, self._sizes
        self._grips = ((1 - self._slip_left) * step_s * sizes[0], (1 - self._slip_right) * step_s * sizes[1])

    def _roll(self, steps: int, is_near: bool) -> None:
        """The inner loop: every name is local, because it runs 1,000 times a simulated second."""
        step_s, free, dead, sag, run_down, gain_left, gain_right, track_mm = self._gears
        duty_left, duty_right, lag_left, lag_right = self._duty_left, self._duty_right, self._lag_left, self._lag_right
        grip_left, grip_right = self._grips
        left, right, left_mm, right_mm = self.left_mm_s, self.right_mm_s, self.left_mm, self.right_mm
        x, y, cos, sin, turned = self.x_mm, self.y_mm, self.cos, self.sin, self._turned_rad
        charge, voltage = self.charge, self.voltage
        near_x, near_y, near_square = self._near
        for _ in range(steps * self._steps_per_ms):
            drive_left, drive_right = duty_left * voltage, duty_right * voltage
            lag_of_left, lag_of_right = drive_left - left / free, drive_right - right / free
            load = (lag_of_left if lag_of_left >= 0 else -lag_of_left) + (
                lag_of_right if lag_of_right >= 0 else -lag_of_right
            )
            charge -= run_down * load
            voltage = charge * (1 - sag * load)
            if drive_left > dead:
                left += ((drive_left - dead) * gain_left - left) * lag_left
            elif drive_left < -dead:
                left += ((drive_left + dead) * gain_left - left) * lag_left
            else:
                left -= left * lag_left
            if drive_right > dead:
                right += ((drive_right - dead) * gain_right - right) * lag_right
            elif drive_right < -dead:
                right += ((drive_right + dead) * gain_right - right) * lag_right
            else:
                right -= right * lag_right
            left_mm += left * step_s
            right_mm += right * step_s
            way_left, way_right = left * grip_left, right * grip_right
            way = (way_left + way_right) * 0.25  # a quarter, for the sum of the old and the new heading
            turn = (way_right - way_left) / track_mm
            square = turn * turn
            turn_cos = 1 - square * (0.5 - square / 24)
            turn_sin = turn * (1 - square / 6)
            new_cos = cos * turn_cos - sin * turn_sin
            new_sin = sin * turn_cos + cos * turn_sin
            if is_near:
                new_x, new_y = x + way * (cos + new_cos), y + way * (sin + new_sin)
                away_x, away_y = new_x - near_x, new_y - near_y
                if away_x * away_x + away_y * away_y < near_square:
                    self.is_touching = self._blocked(new_x, new_y, new_cos, new_sin)
                    if self.is_touching:
                        left = right = 0.0
                        continue
            x += way * (cos + new_cos)
            y += way * (sin + new_sin)
            cos = new_cos
            sin = new_sin
            turned += turn
        self.left_mm_s, self.right_mm_s, self.left_mm, self.right_mm = left, right, left_mm, right_mm
        self.x_mm, self.y_mm, self.cos, self.sin, self._turned_rad = x, y, cos, sin, turned
        self.charge, self.voltage = charge, voltage
