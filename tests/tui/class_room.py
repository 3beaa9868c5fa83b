"""A class for tests: virtual robots, children with programs, and the mentor's commands in any order."""

import os
import random
import signal
import threading
import time
from pathlib import Path

from firmware.flasher.asking import ask
from firmware.flasher.class_book import ClassBook
from firmware.flasher.identity import Identity
from firmware.flasher.payload import sha256_of
from firmware.flasher.survey import present
from firmware.virtual.spawn import BoardProcess
from tui.__main__ import main
from tui.exit_codes import ExitCode


class ClassRoom:
    """Robots with stickers 1 to N; `last` is what each child gave last, whether it arrived or not."""

    def __init__(self, folder: Path, *, robots: int, children: int, seed: int) -> None:
        self.home = folder / "home"
        self._folder = folder
        self._dice = random.Random(seed)
        self._boards = [BoardProcess("robot", f"r{number:02}", self.home, in_field=False) for number in range(robots)]
        self.children = [f"c{number:02}" for number in range(1, children + 1)]
        self.last: dict[str, bytes] = {}
        self._versions = 0

    def command(self, *words: str) -> int:
        """One command of the mentor."""
        return main(["--lang", "en", "--home", str(self.home), *words])

    def prepare(self) -> None:
        """Every robot gets its sticker."""
        assert ExitCode.DONE == self.command("boards", "--prepare", "--count", str(len(self._boards)))

    def flash_any(self) -> int:
        """Some child's new program onto some robot, dead or alive, or onto the next free one."""
        child = self._dice.choice(self.children)
        to = "next" if self._dice.random() < 0.2 else str(self._dice.randrange(len(self._boards)) + 1)
        return self.flash(child, to)

    def flash(self, child: str, to: str, *, byte_count: int = 0) -> int:
        """A child's next program onto a robot."""
        self._versions += 1
        source = f"print('{child} {self._versions}')\n" + "# and so on\n" * (byte_count // 12)
        program = self._folder / "good.py"
        program.write_text(source)
        self.last[child] = program.read_bytes()
        return self.command("flash", str(program), "--child", child, "--to", to)

    def bring_any_back(self) -> int:
        """Some child's last program onto some robot."""
        child = self._dice.choice([*self.last] or self.children)
        return self.command("flash", "--back", child, "--to", str(self._dice.randrange(len(self._boards)) + 1))

    def kill_while_flashing(self) -> str:
        """A robot's cable is pulled at some moment of a transfer; return its sticker."""
        number = self._dice.randrange(len(self._boards))
        pid = self._boards[number].pid
        wait_s = self._dice.uniform(0.05, 0.5)

        def pull() -> None:
            time.sleep(wait_s)
            os.kill(pid, signal.SIGKILL)

        thread = threading.Thread(target=pull)
        thread.start()
        self.flash(self._dice.choice(self.children), self._sticker(number), byte_count=40_000)
        thread.join()
        while self._boards[number].is_alive:
            time.sleep(0.01)
        return self._sticker(number)

    def living(self) -> list[str]:
        """The stickers of the robots that are there."""
        book = ClassBook(self.home)
        return [str(robot.sticker) for robot in present(self.home, book) if robot.sticker is not None]

    def program_on(self, sticker: str) -> str:
        """The hash of what is on a robot, as it reads it itself."""
        book = ClassBook(self.home)
        (robot,) = [robot for robot in present(self.home, book) if str(robot.sticker) == sticker]
        answer = ask(robot.board.port, interrupts=True)
        assert isinstance(answer, Identity)
        return answer.program

    def lost(self) -> list[str]:
        """Children whose last program does not come back, byte for byte, onto a robot that lives."""
        missing = []
        for child, content in self.last.items():
            sticker = self._dice.choice(self.living())
            exit_code = self.command("flash", "--back", child, "--to", sticker)
            if exit_code != ExitCode.DONE or self.program_on(sticker) != sha256_of(content):
                missing.append(child)
        return missing

    def end(self) -> None:
        """Switch every robot off."""
        for board in self._boards:
            board.stop()

    def _sticker(self, number: int) -> str:
        """The sticker of a board: they were prepared in whatever order they were found."""
        book = ClassBook(self.home)
        (robot,) = [robot for robot in book.robots() if robot.key == f"virtual:{self._boards[number].name}"]
        return str(robot.sticker)
