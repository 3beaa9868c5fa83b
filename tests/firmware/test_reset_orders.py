"""Resets and Ctrl-C in every order, at any moment: no file of a board is lost, and it is always reached again.

`make test` plays a few orders, `make torture` 1,000. One order is 2 to 6 keys or resets with pauses between them, on a
board whose main.py runs; afterwards the flasher must reach it, and every file must have the hash it had before. The
order that emptied real boards (micropython#10898: Ctrl-D, then Ctrl-C while the board boots) comes first.

    KAGAROBO_RESET_SEED=7 python -m pytest -m torture tests/firmware/test_reset_orders.py -k 12
"""

import json
import os
import random
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import serial

from firmware.errors import BoardSilent, ProgramHoldsOn
from firmware.flasher.install import install_judge_box, install_program
from firmware.flasher.transport import BoardLink
from tests.firmware.conftest import StartBoard, VirtualBoard

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="boards are confined on Linux")

SEED = int(os.environ.get("KAGAROBO_RESET_SEED", "1"))
ORDERS, BLOCK = 1000, 50
KEYS = {"Ctrl-D": b"\x04", "Ctrl-C": b"\x03", "Ctrl-C twice": b"\x03\x03", "Ctrl-A": b"\x01", "Ctrl-B": b"\x02"}
RESET = "reset"  # the button, or the power
PAUSES_S = (0.0, 0.0, 0.0, 0.002, 0.01, 0.03, 0.08, 0.2)
KNOWN = tuple([("Ctrl-D", pause_s), ("Ctrl-C", 0.0)] for pause_s in (0.0, 0.005, 0.05, 0.15))
Order = list[tuple[str, float]]

MAINS = {
    "driving": "from robot import *\nwhile True:\n    tell('way', distance_cm())\n    wait(0.02)\n",
    "silent": "while True:\n    pass\n",
    "flooding": "while True:\n    print('a line that nobody reads')\n",
    "writing": (
        "import os\nnumber = 0\nwhile True:\n    number += 1\n    with open('/log.new', 'w') as file:\n"
        "        file.write('line %d\\n' % number * 50)\n    os.rename('/log.new', '/log.txt')\n"
    ),
    "ending": "print('over')\n",
    "judge box": "",
}
# What boards write themselves, meanwhile.
OWN = ("/log.new", "/log.txt", "/guard.txt", "/guard.txt.new", "/boot_count.txt", "/boot_count.new")
TRIES_MAX = 4  # somebody who is told "no answer" tries again; a busy machine is slower than a board
HASHES = """
import hashlib, binascii, json, os
def hashes(folder):
    found = {}
    for entry in os.ilistdir(folder):
        path = folder.rstrip('/') + '/' + entry[0]
        if entry[1] & 0x4000: found.update(hashes(path))
        else:
            with open(path, 'rb') as file: found[path] = binascii.hexlify(hashlib.sha256(file.read()).digest()).decode()
    return found
print('hashes ' + json.dumps(hashes('/')))
"""


def orders(rng: random.Random, count: int) -> Iterator[Order]:
    """The known orders, then drawn ones."""
    yield from KNOWN[:count]
    for _ in range(count - len(KNOWN)):
        names = rng.choices([*KEYS, RESET], weights=[4, 4, 2, 2, 1, 1], k=rng.randint(2, 6))
        yield [(name, rng.choice(PAUSES_S)) for name in names]


def play(board: VirtualBoard, order: Order) -> None:
    """Press the keys, however the board stands."""
    with serial.Serial(board.port, timeout=0, write_timeout=5) as port:
        for name, pause_s in order:
            if name == RESET:
                reset(board)
            else:
                port.write(KEYS[name])
            time.sleep(pause_s)  # the moment of the next key is what varies
            port.read(4096)


def reset(board: VirtualBoard) -> None:
    """Take the board's process away, as the reset button does; between two of them there is none to take."""
    children = Path(f"/proc/{board.process.pid}/task/{board.process.pid}/children").read_text().split()
    for pid in children[:1]:
        try:
            os.kill(int(pid), signal.SIGKILL)
        except ProcessLookupError:
            continue


def look(board: VirtualBoard, told: str) -> dict[str, str]:
    """Reach the board, read its files' hashes, and start it again."""
    for _ in range(TRIES_MAX):
        with BoardLink(board.port) as link:
            try:
                link.enter()
                files = files_of(link)
                link.restart()
            except (BoardSilent, ProgramHoldsOn):
                continue
            return files
    raise AssertionError(f"not reached: {told}")


def files_of(link: BoardLink) -> dict[str, str]:
    """Every file of the board that only we write → its hash."""
    printed = link.execute(HASHES, "hashes")
    line = next(line for line in printed.splitlines() if line.startswith("hashes "))
    found: dict[str, str] = json.loads(line.removeprefix("hashes "))
    return {path: sha256 for path, sha256 in found.items() if path not in OWN}


def equip(board: VirtualBoard, name: str, folder: Path) -> None:
    """Give the board its launcher, library and program."""
    if name == "judge box":
        install_judge_box(board.port, start=False)
        return
    program = folder / "program.py"
    program.write_text(MAINS[name])
    install_program(board.port, program, start=False)
    board.put(boot="booted = True\n", mine="x = " + "1" * 3000)


def torment(start: StartBoard, name: str, seed: int, count: int, folder: Path, *, look_every: int = 1) -> None:
    """Play `count` orders on one board, and look at its files after each, or after every few."""
    board = start(kind="judge-box" if name == "judge box" else "robot")
    equip(board, name, folder)
    before = look(board, name)
    assert len(before) > 10
    for number, order in enumerate(orders(random.Random(seed), count)):
        told = f"{name}, order {number}: {order}; again: KAGAROBO_RESET_SEED={SEED}"
        play(board, order)
        if (number + 1) % look_every == 0:
            assert look(board, told) == before, told


@pytest.mark.parametrize("name", ["driving", "writing", "judge box"])
def test_a_few_orders_of_reset_and_ctrl_c_lose_no_file(name: str, boards: StartBoard, tmp_path: Path) -> None:
    """The known one that empties a careless board among them."""
    torment(boards, name, SEED, 8, tmp_path, look_every=4)


@pytest.mark.torture
@pytest.mark.parametrize("block", range(ORDERS // BLOCK))
def test_no_order_of_reset_and_ctrl_c_loses_a_file(block: int, boards: StartBoard, tmp_path: Path) -> None:
    """1,000 orders on six kinds of board in turn."""
    name = list(MAINS)[block % len(MAINS)]
    torment(boards, name, SEED * 1000 + block, BLOCK, tmp_path)
