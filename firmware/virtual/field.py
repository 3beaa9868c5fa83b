"""A field with the robots on it: clock, gates, and what the robots share.

The field's clock is the world's; it moves only in `advance`. Equal seeds and equal commands at equal times give equal
edges and readings, to the bit: each run draws everything from its seed (`reset`).
"""

from collections import deque
from dataclasses import dataclass

from firmware.virtual.crossings import CrossingWatch
from firmware.virtual.fire import FireWatch
from firmware.virtual.gates import GateWatch
from firmware.virtual.noise import hash_numbers
from firmware.virtual.physics import DriveKept, RobotModel
from firmware.virtual.plan import FieldPlan, drawn
from firmware.virtual.ports import BoardPort, Edge
from firmware.virtual.pushing import Pushing
from firmware.virtual.ring import RingReferee
from firmware.virtual.robot_on_field import FieldRobot, RobotNote
from firmware.virtual.track import TrackWatch
from firmware.virtual.wiring import INPUT_PIN, GateInputs, RobotPort

__all__ = ["ROLES", "Field", "FieldKept", "FieldNote", "FieldView", "view_of"]

LOOK_MS = 5  # gates are looked at this often; must divide every time a gate is decided by
ROLES = ("robot", "robot_2")
"""What the boards of the robots on one field are called, in their order."""


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
    lit: tuple[bool, ...] = ()
    """Which of the field's candles burn, in their order."""
    is_fan_on: bool = False
    is_lying: bool = False
    """It fell from the track, and waits for its player."""
    rival: "FieldView | None" = None
    """The robot on side B, where there are two."""


FieldNote = tuple[int, str, tuple[bool, ...], tuple[RobotNote, ...]]
"""A moment: us, phase, candles, robots."""
FieldKept = tuple[int, int, int, DriveKept]
"""A moment to which the field can be taken back: ms, us, until when the robot is left alone, its wheels."""


def view_of(note: FieldNote) -> FieldView:
    """The picture that a note stands for; what the sensors would see is worked out only here."""
    at_us, phase, lit, robots = note
    view: FieldView | None = None
    for eyes, looking, heading_deg, others, hand_mm, wheels, hopper, voltage, outputs, told in reversed(robots):
        left_mm, right_mm, left_mm_s, right_mm_s = wheels
        is_lit, tone_hz, is_fan_on = outputs
        is_touching, is_pressed, is_lying = told
        in_tower, on_board, lost, is_open = hopper
        view = FieldView(
            at_us=at_us,
            x_mm=looking[0],
            y_mm=looking[1],
            heading_deg=heading_deg,
            speed_mm_s=(left_mm_s + right_mm_s) / 2,
            line=eyes.line(looking),
            balls_in_tower=in_tower,
            balls_in_hopper=on_board,
            balls_lost=lost,
            is_gate_open=is_open,
            is_lit=is_lit,
            is_touching=is_touching,
            voltage=voltage,
            phase=phase,
            distance_mm=eyes.distance_mm(looking, others, hand_mm),
            left_mm=left_mm,
            right_mm=right_mm,
            tone_hz=tone_hz,
            is_pressed=is_pressed,
            lit=lit,
            is_fan_on=is_fan_on,
            is_lying=is_lying,
            rival=view,
        )
    assert view is not None  # a field has a robot
    return view


