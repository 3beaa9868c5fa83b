"""A track of raised boards, and the eyes that watch a robot on it.

line   the driven wheels touch the next mark, looking along its board
fall   a driven wheel stands beside every board with its whole width
"""

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

from firmware.virtual.mat import Board, Mat, Segment
from firmware.virtual.physics import Drive
from firmware.virtual.plan_reader import PlanReader

if TYPE_CHECKING:
    from firmware.virtual.robot_on_field import FieldRobot

__all__ = ["TRACK_GATES", "TrackPlan", "TrackWatch", "read_track"]

TRACK_GATES = ("line", "fall")
JOIN_MM = 5.0  # the middle lines of two boards meet within this
WHEEL_HALF_MM = 9.0
ALONG_MIN = 0.5  # cosine between the robot and its board; where boards overlap, it says on which one the robot is
_SIDES = (0.5, -0.5)  # of the track: the left wheel, the right one


@dataclass(frozen=True, slots=True)
class TrackPlan:
    """Boards in driving order; each mark is the number of its board and how far along that one it lies."""

    boards: tuple[Board, ...]
    marks: tuple[tuple[int, float], ...]
    height_mm: float


def read_track(read: PlanReader, mat: Mat) -> TrackPlan:
    """Read `[boards]` and what the picture draws of them: a mark near each straight's end and behind each turn.

    Raises: FieldError: boards that do not meet, a mark too many or too few, or beside its board.
    """
    half = read.amount("boards", "width_mm", 1) / 2
    boards = tuple(_board(segment, half) for segment in mat.boards)
    for number, (before, after) in enumerate(zip(mat.boards, mat.boards[1:], strict=False), 2):
        away_x, away_y = after[0][0] - before[1][0], after[0][1] - before[1][1]
        if away_x * away_x + away_y * away_y > JOIN_MM * JOIN_MM:
            raise read.fail(f"#board_{number}", f"must begin where board_{number - 1} ends")
    if len(mat.marks) != 2 * len(boards) - 1:
        raise read.fail("#mark_1", f"{len(boards)} boards need {2 * len(boards) - 1} marks, found {len(mat.marks)}")
    marks = []
    for place, ((x, y), (to_x, to_y)) in enumerate(mat.marks):
        number = (place + 1) // 2
        middle_x, middle_y = (x + to_x) / 2, (y + to_y) / 2
        if not boards[number].holds(middle_x, middle_y):
            raise read.fail(f"#mark_{place + 1}", f"must lie on board_{number + 1}")
        marks.append((number, boards[number].along(middle_x, middle_y)))
    return TrackPlan(boards, tuple(marks), read.amount("boards", "height_mm"))


def _board(segment: Segment, half: float) -> Board:
    (x, y), (to_x, to_y) = segment
    length = sqrt((to_x - x) * (to_x - x) + (to_y - y) * (to_y - y))
    return Board(x, y, (to_x - x) / length, (to_y - y) / length, length, half)


class TrackWatch:
    """One robot on the track; a fall begins a new try, in which the marks count from the first again."""

    def __init__(self, plan: TrackPlan) -> None:
        self._boards, self._marks = plan.boards, plan.marks
        self._near = plan.boards[0]
        self.reached = 0

    def look(self, robot: "FieldRobot", passed_ms: int) -> list[str]:  # noqa: ARG002 - as all eyes are asked
        """Names of the gates passed since the last look."""
        if robot.is_lying:
            return []
        drive = robot.drive
        if not all(self._stands(drive, share * drive.model.track_mm) for share in _SIDES):
            self.reached = 0
            return ["fall"]
        if self.reached < len(self._marks) and self._touches(drive, *self._marks[self.reached]):
            self.reached += 1
            return ["line"]
        return []

    def _stands(self, drive: Drive, side: float) -> bool:
        """Whether any of a wheel's width is above a board."""
        inner = side - WHEEL_HALF_MM if side > 0 else side + WHEEL_HALF_MM
        outer = side + WHEEL_HALF_MM if side > 0 else side - WHEEL_HALF_MM
        return self._holds(drive, inner) or self._holds(drive, outer)

    def _holds(self, drive: Drive, aside: float) -> bool:
        x, y = drive.x_mm - aside * drive.sin, drive.y_mm + aside * drive.cos
        if self._near.holds(x, y):
            return True
        for board in self._boards:
            if board.holds(x, y):
                self._near = board
                return True
        return False

    def _touches(self, drive: Drive, number: int, along_mm: float) -> bool:
        board = self._boards[number]
        if drive.cos * board.cos + drive.sin * board.sin < ALONG_MIN:
            return False
        for share in _SIDES:
            side = share * drive.model.track_mm
            x, y = drive.x_mm - side * drive.sin, drive.y_mm + side * drive.cos
            if board.along(x, y) >= along_mm and board.holds(x, y):
                return True
        return False
