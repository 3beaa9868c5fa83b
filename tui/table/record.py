"""What a table knows: its journal, its station, the run that is here, and what may be written now.

Rule: nothing here counts; what stands is always the fold of the journal's facts.
"""

from collections.abc import Callable, Mapping
from enum import Enum

from judge.challenge import Definition
from judge.facts import Body, Corrected, Fact, PersonAdded
from judge.hands import judged_by
from judge.journal import Journal
from judge.run_state import Refusal, RunStage, RunState, may
from judge.scoring import score
from judge.station import Station, seen_signals
from judge.table import fold_run
from judge.tournament.fold import TournamentState
from tui.journal_story import fold_known

__all__ = ["Mode", "NoTournamentError", "RefusedError", "TableRecord"]


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


class TableRecord:
    """One table's facts, read and written.

    Args:
        now_us: the station's monotonic clock.
        new_person: gives a random person id that nobody has.
    Raises: NoTournamentError.
    """

    def __init__(
        self, journal: Journal, table: int, *, now_us: Callable[[], int], new_person: Callable[[], str]
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
        self.run: str | None = None
        """The run at this table, until it is signed, disputed or void."""
        self._last: str | None = None
        self.referee = ""

    @property
    def tournament(self) -> TournamentState:
        """The whole tournament, folded anew whenever a fact came."""
        facts = self._journal.facts()
        if self._folded is None or self._folded[0] != len(facts):
            self._folded = len(facts), fold_known(facts, self._journal.definitions())
        return self._folded[1]

    @property
    def facts(self) -> list[Fact]:
        """Everything in the journal."""
        return self._journal.facts()

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
