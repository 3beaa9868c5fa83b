"""What a table knows: its journal, its station, the run that is here, and what may be written now.

Rule: nothing here counts; what stands is always the fold of the journal's facts.
"""

from collections.abc import Callable
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from judge.challenge import Definition
from judge.facts import Body, Called, Corrected, Fact, PersonAdded, RunOpened, Signalled
from judge.hands import judged_by
from judge.journal import Journal
from judge.run_state import RunStage, RunState, may
from judge.scoring import score
from judge.station import Station, seen_signals
from judge.table import fold_run
from judge.tournament.fold import TournamentState
from judge.tournament.hall import HallState, fold_hall
from judge.tournament.line_inputs import instant_ms
from tui.fact_words import Names
from tui.kept_definitions import known_definitions
from tui.table.mode import Mode, NoCompetitionError, NoTournamentError, RefusedError
from tui.table.persons import Roll

__all__ = ["Mode", "Moment", "NoCompetitionError", "NoTournamentError", "RefusedError", "TableRecord"]


Moment = tuple[int, int, str]
"""How many facts, which second since 1970, which competition."""


class TableRecord:
    """One table's facts, read and written. It judges one competition at a time; another one between two runs.

    Args:
        now_us: the station's monotonic clock.
        new_person: gives a random person id that nobody has.
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
        competition: str | None = None,
    ) -> None:
        self._journal, self.table, self._new_person = journal, table, new_person
        self._folded: tuple[list[Fact], HallState] | None = None
        self._mine: tuple[int, str | None, list[Fact]] = 0, None, []
        self.run: str | None = None
        """The run at this table, until it is signed, disputed or void."""
        self._last: str | None = None
        self.referee = ""
        self.competition = self._first(competition)
        self.station = Station(
            journal, now_us=now_us, gates=tuple(self.definition.gates), seen=seen_signals(journal.facts())
        )

    @property
    def hall(self) -> HallState:
        """The whole tournament, folded anew whenever a fact came that moves more than the run at the table."""
        facts = self._journal.facts()
        if self._folded is None or self._is_moved(facts, self._folded[0]):
            self._folded = facts, fold_hall(facts, known_definitions(facts, self._journal.definitions()))
        return self._folded[1]

    @property
    def tournament(self) -> TournamentState:
        """The competition that is judged here."""
        return self.hall.competitions[self.competition]

    @property
    def definition(self) -> Definition:
        """What is judged by: as the run at the table was opened, or as the stage is played that runs now."""
        state, opened = self.tournament, self.opened
        stage = opened.stage if opened is not None else state.stage
        assert state.definition is not None
        return next((one.definition for one in state.stages if one.id == stage), state.definition)

    @property
    def division(self) -> str:
        """The division that is played."""
        opened = self.tournament.opened
        assert opened is not None
        return opened.division

    @property
    def sides(self) -> int:
        """How many robots meet; 1: each runs alone."""
        return max(1, len(score(self.definition, self.division, []).sides))

    @property
    def competitions(self) -> tuple[str, ...]:
        """What may be judged here: what the desk gave this table, or else everything."""
        known = [name for name, state in self.hall.competitions.items() if state.definition is not None]
        of_table = self.hall.tables.get(self.table)
        given = [name for name in known if of_table is not None and name in of_table.competitions]
        return tuple(given or known)

    @property
    def now_ms(self) -> int:
        """The time by the clock that facts are dated with, in ms since 1970."""
        return instant_ms(self._journal.wall())

    @property
    def roll(self) -> Roll:
        """All teams of the tournament, and what the sides of a match are called here."""
        match = self.definition.match
        return Roll(self.hall.teams, match.sides if match is not None else "ABC")

    @property
    def names(self) -> Names:
        """What sentences about facts may call things by."""
        opened = self.tournament.opened
        teams = {team: one.entered.name for team, one in self.hall.teams.items()}
        return Names(teams, self.definition, zone_of(opened.timezone) if opened is not None else None)

    @property
    def opened(self) -> RunOpened | None:
        """How the run at the table was opened."""
        bodies = (fact.body for fact in self._of_run(self.run)) if self.run is not None else ()
        return next((body for body in bodies if isinstance(body, RunOpened)), None)

    def _moment(self) -> Moment:
        """What the line depends on: it is the same until one of these is another."""
        return len(self._journal.facts()), self.now_ms // 1000, self.competition

    def choose(self, competition: str) -> None:
        """Judge another competition from now on. Raises: RefusedError: a run is here."""
        if self.run is not None:
            raise RefusedError("run-here")
        self._judge(competition)

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

    def _first(self, asked: str | None) -> str:
        known = tuple(name for name, state in self.hall.competitions.items() if state.definition is not None)
        if not known:
            raise NoTournamentError
        if asked is not None and asked not in known:
            raise NoCompetitionError(asked, known)
        return asked or self.competitions[0]

    def _judge(self, competition: str) -> None:
        self.competition = competition
        self.station.serve(tuple(self.definition.gates))

    def _come_to(self, run: str) -> None:
        """A run is at this table, whatever was judged here before."""
        name, _state = self.hall.runs[run]
        self.run = run
        self._judge(name)

    def _is_moved(self, facts: list[Fact], folded: list[Fact]) -> bool:
        """Whether the facts since the last fold move more than the run at the table: a call while it runs does not.

        What came from another station may stand before facts that were folded already.
        """
        count = len(folded)
        is_behind = len(facts) >= count and facts[count - 1 : count] == folded[-1:]
        is_here = self.run is not None and self.station.run == self.run and self.station.is_running
        return not is_behind or any(
            not is_here or fact.run != self.run or not isinstance(fact.body, Called | Signalled)
            for fact in facts[count:]
        )

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
        facts = self._journal.facts()
        if self._mine[:2] == (len(facts), run):
            return self._mine[2]
        mine: list[Fact] = []
        ids: set[tuple[str, int]] = set()
        for fact in facts:
            body = fact.body
            if fact.run == run or (isinstance(body, Corrected) and (body.station, body.seq) in ids):
                mine.append(fact)
                ids.add((fact.station, fact.seq))
        self._mine = len(facts), run, mine
        return mine


def zone_of(key: str) -> ZoneInfo | None:
    """A time zone by its name; None: this computer does not know it, and times show as they were written down."""
    try:
        return ZoneInfo(key)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
