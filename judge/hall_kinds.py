"""The facts of a whole tournament: its frame, its competitions, who takes part, the lines, rounds, plan and papers.

Rule 1: a competition is one challenge played by one division, with its stages; a team enters each by itself, and may
enter or leave at any moment: the order of the facts says from when on.
Rule 2: a round that was published is a record; a correction of an older result never changes who met.
Rule 3: the plan is data of its own (`judge.tournament.plan` reads it); here it only has a version.
"""

from dataclasses import dataclass, field

from judge.errors import FactInvalid
from judge.fact_body import Body
from judge.fact_shapes import (
    Count,
    Dates,
    Digest,
    FactArgs,
    Flag,
    Label,
    LeaveReason,
    MaybeInstant,
    MaybeWord,
    Ordinal,
    Ordinals,
    Pairings,
    Tree,
    Trees,
    Whole,
    Word,
    Zone,
)

__all__ = [
    "HALL_KINDS", "ClosingSet", "CompetitionEntered", "CompetitionLeft", "CompetitionOpened", "HeatForfeited",
    "LineCalled", "LineChanged", "LineJoined", "LineLeft", "LineMissed", "PaperPrinted", "PlacesRevealed", "PlanMade",
    "RoundPublished", "StandingsFrozen", "TableClosed", "TableReopened", "TablesAssigned", "TeamArrived",
    "TeamInspected", "TournamentFounded",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class TournamentFounded(Body):
    """A tournament got its frame. `seed` is published and draws all lots; `asked`: what else was asked once, as data.

    `dates`: its days, the first one first. `tables`: how many there are, numbered from 1.
    """

    KIND = "tournament_founded"
    since = 3
    tournament: Word
    title: Label
    dates: Dates
    timezone: Zone
    seed: Whole
    tables: Ordinal
    asked: Tree

    def check_whole(self) -> None:
        if list(self.dates) != sorted(self.dates):
            raise FactInvalid(self.KIND, "dates", "the first day first")


@dataclass(frozen=True, slots=True)
class CompetitionOpened(Body):
    """A competition began: one challenge under one definition and the day's overlay, one division, its stages in order.

    `stages`: `{"id", "type", ...}` each, as `judge.tournament.stages` reads them; `seed` draws its lots.
    """

    KIND = "competition_opened"
    since = 3
    competition: Word
    definition: Word
    definition_hash: Digest
    overlay: Tree
    division: Word
    stages: Trees
    seed: Whole


@dataclass(frozen=True, slots=True)
class CompetitionEntered(Body):
    """A team entered a competition; late, where it had begun."""

    KIND = "competition_entered"
    since = 3
    competition: Word
    team: Word


@dataclass(frozen=True, slots=True)
class CompetitionLeft(Body):
    """A team left a competition: what it has run stands, what it has not run is lost."""

    KIND = "competition_left"
    since = 3
    competition: Word
    team: Word
    reason: LeaveReason


@dataclass(frozen=True, slots=True)
class HeatForfeited(Body):
    """A team lost one heat or match without running it; it stays in the competition."""

    KIND = "heat_forfeited"
    since = 3
    competition: Word
    stage: Word
    heat: Word
    team: Word
    reason: LeaveReason


@dataclass(frozen=True, slots=True)
class TeamArrived(Body):
    """A team came to the desk."""

    KIND = "team_arrived"
    since = 3
    team: Word


@dataclass(frozen=True, slots=True)
class TeamInspected(Body):
    """A team's robot was looked at; `measures` are whole numbers by the definition's names (mass_g, long_mm, ...)."""

    KIND = "team_inspected"
    since = 3
    team: Word
    competition: MaybeWord
    measures: FactArgs = field(hash=False)
    passed: Flag


@dataclass(frozen=True, slots=True)
class TablesAssigned(Body):
    """These tables serve a competition from now on; a table may serve several."""

    KIND = "tables_assigned"
    since = 3
    competition: Word
    tables: Ordinals


@dataclass(frozen=True, slots=True)
class TableClosed(Body):
    """A table cannot be used, whatever it serves; `reason` is a code, not prose."""

    KIND = "table_closed"
    since = 3
    table: Ordinal
    reason: Word


@dataclass(frozen=True, slots=True)
class TableReopened(Body):
    """A table can be used again."""

    KIND = "table_reopened"
    since = 3
    table: Ordinal


@dataclass(frozen=True, slots=True)
class ClosingSet(Body):
    """A competition's line closes at this moment; null: it stays open."""

    KIND = "closing_set"
    since = 3
    competition: Word
    closes_at: MaybeInstant


@dataclass(frozen=True, slots=True)
class LineJoined(Body):
    """A team joined the line. `robot_here`: false while only a person holds the place."""

    KIND = "line_joined"
    since = 3
    competition: Word
    team: Word
    official: Flag
    robot_here: Flag


@dataclass(frozen=True, slots=True)
class LineChanged(Body):
    """A waiting team's robot came or went, or it wants the other kind of run."""

    KIND = "line_changed"
    since = 3
    competition: Word
    team: Word
    official: Flag
    robot_here: Flag


@dataclass(frozen=True, slots=True)
class LineCalled(Body):
    """A waiting team was told to come now."""

    KIND = "line_called"
    since = 3
    competition: Word
    team: Word


@dataclass(frozen=True, slots=True)
class LineMissed(Body):
    """A team that was called did not come: it goes to the end of the line."""

    KIND = "line_missed"
    since = 3
    competition: Word
    team: Word


@dataclass(frozen=True, slots=True)
class LineLeft(Body):
    """A waiting team left the line."""

    KIND = "line_left"
    since = 3
    competition: Word
    team: Word


@dataclass(frozen=True, slots=True)
class RoundPublished(Body):
    """A round of a stage was published: who meets whom; alone: has a bye. `group` is None where there are none."""

    KIND = "round_published"
    since = 3
    competition: Word
    stage: Word
    group: MaybeWord
    number: Ordinal
    pairings: Pairings


@dataclass(frozen=True, slots=True)
class PlanMade(Body):
    """A plan, or a part of it (a day, a competition), came to hold; a higher version replaces all of a lower one."""

    KIND = "plan_made"
    since = 3
    version: Ordinal
    part: Word
    plan: Tree


@dataclass(frozen=True, slots=True)
class StandingsFrozen(Body):
    """From here on the hall sees a competition's standings and brackets as they stood."""

    KIND = "standings_frozen"
    since = 3
    competition: Word


@dataclass(frozen=True, slots=True)
class PlacesRevealed(Body):
    """The hall may see the places of a frozen competition from this one down; 1: all of them, the freeze is over."""

    KIND = "places_revealed"
    since = 3
    competition: Word
    from_place: Ordinal


@dataclass(frozen=True, slots=True)
class PaperPrinted(Body):
    """A paper went out: certificate (of a team's place), notice, sheet, plan (its version), ...; 0: says none."""

    KIND = "paper_printed"
    since = 3
    paper: Word
    competition: MaybeWord
    team: MaybeWord
    place: Count
    version: Count

    def check_whole(self) -> None:
        if self.paper == "certificate" and None in (self.competition, self.team):
            raise FactInvalid(self.KIND, "team", "the team it is for, and the competition")


HALL_KINDS: tuple[type[Body], ...] = (
    TournamentFounded, CompetitionOpened, CompetitionEntered, CompetitionLeft, HeatForfeited, TeamArrived,
    TeamInspected, TablesAssigned, TableClosed, TableReopened, ClosingSet, LineJoined, LineChanged, LineCalled,
    LineMissed, LineLeft, RoundPublished, PlanMade, StandingsFrozen, PlacesRevealed, PaperPrinted,
)  # fmt: skip
