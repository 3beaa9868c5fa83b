"""The class as one object: what is remembered, who is told what, the benches' line, and a place for the robots."""

import asyncio
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from lessons.lesson import Lesson, load_lessons
from tui.i18n import CHILDRENS_LANGUAGES, language
from tui.room.books import Books
from tui.room.door import Door
from tui.room.hub import Hub
from tui.room.limits import Buckets, Guesses
from tui.room.mentor_book import MentorBook
from tui.room.robots import Robots
from tui.room.runs import Answer, Runs
from tui.room.store import ClassRecord, Store
from tui.town import Town

__all__ = ["Limits", "Room"]

PUPILS_MAX = 60


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
    """Belongs to the thread of the event loop, as everything in it.

    Args: town: whose clubhouse's door is looked at for the list of names; None: no door. now: with its offset.
    """

    def __init__(
        self,
        home: Path,
        name: str | None = None,
        *,
        workers: int,
        town: Town | None = None,
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
        self.door = Door(home, town, now) if town is not None else None
        self.robots = Robots(home, self.hub, self.language_of)
        self.mentor = MentorBook(home, self.record.id)
        self.is_over = False
        self.address = ""
        """Where the room's browsers find it: for the wall."""
        self._countdown: asyncio.Task[None] | None = None

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

    async def names(self) -> list[str]:
        """Return who may be chosen from the list: the children of this class, then those who are in the house."""
        inside = await asyncio.to_thread(self.door.inside) if self.door is not None else []
        self.store.read_names()
        pupils = self.store.pupils()
        return [*pupils, *(one for one in inside if one not in pupils and self.store.name_of(one))][:PUPILS_MAX]

    def turn_to(self, learner: str, lesson: Lesson) -> None:
        """A child opened a lesson."""
        if self.mentor.where.opened(learner, lesson.number, self.now()):
            self.store.note_place(learner, lesson.number)
            self.changed(learner)

    def ask_help(self, learner: str, *, asks: bool) -> None:
        """A child asks for a mentor, or needs none any more."""
        if asks:
            self.mentor.where.asked(learner, self.now())
        else:
            self.mentor.where.helped(learner)
        self.changed(learner)

    def changed(self, learner: str) -> None:
        """Something that the mentor's page shows is another now. Args: learner: empty: of the whole class."""
        self.mentor.write()
        self.hub.publish_mentor("pupil", {"learner": learner})

    def end_in(self, minutes: int | None) -> None:
        """The class ends in so many minutes; None: that was a mistake."""
        self.mentor.ends_at = None if minutes is None else self.now() + timedelta(minutes=minutes)
        self._tell_minutes()
        self._count_down()
        self.changed("")

    def _tell_minutes(self) -> None:
        self.hub.publish_all("mentor", {"minutes_left": self.mentor.minutes_left(self.now())})

    def _count_down(self) -> None:
        if self._countdown is not None:
            self._countdown.cancel()
        self._countdown = asyncio.create_task(self._tell_each_minute(), name="minutes left")

    async def _tell_each_minute(self) -> None:
        while self.mentor.ends_at is not None and self.mentor.ends_at > self.now():
            left_s = (self.mentor.ends_at - self.now()).total_seconds()
            await asyncio.sleep(left_s % 60 or 60)
            self._tell_minutes()
            self.changed("")

    def say_over(self) -> None:
        """The children's pages lock; what they type until then is saved."""
        self.is_over = True
        self.hub.publish_all("mentor", {"over": True})

    def _note_answer(self, learner: str, answer: Answer) -> None:
        self.mentor.where.judged(learner, answer.lesson, answer.words, self.now())
        self.changed(learner)

    async def start(self) -> None:
        """Start the benches, look for robots, and go on counting where the process before this one stopped."""
        await self.runs.start()
        self.robots.begin()
        self._count_down()

    async def close(self) -> None:
        """End the streams and the benches; what is kept is on the disk already."""
        if self._countdown is not None:
            self._countdown.cancel()
            await asyncio.gather(self._countdown, return_exceptions=True)
        await self.robots.end()
        self.hub.close()
        await self.runs.pool.close()
        self.store.hear()
        self.store.close()
