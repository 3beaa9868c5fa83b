"""A tournament's day on a real journal, for the desk's tests: written by the book of the hall, led by the desk."""

import random
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from judge.facts import Body, person_id
from judge.journal import Journal
from judge.tournament.elimination import Heat, HeatState
from tests.judge.hall_book import MORNING, HallBook
from tui.desk.deeds import Desk

OPEN_RUNS = {"id": "open", "type": "open_runs", "runs": 1, "counted": 1}
FINALS = {"id": "finals", "type": "single_elimination", "size": 4, "third_place": "match"}


@dataclass
class Day:
    """The facts of a book in a journal, and the desk that goes on with them."""

    path: Path
    book: HallBook
    now_ms: int = 0
    _people: "count[int]" = field(default_factory=count)

    def __post_init__(self) -> None:
        self.now_ms = round(MORNING.timestamp() * 1000) + self.book.now_ms
        self._wall = ""
        self.journal = Journal.open(self.path, self.book.stations[0], clock=lambda: self._wall)
        for fact in self.book.facts:
            self._wall = fact.wall
            self.journal.append(fact.body, run=fact.run, at_ms=fact.at_ms, by=fact.by)
        self.desk = Desk(self.journal, now_ms=lambda: self.now_ms, new_person=self.person)

    def person(self) -> str:
        """The next id."""
        return person_id(bytes([next(self._people)]) * 8)

    def bodies(self, *kinds: type[Body]) -> list[Body]:
        """What the journal holds of some kinds, in order."""
        return [fact.body for fact in self.desk.facts if isinstance(fact.body, kinds)]


def play_until_final(book: HallBook, points: tuple[int, ...] = (405, 404, 403, 402)) -> list[str]:
    """Line following: four teams, one open run each, both semi-finals; the final and the third place wait."""
    teams = book.open("lf", [OPEN_RUNS, FINALS], len(points))
    skill = dict(zip(teams, points, strict=True))
    chance = random.Random(1)
    while not any(heat.state is HeatState.READY and heat.id == "F1" for heat in final_heats(book)):
        book.step("lf", chance, skill.__getitem__)
    return teams


def final_heats(book: HallBook) -> tuple[Heat, ...]:
    """The heats of the finals, as far as they are drawn."""
    return book.state("lf").stage_state("finals").heats
