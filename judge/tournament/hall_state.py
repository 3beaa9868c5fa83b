"""What a whole tournament looks like once its facts are folded."""

from collections.abc import Mapping
from dataclasses import dataclass

from judge.facts import TeamEntered
from judge.findings import Finding
from judge.hall_kinds import PaperPrinted, PlanMade, TeamInspected, TournamentFounded
from judge.run_state import RunState
from judge.tournament.line_inputs import LineInputs
from judge.tournament.state import Decision, TournamentState

__all__ = ["FalseCertificate", "Freeze", "HallState", "HallTable", "HallTeam", "Plan", "Printed"]

CERTIFICATE = "certificate"


@dataclass(frozen=True, slots=True)
class HallTeam:
    """A team of the tournament; `number` counts the teams from 1. `competitions`: those it entered, left ones too."""

    id: str
    number: int
    entered: TeamEntered
    competitions: tuple[str, ...]
    is_arrived: bool
    inspections: tuple[TeamInspected, ...]


@dataclass(frozen=True, slots=True)
class HallTable:
    """A table. `closed`: why it cannot be used; None: it can. `run`: what is open there."""

    number: int
    competitions: tuple[str, ...]
    closed: str | None
    run: str | None


@dataclass(frozen=True, slots=True)
class Plan:
    """The plan that holds: its version, and its parts (a day, a competition) as data."""

    version: int
    parts: Mapping[str, PlanMade]


@dataclass(frozen=True, slots=True)
class Freeze:
    """A competition the hall sees as it stood at the fact `since` (its id); places from `revealed_from` down are shown.

    None: nothing is revealed yet.
    """

    since: str
    revealed_from: int | None


@dataclass(frozen=True, slots=True)
class Printed:
    """A paper that went out, by the fact's id."""

    source: str
    wall: str
    paper: PaperPrinted


@dataclass(frozen=True, slots=True)
class FalseCertificate:
    """A certificate that says a place the team has not; `place_now` None: it has none, or not yet."""

    printed: Printed
    place_now: int | None


@dataclass(frozen=True, slots=True)
class HallState:
    """Everything that follows from the facts of a tournament. Competitions, teams and tables stand in their order.

    `frame`: None in a journal of a single competition, which has none. `lines`: by competition, where it has open runs.
    """

    frame: TournamentFounded | None
    teams: Mapping[str, HallTeam]
    competitions: Mapping[str, TournamentState]
    lines: Mapping[str, LineInputs]
    tables: Mapping[int, HallTable]
    plan: Plan | None
    frozen: Mapping[str, Freeze]
    printed: tuple[Printed, ...]
    findings: tuple[Finding, ...]

    @property
    def is_single(self) -> bool:
        """The journal holds one competition and no frame; its facts need not name it."""
        return self.frame is None and len(self.competitions) == 1

    @property
    def under_review(self) -> tuple[tuple[str, RunState], ...]:
        """The disputed runs that nobody has decided yet, with their competition."""
        return tuple((name, run) for name, state in self.competitions.items() for run in state.under_review)

    @property
    def contested(self) -> tuple[tuple[str, Decision], ...]:
        """The heats whose result is under review, because others ran in them than stand in them now."""
        return tuple((name, decision) for name, state in self.competitions.items() for decision in state.contested)

    @property
    def decisions(self) -> tuple[tuple[str, Decision], ...]:
        """What somebody has to settle, with its competition."""
        return tuple((name, decision) for name, state in self.competitions.items() for decision in state.to_settle)

    @property
    def runs(self) -> Mapping[str, tuple[str, RunState]]:
        """All runs by their ids, with their competition."""
        return {run.run or "": (name, run) for name, state in self.competitions.items() for run in state.runs}

    @property
    def false_certificates(self) -> tuple[FalseCertificate, ...]:
        """The certificates, the last of each team in each competition, that say a place it has not."""
        last: dict[tuple[str | None, str | None], Printed] = {}
        for printed in self.printed:
            if printed.paper.paper == CERTIFICATE:
                last[printed.paper.competition, printed.paper.team] = printed
        places = {
            (name, placing.team): placing.place
            for name, state in self.competitions.items()
            for placing in state.placings
        }
        return tuple(
            FalseCertificate(printed, places.get((competition or "", team or "")))
            for (competition, team), printed in last.items()
            if places.get((competition or "", team or "")) != printed.paper.place
        )
