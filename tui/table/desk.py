"""What a referee does at one table. A screen shows it; there is none in here.

Rules: each deed is a fact, on the disk before it is shown; nothing here counts: what stands is always the fold; a deed
that may not be done now is refused in words and writes nothing; times are the station's own clock.
"""

from collections.abc import Callable, Mapping

from judge.facts import Called, Fact, RunOpened
from judge.journal import Journal
from judge.run_state import RunStage
from judge.serial_port import Port
from judge.sides import sides_drawn
from judge.tournament.announced import with_values
from judge.tournament.hall import Todo, may_open, todo
from tui.table.answers import Answer, answers
from tui.table.in_line import LineDeeds
from tui.table.line import Candidate, candidates, run_id
from tui.table.persons import REFEREE, referee_at, taken
from tui.table.record import Mode, NoCompetitionError, NoTournamentError, RefusedError
from tui.table.sign_off import Ruling, SignOff
from tui.table.undo import REDO, UNDO, correction_to_redo, deeds_to_undo, line_deed_to_undo, withdrawal

__all__ = ["Desk", "Mode", "NoCompetitionError", "NoTournamentError", "RefusedError", "Ruling"]


class Desk(SignOff, LineDeeds):
    """One table with its referee, on a journal that it alone writes.

    Args:
        now_us: the station's monotonic clock.
        new_person: gives a random person id that nobody has.
        referee: who sits here; None: whoever sat here last, or somebody new.
        competition: what is judged here; None: what the tournament desk gave this table, or else the first.
    Raises: NoTournamentError, NoCompetitionError.
    """

    def __init__(
        self,
        journal: Journal,
        table: int,
        *,
        now_us: Callable[[], int],
        new_person: Callable[[], str],
        referee: str | None = None,
        competition: str | None = None,
    ) -> None:
        super().__init__(journal, table, now_us=now_us, new_person=new_person, competition=competition)
        self.is_official = True
        self._listed: tuple[object, list[Candidate]] | None = None
        self._sit_down(referee)
        self._close_broken_off()

    @property
    def line(self) -> list[Candidate]:
        """Who may come next."""
        moment = *self._moment(), self.is_official
        if self._listed is None or self._listed[0] != moment:
            found = candidates(
                self.hall, self.table, self.competition, self.waiting, self.sides, self.now_ms,
                is_official=self.is_official,
            )  # fmt: skip
            self._listed = moment, found
        return self._listed[1]

    def todo(self) -> Todo:
        """What is to be done at this table next."""
        return todo(self.hall, self.table, self.now_ms)

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
        """Call a team (in a match: its teams) to the table. Raises: RefusedError."""
        if self.run is not None:
            raise RefusedError("run-here")
        if candidate.is_alone:
            raise RefusedError("nobody-to-meet")
        opened = self._as_announced(candidate.opened(self.table))
        refusal = may_open(self.hall, opened)
        if refusal is not None:
            raise RefusedError(refusal.code, refusal.fields)
        run = run_id(candidate, self.hall.runs)
        self.station.open_run(run, opened, by=self.referee)
        self.run = run
        if len(candidate.teams) > 1:
            self.station.note("sides", sides_drawn(candidate.teams).args, by=self.referee)

    def _as_announced(self, opened: RunOpened) -> RunOpened:
        """The opening says which ball target stood here."""
        definitions = {one.id: one.definition for one in self.tournament.stages}
        definition = definitions.get(opened.stage)
        return with_values(opened, definition, self.division) if definition is not None else opened

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

    # -- back and forth ------------------------------------------------------------------------------------------

    def undo(self) -> list[Fact]:
        """Take the last deed back and return it. Raises: RefusedError: there is none."""
        of_line = line_deed_to_undo(self.facts, self._journal.station) if self.run is None else None
        if of_line is not None:
            self._write(withdrawal(of_line, UNDO), None)
            return [of_line]
        run = self.run or self._last
        can_go_on = self.station.run == run and self.run is not None and not self._is_late()
        deeds = deeds_to_undo(self._of_run(run), can_go_on=can_go_on, person=self.referee) if run is not None else []
        if not deeds:
            raise RefusedError("nothing-to-undo")
        assert run is not None
        self._come_to(run)
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
        for _name, state in self.hall.runs.values():
            if state.opened is None or state.opened.table != self.table or state.run is None:
                continue
            if state.stage in (RunStage.OPENED, RunStage.STARTED):
                self.station.void_run(state.run, "judge_restarted", by="station")
            elif state.stage is RunStage.ENDED:
                self._come_to(state.run)

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
