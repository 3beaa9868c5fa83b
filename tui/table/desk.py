"""What a referee does at one table. A screen shows it; there is none in here.

Rules: each deed is a fact, on the disk before it is shown; nothing here counts: what stands is always the fold; a deed
that may not be done now is refused in words and writes nothing; times are the station's own clock.
"""

from collections.abc import Callable, Mapping
from enum import Enum
from typing import Literal

from judge.challenge import Definition
from judge.disputes import may_decide
from judge.facts import Body, Called, Corrected, DisputeDecided, Fact, PersonAdded, RunDisputed, RunSigned
from judge.hands import judged_by
from judge.journal import Journal
from judge.run_state import CONFIRMER, Refusal, RunStage, RunState, may
from judge.scoring import score
from judge.serial_port import Port
from judge.sides import sides_drawn
from judge.station import Station, seen_signals
from judge.table import fold_run
from judge.tournament.fold import TournamentState
from tui.journal_story import fold_known
from tui.table.answers import Answer, answers
from tui.table.line import Candidate, line, run_id
from tui.table.persons import REFEREE, referee_at, taken
from tui.table.undo import REDO, UNDO, correction_to_redo, deeds_to_undo, withdrawal

__all__ = ["Desk", "Mode", "NoTournamentError", "RefusedError", "Ruling"]

Ruling = Literal["stands", "amended", "void"]
Level = Literal["head_referee", "chief"]


class NoTournamentError(Exception):
    """The journal holds no tournament of a challenge that this program has."""


class RefusedError(Exception):
    """A key that may not be pressed now; nothing was written."""

    def __init__(self, code: str, fields: Mapping[str, int | str] | None = None) -> None:
        super().__init__(code)
        self.refusal = Refusal(code, fields or {})


class Mode(Enum):
    """What the table waits for."""

    CHOOSING = "choosing"
    """No run is at the table: the next one is chosen."""
    PLACED = "placed"
    """A team is at the table, its clock has not started."""
    RUNNING = "running"
    OVER = "over"
    """The clock has stopped: questions are answered, then it is signed, disputed or void."""


