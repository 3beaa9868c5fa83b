"""The robots that are plugged into the mentor's laptop: a line a robot, and one program after the other onto each.

    ask ─▶ check, keep ─▶ wait in the robot's line ─▶ ask the robot ─▶ send, read back, start ─▶ told in words

The order is the promise: a program is checked and kept under its child before anybody waits, so a robot that dies or a
laptop that is switched off takes none with it. Robots are served side by side, each in a thread with its own port.
"""

import asyncio
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Protocol

from firmware.errors import BoardNotFound, FirmwareError, ProgramRefused
from firmware.flasher.check import check, errors_in
from firmware.flasher.class_book import ClassBook
from firmware.flasher.identity import Note
from firmware.flasher.install import Installed
from firmware.flasher.put_away import ClassSet, keep_program
from firmware.flasher.survey import Robot, present, survey
from lessons.lesson import find_lesson
from tui.error_log import keep
from tui.i18n import speaking
from tui.now import minute, stamp
from tui.room import pupil_robot_words
from tui.room.robot_lines import RobotLines, Wish

__all__ = ["Hub", "Robots", "key_of"]

LOOK_S = 2.0  # between two looks at what is plugged in; a look opens no port
PROGRESS_PERCENT = 5  # a finer bar is only more to send


class Hub(Protocol):
    """Who is told what happens: `tui.room`'s hub."""

    def publish(self, learner: str, name: str, data: dict[str, object]) -> None:
        """Tell one child."""

    def publish_mentor(self, name: str, data: dict[str, object]) -> None:
        """Tell the mentor."""


def key_of(robot: Robot) -> str:
    """Return what a robot is called between page and server: its key, else the port it is at."""
    return robot.key or robot.board.port


@dataclass(frozen=True, slots=True)
class _Sent:
    """How a robot was served."""

    robot: Robot
    installed: Installed


