"""What a director decides, as facts: a stage is closed, a tie is settled, a heat stands as it was played.

Rule: these are notes with a fixed topic and fixed arguments, written and read only here; a note that is not whole
decides nothing. `competition` and `stage` are left out where there is only one that could be meant.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from judge.facts import Body, Noted

__all__ = [
    "DirectorsFact",
    "HeatKept",
    "StageClosed",
    "TieDecided",
    "decision_in",
    "heat_kept",
    "stage_closed",
    "tie_decided",
]

CLOSED, TIE, KEPT = "stage_closed", "tie_decided", "heat_kept"


@dataclass(frozen=True, slots=True)
class StageClosed:
    """No more runs in this stage: what was not run is not run any more."""

    stage: str
    competition: str | None = None


@dataclass(frozen=True, slots=True)
class TieDecided:
    """The director's order of equal teams, best first; `where` is `open_runs` (a stage) or a heat's id.

    `is_joint`: they share their rank, and go on in this order where someone must come first.
    """

    where: str
    order: tuple[str, ...]
    stage: str | None = None
    competition: str | None = None
    is_joint: bool = False


@dataclass(frozen=True, slots=True)
class HeatKept:
    """A heat keeps the two teams that played it, whatever a correction would make of the bracket."""

    heat: str
    teams: tuple[str, str]
    stage: str | None = None
    competition: str | None = None


DirectorsFact = StageClosed | TieDecided | HeatKept


def stage_closed(stage: str, *, competition: str | None = None) -> Noted:
    """The fact that closes a stage (`open_runs`)."""
    return Noted(CLOSED, {"stage": stage, **_said(competition=competition)})


def tie_decided(
    where: str,
    order: Sequence[str],
    reason: str,
    *,
    stage: str | None = None,
    competition: str | None = None,
    is_joint: bool = False,
) -> Noted:
    """The fact that settles a tie; `reason` is a word, such as run_off or lots_by_hand."""
    places = {f"place_{place}": team for place, team in enumerate(order, start=1)}
    joint = {"joint": 1} if is_joint else {}
    said = _said(stage=stage, competition=competition)
    return Noted(TIE, {"where": where, "reason": reason, **said, **joint, **places})


def heat_kept(
    heat: str, teams: Sequence[str], reason: str, *, stage: str | None = None, competition: str | None = None
) -> Noted:
    """The fact that lets a heat stand as it was played.

    Raises: ValueError: a heat has two sides.
    """
    if len(teams) != 2:
        raise ValueError(f"a heat has two sides, not {len(teams)}")
    said = _said(stage=stage, competition=competition)
    return Noted(KEPT, {"heat": heat, "reason": reason, **said, "side_1": teams[0], "side_2": teams[1]})


def decision_in(body: Body) -> DirectorsFact | None:
    """Read a decision back; None: the fact holds none."""
    if not isinstance(body, Noted):
        return None
    args = {key: str(value) for key, value in body.args.items()}
    stage, competition = args.get("stage"), args.get("competition")
    if body.topic == CLOSED and stage is not None:
        return StageClosed(stage, competition)
    if body.topic == KEPT and {"heat", "side_1", "side_2"} <= args.keys():
        return HeatKept(args["heat"], (args["side_1"], args["side_2"]), stage, competition)
    if body.topic == TIE and "where" in args:
        keys = [f"place_{place}" for place in range(1, len(args) + 1)]
        order = tuple(args[key] for key in keys if key in args)
        return TieDecided(args["where"], order, stage, competition, args.get("joint") == "1")
    return None


def _said(**words: str | None) -> dict[str, int | str]:
    return {key: word for key, word in words.items() if word is not None}
