"""One robot on a field: its wheels, sensors, hopper and outputs, and the player's hand that belongs to it.

What it shares with others (clock, gates, what stands on the mat) is the field's. Each robot draws everything from its
own seed, so that a draw for one moves nothing for the other.
"""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from firmware.virtual.balls import Hopper
from firmware.virtual.echo import US_PER_MM, Pose, Rangefinder
from firmware.virtual.fire import flame_at
from firmware.virtual.gates import body_overlaps, reach
from firmware.virtual.gyro import Gyro
from firmware.virtual.mat import Rect
from firmware.virtual.noise import Stream, even_noise, noise_key, noise_keys, two_unit_noises_at, unit_noise
from firmware.virtual.physics import BODY_FRONT_MM, Drive, DrivePose
from firmware.virtual.plan import FieldPlan
from firmware.virtual.ports import FREQ, GYRO_COUNT, GYRO_RATE, Edge
from firmware.virtual.robot_model import RobotModel
from firmware.virtual.wiring import (
    BATTERY_PIN,
    BUMP_PIN,
    BUTTON_PIN,
    BUZZER_PIN,
    ECHO_PIN,
    FAN_PIN,
    FLAME_PIN,
    LED_PIN,
    LINE_PINS,
)

if TYPE_CHECKING:
    from firmware.virtual.field import Field

__all__ = ["SENSOR_AHEAD_MM", "SENSOR_ASIDE_MM", "Eyes", "FieldRobot", "RobotNote"]

SENSOR_AHEAD_MM = 60.0
SENSOR_ASIDE_MM = (12.0, 0.0, -12.0)  # left, middle, right
WHITE, BLACK, FLOOR = 7000.0, 52000.0, 14000.0  # what a sensor gives, of 65535
FLAME_NOISE = 300.0
NO_ECHO = -2
BATTERY_FULL = 49000.0
_FAR_MS = 1 << 60
CHANGES_MAX = 10_000  # a program may write to a pin without end, and nobody take it
_LATE, _LOST = 40, 60  # added to a pin's number: chances of its own


class Eyes:
    """What the sensors of a robot have before them in one run, wherever it stands: no noise, no memory."""

    def __init__(self, model: RobotModel, plan: FieldPlan) -> None:
        self._rangefinder, self._mat, self._ring = Rangefinder(model, plan), plan.mat, plan.ring
        self.at = plan.mat.darkness if plan.ring is None else self._on_ring

    def line(self, looking: Pose) -> tuple[float, float, float]:
        """What lies under the line sensors: left, middle, right; 0 white (or beside the mat) to 1 black."""
        left, middle, right = [self.darkness(aside, *looking) or 0.0 for aside in SENSOR_ASIDE_MM]
        return left, middle, right

    def darkness(self, aside: float, x: float, y: float, cos: float, sin: float) -> float | None:
        """What lies under one of them, so far to the left of the nose; None beside the mat."""
        return self.at(x + SENSOR_AHEAD_MM * cos - aside * sin, y + SENSOR_AHEAD_MM * sin + aside * cos)

    def _on_ring(self, x: float, y: float) -> float | None:
        assert self._ring is not None
        return self._mat.darkness(x, y) if self._ring.holds(x, y) else None

    def distance_mm(self, looking: Pose, others: Iterable[Pose], hand_mm: int | None) -> float | None:
        """What the rangefinder would say; None without an echo. hand_mm: how far ahead a hand is held, if one is."""
        ahead_mm = self._rangefinder.hear_mm(looking, others)
        if hand_mm is None:
            return ahead_mm
        return float(hand_mm) if ahead_mm is None else min(float(hand_mm), ahead_mm)


RobotNote = tuple[
    Eyes,
    Pose,
    float,
    list[Pose],
    int | None,
    tuple[float, float, float, float],
    tuple[int, int, int, bool],
    float,
    tuple[bool, int, bool],
    tuple[bool, bool, bool],
]
"""One robot at a moment: what `Eyes` need (with the heading in degrees, the other robots and a hand, mm), ways and
speeds of the wheels, balls (in the tower, on board, lost, gate open), voltage, outputs (light, tone in Hz, fan), and
whether it touches something, is pressed, is lying."""


