"""A field's file read and checked: its picture and its amounts, frozen. Running it is `field`'s business."""

import tomllib
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from firmware.virtual.field_errors import FieldError
from firmware.virtual.fire import FIRE_GATES, FirePlan, draw_fire, read_fire
from firmware.virtual.mat import Mat, Rect, load_mat
from firmware.virtual.plan_reader import PlanReader, Table
from firmware.virtual.ring import RING_GATES, RingPlan, read_ring
from firmware.virtual.track import TRACK_GATES, TrackPlan, read_track

__all__ = ["FIELDS", "FieldPlan", "GatePlan", "drawn", "field_ids", "load_plan", "quiet"]

FIELDS = Path(__file__).with_name("fields")

BALL_INTERVAL_MS, BALL_APART_MS = 83.0, 25  # of a field that says nothing about balls: there are none
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
    challenge: str = ""
    """The definition's id whose gates these are; empty where nothing is scored."""
    division: str = ""
    pulse_ms: int = 0
    """How long a gate's beam stays broken."""
    track: TrackPlan | None = None
    fire: FirePlan | None = None
    ring: RingPlan | None = None
    """Where two robots meet."""


def drawn(plan: FieldPlan, seed: int) -> FieldPlan:
    """A loaded field as this run's seed lays it out; the same one where nothing is laid out anew."""
    if plan.fire is None:
        return plan
    start = (plan.start_x_mm, plan.start_y_mm)
    fire, mat = draw_fire(plan.fire, plan.mat, start, seed if plan.noise_share else 0)
    return replace(plan, fire=fire, mat=mat)


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
        table: Table = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise FieldError(file, "toml", str(error)) from error
    read = PlanReader(file, table)
    room = Rect(*(read.number("room", f"{side}_mm") for side in ("west", "south", "east", "north")))
    mat = _read_mat(read)
    if not (room.holds(0, 0) and room.holds(mat.width_mm, mat.height_mm)):
        raise read.fail("room", "must hold the whole mat")
    gates = _read_gates(read, mat.tower) if read.has("gates") else None
    track = read_track(read, mat) if mat.boards else None
    if track is not None:
        mat = replace(mat, planks=track.boards)
    fire = read_fire(read, mat) if mat.spots else None
    ring = read_ring(read) if read.has("ring") else None
    names = _gate_names(read, mat, gates, track, fire, ring)
    has_balls = read.has("balls")
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
        hopper_balls=int(read.amount("balls", "hopper")) if has_balls else 0,
        ball_interval_ms=read.amount("balls", "interval_ms") if has_balls else BALL_INTERVAL_MS,
        ball_jitter_ms=read.amount("balls", "jitter_ms") if has_balls else 0.0,
        ball_travel_ms=int(read.amount("balls", "travel_ms")) if has_balls else 0,
        ball_apart_ms=int(read.amount("balls", "apart_ms")) if has_balls else BALL_APART_MS,
        player_start_ms=int(read.amount("player", "start_ms")),
        player_reload_ms=int(read.amount("player", "reload_ms")),
        player_press_ms=int(read.amount("player", "press_ms")),
        judge_box_inputs=read.inputs(names) if names else (),
        challenge=read.text("challenge") if read.has("challenge") else "",
        division=read.text("division") if read.has("challenge") else "",
        pulse_ms=gates.pulse_ms if gates else int(read.amount("judge_box", "pulse_ms")) if names else 0,
        track=track,
        fire=fire,
        ring=ring,
    )
    _check_start(read, plan)
    if plan.ball_interval_ms - plan.ball_jitter_ms < plan.ball_apart_ms or plan.ball_apart_ms <= plan.pulse_ms:
        raise read.fail("balls.apart_ms", "balls must stay countable: interval - jitter >= apart > pulse")
    return plan


def _read_mat(read: PlanReader) -> Mat:
    picture = read.file.with_name(read.text("picture"))
    if not read.has("line"):
        mat = load_mat(picture, 1.0, 1.0)
        if mat.line:
            read.table("line")  # is missing
        return mat
    return load_mat(
        picture, read.amount("line", "width_mm"), read.amount("line", "spot_mm"), read.share("line", "darkness")
    )


def _gate_names(
    read: PlanReader,
    mat: Mat,
    gates: GatePlan | None,
    track: TrackPlan | None,
    fire: FirePlan | None,
    ring: RingPlan | None,
) -> tuple[str, ...]:
    """What can be passed on this field; one kind of gates a field."""
    kinds = [
        (*_GATES, *(name for name, _ in mat.crossings)) if gates else (),
        TRACK_GATES if track else (),
        FIRE_GATES if fire else (),
        RING_GATES if ring else (),
    ]
    found = [names for names in kinds if names]
    if len(found) > 1:
        raise read.fail("picture", "a tower, boards, spots and a ring do not go together on one field")
    if mat.crossings and not gates:
        raise read.fail(f"#{mat.crossings[0][0]}", "needs a #tower and [gates]")
    return found[0] if found else ()


def _check_start(read: PlanReader, plan: FieldPlan) -> None:
    x, y = plan.start_x_mm, plan.start_y_mm
    if not plan.mat.home.holds(x, y):
        raise read.fail("start", "must lie inside home")
    if plan.track is not None and not plan.track.boards[0].holds(x, y):
        raise read.fail("start", "must lie on board_1")
    if plan.fire is not None:
        try:
            drawn(plan, 1)
        except ValueError as error:
            raise read.fail("start", str(error)) from error


def _read_gates(read: PlanReader, tower: Rect | None) -> GatePlan:
    if tower is None:
        raise read.fail("[gates]", "need a #tower in the picture")
    return GatePlan(
        tower=tower,
        tower_heading_deg=read.number("tower", "heading_deg"),
        tower_near_mm=read.amount("tower", "near_mm"),
        tower_lateral_mm=read.amount("tower", "lateral_mm"),
        still_ms=int(read.amount("gates", "still_ms")),
        still_mm_s=read.amount("gates", "still_mm_s"),
        away_mm=read.amount("gates", "away_mm"),
        pulse_ms=int(read.amount("gates", "pulse_ms")),
    )
