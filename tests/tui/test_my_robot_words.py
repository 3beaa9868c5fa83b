"""What a robot says on its port, however it is cut, and what of it a child reads."""

import random
from pathlib import Path

import pytest

from firmware import wire
from tui.my_robot.robot_words import BROKE_MARK, OFF_MARK, Ending, RobotWords

LAUNCHER = Path(__file__).parents[2] / "firmware" / "robot" / "launcher.py"


def told(*args: str, kind: str = "tele") -> bytes:
    """A sentence of the robot."""
    return wire.encode(wire.Sentence("robot", 1, 1, 5, kind, args))


START = b"\r\nMPY: soft reboot\r\n"
END = b'MicroPython v1.26.0 on 2026-01-01; XRP with RP2350\r\nType "help()" for more information.\r\n>>> '
BROKEN = (
    f"{BROKE_MARK}\r\nTraceback (most recent call last):\r\n"
    f'  File "program.py", line 7, in <module>\r\nZeroDivisionError: divide by zero\r\n{OFF_MARK}\r\n'
)


@pytest.mark.parametrize("seed", range(5))
def test_a_child_reads_what_the_program_printed_and_nothing_else(seed: int) -> None:
    """Not the greetings, the curves, or the traceback; whichever way the bytes are cut. Repeat with the seed's id."""
    stream = (
        START + "いち\r\n".encode() + told("black", "0.5") + b"two" + told("speed", "3") + b"\r\n\tthree\x1b[2J\r\n"
    )
    stream += BROKEN.encode() + told("program", "error", "ZeroDivisionError", "7", "divide by zero") + END
    cut, words, lines, at = random.Random(seed), RobotWords(), [], 0
    while at < len(stream):
        step = cut.randint(1, 30)
        lines += words.feed(stream[at : at + step])
        at += step
    lines += words.flush()

    assert ["いち", "two", "    three?[2J"] == lines
    assert Ending("ZeroDivisionError", 7) == words.ending


def test_a_line_without_an_end_is_shown_when_nothing_follows() -> None:
    """print("...", end="") is not kept back; the prompt is no word of the program."""
    words = RobotWords()

    assert [] == words.feed(START + b"wait")
    assert ["wait"] == words.flush()
    assert "x" * 2000 == "".join(words.feed(b"x" * 2000) + words.flush())
    assert [] == words.feed(b"\r\n>>> ")
    assert [] == words.flush()


@pytest.mark.parametrize(
    ("args", "ending"),
    [
        (("program", "done"), Ending("done")),
        (("program", "stopped"), Ending("stopped")),
        (("program", "missing"), Ending("missing")),
        (("program", "error", "NameError", "12", "x"), Ending("NameError", 12)),
        (("program", "error", "not a name!", "x"), Ending("error", 0)),
    ],
)
def test_every_ending_is_read(args: tuple[str, ...], ending: Ending) -> None:
    """The name and the line of a mistake; a strange name shows as any error."""
    words = RobotWords()

    assert [] == words.feed(told(*args))
    assert ending == words.ending


def test_what_the_robot_says_of_itself_is_a_note_and_no_end() -> None:
    """A robot in safe mode, or one that waits for its start, goes on; a sentence of another kind says nothing."""
    words = RobotWords()

    printed = words.feed(
        b"no gyro: driving by the wheels alone\r\nbattery low: 3.3 volts\r\n"
        b"safe mode: the program broke at once, 3 times in a row, and does not run now\r\n"
        + told("program", "safe_mode", "crashes")
        + told("judge", "waiting")
        + told("battery_low", "3300")
        + told("program", "done", kind="signal")
    )

    assert [] == printed
    assert ["safe_mode", "waits_for_start", "battery_low"] == words.notes
    assert words.ending is None


def test_the_marks_are_those_of_the_launcher() -> None:
    """Two files say the same words: MicroPython's launcher cannot be imported here."""
    source = LAUNCHER.read_text("utf-8")

    assert f'"{BROKE_MARK}"' in source
    assert f'"{OFF_MARK}"' in source