class FieldRobot:
    """A robot between two moments of its field's clock. `role` names its board in the world."""

    drive: Drive
    hopper: Hopper

    def __init__(self, field: "Field", role: str, model: RobotModel, *, is_second: bool = False) -> None:
        """Of no use before its first `reset`. is_second: it stands on side B."""
        self._is_second = is_second
        self.role = role
        self.outputs: dict[int, int] = {}
        self.alone_until_ms = 0  # see `leave_alone`
        self.changes: list[tuple[int, str, int]] = []  # (us, "light" or "tone", value), until somebody takes them
        self._last_output = {LED_PIN: 0, BUZZER_PIN: 0}
        self._field, self._plan, self._model = field, field.plan, model
        self._motor_duties = [0, 0, 0, 0]
        self.counts_per_mm = model.counts_per_mm

    def reset(self, seed: int) -> None:
        """A new run: set down at home, the hopper full, every draw from `seed`. What the board switched on stays on."""
        field, model = self._field, self._model
        self._plan = plan = field.plan  # what stands on it may be another each run
        self._eyes = Eyes(model, plan)
        self._dark = self._eyes.at
        self._seed = seed
        self._reset_us = field.now_us  # noise counts from here: a run is the same whenever it is held
        blocks = plan.mat.blocks
        circles = tuple(reach((block,)) for block in blocks)
        self.drive = Drive(seed, model, _blocked_by(blocks), reach(blocks), circles=circles)
        for number, duty in enumerate(self._motor_duties):  # a new run is no reset of the board
            self.drive.set_input(number, duty)
        self.hopper = Hopper(seed, plan)
        self._noise_share = share = plan.noise_share
        draws = Stream(seed, 4)
        gains = [1 + draws.spread(model.line_gain_spread * share) for _ in LINE_PINS]
        offsets = [draws.spread(model.line_offset_spread * share) for _ in LINE_PINS]
        keys = [noise_keys(noise_key(seed, pin + _LATE), noise_key(seed, pin)) for pin in LINE_PINS]
        self._line = tuple(zip(SENSOR_ASIDE_MM, gains, offsets, keys, strict=True))
        self._hand = Stream(seed, 5)
        self._press_at_ms = self._place_at_ms = self._release_at_ms = _FAR_MS
        self._was_bumped = self._is_at_wall = False
        self._is_set_off = False
        self._hand_mm: int | None = None
        self._lies_at: DrivePose | None = None
        self._place()
        self._gyro = Gyro(seed, field.now_us, self.drive.heading_deg, model, plan.noise_share)

    # -- the player ----------------------------------------------------------------------------------------------

    def press_button(self, after_ms: int = 0) -> None:
        """The player presses the robot's button that much later."""
        self._press_at_ms = self._field.now_ms + after_ms
        self.alone_until_ms = 0

    def see_start_lamp(self) -> None:
        """The player sees the start lamp: presses the button, once a run (a box that restarts lights it again)."""
        if not self._is_set_off:
            self._is_set_off = True
            self.press_button(self._plan.player_start_ms)

    def come_home(self) -> None:
        """The player takes it up, sets it down at the start with a full hopper, and presses its button."""
        self._place_at_ms = self._field.now_ms + self._plan.player_reload_ms // 2
        self.alone_until_ms = 0
        self.press_button(self._plan.player_reload_ms)

    def hold_hand(self, ahead_mm: int | None) -> None:
        """The player holds a hand so far ahead of the nose; None: takes it away."""
        self._hand_mm = ahead_mm

    def fall_down(self) -> None:
        """It lies on the floor, its wheels turn in the air; the player stops it, takes it back and starts it again."""
        self._lies_at = self.drive.pose
        self.alone_until_ms = 0
        self._place_at_ms = self._field.now_ms + self._plan.player_reload_ms
        self.press_button(self._plan.player_start_ms)

    @property
    def is_lying(self) -> bool:
        """It fell, and nobody has set it down again."""
        return self._lies_at is not None

    @property
    def is_button_pressed(self) -> bool:
        """Whether the player's finger is on the robot's button."""
        return self._release_at_ms != _FAR_MS

    def _place(self) -> None:
        """The player sets the robot down at the start, as exactly as a hand can."""
        self.alone_until_ms = 0
        plan, hand, ring = self._plan, self._hand, self._plan.ring
        x_mm, y_mm, heading_deg = plan.start_x_mm, plan.start_y_mm, plan.start_heading_deg
        if self._is_second and ring is not None:
            x_mm, y_mm, heading_deg = ring.b_x_mm, ring.b_y_mm, ring.b_heading_deg
        self.drive.place(
            x_mm + hand.spread(plan.start_spread_mm),
            y_mm + hand.spread(plan.start_spread_mm),
            heading_deg + hand.spread(plan.start_spread_deg),
        )

    def leave_alone(self) -> int:
        """Note until when (field's ms) no hand, wall or block can touch it, however it drives, and no ball can fall.

        Whatever else may change that sets it back to 0: a player's hand, the hopper's gate.
        """
        drive, room = self.drive, self._plan.room
        if self.hopper.is_open or self._was_bumped or self._is_at_wall or drive.is_touching or self.is_lying:
            return 0
        free_mm = min(
            drive.x_mm - room.left - BODY_FRONT_MM,
            room.right - BODY_FRONT_MM - drive.x_mm,
            drive.y_mm - room.bottom - BODY_FRONT_MM,
            room.top - BODY_FRONT_MM - drive.y_mm,
            drive.free_mm(),
        )
        alone_ms = self._field.now_ms + int(free_mm / drive.way_mm_max)
        self.alone_until_ms = min(alone_ms, self._place_at_ms, self._press_at_ms, self._release_at_ms)
        return self.alone_until_ms

    # -- what the field does with it at each look ------------------------------------------------------------------

    def stay_inside(self) -> None:
        """The room's walls: the robot's middle stays a nose's length away; its wheels spin."""
        drive, room = self.drive, self._plan.room
        if self._lies_at is not None:
            drive.pose = self._lies_at
        x, y = drive.x_mm, drive.y_mm
        if (
            room.left + BODY_FRONT_MM <= x <= room.right - BODY_FRONT_MM
            and room.bottom + BODY_FRONT_MM <= y <= room.top - BODY_FRONT_MM
        ):
            self._is_at_wall = False
            return
        drive.x_mm = min(max(x, room.left + BODY_FRONT_MM), room.right - BODY_FRONT_MM)
        drive.y_mm = min(max(y, room.bottom + BODY_FRONT_MM), room.top - BODY_FRONT_MM)
        self._is_at_wall = True

    def be_handled(self, now_ms: int) -> list[Edge]:
        """Let the player do what is due; return what the button does."""
        edges = []
        if now_ms >= self._place_at_ms:
            self._place_at_ms = _FAR_MS
            self._place()
            self.hopper.reload()
            if self._lies_at is not None:
                self._lies_at = None
                self.press_button(self._plan.player_reload_ms)
        if now_ms >= self._press_at_ms:
            self._press_at_ms, self._release_at_ms = _FAR_MS, now_ms + self._plan.player_press_ms
            edges.append(Edge(self.role, BUTTON_PIN, 0, now_ms * 1000, None))
        if now_ms >= self._release_at_ms:
            self._release_at_ms = _FAR_MS
            edges.append(Edge(self.role, BUTTON_PIN, 1, now_ms * 1000, None))
        return edges

    def feel(self, now_ms: int) -> Edge | None:
        """What the bump switch does, if it does anything."""
        is_bumped = self.is_bumped
        if is_bumped is self._was_bumped:
            return None
        self._was_bumped = is_bumped
        return Edge(self.role, BUMP_PIN, 0 if is_bumped else 1, now_ms * 1000, None)

    # -- outputs -------------------------------------------------------------------------------------------------

    def set_motor(self, number: int, duty_u16: int) -> None:
        """One of the motor driver's four inputs."""
        self._motor_duties[number] = duty_u16
        self.drive.set_input(number, duty_u16)

    def set_servo(self, pulse_ns: int) -> None:
        """The pulses that the servo of the hopper's gate gets; 0 for none."""
        self.hopper.command(pulse_ns, self._field.now_ms)
        self.alone_until_ms = 0

    @property
    def tone_hz(self) -> int:
        """What the buzzer sounds; 0 is silence."""
        return self.outputs.get(BUZZER_PIN << 2 | FREQ, 0) if self.outputs.get(BUZZER_PIN) else 0

    def note_change(self, pin: int) -> None:
        """An output was written: when the light or the tone is another one now, that is kept with its moment."""
        if pin not in self._last_output:
            return
        value = self.tone_hz if pin == BUZZER_PIN else int(bool(self.outputs.get(pin)))
        if value != self._last_output[pin]:
            self._last_output[pin] = value
            del self.changes[:-CHANGES_MAX]
            self.changes.append((self._field.now_us, "tone" if pin == BUZZER_PIN else "light", value))

    @property
    def is_fan_on(self) -> bool:
        """Whether its fan blows."""
        return bool(self.outputs.get(FAN_PIN))

    # -- sensors -------------------------------------------------------------------------------------------------

    @property
    def is_bumped(self) -> bool:
        """Whether the robot touches the tower, a box, a wall or the other robot."""
        return self.drive.is_touching or self._is_at_wall or self._field.is_pushing

    @property
    def distance_mm(self) -> float | None:
        """What the rangefinder would say without noise; None without an echo."""
        return self._eyes.distance_mm(self.looking, self._others(), self._hand_mm)

    def note(self) -> RobotNote:
        """This moment, taken down."""
        drive, hopper, outputs = self.drive, self.hopper, self.outputs
        return (
            self._eyes,
            (drive.x_mm, drive.y_mm, drive.cos, drive.sin),
            drive.heading_deg,
            self._others(),
            self._hand_mm,
            (drive.left_mm, drive.right_mm, drive.left_mm_s, drive.right_mm_s),
            (hopper.in_tower, hopper.on_board, hopper.lost, hopper.is_open),
            drive.voltage,
            (bool(outputs.get(LED_PIN)), self.tone_hz, bool(outputs.get(FAN_PIN))),
            (self.is_bumped, self.is_button_pressed, self._lies_at is not None),
        )

    @property
    def looking(self) -> Pose:
        """Where it stands and where it looks."""
        drive = self.drive
        return drive.x_mm, drive.y_mm, drive.cos, drive.sin

    def _others(self) -> list[Pose]:
        """Where the other robots on the field are."""
        return [other.looking for other in self._field.robots if other is not self]

    def read_line(self, number: int, now_us: int) -> int:
        """One reflectance sensor, 0..65535, black is high."""
        aside, gain, offset, keys = self._line[number]
        model, share = self._model, self._noise_share
        lateness, noise = two_unit_noises_at(keys, now_us - self._reset_us)
        late_ms = model.line_late_ms + model.line_late_spread_ms * (share * lateness)
        x, y, cos, sin = self.drive.pose_before(late_ms if late_ms > 0 else 0.0)
        darkness = self._dark(x + SENSOR_AHEAD_MM * cos - aside * sin, y + SENSOR_AHEAD_MM * sin + aside * cos)
        level = FLOOR if darkness is None else WHITE + (BLACK - WHITE) * darkness
        level = level * gain + offset + model.line_noise * (share * noise)
        return 0 if level < 0 else 65535 if level > 65535 else int(level)

    def read_flame(self, now_us: int) -> int:
        """The flame sensor at the nose, 0..65535; 0 where nothing burns."""
        fire = self._field.fire
        if fire is None or self._plan.fire is None:
            return 0
        level = 65535 * flame_at(self._plan.fire, fire.lit, self.drive)
        level += FLAME_NOISE * self._noise(FLAME_PIN, now_us)
        return 0 if level < 0 else 65535 if level > 65535 else int(level)

    def read_echo_us(self, now_us: int) -> int:
        """The rangefinder at the nose: how long its echo takes, -2 without one."""
        distance_mm = self.distance_mm
        if distance_mm is None or self._is_lost(now_us):
            return NO_ECHO
        distance_mm += self._model.range_noise_mm * self._noise(ECHO_PIN, now_us)
        return max(1, int(distance_mm * US_PER_MM))

    def _is_lost(self, now_us: int) -> bool:
        """Whether chance swallows this call's echo."""
        share = self._model.range_lost * self._plan.noise_share
        return share > 0 and even_noise(self._seed, ECHO_PIN + _LOST, now_us - self._reset_us) < share

    def read_gyro(self, kind: int, now_us: int) -> int:
        """GYRO_COUNT: how many readings wait; GYRO_RATE: the oldest, in thousandths of a degree a second."""
        if kind == GYRO_COUNT:
            return self._gyro.look(now_us, self._heading_seen_deg(), is_rolling=not self.drive.is_resting)
        return self._gyro.take() if kind == GYRO_RATE else 0

    def empty_gyro(self) -> None:
        """The board wants none of the readings so far."""
        self._gyro.look(self._field.now_us, self._heading_seen_deg(), is_rolling=False)
        self._gyro.forget()

    def _heading_seen_deg(self) -> float:
        return self.drive.heading_before_deg(self._model.gyro_late_ms)

    def read_battery(self, now_us: int) -> int:
        """The battery's divider, 0..65535."""
        return int(self.drive.voltage * BATTERY_FULL + 60.0 * self._noise(BATTERY_PIN, now_us))

    def _noise(self, place: int, now_us: int) -> float:
        """A sensor's noise at this moment, standard deviation 1; 0 in a world without chance."""
        return self._noise_share * unit_noise(self._seed, place, now_us - self._reset_us)


def _blocked_by(blocks: tuple[Rect, ...]) -> Callable[[float, float, float, float], bool]:
    """Whether a body at a place touches one of them: `physics.Drive` asks for x, y, cosine and sine."""
    circled = tuple((block, _circle(reach((block,)))) for block in blocks)

    def is_blocked(x: float, y: float, cos: float, sin: float) -> bool:
        for block, (middle_x, middle_y, reach_square) in circled:
            away_x, away_y = x - middle_x, y - middle_y
            if away_x * away_x + away_y * away_y < reach_square and body_overlaps(x, y, cos, sin, block):
                return True
        return False

    return is_blocked


def _circle(circle: tuple[float, float, float]) -> tuple[float, float, float]:
    """Middle and the square of the radius, which is what distances are compared with a thousand times a second."""
    x, y, radius = circle
    return x, y, radius * radius
