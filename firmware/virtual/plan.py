"""A field's file read and checked: its picture and its amounts, frozen. Running it is `field`'s business."""

import tomllib
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from firmware.virtual.field_errors import FieldError
from firmware.virtual.mat import Mat, Rect, load_mat

__all__ = ["FIELDS", "FieldPlan", "GatePlan", "field_ids", "load_plan", "quiet"]

FIELDS = Path(__file__).with_name("fields")

_Table = dict[str, Any]
_GATES = ("home_out", "tower_in", "tower_out", "home_in", "ball")


@dataclass(frozen=True, slots=True)
class GatePlan:
    """What the gates look for; the tower belongs to them."""

    tower: Rect
    tower_heading_deg: float
    tower_near_mm: float
    tower_lateral_mm: float
    still_ms: int
    still_mm_s: float
    away_mm: float
    pulse_ms: int


@dataclass(frozen=True, slots=True)
class FieldPlan:
    """One field. Lengths mm, angles degrees counter-clockwise, times ms; y points up."""

    id: str
    titles: dict[str, str]
    mat: Mat
    room: Rect
    start_x_mm: float
    start_y_mm: float
    start_heading_deg: float
    start_spread_mm: float
    start_spread_deg: float
    gates: GatePlan | None
    """None: an open floor, where nothing is counted."""
    hopper_balls: int
    ball_interval_ms: float
    ball_jitter_ms: float
    ball_travel_ms: int
    ball_apart_ms: int
    player_start_ms: int
    player_reload_ms: int
    player_press_ms: int
    judge_box_inputs: tuple[str, ...]
    """Empty on an open floor."""
    noise_share: float = 1.0
    """How much of their noise the sensors have: 1, or 0 in a world without chance (`quiet`)."""


def quiet(plan: FieldPlan) -> FieldPlan:
    """The same field without chance: sensors without noise, a steady hand, balls in step.

    To be used with `physics.EVEN`; equal programs then give equal runs, whatever the seed.
    """
    return replace(plan, start_spread_mm=0.0, start_spread_deg=0.0, ball_jitter_ms=0.0, noise_share=0.0)


def field_ids() -> list[str]:
    """The fields that come with the program."""
    return sorted(path.stem for path in FIELDS.glob("*.toml"))


@lru_cache(maxsize=8)
def load_plan(field: str | Path) -> FieldPlan:
    """Read a field by id (a file of `fields/`) or by the path of its TOML.

    Raises: FieldError: which file, which key or element, and why.
    """
    file = field if isinstance(field, Path) else FIELDS / f"{field}.toml"
    try:
        table: _Table = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise FieldError(file, "toml", str(error)) from error
    read = _Reader(file, table)
    room = Rect(*(read.number("room", f"{side}_mm") for side in ("west", "south", "east", "north")))
    mat = load_mat(
        file.with_name(read.text("picture")),
        read.amount("line", "width_mm"),
        read.amount("line", "spot_mm"),
        read.share("line", "darkness"),
    )
    if not (room.holds(0, 0) and room.holds(mat.width_mm, mat.height_mm)):
        raise FieldError(file, "room", "must hold the whole mat")
    gates = read.gates(mat.tower) if "gates" in table else None
    plan = FieldPlan(
        id=read.text("id"),
        titles={str(key): str(value) for key, value in read.table("titles").items()},
        mat=mat,
        room=room,
        start_x_mm=read.number("start", "x_mm"),
        start_y_mm=read.number("start", "y_mm"),
        start_heading_deg=read.number("start", "heading_deg"),
        start_spread_mm=read.amount("start", "spread_mm"),
        start_spread_deg=read.amount("start", "spread_deg"),
        gates=gates,
        hopper_balls=int(read.amount("balls", "hopper")),
        ball_interval_ms=read.amount("balls", "interval_ms"),
        ball_jitter_ms=read.amount("balls", "jitter_ms"),
        ball_travel_ms=int(read.amount("balls", "travel_ms")),
        ball_apart_ms=int(read.amount("balls", "apart_ms")),
        player_start_ms=int(read.amount("player", "start_ms")),
        player_reload_ms=int(read.amount("player", "reload_ms")),
        player_press_ms=int(read.amount("player", "press_ms")),
        judge_box_inputs=read.inputs() if gates else (),
    )
    if not mat.home.holds(plan.start_x_mm, plan.start_y_mm):
        raise FieldError(file, "start", "must lie inside home")
    pulse_ms = gates.pulse_ms if gates else 0
    if plan.ball_interval_ms - plan.ball_jitter_ms < plan.ball_apart_ms or plan.ball_apart_ms <= pulse_ms:
        raise FieldError(file, "balls.apart_ms", "balls must stay countable: interval - jitter >= apart > pulse")
    return plan


class _Reader:
    """Keys of one table, each checked; a wrong one is named."""

    def __init__(self, file: Path, table: _Table) -> None:
        self._file = file
        self._table = table

    def table(self, name: str) -> _Table:
        found = self._table.get(name)
        if not isinstance(found, dict):
            raise FieldError(self._file, f"[{name}]", "is missing")
        return found

    def text(self, key: str) -> str:
        found = self._table.get(key)
        if not isinstance(found, str) or not found:
            raise FieldError(self._file, key, "must be a text")
        return found

    def number(self, section: str, key: str) -> float:
        found = self.table(section).get(key)
        if isinstance(found, bool) or not isinstance(found, int | float):
            raise FieldError(self._file, f"{section}.{key}", "must be a number")
        return float(found)

    def amount(self, section: str, key: str) -> float:
        found = self.number(section, key)
        if found < 0:
            raise FieldError(self._file, f"{section}.{key}", "must not be below 0")
        return found

    def share(self, section: str, key: str) -> float:
        """From 0 to 1; 1 where it is not given."""
        found = self.amount(section, key) if key in self.table(section) else 1.0
        if found > 1:
            raise FieldError(self._file, f"{section}.{key}", "must not be above 1")
        return found

    def gates(self, tower: Rect | None) -> GatePlan:
        if tower is None:
            raise FieldError(self._file, "[gates]", "need a #tower in the picture")
        return GatePlan(
            tower=tower,
            tower_heading_deg=self.number("tower", "heading_deg"),
            tower_near_mm=self.amount("tower", "near_mm"),
            tower_lateral_mm=self.amount("tower", "lateral_mm"),
            still_ms=int(self.amount("gates", "still_ms")),
            still_mm_s=self.amount("gates", "still_mm_s"),
            away_mm=self.amount("gates", "away_mm"),
            pulse_ms=int(self.amount("gates", "pulse_ms")),
        )

    def inputs(self) -> tuple[str, ...]:
        found = self.table("judge_box").get("inputs")
        if not isinstance(found, list) or not 1 <= len(found) <= 8 or len(set(map(str, found))) != len(found):
            raise FieldError(self._file, "judge_box.inputs", "must be 1 to 8 different gates")
        for name in found:
            if name not in _GATES:
                raise FieldError(self._file, "judge_box.inputs", f"{name!r} is not one of {', '.join(_GATES)}")
        return tuple(found)