class Robots:
    """To be used in one event loop; `begin` and `end` around it.

    Args: home: where the class's book and the children's programs lie. lang_of: a child's language.
    """

    def __init__(self, home: Path, hub: Hub, lang_of: Callable[[str], str]) -> None:
        self._home, self._hub, self._lang_of = home, hub, lang_of
        self._book = ClassBook(home)
        self._lines = RobotLines()
        self._robots: dict[str, Robot] = {}
        self._gone: set[str] = set()
        self._serving: dict[str, asyncio.Task[None]] = {}
        self._watch: asyncio.Task[None] | None = None
        self._is_over = False

    def begin(self) -> None:
        """Look who is there, and go on looking, beside everything else: a slow robot keeps no child at the door."""
        self._watch = asyncio.create_task(self._keep_looking(), name="robots")

    def is_asked_by(self, learner: str) -> bool:
        """Whether a child waits for a robot or is served: a laptop switched on again knows of nobody."""
        served = (self._lines.served(key) for key in self._serving)
        is_served = any(one is not None and one.learner == learner for one in served)
        return is_served or self._lines.place(learner) is not None

    async def end(self) -> None:
        """Send who waits away with a word, and wait for those who are served: no transfer is cut."""
        self._is_over = True
        for learner in self._lines.clear():
            self._tell(learner, {"step": "failed", "code": "over"}, pupil_robot_words.sent_away_words)
        if self._watch is not None:
            self._watch.cancel()
            await asyncio.gather(self._watch, return_exceptions=True)
            self._watch = None
        await asyncio.gather(*self._serving.values())

    def state(self) -> list[dict[str, object]]:
        """Return every robot of today by its sticker, as the pages show it."""
        robots = sorted(self._robots.values(), key=lambda one: (one.sticker is None, one.sticker or 0, one.name))
        return [self._entry(robot) for robot in robots]

    def for_pupil(self) -> list[dict[str, object]]:
        """Return the robots that are there, as a child may know them: how many wait, and nobody's id."""
        there = [robot for robot in self.state() if robot["is_there"]]
        return [
            {"id": one["robot"], "name": one["name"], "sticker": one["sticker"], "line": line, "free": not line}
            for one, line in ((one, self._line_of(str(one["robot"]))) for one in there)
        ]

    def _line_of(self, key: str) -> int:
        return len(self._lines.waiting(key)) + (self._lines.served(key) is not None)

    async def join(self, learner: str, key: str, lesson: int, text: str) -> int:
        """Check and keep a child's program, and stand in a robot's line with it; return the place, 1 is next.

        Raises: BoardNotFound: no such robot. ProgramRefused: it would not run. BackupFailed. LessonMissing.
        """
        robot = self._robots.get(key)
        if robot is None or self._is_over:
            raise BoardNotFound(key, tuple(one.label for one in self._robots.values()))
        name = f"{find_lesson(lesson).id}.py"
        await asyncio.to_thread(_keep, self._home, learner, name, text)
        before = self._lines.place(learner)
        place = self._lines.join(key, Wish(learner, lesson, text))
        if before is not None and before[0] != key:
            self._tell_places(before[0])
        self._serve(key)
        self._tell_places(key)
        return place

    def leave(self, learner: str) -> None:
        """Stand in no line any more."""
        key = self._lines.leave(learner)
        if key is not None:
            self._tell(learner, {"step": "left", "robot": key}, pupil_robot_words.left_words)
            self._tell_places(key)

    async def look(self) -> None:
        """Note what is plugged in now. New robots are asked; what drives, and who is being served, is left alone."""
        there = await asyncio.to_thread(present, self._home, self._book)
        known = {robot.board.port: key for key, robot in self._robots.items() if key not in self._gone}
        new = [robot for robot in there if robot.board.port not in known and robot.kind != "judge-box"]
        ports = {robot.board.port for robot in there}
        gone = {key for key, robot in self._robots.items() if robot.board.port not in ports}
        asked = await asyncio.to_thread(survey, new, self._book, interrupts=False, at=minute())
        came = {key_of(robot): robot for robot in asked if robot.kind != "judge-box"}
        for key, robot in came.items():
            self._robots[key] = robot
        changed = (gone - came.keys()) ^ self._gone | came.keys()
        self._gone = gone - came.keys()
        for key in changed:
            self._serve(key)
            self._tell_places(key)

    async def _keep_looking(self) -> None:
        while True:
            try:
                await self.look()
            except FirmwareError as error:  # a damaged book must not end the class; the next look tries again
                keep(error, self._home)
            await asyncio.sleep(LOOK_S)

    def _serve(self, key: str) -> None:
        """Begin with the next one, if the robot is there and free."""
        if key in self._gone or self._is_over:
            return
        wish = self._lines.serve(key)
        if wish is not None:
            task = asyncio.create_task(self._serve_one(key, wish), name=f"robot {key}")
            self._serving[key] = task

    async def _serve_one(self, key: str, wish: Wish) -> None:
        label = self._robots[key].label
        self._tell(wish.learner, {"step": "sending", "robot": key, "done": 0, "total": 1},
                   partial(pupil_robot_words.sending_words, label))  # fmt: skip
        try:
            sent = await asyncio.to_thread(self._send, self._robots[key], wish, self._progress_of(key, wish))
        except Exception as error:  # whatever it is, it is this robot's alone: the child is told, the line goes on
            keep(error, self._home)
            self._tell(wish.learner, {"step": "failed", "robot": key, "code": getattr(error, "code", "unexpected")},
                       partial(pupil_robot_words.failed_words, label, error))  # fmt: skip
        else:
            self._robots[key] = sent.robot
            is_low = sent.robot.identity is not None and sent.robot.identity.is_battery_low
            self._tell(wish.learner, {"step": "done", "robot": key, "seconds": round(sent.installed.seconds, 1)},
                       partial(pupil_robot_words.done_words, sent.robot.label, is_battery_low=is_low))  # fmt: skip
        self._lines.done(key)
        del self._serving[key]
        self._serve(key)
        self._tell_places(key)

    def _send(self, robot: Robot, wish: Wish, on_progress: Callable[[int, int], None]) -> _Sent:
        """In a thread: ask the robot who it is now, then send."""
        at = minute()
        (asked,) = survey([robot], self._book, interrupts=True, at=at)
        if asked.error is not None:
            raise asked.error
        child, name = wish.learner, f"{find_lesson(wish.lesson).id}.py"
        classes = ClassSet(self._home, self._book, at, stamp())
        with tempfile.TemporaryDirectory(prefix="kagarobo-") as folder:
            program = _written(Path(folder), name, wish.text)
            installed = classes.install(asked, program, name=name, child=child, progress=on_progress)
        identity = asked.identity
        answer = replace(identity, program=installed.sha256, note=Note(name, at, child)) if identity else asked.answer
        put = self._book.last_put(asked.key)
        return _Sent(Robot(asked.board, answer, None, asked.remembered, put), installed)

    def _progress_of(self, key: str, wish: Wish) -> Callable[[int, int], None]:
        """Return what the thread calls; the child is told in the loop, a bar's step at a time."""
        loop, told = asyncio.get_running_loop(), [0]

        def tell(done: int, total: int) -> None:
            event: dict[str, object] = {"step": "sending", "robot": key, "done": done, "total": total}
            self._tell(wish.learner, event, partial(pupil_robot_words.sending_words, self._robots[key].label))

        def on_progress(done: int, total: int) -> None:
            percent = 100 * done // max(total, 1)
            if percent >= told[0] + PROGRESS_PERCENT:
                told[0] = percent
                loop.call_soon_threadsafe(tell, done, total)

        return on_progress

    def _tell(self, learner: str, event: dict[str, object], words: Callable[[], str]) -> None:
        with speaking(self._lang_of(learner)):
            self._hub.publish(learner, "robot", {**event, "words": words()})

    def _tell_places(self, key: str) -> None:
        """Tell a line's children their places, and the mentor's page how the robots stand."""
        robot = self._robots[key]
        for place, wish in enumerate(self._lines.waiting(key), 1):
            words = (
                partial(pupil_robot_words.away_words, robot.label)
                if key in self._gone
                else partial(pupil_robot_words.waiting_words, robot.label, place)
            )
            event: dict[str, object] = {"step": "waiting", "robot": key, "place": place}
            self._tell(wish.learner, event, words)
        self._hub.publish_mentor("robots", {"robots": self.state()})

    def _entry(self, robot: Robot) -> dict[str, object]:
        key = key_of(robot)
        served = self._lines.served(key)
        identity, known = robot.identity, robot.remembered
        return {
            "robot": key,
            "sticker": robot.sticker,
            "name": robot.name,
            "label": robot.label,
            "is_there": key not in self._gone,
            "sending": served.learner if served else None,
            "waiting": [wish.learner for wish in self._lines.waiting(key)],
            "child": robot.child,
            "battery_mv": identity.battery_mv if identity else known.battery_mv if known else None,
            "is_battery_low": identity.is_battery_low if identity else bool(known and known.is_battery_low),
            "trouble": robot.error.code if robot.error else None,
        }


def _keep(home: Path, learner: str, name: str, text: str) -> None:
    """In a thread: check a program, and keep it under its child. Raises: ProgramRefused, BackupFailed."""
    with tempfile.TemporaryDirectory(prefix="kagarobo-") as folder:
        program = _written(Path(folder), name, text)
        errors = errors_in(check(program))
        if errors:
            raise ProgramRefused(name, errors)
        keep_program(home, ClassBook(home), learner, program)


def _written(folder: Path, name: str, text: str) -> Path:
    program = folder / name
    program.write_text(text, encoding="utf-8", newline="\n")
    return program