class Field:
    """The world of the robots on one field, between two moments of the clock.

    `robots` are one or two, in the order of ROLES; `robot` is the first, and on most fields the only one.
    """

    def __init__(
        self, plan: FieldPlan, seed: int, model: RobotModel | None = None, rival: RobotModel | None = None
    ) -> None:
        """Args: model: the standard robot, if no other is named. rival: a second robot, on side B."""
        self._bare_plan = self.plan = plan
        self.now_ms = 0
        self.now_us = 0
        self.match_began_ms = 0  # a draw is called by the match's clock, which starts with its first bout
        self._edges: deque[Edge] = deque()
        self._closing: deque[tuple[int, int]] = deque()
        self.broken_until_ms = [0] * len(plan.judge_box_inputs)
        self.robot = FieldRobot(self, ROLES[0], model or RobotModel())
        self.robots: tuple[FieldRobot, ...] = (self.robot,)
        if rival is not None:
            self.robots = (self.robot, FieldRobot(self, ROLES[1], rival, is_second=True))
        self._pushing: Pushing | None = None
        self.referee = None if plan.ring is None else RingReferee(plan.ring)
        self.reset(seed)

    def reset(self, seed: int) -> None:
        """A new run: the robots at home, every draw from `seed`, candles and walls too. The clock goes on."""
        self.plan = drawn(self._bare_plan, seed)
        self.gates = None if self.plan.gates is None else GateWatch(self.plan.gates, self.plan.mat)
        self.fire = None if self.plan.fire is None else FireWatch(self.plan.fire)
        self._eyes = self._open_eyes()
        self._is_bare = self.gates is None and not self._eyes and len(self.robots) == 1
        self._has_been_at_tower = False
        self._edges.clear()
        for number, robot in enumerate(self.robots):
            robot.reset(hash_numbers(seed, number) if number else hash_numbers(seed))
        if len(self.robots) > 1:
            self._pushing = Pushing(self.robots[0].drive, self.robots[1].drive)
        if self.referee is not None:
            self.referee.begin(self.now_ms)

    def _open_eyes(self) -> tuple[CrossingWatch | TrackWatch | FireWatch, ...]:
        """What else there is to see on this field: nothing, on most."""
        plan = self.plan
        eyes: list[CrossingWatch | TrackWatch | FireWatch] = []
        if plan.mat.crossings:
            eyes.append(CrossingWatch(plan.mat.crossings))
        if plan.track is not None:
            eyes.append(TrackWatch(plan.track))
        if self.fire is not None:
            eyes.append(self.fire)
        return tuple(eyes)

    def port(self, role: str) -> BoardPort:
        """What a board of this role is wired to: one of ROLES, or "judge_box"."""
        return RobotPort(self.robots[ROLES.index(role)]) if role in ROLES else GateInputs(self)

    def advance(self, to_us: int) -> Edge | None:
        """Move the clock to `to_us`, or only to the next edge, which is returned."""
        target_ms, now_ms, edges = to_us // 1000, self.now_ms, self._edges
        drive, pushing = self.robot.drive, self._pushing
        while now_ms < target_ms and not edges:
            if target_ms < self.robot.alone_until_ms or self._sees_nothing(target_ms):
                drive.run(target_ms - now_ms, is_free=True)
                self.now_ms = target_ms
                break
            steps = LOOK_MS - now_ms % LOOK_MS
            if now_ms + steps > target_ms:
                steps = target_ms - now_ms
            if pushing is None:
                drive.run(steps)
            else:
                pushing.run(steps)
            self.now_ms = now_ms = now_ms + steps
            if now_ms % LOOK_MS == 0:
                self._look()
        if edges:
            edge = edges.popleft()
            if edge.at_us > self.now_us:
                self.now_us = edge.at_us
            return edge
        if to_us > self.now_us:
            self.now_us = to_us
        return None

    def go_ahead(self, to_us: int) -> bool:
        """As `advance`, where it can be taken back: nothing but the wheels may move. Returns whether it was so."""
        to_ms = to_us // 1000
        if to_ms > self.now_ms:
            if self._edges or not (to_ms < self.robot.alone_until_ms or self._sees_nothing(to_ms)):
                return False
            self.robot.drive.run(to_ms - self.now_ms, is_free=True)
            self.now_ms = to_ms
        if to_us > self.now_us:
            self.now_us = to_us
        return True

    def keep(self) -> FieldKept:
        """This moment, for `take_back`."""
        return self.now_ms, self.now_us, self.robot.alone_until_ms, self.robot.drive.keep()

    def take_back(self, kept: FieldKept) -> None:
        """Undo what `go_ahead` did since then."""
        self.now_ms, self.now_us, alone_until_ms, drive = kept
        self.robot.alone_until_ms = min(self.robot.alone_until_ms, alone_until_ms)  # a hand has set it to 0 since
        self.robot.drive.take_back(drive)

    def _sees_nothing(self, until_ms: int) -> bool:
        """Whether every look until then would find and change nothing, whatever the wheels do: it may be left out."""
        return self._is_bare and not self._closing and until_ms < self.robot.leave_alone()

    @property
    def is_pushing(self) -> bool:
        """Whether the two robots touch each other."""
        return self._pushing is not None and self._pushing.is_touching

    @property
    def has_edges(self) -> bool:
        """Whether edges of this very moment have not been handed out yet."""
        return bool(self._edges)

    def see_start_lamp(self) -> None:
        """The judge box lights its start lamp: every player sees it."""
        for robot in self.robots:
            robot.see_start_lamp()

    def view(self) -> FieldView:
        """A frozen picture of this moment."""
        return view_of(self.note())

    def note(self) -> FieldNote:
        """This moment in plain figures, quickly taken down; `view_of` makes a picture of it, whenever one is wanted."""
        lit = () if self.fire is None else self.fire.lit
        return self.now_us, self._phase(), lit, tuple([robot.note() for robot in self.robots])

    def _phase(self) -> str:
        gates = self.gates
        if gates is None:
            return ""
        if gates.is_at_tower:
            return "tower"
        if not gates.is_out:
            return "home"
        return "returning" if self._has_been_at_tower else "out"

    def _look(self) -> None:
        """Everything that is decided every LOOK_MS."""
        now_ms, gates = self.now_ms, self.gates
        for robot in self.robots:
            robot.stay_inside()
        drive, hopper = self.robot.drive, self.robot.hopper
        if gates is not None:
            for name in gates.look(drive, LOOK_MS):
                self._pass(name)
        if self.referee is not None and len(self.robots) > 1:
            told = self.referee.look([robot.drive for robot in self.robots], now_ms, now_ms - self.match_began_ms)
            if told is not None:
                self._pass(told)
        for eye in self._eyes:
            for name in eye.look(self.robot, LOOK_MS):
                self._pass(name)
        if hopper.is_open:
            stands = gates is not None and gates.still_ms > 0 and gates.is_nose_near(drive)
            if hopper.fall(now_ms, stands):
                self._pass("ball")
        for robot in self.robots:
            self._edges.extend(robot.be_handled(now_ms))
        while self._closing and now_ms >= self._closing[0][0]:
            self._edges.append(Edge("judge_box", self._closing.popleft()[1], 1, now_ms * 1000, None))
        for robot in self.robots:
            bump = robot.feel(now_ms)
            if bump is not None:
                self._edges.append(bump)

    def _pass(self, name: str) -> None:
        if name == "home_in":
            self._has_been_at_tower = False
            self.robot.come_home()
        elif name == "tower_in":
            self._has_been_at_tower = True
        elif name == "fall":
            self.robot.fall_down()
        pin = -1
        if name in self.plan.judge_box_inputs:
            number = self.plan.judge_box_inputs.index(name)
            self.broken_until_ms[number] = self.now_ms + self.plan.pulse_ms
            pin = INPUT_PIN + number
            self._closing.append((self.broken_until_ms[number], pin))
        self._edges.append(Edge("judge_box", pin, 0, self.now_ms * 1000, name))
