"""What is done at the desk. A screen shows it; there is none in here.

Rules: each deed is a fact, on the disk before it is shown; a deed that may not be done now is refused in words and
writes nothing; what somebody decides is written as they chose it, never guessed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal

from judge.consequences import Choice, Consequences, consequences, correction, settled
from judge.corrections import effective
from judge.disputes import may_decide
from judge.errors import DefinitionError
from judge.facts import (
    Body,
    Corrected,
    DisputeDecided,
    Fact,
    PersonAdded,
    RunReturned,
    RunSigned,
    TeamEntered,
    instant_text,
)
from judge.hall_kinds import (
    ClosingSet,
    CompetitionEntered,
    CompetitionLeft,
    CompetitionOpened,
    HeatForfeited,
    LineCalled,
    LineChanged,
    LineJoined,
    LineLeft,
    LineMissed,
    PlacesRevealed,
    StandingsFrozen,
    TableClosed,
    TableReopened,
    TablesAssigned,
    TeamArrived,
    TeamInspected,
)
from judge.run_state import CONFIRMER, RunStage, RunState, may
from judge.tournament.answers import Act, answered, may_answer
from judge.tournament.decisions import stage_closed
from judge.tournament.hall import may_close, may_enter, may_join, may_leave, next_rounds
from judge.tournament.line import Waiting
from judge.tournament.state import Answer, Decision
from tui.desk.corrections import companions
from tui.desk.record import DeskRecord, RefusedError, refuse_if
from tui.teams.facts import BY as IMPORTED
from tui.teams.facts import resting_on, undoing

__all__ = ["Desk", "Leaving", "NewTeam", "Ruling"]

Leaving = Literal["withdrew", "no_show", "disqualified"]
Ruling = Literal["stands", "amended", "void"]
Level = Literal["head_referee", "chief"]
DIRECTOR = "head_referee"
MS = 1000


@dataclass(frozen=True, slots=True)
class NewTeam:
    """A team that is on no list. `reading`: how its name is read aloud; None: as it is written."""

    name: str
    reading: str | None
    division: str
    language: str
    children: int


class Desk(DeskRecord):
    """The desk of a tournament. Every deed raises RefusedError where it may not be done, JournalWriteFailed."""

    # -- teams ---------------------------------------------------------------------------------------------------

    def arrive(self, team: str) -> None:
        """A team is here."""
        if self.hall.teams[team].is_arrived:
            raise RefusedError("arrived-already", {"team": team})
        self.write(TeamArrived(team))

    def inspect(self, team: str, competition: str | None, measures: Mapping[str, int], *, passed: bool) -> None:
        """A team's robot was looked at. Args: competition: whose limits were held against it; None: of no one."""
        self.write(TeamInspected(team, competition, dict(measures), passed))

    def register(self, new: NewTeam) -> str:
        """A team comes that is on no list; return its id. Nothing is kept of its children but how many they are."""
        known = {fact.body.team for fact in self.facts if isinstance(fact.body, TeamEntered)}
        team = next(f"t{free}" for free in range(1, len(known) + 2) if f"t{free}" not in known)
        members = tuple(self._new_person() for _child in range(new.children))
        self.write_all(
            *(PersonAdded(member, "child") for member in members),
            TeamEntered(team, new.name, new.division, members, new.language, new.reading),
        )
        return team

    def unregister(self, team: str) -> None:
        """Take a team back that was typed here, with all that the check-in said of it."""
        entered = next(fact for fact in self.facts if isinstance(fact.body, TeamEntered) and fact.body.team == team)
        if entered.by == IMPORTED:
            raise RefusedError("team-imported", {"team": team})
        own = [fact for fact in effective(self.facts)[0] if _is_of(fact.body, self.hall.teams[team].entered)]
        resting = resting_on(self.facts, own)
        if resting:
            raise RefusedError("team-needed", {"team": team, "fact": resting[team]})
        self.write_all(*undoing(own, "mistyped"))

    def enter(self, competition: str, team: str) -> None:
        """A team enters a competition, late perhaps, or comes back to it."""
        self._needs_hall()
        refuse_if(may_enter(self.hall, competition, team))
        self.write(CompetitionEntered(competition, team))

    def leave(self, competition: str, team: str, reason: Leaving) -> None:
        """A team does not go on: what it has run stands (but who is disqualified has no place)."""
        self._needs_hall()
        refuse_if(may_leave(self.hall, competition, team))
        self.write(CompetitionLeft(competition, team, reason))

    def forfeit(self, competition: str, stage: str, heat: str, team: str, reason: Leaving) -> None:
        """A team loses one heat without running it."""
        self._needs_hall()
        refuse_if(may_leave(self.hall, competition, team))
        self.write(HeatForfeited(competition, stage, heat, team, reason))

    # -- the line and the tables ---------------------------------------------------------------------------------

    def join(self, competition: str, team: str, *, is_official: bool) -> None:
        """A team joins the line, with its robot."""
        refuse_if(may_join(self.hall, competition, team, self.now_ms(), is_official=is_official))
        self.write(LineJoined(competition, team, is_official, True))

    def call(self, competition: str, team: str) -> None:
        """A team is told to come now."""
        self._waiting(competition, team)
        self.write(LineCalled(competition, team))

    def miss(self, competition: str, team: str) -> None:
        """A team was called and did not come."""
        if not self._waiting(competition, team).is_called:
            raise RefusedError("not-called", {"team": team})
        self.write(LineMissed(competition, team))

    def leave_line(self, competition: str, team: str) -> None:
        """A team gives its place up."""
        self._waiting(competition, team)
        self.write(LineLeft(competition, team))

    def change(self, competition: str, team: str, *, official: bool | None = None, robot: bool | None = None) -> None:
        """A waiting team wants the other kind of run, or its robot came or went. None: as it was."""
        waiting = self._waiting(competition, team)
        is_official = waiting.is_official if official is None else official
        is_robot_here = waiting.is_robot_here if robot is None else robot
        self.write(LineChanged(competition, team, is_official, is_robot_here))

    def set_closing(self, competition: str, closes_at_ms: int | None) -> None:
        """The line closes at a moment (ms since 1970); None: it stays open."""
        if competition not in self.hall.lines:
            raise RefusedError("no-line", {"competition": competition})
        self.write(ClosingSet(competition, None if closes_at_ms is None else _instant(closes_at_ms)))

    def close_table(self, table: int, reason: str) -> None:
        """A table cannot be used. Args: reason: a word of `words.table_reasons`."""
        if self.hall.tables[table].closed is not None:
            raise RefusedError("table-closed", {"reason": str(self.hall.tables[table].closed)})
        self.write(TableClosed(table, reason))

    def open_table(self, table: int) -> None:
        """A table can be used again."""
        if self.hall.tables[table].closed is None:
            raise RefusedError("table-open", {"table": table})
        self.write(TableReopened(table))

    def assign(self, competition: str, table: int) -> None:
        """A table serves a competition from now on; if it does already, it does not any more."""
        self._needs_hall()
        served = [one.number for one in self.hall.tables.values() if competition in one.competitions]
        tables = sorted({*served} ^ {table})
        if not tables:
            raise RefusedError("last-table", {"competition": competition})
        self.write(TablesAssigned(competition, tuple(tables)))

    # -- stages --------------------------------------------------------------------------------------------------

    def publish(self, competition: str, stage: str) -> int:
        """Publish the rounds that come next; return how many."""
        rounds = next_rounds(self.state(competition), stage)
        if not rounds:
            raise RefusedError("nothing-to-publish", {"stage": stage})
        self.write(*rounds)
        return len(rounds)

    def close_stage(self, competition: str, stage: str) -> None:
        """No more runs in a stage."""
        state = self.state(competition)
        running = state.running
        if running is None or running.id != stage or running.rule.is_elimination:
            raise RefusedError("stage-not-to-close", {"stage": stage})
        refuse_if(may_close(state, stage))
        self.write(stage_closed(stage, competition=state.competition))

    def announce(self, competition: str, name: str, value: int) -> None:
        """A value of the day was announced (the ball target): it holds for all runs of the competition."""
        self._needs_hall()
        state = self.state(competition)
        assert state.definition is not None
        assert state.opened is not None
        own = f"{name}.{state.definition.played(state.opened.division)}"
        key = own if own in state.definition.overlay else name
        try:
            state.definition.with_overlay({key: value})
        except DefinitionError as error:
            raise RefusedError("value-out-of-range", {"value": value}) from error
        for fact in effective(self.facts)[0]:
            if isinstance(fact.body, CompetitionOpened) and fact.body.competition == competition:
                laid = replace(fact.body, overlay={**fact.body.overlay, key: value})
                self.write(Corrected(fact.station, fact.seq, "replace", laid, "announced"))
                return

    def freeze(self, competition: str) -> None:
        """From here on the hall sees the standings as they stand now."""
        if competition in self.hall.frozen:
            raise RefusedError("frozen-already", {"competition": competition})
        self.write(StandingsFrozen(competition))

    def reveal(self, competition: str) -> int:
        """Show the hall the next place, from the last one up; return it. The first place ends the freeze."""
        freeze = self.hall.frozen.get(competition)
        places = sorted({placing.place for placing in self.state(competition).placings}, reverse=True)
        if freeze is None:
            raise RefusedError("not-frozen", {"competition": competition})
        if not places:
            raise RefusedError("no-places-yet", {"competition": competition})
        left = [place for place in places if freeze.revealed_from is None or place < freeze.revealed_from]
        place = left[0] if left else 1
        self.write(PlacesRevealed(competition, place))
        return place

    # -- what somebody decides -----------------------------------------------------------------------------------

    def answer(
        self, competition: str, decision: Decision, answer: Answer, order: Sequence[str] = (), *, by: str = DIRECTOR
    ) -> None:
        """Settle a tie, or what becomes of a heat that others played.

        Args: order: best first, for the director's own. by: the role in which it is decided.
        """
        state = self.state(competition)
        refuse_if(may_answer(state, decision, answer, by))
        if answer == "order" and {*order} != {*decision.teams}:
            raise RefusedError("not-all-teams", {"count": len(decision.teams)})
        self.write(*answered(state, decision, answer, answer, order), by=by)

    def decide_dispute(self, run: str, ruling: Ruling) -> None:
        """Decide a disputed run, as head referee; after an appeal, as chief."""
        competition, state = self.hall.runs[run]
        level: Level = "head_referee" if may_decide(state.disputes, "head_referee") else "chief"
        body = DisputeDecided(level, ruling, f"ruled_{ruling}")
        self._check(competition, state, body)
        self.write(Act(body, run))

    @property
    def to_confirm(self) -> list[tuple[str, RunState]]:
        """The runs that wait for a second person, with their competition."""
        return [(name, run) for name, run in self.hall.runs.values() if self._waits_for_second(name, run)]

    def confirm(self, run: str) -> None:
        """The second person, who sits here, agrees."""
        competition, state = self.hall.runs[run]
        body = RunSigned(CONFIRMER, self.person or self.sit_down(None))
        self._check(competition, state, body)
        self.write(Act(body, run))

    def send_back(self, run: str, reason: str) -> None:
        """The second person does not agree. Args: reason: a word of `tui.table.reasons.return_reasons`."""
        competition, state = self.hall.runs[run]
        body = RunReturned(self.person or self.sit_down(None), reason)
        self._check(competition, state, body)
        self.write(Act(body, run))

    # -- corrections ---------------------------------------------------------------------------------------------

    def consequences(self, fact: Fact, replacement: Body | None, reason: str) -> Consequences:
        """What a correction would change. Raises: FactInvalid: it cannot stand in the fact's place."""
        return consequences(self.facts, self._correcting(fact, replacement, reason), self.definitions)

    def correct(
        self, fact: Fact, replacement: Body | None, reason: str, choice: Choice | None, *, by: str = DIRECTOR
    ) -> list[Fact]:
        """Withdraw a fact, or put a body in its place.

        Args: choice: what becomes of heats played on the old result; None: it is decided later, and until then they are
        under review. by: the role that chooses.
        """
        would_be = self.consequences(fact, replacement, reason)
        if choice is not None and choice not in would_be.choices:
            raise RefusedError("not-an-answer", {"answer": choice})
        if choice is not None and by not in would_be.by:
            raise RefusedError("not-yours", {"by": by})
        written = self.write(*self._correcting(fact, replacement, reason))
        return written + (self.write(*settled(would_be, choice, reason), by=by) if choice is not None else [])

    def _correcting(self, fact: Fact, replacement: Body | None, reason: str) -> list[Act]:
        """A correction that is taken back takes along what was chosen with it."""
        others = companions(self.facts, fact)
        return [correction(fact, replacement, reason), *(correction(other, None, reason) for other in others)]

    # -- small hands ---------------------------------------------------------------------------------------------

    def _needs_hall(self) -> None:
        """A journal of a single competition has no facts of a hall."""
        if self.hall.is_single:
            raise RefusedError("single-competition")

    def _waiting(self, competition: str, team: str) -> Waiting:
        inputs = self.hall.lines.get(competition)
        line = inputs.at(self.now_ms()).waiting if inputs is not None else ()
        waiting = next((one for one in line if one.team == team), None)
        if waiting is None:
            raise RefusedError("not-in-line", {"team": team})
        return waiting

    def _check(self, competition: str, state: RunState, body: Body) -> None:
        definition = self.state(competition).definition
        assert definition is not None
        refuse_if(may(state, body, definition))

    def _waits_for_second(self, competition: str, run: RunState) -> bool:
        definition = self.state(competition).definition
        if definition is None or CONFIRMER not in definition.sign_off or run.stage is not RunStage.ENDED:
            return False
        return {one.role for one in run.signatures} >= {*definition.sign_off} - {CONFIRMER}


def _is_of(body: Body, team: TeamEntered) -> bool:
    """Whether a fact only says that a team is there: its members, its competitions, its check-in."""
    if isinstance(body, PersonAdded):
        return body.person in team.members
    kinds = (TeamEntered, TeamArrived, TeamInspected, CompetitionEntered)
    return isinstance(body, kinds) and body.team == team.team


def _instant(at_ms: int) -> str:
    return instant_text(datetime.fromtimestamp(at_ms / MS, UTC))
