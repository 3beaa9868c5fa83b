"""The plug is pulled at a byte of the transfer: the board starts the old program or the new one.

One flash image goes through all the cuts. Each board starts on what the cut before has left, says which program it has,
and has its own plug pulled while the next program is on its way.
"""

import random
from pathlib import Path

import pytest

from firmware.errors import FlasherError
from firmware.flasher.install import send_program
from firmware.virtual.spawn import BoardProcess
from tests.firmware.flasher.listening import heard_on

SEED = 20261124
QUICK_CUTS = 2
CHUNKS = 8
BYTES_MAX = 20_000


def program(number: int) -> bytes:
    """A program of 1 kB that says its number and does not pack well."""
    return f"print('program {number} runs')\n# {random.Random(number).randbytes(500).hex()}\n".encode()


class Cutter:
    """One flash image, and what may be on it."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.coming = 0
        self.possible = {0}
        self.last_cut = 0
        with BoardProcess("robot", "aka", home, in_field=False) as board:
            send_program(board.port, program(0), "p.py", start=False)

    def cut(self, at: int) -> bool:
        """Look what the last cut has left, then send the next program over a line that is cut after so many bytes.

        Returns: whether it was too late to matter.
        """
        with BoardProcess("robot", "aka", self.home, in_field=False, options=["--cut-after", str(at)]) as board:
            found = self.look(board.port)
            self.coming += 1
            self.last_cut = at
            try:
                send_program(board.port, program(self.coming), "p.py", start=False)
            except FlasherError:
                self.possible = {found, self.coming}
                return False
        self.possible = {self.coming}
        return True

    def look(self, port: str) -> int:
        """The number of the program that has started; it is one of those that may be there."""
        found = self.said(port)
        assert found in self.possible, f"after a cut at byte {self.last_cut}"
        return found

    def check(self) -> None:
        """Look what the last cut has left."""
        with BoardProcess("robot", "aka", self.home, in_field=False) as board:
            self.look(board.port)

    def said(self, port: str) -> int:
        """The number of the program that runs."""
        words = heard_on(port, b" runs").split()
        return int(words[words.index(b"runs") - 1])


def bytes_of_a_flash(cutter: Cutter) -> int:
    """How many bytes the client sends, by halving: the least cut that comes too late, to within 16."""
    low, high = 1, BYTES_MAX
    while high - low > 16:
        middle = (low + high) // 2
        low, high = (low, middle) if cutter.cut(middle) else (middle, high)
    return high


def test_a_plug_pulled_at_any_byte_leaves_a_program_that_runs(tmp_path: Path) -> None:
    """A seeded handful of bytes; `make torture` takes every one from the program's first on."""
    cutter, chance = Cutter(tmp_path / "home"), random.Random(SEED)

    for _ in range(QUICK_CUTS):
        cutter.cut(chance.randrange(1700, 2480))
    cutter.check()


@pytest.mark.torture
@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_every_byte_may_be_the_last(chunk: int, tmp_path: Path) -> None:
    """Each byte of a program of 1 kB and of what switches to it; of the questions before it, every 16th."""
    cutter = Cutter(tmp_path / "home")
    end = bytes_of_a_flash(cutter)
    cuts = [*range(1, end - 900, 16), *range(end - 900, end + 1)]

    for at in cuts[chunk::CHUNKS]:
        cutter.cut(at)
    cutter.check()
