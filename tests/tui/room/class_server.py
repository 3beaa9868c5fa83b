"""`kagarobo class` as a process that a campaign starts, kills and starts again; and the hour that its pupils live."""

import asyncio
import os
import random
import re
import signal
import socket
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lessons.exercise_book import ExerciseBook
from lessons.lesson import Lesson, find_lesson

START_S = 60
LESSONS = (1, 2, 4, 5, 6, 7, 8)


class ClassServer:
    """The laptop. Args: home: the class's folder. Its port stays the same over a restart."""

    def __init__(self, home: Path) -> None:
        self.home, self.code, self.mentor_key, self.starts = home, "", "", 0
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = int(probe.getsockname()[1])
        self._process: asyncio.subprocess.Process | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        """Until it listens."""
        words = ["--home", str(self.home), "--lang", "en", "class", "--port", str(self.port), "--address", "127.0.0.1"]
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-u", "-m", "tui", *words, stdout=asyncio.subprocess.PIPE, env=os.environ.copy()
        )
        assert self._process.stdout is not None
        async with asyncio.timeout(START_S):
            said = ""
            while (told := re.search(r"Room code: (\w+)(?s:.*)mentor\?key=(\w+)", said)) is None:
                line = await self._process.stdout.readline()
                assert line, said
                said += line.decode()
            await self._listens()
        self.code, self.mentor_key, self.starts = told[1], told[2], self.starts + 1

    async def _listens(self) -> None:
        while True:
            try:
                _reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
            except OSError:
                await asyncio.sleep(0.02)
            else:
                writer.close()
                return

    async def kill(self) -> None:
        """As a battery that is empty: nothing is said to anybody."""
        assert self._process is not None
        self._process.send_signal(signal.SIGKILL)
        await self._process.wait()

    async def stop(self) -> None:
        """Ctrl-C."""
        if self._process is not None and self._process.returncode is None:
            self._process.send_signal(signal.SIGINT)
            await self._process.wait()


@dataclass(frozen=True, slots=True)
class Step:
    """One lesson of a pupil's: what it tries first, and what it mends it to."""

    lesson: int
    wrong: str
    right: str
    reads_hint: bool
    sends_to_robot: bool
    thinks_s: float


def script_of(seed: int, pupil: int, lessons: int, *, think_s: float) -> list[Step]:
    """What one pupil does; the same for the same seed. Args: think_s: at most so long before a press."""
    dice = random.Random(f"{seed}/{pupil}")
    chosen = sorted(dice.sample(LESSONS, lessons))
    return [_step(find_lesson(number), dice, think_s, pupil) for number in chosen]


def _step(lesson: Lesson, dice: random.Random, think_s: float, pupil: int) -> Step:
    right = lesson.solution.read_text(encoding="utf-8")
    signed = f"{right}# {pupil}/{dice.randrange(10**6)}\n"
    wrong = dice.choice([
        "from robot import *\nprint('hello')\nwait(0.3)\n",  # does nothing of what was asked
        "from robot import *\nstraight(8)\nturn(30)\nprint('done')\n",
        right.replace("(", "((", 1),  # one bracket too many
        "from robot import *\nstraigt(20)\n",
    ])  # fmt: skip
    return Step(lesson.number, wrong, signed, dice.random() < 0.5, dice.random() < 0.3, dice.uniform(0.2, think_s))


@dataclass(slots=True)
class Press:
    """A pupil pressed "run"."""

    pupil: int
    lesson: int
    pressed_s: float
    moved_s: float | None = None
    """The first picture in which time goes on; None: the program was refused before it ran, or it was over at once."""
    answered_s: float | None = None
    passed: bool | None = None
    is_over_a_kill: bool = False


@dataclass(slots=True)
class Report:
    """What a campaign saw."""

    presses: list[Press] = field(default_factory=list)
    robots_asked: int = 0
    robots_told: int = 0
    programs_kept: int = 0
    robots_put_away: int = 0
    wrong: list[str] = field(default_factory=list)
    """What was promised and is not so."""
    last: dict[int, tuple[str, dict[int, str]]] = field(default_factory=dict)
    """By pupil: (learner, lesson -> what it typed last)."""

    def press(self, pupil: int, lesson: int) -> Press:
        """A pupil presses now."""
        self.presses.append(Press(pupil, lesson, time.monotonic()))
        return self.presses[-1]

    @property
    def answered(self) -> int:
        return sum(one.answered_s is not None for one in self.presses)

    def waits_s(self, *, over_a_kill: bool = False) -> list[float]:
        """From "run" to the first moving picture, sorted."""
        chosen = (one for one in self.presses if one.is_over_a_kill == over_a_kill and one.moved_s is not None)
        return sorted(one.moved_s - one.pressed_s for one in chosen if one.moved_s is not None)

    def mark_kill(self) -> None:
        """Who waits for an answer now waits for the laptop to be switched on again, too."""
        for one in self.presses:
            one.is_over_a_kill |= one.answered_s is None

    def look_at_books(self, home: Path) -> None:
        """Every program lies under its child as it was typed last."""
        for pupil, (learner, texts) in sorted(self.last.items()):
            for number, text in texts.items():
                file = ExerciseBook(home, learner).program(find_lesson(number))
                if not file.exists() or file.read_text(encoding="utf-8") != text:
                    self.wrong.append(f"pupil {pupil}: lesson {number} lost what was typed last")

    def look_at_the_end(self, ended: dict[str, Any], pupils: int, robots: int) -> None:
        """What the mentor is told when the class ends: every child, every program, every robot."""
        typed = sum(len(texts) for _learner, texts in self.last.values())
        self.programs_kept, away = ended["programs"], [one for one in ended["robots"] if one["trouble"] is None]
        self.robots_put_away = len(away)
        for what, is_so, wanted in (("children", ended["children"], pupils), ("robots put away", len(away), robots),
                                    ("programs", ended["programs"] >= typed, True)):  # fmt: skip
            if is_so != wanted:
                self.wrong.append(f"at the end: {what} {is_so}, not {wanted}")

    def look_at_answers(self) -> None:
        """Every press was answered, and what is right passed."""
        for one in self.presses:
            if one.answered_s is None:
                self.wrong.append(f"pupil {one.pupil}: lesson {one.lesson} was never answered")
        for pupil, (_learner, texts) in sorted(self.last.items()):
            passed = {one.lesson for one in self.presses if one.pupil == pupil and one.passed}
            self.wrong += [f"pupil {pupil}: lesson {number} did not pass" for number in sorted(set(texts) - passed)]

    def table(self) -> str:
        """The figures."""
        lines = [f"presses of Run       {len(self.presses)}", f"answered             {self.answered}"]
        for name, waits in (("all the time", self.waits_s()), ("over the kill", self.waits_s(over_a_kill=True))):
            if waits:
                middle, late = waits[len(waits) // 2], waits[max(0, -(-99 * len(waits) // 100) - 1)]
                lines.append(f"first moving picture p50 {middle:.2f} s  p99 {late:.2f} s  longest {waits[-1]:.2f} s"
                             f"  ({len(waits)}, {name})")  # fmt: skip
        lines.append(f"sent to a robot      {self.robots_asked}, told how it went {self.robots_told}")
        lines.append(f"at the end           {self.programs_kept} programs kept, {self.robots_put_away} robots put away")
        lines.append(f"load                 {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        return "\n".join([*lines, *(f"WRONG: {one}" for one in self.wrong)])
