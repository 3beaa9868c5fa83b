"""A field with one robot on it: physics, sensors, gates, balls, and the player who presses the robot's button.

The field's clock is the world's; it moves only in `advance`. Equal seeds and equal commands at equal times give equal
edges and readings, to the bit: each run draws everything from its seed (`reset`).
"""

from collections import deque
from dataclasses import dataclass

from firmware.virtual.balls import Hopper
from firmware.virtual.echo import US_PER_MM, echo_off, echo_us
from firmware.virtual.gates import GateWatch, body_overlaps, reach
from firmware.virtual.gyro import Gyro
from firmware.virtual.noise import Stream, hash_numbers, unit_noise
from firmware.virtual.physics import BODY_FRONT_MM, Drive, RobotModel
from firmware.virtual.plan import FieldPlan
from firmware.virtual.ports import FREQ, GYRO_COUNT, GYRO_RATE, BoardPort, Edge
from firmware.virtual.wiring import (
    BATTERY_PIN,
    BUMP_PIN,
    BUTTON_PIN,
    BUZZER_PIN,
    ECHO_PIN,
    INPUT_PIN,
    LED_PIN,
    LINE_PINS,
    GateInputs,
    RobotPort,
)

__all__ = ["Field", "FieldView"]

LOOK_MS = 5  # gates are looked at this often; must divide every time a gate is decided by
SENSOR_AHEAD_MM = 60.0
SENSOR_ASIDE_MM = (12.0, 0.0, -12.0)  # left, middle, right
WHITE, BLACK, FLOOR = 7000.0, 52000.0, 14000.0  # what a sensor gives, of 65535
SENSOR_NOISE = 450.0
BATTERY_FULL = 49000.0
_FAR_MS = 1 << 60
CHANGES_MAX = 10_000  # a program may write to a pin without end, and nobody take it


@dataclass(frozen=True, slots=True)
class FieldView:
    """What a screen shows of the field at one moment. Angles in degrees, counter-clockwise from the right."""

    at_us: int
    x_mm: float
    y_mm: float
    heading_deg: float
    speed_mm_s: float
    line: tuple[float, float, float]
    """Left, middle, right: 0 white to 1 black."""
    balls_in_tower: int
    balls_in_hopper: int
    balls_lost: int
    is_gate_open: bool
    is_lit: bool
    is_touching: bool
    voltage: float
    """Share of the nominal battery voltage."""
    phase: str
    """home, out, tower or returning; empty on a field without gates."""
    distance_mm: float | None
    """What the rangefinder would say without noise; None without an echo."""
    left_mm: float
    """The left wheel's way, as its encoder counts it."""
    right_mm: float
    tone_hz: int
    """0 is silence."""
    is_pressed: bool
    """The button."""


