"""What a director decides, as facts: a stage is closed, a tie is settled or run off, a heat stands as it was played.

Rule: these are notes with a fixed topic and fixed arguments, written and read only here; a note that is not whole
decides nothing. `competition` and `stage` are left out where there is only one that could be meant.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from judge.facts import Body, Noted

__all__ = [
    "DirectorsFact",
    "HeatKept",
    "RunOffCalled",
    "StageClosed",
    "TieDecided",
    "decision_in",
    "heat_kept",
    "run_off_called",
    "run_off_heat",
    "stage_closed",
    "tie_decided",
]

CLOSED, TIE, KEPT, RUN_OFF = "stage_closed", "tie_decided", "heat_kept", "run_off_called"
LOTS = "lots"  # the reason of an order that was left to them


@dataclass(frozen=True, slots=True)
class StageClosed:
    """No more runs in this stage: what was not run is not run any more."""

    stage: str
    competition: str | None = None


@dataclass(frozen=True, slots=True)
class TieDecided:
    """The director's order of equal teams, best first; `where` is `open_runs` (a stage) or a heat's id.

    `is_joint`: they share their rank, and go on in this order where someone must come first. `is_drawn`: it was left to
    the lots.
    """

    where: str
    order: tuple[str, ...]
    stage: str | None = None
    competition: str | None = None
    is_joint: bool = False
    is_drawn: bool = False


@dataclass(frozen=True, slots=True)
class HeatKept:
    """A heat keeps the two teams that played it, whatever a correction would make of the bracket.

    `joint`: (team, team of the heat): who should have played it shares the place of who played in its stead.
    """

    heat: str
    teams: tuple[str, str]
    stage: str | None = None
    competition: str | None = None
    joint: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class RunOffCalled:
    """Who is equal runs once more, each once; `number` counts the run-offs of this place from 1."""

    where: str
    teams: tuple[str, ...]
    number: int
    stage: str | None = None
    competition: str | None = None


DirectorsFact = StageClosed | TieDecided | HeatKept | RunOffCalled


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
    """The fact that settles a tie; `reason` is a word, such as lots (of the seed) or lots_by_hand."""
    places = _counted("place", order)
    joint = {"joint": 1} if is_joint else {}
    said = _said(stage=stage, competition=competition)
    return Noted(TIE, {"where": where, "reason": reason, **said, **joint, **places})


def run_off_called(
    where: str,
    teams: Sequence[str],
    number: int,
    reason: str,
    *,
    stage: str | None = None,
    competition: str | None = None,
) -> Noted:
    """The fact that has a tie run off; its runs are opened with the heat `run_off_heat(where, number)`."""
    said = {**_said(stage=stage, competition=competition), **_counted("team", teams)}
    return Noted(RUN_OFF, {"where": where, "number": number, "reason": reason, **said})


def run_off_heat(where: str, number: int) -> str:
    """The id of the heat in which a run-off is run: S1-x1, A-x2."""
    return f"{where}-x{number}"


def heat_kept(
    heat: str,
    teams: Sequence[str],
    reason: str,
    *,
    stage: str | None = None,
    competition: str | None = None,
    joint: Mapping[str, str] | None = None,
) -> Noted:
    """The fact that lets a heat stand as it was played. `joint`: who shares the place of which of the two.

    Raises: ValueError: a heat has two sides.
    """
    if len(teams) != 2:
        raise ValueError(f"a heat has two sides, not {len(teams)}")
    sharing = dict(joint or {})
    said = {
        **_said(stage=stage, competition=competition),
        **_counted("joint", list(sharing)),
        **_counted("with", list(sharing.values())),
    }
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
        joint = tuple(zip(_listed("joint", args), _listed("with", args), strict=False))
        return HeatKept(args["heat"], (args["side_1"], args["side_2"]), stage, competition, joint)
    if body.topic == TIE and "where" in args:
        is_joint, is_drawn = args.get("joint") == "1", args.get("reason") == LOTS
        return TieDecided(args["where"], _listed("place", args), stage, competition, is_joint, is_drawn)
    if body.topic == RUN_OFF and "where" in args and args.get("number", "").isdecimal():
        return RunOffCalled(args["where"], _listed("team", args), int(args["number"]), stage, competition)
    return None


def _counted(name: str, words: Sequence[str]) -> dict[str, str]:
    return {f"{name}_{number}": word for number, word in enumerate(words, start=1)}


def _listed(name: str, args: Mapping[str, str]) -> tuple[str, ...]:
    keys = (f"{name}_{number}" for number in range(1, len(args) + 1))
    return tuple(args[key] for key in keys if key in args)


def _said(**words: str | None) -> dict[str, int | str]:
    return {key: word for key, word in words.items() if word is not None}