class Desk:
    """One table with its referee, on a journal that it alone writes.

    Args:
        now_us: the station's monotonic clock.
        new_person: gives a random person id that nobody has.
        referee: who sits here; None: whoever sat here last, or somebody new.
    Raises: NoTournamentError.
    """

    def __init__(
        self,
        journal: Journal,
        table: int,
        *,
        now_us: Callable[[], int],
        new_person: Callable[[], str],
        referee: str | None = None,
    ) -> None:
        self._journal, self.table, self._new_person = journal, table, new_person
        self._folded: tuple[int, TournamentState] | None = None
        opened = self.tournament
        if opened.definition is None or opened.opened is None:
            raise NoTournamentError
        self.definition: Definition = opened.definition
        self.division: str = opened.opened.division
        self.sides = max(1, len(score(self.definition, self.division, []).sides))
        self.station = Station(
            journal, now_us=now_us, gates=tuple(self.definition.gates), seen=seen_signals(journal.facts())
        )
        self.is_official = True
        self.run: str | None = None
        """The run at this table, until it is signed, disputed or void."""
        self._last: str | None = None
        self.referee = ""
        self._sit_down(referee)
        self._close_broken_off()

    # -- what stands ---------------------------------------------------------------------------------------------

    @property
    def tournament(self) -> TournamentState:
        """The whole tournament, folded anew whenever a fact came."""
        facts = self._journal.facts()
        if self._folded is None or self._folded[0] != len(facts):
            self._folded = len(facts), fold_known(facts)
        return self._folded[1]

    @property
    def facts(self) -> list[Fact]:
        """Everything in the journal."""
        return self._journal.facts()

    @property
    def line(self) -> list[Candidate]:
        """Who may come next."""
        return line(self.tournament, self.sides, is_official=self.is_official)

    def state(self) -> RunState | None:
        """The run at the table as it stands now."""
        if self.run is None:
            return None
        at_ms = self.station.elapsed_ms() if self.station.run == self.run and self.station.is_running else None
        return fold_run(self.definition, self.division, self._of_run(self.run), at_ms=at_ms)

    def mode(self) -> Mode:
        """What the table waits for."""
        state = self.state()
        if state is None:
            return Mode.CHOOSING
        return {RunStage.OPENED: Mode.PLACED, RunStage.STARTED: Mode.RUNNING}.get(state.stage, Mode.OVER)

    def hands(self) -> str:
        """By what the run is judged: box, hand or both."""
        return judged_by(self._of_run(self.run)) if self.run is not None else "hand"

    def answers(self) -> list[Answer]:
        """The answers to the first open question of a run that is over."""
        state = self.state()
        if state is None or not state.questions or state.stage is not RunStage.ENDED:
            return []
        return answers(state.questions[0], state, self._of_run(self.run or ""), self.definition)

    # -- the judge box -------------------------------------------------------------------------------------------

    def plug(self, port: Port) -> None:
        """Take a judge box, in the middle of a run too."""
        self.station.plug(port)

    def unplug(self) -> None:
        """Go on by hand. In a run it is written down that the box went."""
        if self.station.box is not None and self.station.is_running:
            self.station.note("box_lost", {"box": 0}, by=self.referee)
        self.station.unplug()

    def pump(self) -> bool:
        """Take what the box sent, and end a run that is over by its clock or by its definition. True: a fact came."""
        before = len(self._journal.facts())
        self.station.pump()
        self._end_if_over()
        return len(self._journal.facts()) != before

    # -- a run ---------------------------------------------------------------------------------------------------

    def open(self, candidate: Candidate) -> None:
        """Call a team (in a match: its teams) to the table. Raises: RefusedError: a run is here already."""
        if self.run is not None:
            raise RefusedError("run-here")
        run = run_id(candidate, (state.run for state in self.tournament.runs))
        self.station.open_run(run, candidate.opened(self.table), by=self.referee)
        self.run = run
        if len(candidate.teams) > 1:
            self.station.note("sides", sides_drawn(candidate.teams).args, by=self.referee)

    def start(self) -> None:
        """Start the clock: by the box's lamp where there is one that answers, at once where it does not.

        Raises: RefusedError, StationError.
        """
        if self.mode() is not Mode.PLACED:
            raise RefusedError("no-run-placed")
        if self.station.is_box_ready and not self.station.is_waiting:
            self.station.ask_start()
            return
        self.station.start_by_hand(by=self.referee)

    def stop(self) -> None:
        """The referee says that the run is over, now. Raises: StationError."""
        self.station.end_run("declared", by=self.referee)

    def call(self, call: str, args: Mapping[str, int | str]) -> None:
        """Record a call: now, or at the end of a run that is over. Raises: RefusedError."""
        state = self._need_run()
        if state.signatures:
            raise RefusedError("signed-already")
        body = Called(call, dict(args))
        self._check(state, body)
        if state.stage is RunStage.STARTED:
            self.station.call(call, args, by=self.referee)
        else:
            self._write(body, state.ended_ms)
        self._end_if_over()

    def answer(self, answer: Answer) -> None:
        """Settle a question."""
        for body, at_ms in answer.writes:
            self._write(body, at_ms)

    def void(self, reason: str) -> None:
        """A fault of the hall: the run is void, uses no attempt, and is run again. Raises: RefusedError."""
        self._need_run()
        assert self.run is not None
        self.station.void_run(self.run, reason, by=self.referee)
        self._leave()

    # -- the end of a run ----------------------------------------------------------------------------------------

    def agree(self, member: int = 0) -> None:
        """The next who has to sign does so: the teams together, then the referee.

        Args: member: which member of the team signs, from 0. Raises: RefusedError: a question is open, or the next
        to sign is not here.
        """
        state = self._need_run()
        assert self.run is not None
        role = self.next_signature()
        if role == "team":
            for number, team in enumerate(state.teams, start=1):
                self._sign(state, "team" if number == 1 else f"team_{number}", self._member(team, member))
            return
        if role not in (REFEREE, CONFIRMER) or any(one.person == self.referee for one in state.signatures):
            raise RefusedError("second-person", {"role": role or ""})
        self._sign(state, role, self.referee)
        after = self.state()
        if after is not None and after.stage is RunStage.SIGNED:
            self._leave()

    def next_signature(self) -> str | None:
        """The role that has to sign next; None: nobody."""
        state = self.state()
        if state is None or state.stage is not RunStage.ENDED:
            return None
        signed = {signature.role for signature in state.signatures}
        roles = dict.fromkeys(["team", *self.definition.sign_off])
        return next((role for role in sorted(roles, key=_turn) if role not in signed), None)

    def dispute(self, reason: str, team: str | None = None) -> None:
        """A team does not agree: the run is set aside, counts nowhere, and the next team may start."""
        state = self._need_run()
        body = RunDisputed(team or state.teams[0], None, reason, self.definition.appeal_minutes)
        self._check(state, body)
        self._write(body, None)
        assert self.run is not None
        self.station.settle(self.run)
        self._leave()

    def decide(self, run: str, ruling: Ruling) -> None:
        """Whoever sits here as head referee decides a disputed run; after an appeal, as chief. Raises: RefusedError."""
        state = self.tournament.run(run)
        level: Level = "head_referee" if may_decide(state.disputes, "head_referee") else "chief"
        body = DisputeDecided(level, ruling, f"ruled_{ruling}")
        self._check(state, body)
        self._journal.append(body, run=run, by=self.referee)

    # -- back and forth ------------------------------------------------------------------------------------------

    def undo(self) -> list[Fact]:
        """Take the last deed back and return it. Raises: RefusedError: there is none."""
        run = self.run or self._last
        can_go_on = self.station.run == run and self.run is not None and not self._is_late()
        deeds = deeds_to_undo(self._of_run(run), can_go_on=can_go_on) if run is not None else []
        if not deeds:
            raise RefusedError("nothing-to-undo")
        self.run = run
        for deed in deeds:
            self._write(withdrawal(deed, UNDO), None)
            if deed.body.KIND == "run_ended":
                self.station.go_on()
        return deeds

    def redo(self) -> None:
        """Give back what undo took. Raises: RefusedError: there is nothing."""
        correction = correction_to_redo(self._of_run(self.run)) if self.run is not None else None
        if correction is None:
            raise RefusedError("nothing-to-redo")
        self._write(withdrawal(correction, REDO), None)
        self._end_if_over()

    def hand_over(self, person: str | None) -> None:
        """Somebody else is the referee from now on; None: somebody who has no id yet."""
        if person is None:
            person = self._add_person(REFEREE)
        self._note(taken(person, self.table), by=self.referee or person)
        self.referee = person

    # -- small hands ---------------------------------------------------------------------------------------------

    def _sit_down(self, referee: str | None) -> None:
        sat_here = referee_at(self._journal.facts(), self.table)
        if sat_here is not None and referee in (None, sat_here):
            self.referee = sat_here
        else:
            self.hand_over(referee)

    def _close_broken_off(self) -> None:
        """A run that was open when the program died is void; one that was over goes on with its signatures."""
        for state in self.tournament.runs:
            if state.opened is None or state.opened.table != self.table or state.run is None:
                continue
            if state.stage in (RunStage.OPENED, RunStage.STARTED):
                self.station.void_run(state.run, "judge_restarted", by="station")
            elif state.stage is RunStage.ENDED:
                self.run = state.run

    def _end_if_over(self) -> None:
        if self.run is None or self.station.run != self.run or not self.station.is_running:
            return
        state = self.state()
        limit_ms = self.definition.limit_ms
        if state is not None and state.score.ended is not None:
            self.station.end_run("done", by="station", at_ms=limit_ms - state.time_left_ms)
        elif self.station.elapsed_ms() >= limit_ms:
            self.station.end_run("time", by="station", at_ms=limit_ms)

    def _is_late(self) -> bool:
        state = self.state()
        return state is None or state.ended_reason == "time"

    def _sign(self, state: RunState, role: str, person: str) -> None:
        body = RunSigned(role, person)
        self._check(state, body)
        assert self.run is not None
        self.station.sign(self.run, role, person)

    def _member(self, team: str, member: int) -> str:
        entered = next((one.entered for one in self.tournament.teams if one.id == team), None)
        members = entered.members if entered is not None else ()
        return members[min(member, len(members) - 1)] if members else self._add_person("team_member")

    def _add_person(self, kind: str) -> str:
        person = self._new_person()
        self._journal.append(PersonAdded(person, kind), by=self.referee or "station")
        return person

    def _check(self, state: RunState, body: Body) -> None:
        refusal = may(state, body, self.definition)
        if refusal is not None:
            raise RefusedError(refusal.code, refusal.fields)

    def _need_run(self) -> RunState:
        state = self.state()
        if state is None:
            raise RefusedError("no-run-here")
        return state

    def _leave(self) -> None:
        self._last, self.run = self.run, None

    def _write(self, body: Body, at_ms: int | None) -> Fact:
        return self._journal.append(body, run=self.run, at_ms=at_ms, by=self.referee)

    def _note(self, body: Body, *, by: str) -> None:
        self._journal.append(body, by=by)

    def _of_run(self, run: str | None) -> list[Fact]:
        """The run's facts, and the corrections of them wherever they were written."""
        mine: list[Fact] = []
        ids: set[tuple[str, int]] = set()
        for fact in self._journal.facts():
            body = fact.body
            if fact.run == run or (isinstance(body, Corrected) and (body.station, body.seq) in ids):
                mine.append(fact)
                ids.add((fact.station, fact.seq))
        return mine


def _turn(role: str) -> int:
    """Whose turn it is to sign: the team before the referee, the second person last."""
    return {"team": 0, REFEREE: 1, CONFIRMER: 3}.get(role, 2)