class Field:
    """The robot's world between two moments of the clock."""

    def __init__(self, plan: FieldPlan, seed: int, model: RobotModel | None = None) -> None:
        self.plan = plan
        self._model = model or RobotModel()
        self._blocks = tuple((block, _circle(reach((block,)))) for block in plan.mat.blocks)
        self.now_ms = 0
        self.now_us = 0
        self.outputs: dict[int, int] = {}
        self.changes: list[tuple[int, str, int]] = []  # (us, "light" or "tone", value), until somebody takes them
        self._last_output = {LED_PIN: 0, BUZZER_PIN: 0}
        self._motor_duties = [0, 0, 0, 0]
        self._edges: deque[Edge] = deque()
        self._closing: deque[tuple[int, int]] = deque()
        self.broken_until_ms = [0] * len(plan.judge_box_inputs)
        self.reset(seed)

    def reset(self, seed: int) -> None:
        """A new run: the robot at home, the hopper full, every draw from `seed`. The clock goes on."""
        self._seed = hash_numbers(seed)
        self._reset_us = self.now_us  # noise counts from here: a run is the same whenever it is held
        self.drive = Drive(self._seed, self._model, self._is_blocked, reach(self.plan.mat.blocks))
        for number, duty in enumerate(self._motor_duties):  # a new run is no reset of the board
            self.drive.set_input(number, duty)
        self.gates = None if self.plan.gates is None else GateWatch(self.plan.gates, self.plan.mat)
        self.hopper = Hopper(self._seed, self.plan)
        draws, share = Stream(self._seed, 4), self.plan.noise_share
        self._gains = tuple(1 + draws.spread(0.03 * share) for _ in LINE_PINS)
        self._offsets = tuple(draws.spread(500.0 * share) for _ in LINE_PINS)
        self._hand = Stream(self._seed, 5)
        self._press_at_ms = self._place_at_ms = self._release_at_ms = _FAR_MS
        self._was_bumped = self._is_at_wall = False
        self._hand_mm: int | None = None
        self._has_been_at_tower = self._is_set_off = False
        self._edges.clear()
        self._place()
        self._gyro = Gyro(self._seed, self.now_us, self.drive.heading_deg, self.plan.noise_share)

    def port(self, role: str) -> BoardPort:
        """What a board of this role is wired to: "robot" or "judge_box"."""
        return RobotPort(self) if role == "robot" else GateInputs(self)

    def advance(self, to_us: int) -> Edge | None:
        """Move the clock to `to_us`, or only to the next edge, which is returned."""
        target_ms = to_us // 1000
        while not self._edges and self.now_ms < target_ms:
            steps = LOOK_MS - self.now_ms % LOOK_MS
            if self.now_ms + steps > target_ms:
                steps = target_ms - self.now_ms
            self.drive.run(steps)
            self.now_ms += steps
            if self.now_ms % LOOK_MS == 0:
                self._look()
        if self._edges:
            edge = self._edges.popleft()
            self.now_us = max(self.now_us, edge.at_us)
            return edge
        self.now_us = max(self.now_us, to_us)
        return None

    @property
    def has_edges(self) -> bool:
        """Whether edges of this very moment have not been handed out yet."""
        return bool(self._edges)

    def press_button(self, after_ms: int = 0) -> None:
        """The player presses the robot's button that much later."""
        self._press_at_ms = self.now_ms + after_ms

    def see_start_lamp(self) -> None:
        """The player sees the start lamp: presses the button, once a run (a box that restarts lights it again)."""
        if not self._is_set_off:
            self._is_set_off = True
            self.press_button(self.plan.player_start_ms)

    @property
    def is_button_pressed(self) -> bool:
        """Whether the player's finger is on the robot's button."""
        return self._release_at_ms != _FAR_MS

    @property
    def is_bumped(self) -> bool:
        """Whether the robot touches the tower, a box or a wall."""
        return self.drive.is_touching or self._is_at_wall

    @property
    def tone_hz(self) -> int:
        """What the buzzer sounds; 0 is silence."""
        return self.outputs.get(BUZZER_PIN << 2 | FREQ, 0) if self.outputs.get(BUZZER_PIN) else 0

    def note_change(self, pin: int) -> None:
        """An output was written: when the light or the tone is another one now, that is kept with its moment."""
        if pin in self._last_output:
            value = self.tone_hz if pin == BUZZER_PIN else int(bool(self.outputs.get(pin)))
            if value != self._last_output[pin]:
                self._last_output[pin] = value
                del self.changes[:-CHANGES_MAX]
                self.changes.append((self.now_us, "tone" if pin == BUZZER_PIN else "light", value))

    def hold_hand(self, ahead_mm: int | None) -> None:
        """The player holds a hand so far ahead of the nose; None: takes it away."""
        self._hand_mm = ahead_mm

    def set_motor(self, number: int, duty_u16: int) -> None:
        """One of the motor driver's four inputs."""
        self._motor_duties[number] = duty_u16
        self.drive.set_input(number, duty_u16)

    def view(self) -> FieldView:
        """A frozen picture of this moment."""
        drive, hopper = self.drive, self.hopper
        left, middle, right = (self._darkness(number) or 0.0 for number in range(3))
        return FieldView(
            at_us=self.now_us,
            x_mm=drive.x_mm,
            y_mm=drive.y_mm,
            heading_deg=drive.heading_deg,
            speed_mm_s=(drive.left_mm_s + drive.right_mm_s) / 2,
            line=(left, middle, right),
            balls_in_tower=hopper.in_tower,
            balls_in_hopper=hopper.on_board,
            balls_lost=hopper.lost,
            is_gate_open=hopper.is_open,
            is_lit=bool(self.outputs.get(LED_PIN)),
            is_touching=self.is_bumped,
            voltage=drive.voltage,
            phase=self._phase(),
            distance_mm=self._distance_mm(),
            left_mm=drive.left_mm,
            right_mm=drive.right_mm,
            tone_hz=self.tone_hz,
            is_pressed=self.is_button_pressed,
        )

    def _phase(self) -> str:
        gates = self.gates
        if gates is None:
            return ""
        if gates.is_at_tower:
            return "tower"
        if not gates.is_out:
            return "home"
        return "returning" if self._has_been_at_tower else "out"

    def _distance_mm(self) -> float | None:
        taken_us = self._echo_us(0.0)
        return taken_us / US_PER_MM if taken_us > 0 else None

    def _is_blocked(self, x: float, y: float, cos: float, sin: float) -> bool:
        for block, (middle_x, middle_y, reach_square) in self._blocks:
            away_x, away_y = x - middle_x, y - middle_y
            if away_x * away_x + away_y * away_y < reach_square and body_overlaps(x, y, cos, sin, block):
                return True
        return False

    def _place(self) -> None:
        """The player sets the robot down at the start, as exactly as a hand can."""
        plan, hand = self.plan, self._hand
        self.drive.place(
            plan.start_x_mm + hand.spread(plan.start_spread_mm),
            plan.start_y_mm + hand.spread(plan.start_spread_mm),
            plan.start_heading_deg + hand.spread(plan.start_spread_deg),
        )

    def _look(self) -> None:
        """Everything that is decided every LOOK_MS."""
        now_ms, drive, gates = self.now_ms, self.drive, self.gates
        self._stay_inside()
        if gates is not None:
            for name in gates.look(drive, LOOK_MS):
                self._pass(name)
        if self.hopper.is_open:
            stands = gates is not None and gates.still_ms > 0 and gates.is_nose_near(drive)
            if self.hopper.fall(now_ms, stands):
                self._pass("ball")
        if now_ms >= self._place_at_ms:
            self._place_at_ms = _FAR_MS
            self._place()
            self.hopper.reload()
        if now_ms >= self._press_at_ms:
            self._press_at_ms, self._release_at_ms = _FAR_MS, now_ms + self.plan.player_press_ms
            self._edges.append(Edge("robot", BUTTON_PIN, 0, now_ms * 1000, None))
        if now_ms >= self._release_at_ms:
            self._release_at_ms = _FAR_MS
            self._edges.append(Edge("robot", BUTTON_PIN, 1, now_ms * 1000, None))
        while self._closing and now_ms >= self._closing[0][0]:
            self._edges.append(Edge("judge_box", self._closing.popleft()[1], 1, now_ms * 1000, None))
        if self.is_bumped is not self._was_bumped:
            self._was_bumped = self.is_bumped
            self._edges.append(Edge("robot", BUMP_PIN, 0 if self._was_bumped else 1, now_ms * 1000, None))

    def _stay_inside(self) -> None:
        """The room's walls: the robot's middle stays a nose's length away; its wheels spin."""
        drive, room = self.drive, self.plan.room
        x = min(max(drive.x_mm, room.left + BODY_FRONT_MM), room.right - BODY_FRONT_MM)
        y = min(max(drive.y_mm, room.bottom + BODY_FRONT_MM), room.top - BODY_FRONT_MM)
        self._is_at_wall = x != drive.x_mm or y != drive.y_mm
        drive.x_mm, drive.y_mm = x, y

    def _pass(self, name: str) -> None:
        if name == "home_in":
            self._has_been_at_tower = False
            self._place_at_ms = self.now_ms + self.plan.player_reload_ms // 2
            self.press_button(self.plan.player_reload_ms)
        elif name == "tower_in":
            self._has_been_at_tower = True
        pin = -1
        if name in self.plan.judge_box_inputs:
            number = self.plan.judge_box_inputs.index(name)
            assert self.plan.gates is not None  # or there would be no gate to pass
            self.broken_until_ms[number] = self.now_ms + self.plan.gates.pulse_ms
            pin = INPUT_PIN + number
            self._closing.append((self.broken_until_ms[number], pin))
        self._edges.append(Edge("judge_box", pin, 0, self.now_ms * 1000, name))

    def _darkness(self, number: int) -> float | None:
        drive, aside = self.drive, SENSOR_ASIDE_MM[number]
        return self.plan.mat.darkness(
            drive.x_mm + SENSOR_AHEAD_MM * drive.cos - aside * drive.sin,
            drive.y_mm + SENSOR_AHEAD_MM * drive.sin + aside * drive.cos,
        )

    def read_line(self, number: int, now_us: int) -> int:
        """One reflectance sensor, 0..65535, black is high."""
        darkness = self._darkness(number)
        level = FLOOR if darkness is None else WHITE + (BLACK - WHITE) * darkness
        level = level * self._gains[number] + self._offsets[number]
        level += SENSOR_NOISE * self.noise(LINE_PINS[number], now_us)
        return 0 if level < 0 else 65535 if level > 65535 else int(level)

    def read_echo_us(self, now_us: int) -> int:
        """The rangefinder at the nose: how long its echo takes, -2 without one."""
        return self._echo_us(self.noise(ECHO_PIN, now_us))

    def _echo_us(self, noise: float) -> int:
        """What stands ahead on the field, or a hand before it."""
        drive, hand_mm = self.drive, self._hand_mm
        taken_us = echo_us(drive.x_mm, drive.y_mm, drive.cos, drive.sin, self.plan, noise)
        if hand_mm is None:
            return taken_us
        hand_us = echo_off(hand_mm, noise)
        return hand_us if taken_us <= 0 else min(hand_us, taken_us)

    def read_gyro(self, kind: int, now_us: int) -> int:
        """GYRO_COUNT: how many readings wait; GYRO_RATE: the oldest, in thousandths of a degree a second."""
        if kind == GYRO_COUNT:
            return self._gyro.look(now_us, self.drive.heading_deg, is_rolling=not self.drive.is_resting)
        return self._gyro.take() if kind == GYRO_RATE else 0

    def empty_gyro(self) -> None:
        """The board wants none of the readings so far."""
        self._gyro.look(self.now_us, self.drive.heading_deg, is_rolling=False)
        self._gyro.forget()

    def read_battery(self, now_us: int) -> int:
        """The battery's divider, 0..65535."""
        return int(self.drive.voltage * BATTERY_FULL + 60.0 * self.noise(BATTERY_PIN, now_us))

    def noise(self, place: int, now_us: int) -> float:
        """A sensor's noise at this moment, standard deviation 1; 0 in a world without chance."""
        return self.plan.noise_share * unit_noise(self._seed, place, now_us - self._reset_us)


def _circle(circle: tuple[float, float, float]) -> tuple[float, float, float]:
    """Middle and the square of the radius, which is what distances are compared with a thousand times a second."""
    x, y, radius = circle
    return x, y, radius * radius
