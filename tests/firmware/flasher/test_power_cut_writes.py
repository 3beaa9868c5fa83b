"""The power fails at a write to the flash: the board boots the old program or the new one, and a library that is whole.

How: on a confined virtual board a disk in memory takes the place of `/`. It loses every write from the Nth on, and with
`torn` the Nth is half written: that is what is left when the power goes. Then `send_program` runs as always; afterwards
the disk is mounted anew and the launcher's own recovery runs, as at the next start.
"""

import contextlib
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from firmware.errors import FlasherError
from firmware.flasher.install import send_program
from firmware.flasher.payload import Library, collect_library, helpers, sha256_of
from firmware.flasher.transport import BoardLink
from tests.firmware.boards import virtual_board

OLD, NEW = b"print('old')\n" * 8, b"print('new')\n" * 80
SEED = 20261123
QUICK_CUTS = {"all": 12, "program": 4}
SWEEPS = 4

DISK = """
import json, os, vfs
class Disk:
    def __init__(self, data):
        self.data, self.left, self.done, self.torn = data, -1, 0, False
    def readblocks(self, block, buffer, offset=0):
        at = block * 4096 + offset
        buffer[:] = memoryview(self.data)[at:at + len(buffer)]
    def writeblocks(self, block, buffer, offset=0):
        self.change(block * 4096 + offset, buffer)
    def change(self, at, buffer):
        if self.left == 0:
            return
        self.left -= 1
        self.done += 1
        if self.left == 0 and self.torn:
            buffer = memoryview(buffer)[:len(buffer) // 2]
        self.data[at:at + len(buffer)] = buffer
    def ioctl(self, request, value):
        if request == 4:
            return len(self.data) // 4096
        if request == 5:
            return 4096
        if request == 6:
            self.change(value * 4096, BLANK)
        return 0
BLANK = b'\\xff' * 4096
def fresh(blocks):
    global disk
    disk = Disk(bytearray(blocks * 4096))
    vfs.umount('/')
    vfs.VfsLfs2.mkfs(disk, progsize=256)
    mount()
def mount():
    vfs.mount(vfs.VfsLfs2(disk, progsize=256), '/')
kept = {}
def keep(name):
    kept[name] = bytes(disk.data)
def cut_at(left, torn, name):
    vfs.umount('/')
    disk.data[:] = kept[name]
    disk.left, disk.torn, disk.done = left, torn, 0
    mount()
def power_comes():
    vfs.umount('/')
    disk.left = -1
    mount()
    with open('/main.py') as file:
        recovery = file.read().split('\\ntry:\\n    from robot.launcher')[0]
    exec(recovery, {})
    with open('/lib/robot/__init__.py') as file:
        robot = file.read()
    with open('/lib/wire.py') as file:
        wire = file.read()
    print(json.dumps([k_sha256(PROGRAM), k_library('/lib/robot'), robot, wire]))
"""


@dataclass(frozen=True)
class CutBoard:
    """A board on whose disk lie the old program and the old library, or the old program alone."""

    port: str
    old: Library
    new: Library
    lacking: str = "all"
    """What is new: `all`, or the `program` alone, which goes the short way."""

    def tell(self, code: str) -> str:
        with BoardLink(self.port) as link:
            link.enter()
            printed = link.execute(code, "test")
            link.leave()
        return printed

    def flash(self) -> None:
        send_program(self.port, NEW, "new.py", start=False, robot=self.new)

    def writes(self) -> int:
        """How many there are from the old state to the new one."""
        self.tell(f"cut_at(-1, False, {self.lacking!r})\n")
        self.flash()
        return int(self.tell("print(disk.done)\n"))

    def check(self, cut: int, *, torn: bool) -> None:
        """Cut, let the power come back, look; then flash again."""
        repeat = f"the power failed at write {cut} of {self.lacking}{', torn' if torn else ''}"
        self.tell(f"cut_at({cut}, {torn}, {self.lacking!r})\n")
        with contextlib.suppress(FlasherError):  # as a person sees it whose board has just gone dark
            self.flash()
        sha256, version, robot, wire = json.loads(self.tell("power_comes()\n"))
        assert sha256 in {sha256_of(OLD), sha256_of(NEW)}, repeat
        assert version in {self.old.version, self.new.version}, f"{repeat}: half a library"
        assert robot == wire, f"{repeat}: a library and another one's wire"
        self.flash()
        sha256, version, *_ = json.loads(self.tell("power_comes()\n"))
        assert (sha256, version) == (sha256_of(NEW), self.new.version), repeat


def package(folder: Path, word: str) -> Library:
    """A robot library of three files, each of which says which one it is."""
    for name in ("robot/__init__.py", "robot/boards/one.py", "robot/words.py", "wire.py"):
        path = folder / word / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"VERSION = '{word}'\n")
    (folder / word / "robot/words.py").write_text(f"# {word}\n" * 700)
    return collect_library("robot", folder / word)


@pytest.fixture(scope="module", name="board")
def _board(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CutBoard]:
    folder = tmp_path_factory.mktemp("cut")
    with virtual_board(folder / "home") as port:
        board = CutBoard(port, package(folder, "old"), package(folder, "new"))
        board.tell(helpers() + DISK + "fresh(40)\n")
        send_program(port, OLD, "old.py", start=False, robot=board.old)
        board.tell("with open('/main.py', 'a') as file:\n    file.write('# an older one\\n')\nkeep('all')\n")
        send_program(port, OLD + NEW, "older.py", start=False, robot=board.new)
        send_program(port, OLD, "old.py", start=False, robot=board.new)
        board.tell("keep('program')\n")
        yield board


def test_a_power_cut_at_any_write_leaves_one_program_and_one_whole_library(board: CutBoard) -> None:
    """A seeded handful of the writes; `make torture` goes through all of them."""
    chance = random.Random(SEED)

    for lacking, cuts in QUICK_CUTS.items():
        board = replace(board, lacking=lacking)
        for cut in sorted(chance.sample(range(1, board.writes()), cuts)):
            board.check(cut, torn=chance.random() < 0.5)


@pytest.mark.torture
@pytest.mark.parametrize("lacking", QUICK_CUTS)
@pytest.mark.parametrize("torn", [False, True], ids=["lost", "torn"])
@pytest.mark.parametrize("sweep", range(SWEEPS))
def test_every_write_may_be_the_last(board: CutBoard, sweep: int, torn: bool, lacking: str) -> None:
    """Each write of a flash of library, program and launcher, and of a program alone, lost or half written."""
    board = replace(board, lacking=lacking)
    for cut in range(1 + sweep, board.writes() + 1, SWEEPS):
        board.check(cut, torn=torn)
