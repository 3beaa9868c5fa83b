"""What the desk knows: the journal, written here or only read, and the hall folded from it.

Rule: nothing here counts; what stands is always the fold of the journal's facts. One program writes a journal: while
another does, the desk looks, and says so.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from judge.challenge import Definition
from judge.errors import JudgeError
from judge.facts import Body, Corrected, Fact, Noted, PersonAdded, RunOpened, order
from judge.journal import Follower, Journal, read_definitions
from judge.run_state import Refusal
from judge.tournament.answers import Act
from judge.tournament.hall import HallState, fold_hall
from judge.tournament.state import TournamentState
from tui.fact_words import Names
from tui.kept_definitions import Kept, known_definitions
from tui.table.record import NoTournamentError, RefusedError

if TYPE_CHECKING:
    from tui.hall_net.at_screen import HallAtScreen

__all__ = ["DeskRecord", "NoTournamentError", "RefusedError", "refuse_if"]

DESK_TAKEN = "desk_taken"


class DeskRecord:
    """The facts of a tournament, and the hall they make.

    Args: source: the journal to write, or what follows one that another program writes. now_ms: since 1970.
    new_person: gives a random person id that nobody has.
    Raises: NoTournamentError.
    """

    def __init__(self, source: Journal | Follower, *, now_ms: Callable[[], int], new_person: Callable[[], str]) -> None:
        self._source, self.now_ms, self._new_person = source, now_ms, new_person
        self._facts: list[Fact] = []
        self._kept = read_definitions(source.path)
        self._view: _View | None = None
        self.heard_ms = now_ms()
        """When the journal was last read."""
        self.refresh()
        if not self.hall.competitions:
            raise NoTournamentError

    @property
    def is_writing(self) -> bool:
        """Whether deeds may be done here."""
        return isinstance(self._source, Journal)

    @property
    def facts(self) -> Sequence[Fact]:
        """Everything that was recorded, in its order."""
        return self._facts

    @property
    def hall(self) -> HallState:
        """The whole tournament, folded anew whenever a fact came."""
        return self._folded().hall

    @property
    def definitions(self) -> Mapping[str, Definition]:
        """The challenges that are played, by id."""
        return self._folded().definitions

    @property
    def names(self) -> Names:
        """What sentences may call things by."""
        return self._folded().names

    def names_of(self, fact: Fact) -> Names:
        """The same for one fact: with the calls of the challenge that its run is of."""
        run = fact.run
        if isinstance(fact.body, Corrected):
            named = (fact.body.station, fact.body.seq)
            run = next((one.run for one in self._facts if (one.station, one.seq) == named), None)
        return self.names_of_run(run)

    def names_of_run(self, run: str | None) -> Names:
        """What sentences about a run may call things by."""
        found = self.hall.runs.get(run or "")
        return replace(self.names, definition=self.state(found[0]).definition) if found is not None else self.names

    @property
    def competitions(self) -> tuple[str, ...]:
        """The ids of the competitions that this program can play, in their order."""
        return tuple(name for name, state in self.hall.competitions.items() if state.definition is not None)

    def state(self, competition: str) -> TournamentState:
        """One competition."""
        return self.hall.competitions[competition]

    def since(self, run: str) -> str:
        """When a run was opened, by the hall's clock."""
        wall = next((fact.wall for fact in self._facts if fact.run == run and isinstance(fact.body, RunOpened)), None)
        return f"{self.local(wall):%H:%M}" if wall is not None else ""

    def local(self, wall: str) -> datetime:
        """A moment of the record by the hall's clock."""
        return datetime.fromisoformat(wall).astimezone(self.names.timezone)

    def moment(self, at_ms: int) -> datetime:
        """A moment (ms since 1970) by the hall's clock."""
        return datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(self.names.timezone)

    def refresh(self) -> bool:
        """Read what is new. True: something is. A journal that cannot be read now is tried again the next time."""
        before = len(self._facts)
        if isinstance(self._source, Journal):
            self._facts = list(self._source.facts())
        else:
            try:
                fresh = self._source.fresh()
            except (JudgeError, OSError):
                return False
            if fresh:
                self._facts = order([*self._facts, *fresh])
        self.heard_ms = self.now_ms()
        return len(self._facts) != before

    def take(self, journal: Journal) -> None:
        """From now on deeds are written here."""
        self.close()
        self._source = journal
        self.refresh()

    @contextmanager
    def beside(self, home: Path) -> "Iterator[HallAtScreen | None]":
        """Keep what is written here in step with the hall that the home has joined; None: it works alone, or looks."""
        if not isinstance(self._source, Journal):
            yield None
            return
        from tui.hall_net.at_screen import beside

        with beside(home, self._source) as hall:
            yield hall

    def close(self) -> None:
        """Let go of the file."""
        self._source.close()

    @property
    def person(self) -> str | None:
        """Who sits at the desk, by the record; None: nobody has done anything here yet."""
        for fact in reversed(self._facts):
            if isinstance(fact.body, Noted) and fact.body.topic == DESK_TAKEN:
                return str(fact.body.args.get("person"))
        return None

    @property
    def people(self) -> tuple[str, ...]:
        """Everyone who sat at the desk, in the order they came."""
        notes = (fact.body for fact in self._facts if isinstance(fact.body, Noted))
        return tuple(dict.fromkeys(str(note.args.get("person")) for note in notes if note.topic == DESK_TAKEN))

    def sit_down(self, person: str | None) -> str:
        """Somebody else sits at the desk from now on; None: somebody who has no id yet."""
        journal = self._journal()
        if person is None:
            person = self._new_person()
            journal.append(PersonAdded(person, "desk"), by=person)
        journal.append(Noted(DESK_TAKEN, {"person": person}), by=person)
        self.refresh()
        return person

    def write(self, *acts: Act | Body, by: str | None = None) -> list[Fact]:
        """Record what whoever sits here has done. Args: by: the role in which it was decided; None: the person.

        Raises: RefusedError: another program writes. JournalWriteFailed.
        """
        journal = self._journal()
        by = by or self.person or self.sit_down(None)
        whole = [act if isinstance(act, Act) else Act(act) for act in acts]
        try:
            return [journal.append(act.body, run=act.run, at_ms=act.at_ms, by=by) for act in whole]
        finally:
            self.refresh()

    def write_all(self, *bodies: Body) -> list[Fact]:
        """Record facts outside runs, all or none. Raises: RefusedError, JournalWriteFailed: nothing was recorded."""
        journal = self._journal()
        by = self.person or self.sit_down(None)
        try:
            return journal.append_all(bodies, by=by)
        finally:
            self.refresh()

    def _journal(self) -> Journal:
        if not isinstance(self._source, Journal):
            raise RefusedError("only-looks")
        return self._source

    def _folded(self) -> "_View":
        if self._view is None or self._view.count != len(self._facts):
            self._view = _View(self._facts, self._kept)
        return self._view


class _View:
    """What was folded from so many facts."""

    def __init__(self, facts: Sequence[Fact], kept: Kept) -> None:
        self.count = len(facts)
        self.definitions = known_definitions(facts, kept)
        self.hall = fold_hall(facts, self.definitions)

    @cached_property
    def names(self) -> Names:
        """Teams by number and name; times by the hall's clock."""
        teams = {team.id: f"{team.number} {team.entered.name}" for team in self.hall.teams.values()}
        states = [state for state in self.hall.competitions.values() if state.opened is not None]
        zone = self.hall.frame.timezone if self.hall.frame is not None else _zone_of(states)
        definition = states[0].definition if len(states) == 1 else None
        return Names(teams, definition, _zone(zone))


def _zone_of(states: Sequence[TournamentState]) -> str:
    opened = states[0].opened if states else None
    return opened.timezone if opened is not None else "UTC"


def _zone(key: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(key)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None  # a zone this computer does not know: times show as they were written down


def refuse_if(refusal: Refusal | None) -> None:
    """Refuse a deed. Raises: RefusedError."""
    if refusal is not None:
        raise RefusedError(refusal.code, refusal.fields)
