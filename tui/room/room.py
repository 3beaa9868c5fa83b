"""The class as one object: what is remembered, who is told what, the benches' line, and a place for the robots."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from lessons.lesson import Lesson, load_lessons
from tui.i18n import CHILDRENS_LANGUAGES, language
from tui.room.books import Books
from tui.room.hub import Hub
from tui.room.limits import Buckets, Guesses
from tui.room.runs import Answer, Runs
from tui.room.store import ClassRecord, Store

__all__ = ["Limits", "Robots", "Room", "Sitting"]

PUPILS_MAX = 60


class Robots(Protocol):
    """The robots that are plugged into the laptop."""

    def listed(self) -> list[dict[str, Any]]:
        """Each robot for a child's list: {id, sticker, name, is_free, …}."""

    async def send(self, learner: str, robot: str, lesson: Lesson, text: str) -> dict[str, Any]:
        """Put a child's program into a robot's line; return {robot, place}. Raises: KeyError: there is none."""


@dataclass(slots=True)
class Sitting:
    """What the mentor sees of a child."""

    lesson: int = 0
    since: datetime | None = None
    """When the child turned to the lesson."""
    misses: int = 0
    """In a row, in this lesson."""
    last: Answer | None = None
    asked_help_at: datetime | None = None


@dataclass(slots=True)
class Limits:
    """How fast one may ask. Per second, and at once; by learner or by address."""

    address: Buckets = field(default_factory=lambda: Buckets(300, 600))
    learner: Buckets = field(default_factory=lambda: Buckets(8, 40))
    runs: Buckets = field(default_factory=lambda: Buckets(0.5, 4))
    new_names: Buckets = field(default_factory=lambda: Buckets(0.5, 40))
    code: Guesses = field(default_factory=Guesses)
    pictures: Guesses = field(default_factory=Guesses)
    wrong_pictures: Buckets = field(default_factory=lambda: Buckets(0.1, 12))
    """By address: who tries three pictures on every name of the list has a dozen, then one in ten seconds."""


class Room:
    """Belongs to the thread of the event loop, as everything in it. Args: now: with its offset."""

    def __init__(
        self,
        home: Path,
        name: str | None = None,
        *,
        workers: int,
        is_new: bool = False,
        now: Callable[[], datetime] = lambda: datetime.now().astimezone(),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Raises: OSError, sqlite3.Error: the home cannot be used."""
        self.home, self.now, self.clock = home, now, clock
        self.store = Store(home, now)
        self.store.begin(name, is_new=is_new)
        self.hub = Hub(secrets.token_hex(4))
        self.books = Books(home, self.store, now)
        self.runs = Runs(home, self.store, self.hub, workers=workers, language_of=self.language_of, now=now,
                         clock=clock, on_answer=self._note_answer, text_of=self.books.find)  # fmt: skip
        self.lessons = {one.number: one for one in load_lessons()}
        self.limits = Limits()
        self.robots: Robots | None = None
        self.sittings: dict[str, Sitting] = {}
        self.addresses: list[str] = []
        """Where the room's browsers find it, the best first: for the wall."""

    @property
    def record(self) -> ClassRecord:
        """Name, code and keys."""
        return self.store.record()

    def language_of(self, learner: str) -> str:
        """What a child reads."""
        kept = self.store.language(learner)
        return kept if kept in CHILDRENS_LANGUAGES else self.language

    @property
    def language(self) -> str:
        """What a child reads who has not chosen: easy Japanese where the class speaks Japanese."""
        spoken = language()
        return "ja-easy" if spoken == "ja" else spoken if spoken in CHILDRENS_LANGUAGES else "en"

    def sitting(self, learner: str) -> Sitting:
        """What the mentor sees of a child."""
        if learner not in self.sittings:
            self.sittings[learner] = Sitting(self.store.place(learner))
        return self.sittings[learner]

    def turn_to(self, learner: str, lesson: Lesson) -> None:
        """A child opened a lesson."""
        sitting = self.sitting(learner)
        if sitting.lesson != lesson.number or sitting.since is None:
            self.sittings[learner] = Sitting(lesson.number, self.now(), 0, None, sitting.asked_help_at)
            self.store.note_place(learner, lesson.number)
            self.changed(learner)

    def ask_help(self, learner: str, asks: bool) -> None:
        """A child asks for a mentor, or needs none any more."""
        sitting = self.sitting(learner)
        if asks != (sitting.asked_help_at is not None):
            sitting.asked_help_at = self.now() if asks else None
            self.changed(learner)

    def changed(self, learner: str) -> None:
        """Something that the mentor's page shows of a child is another now."""
        self.hub.publish_mentor("pupil", {"learner": learner})

    def _note_answer(self, learner: str, answer: Answer) -> None:
        sitting = self.sitting(learner)
        sitting.last = answer
        sitting.misses = sitting.misses + 1 if answer.answer else 0
        self.changed(learner)

    async def start(self) -> None:
        """Start the benches."""
        await self.runs.start()

    async def close(self) -> None:
        """End the streams and the benches; what is kept is on the disk already."""
        self.hub.close()
        await self.runs.pool.close()
        self.store.hear()
        self.store.close()
