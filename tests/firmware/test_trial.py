"""One try of a child's program on a field: confined, repeatable, and always with an end that can be told."""

import socket
from collections.abc import Callable, Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from firmware.errors import NoMicroPython
from firmware.flasher.install import install_program
from firmware.virtual import trial
from firmware.virtual.plan import load_plan
from firmware.virtual.registry import folder
from firmware.virtual.robot_words import RobotWords
from firmware.virtual.spawn import BoardProcess
from firmware.virtual.trial import Trial, TrialLeft
from firmware.virtual.trial_trace import Ending, Trace

SQUARE = """
from robot import *
wait_for_button()
for side in range(2):
    straight(15)
    turn(90)
    print("side", side, line_middle())
"""


Try = Callable[..., Trace]


@pytest.fixture(name="flash_with", scope="module")
def _flash_with(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], bytes]]:
    """What a robot's flash holds with a program on it: the flasher puts one after the other onto the same board."""
    home = tmp_path_factory.mktemp("bench")
    with BoardProcess("robot", "robot", home, in_field=False) as board:

        @cache
        def flash_with(program: str) -> bytes:
            file = home / "program.py"
            file.write_text(program, encoding="utf-8")
            install_program(board.port, file, start=False)
            return (folder(home) / "robot.lfs").read_bytes()

        yield flash_with


@pytest.fixture(name="tried")
def _tried(flash_with: Callable[[str], bytes]) -> Try:
    """Try a program to its end."""

    def tried(program: str, seed: int = 1, *, field: str = "practice", limit_s: float = 20, **options: Any) -> Trace:
        limit_us = int(limit_s * 1e6)
        return Trial(flash_with(program), load_plan(field), seed, limit_us=limit_us, **options).hold()

    return tried


def story(trace: Trace) -> tuple[object, ...]:
    """Everything of a trace but what the wall clock says."""
    return trace.times_us, trace.views, trace.passed, trace.printed, trace.printed_more, trace.ending


class TestRepetition:
    def test_equal_seeds_give_equal_traces(self, tried: Try) -> None:
        """Every picture, every printed line with its moment, and the end: the same to the last bit.

        Pictures come every 20 ms from the start on, and the last within 20 ms of the end.
        """
        first, second, other = tried(SQUARE, 7), tried(SQUARE, 7), tried(SQUARE, 8)

        assert story(first) == story(second), "seed 7"
        assert first.views[-1] != other.views[-1], "seeds 7 and 8"
        assert ["side 0", "side 1"] == [line.text[:6] for line in first.printed]
        assert first.ending is not None
        assert "done" == first.ending.kind
        assert 0 == first.times_us[0]
        assert all(0 < later - sooner <= 21_000 for sooner, later in pairwise(first.times_us))
        assert len(first.views) == len(first.times_us)
        assert first.ending.at_us - 21_000 <= first.end_us <= first.ending.at_us

    def test_without_noise_the_seed_means_nothing(self, tried: Try) -> None:
        """A world without chance is one world."""
        first, second = (tried(SQUARE, seed, has_noise=False) for seed in (7, 8))

        assert story(first) == story(second)


class TestPlayer:
    def test_a_robot_that_is_late_at_its_button_is_pressed_again(self, tried: Try) -> None:
        """The player sees a robot that stands, and presses until it sets out."""
        trace = tried("from robot import *\nwait(3)\nwait_for_button()\nstraight(5)\nprint('went')\n")

        assert ["went"] == [line.text for line in trace.printed]
        assert 40 < trace.travel().way_mm < 90

    def test_a_program_that_sets_out_at_once_starts_the_clock(self, tried: Try) -> None:
        """No button: the clock runs from its first move, and gates count."""
        trace = tried("from robot import *\nstraight(40)\n", field="line_following")

        assert ["home_out"] == [passed.gate for passed in trace.passed]
        assert 0 < trace.passed[0].at_us < 3_000_000


class TestEndings:
    def test_a_mistake_is_told_with_its_line(self, tried: Try) -> None:
        """Type and line of the child's own program; the traceback is no line that the program printed."""
        trace = tried("from robot import *\nprint('hello')\nstraight(1 / 0)\n")

        assert ["hello"] == [line.text for line in trace.printed]
        assert trace.ending is not None
        assert ("error", "ZeroDivisionError", 3) == (trace.ending.kind, trace.ending.error, trace.ending.line)

    def test_a_program_without_an_end_is_ended_at_the_limit(self, tried: Try) -> None:
        """Exactly there."""
        trace = tried("from robot import *\nwhile True:\n    straight(5)\n    straight(-5)\n", limit_s=4)

        assert Ending("time", 4_000_000) == trace.ending

    def test_a_program_that_never_waits_is_named(self, tried: Try) -> None:
        """It is stopped after its share of CPU time; the field's time stands still meanwhile."""
        trace = tried("x = 0\nwhile True:\n    x += 1\n", cpu_limit_s=0.3)

        assert trace.ending is not None
        assert "never_waits" == trace.ending.kind

    @pytest.mark.parametrize("before", ["", "from robot import *\nstraight(2)\n"], ids=["at once", "later"])
    def test_a_program_that_asks_for_keys_is_named(
        self, before: str, tried: Try, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A robot has no keyboard: input() would wait for ever, also after long thinking."""
        monkeypatch.setattr(trial, "SILENT_S", 0.3)

        trace = tried(before + "sum(range(300000))\ninput('who?')\n")

        assert trace.ending is not None
        assert "waits_for_keys" == trace.ending.kind

    def test_a_board_that_resets_itself_is_named(self, tried: Try) -> None:
        """A watchdog, or a reset that came past the launcher: there is no second life in a try."""
        trace = tried("import machine, time\nmachine.WDT(timeout=100)\nprint('x')\ntime.sleep(1)\n")

        assert trace.ending is not None
        assert "reset" == trace.ending.kind

    def test_a_program_that_prints_without_end_fills_no_memory(self, tried: Try) -> None:
        """The first lines are kept, the others counted; the launcher's last word is heard all the same."""
        trace = tried("for i in range(5000):\n    print('x' * 20)\nprint('end', end='')\n1/0\n")

        assert 2000 == len(trace.printed)
        assert 3000 == pytest.approx(trace.printed_more, abs=1)
        assert trace.ending is not None
        assert 4 == trace.ending.line

    def test_who_has_left_waits_for_nothing(self, flash_with: Callable[[str], bytes]) -> None:
        """A trial that nobody wants any more ends at once, and its process with it."""
        looks = iter(range(1000))
        left = Trial(
            flash_with(SQUARE), load_plan("practice"), 1, limit_us=20_000_000, is_left=lambda: next(looks) > 20
        )

        with pytest.raises(TrialLeft):
            left.hold()
        assert left.trace.end_us < 1_000_000

    def test_a_machine_that_cannot_confine_runs_nothing(
        self, flash_with: Callable[[str], bytes], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The same refusal as a board's."""
        image = flash_with(SQUARE)
        monkeypatch.setenv("KAGAROBO_MICROPYTHON", "/usr/bin/micropython")

        with pytest.raises(NoMicroPython):
            Trial(image, load_plan("practice"), 1, limit_us=20_000_000).hold()


def test_a_program_reaches_no_file_and_no_network(tried: Try, tmp_path: Path) -> None:
    """A canary is neither read, written, listed nor removed; a listener hears nothing; no process starts."""
    canary = tmp_path / "canary"
    canary.write_text("alive")
    canary.chmod(0o666)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        host = f"vfs.VfsPosix('{tmp_path}')"
        attempts = [
            "open('/etc/passwd').read()",
            f"open('{canary}').read()",
            f"{host}.open('canary', 'r').read()",
            f"{host}.open('canary', 'w').write('dead')",
            f"{host}.remove('canary')",
            f"list({host}.ilistdir('/'))",
            f"socket.socket(2, 1).connect(b'\\x02\\0' + bytes([{port >> 8}, {port & 255}, 127, 0, 0, 1]) + bytes(8))",
            "socket.getaddrinfo('localhost', 80)",
        ]
        program = "import vfs, usocket as socket\nimport uos\ndef attempt(name, action):\n"
        program += "    try:\n        action()\n    except Exception:\n        return\n    print('worked', name)\n"
        program += "".join(f"attempt({text!r}, lambda: {text})\n" for text in attempts)
        program += f"print('system', uos.system('echo dead > {canary}'))\n"

        trace = tried(program)

        listener.setblocking(False)
        with pytest.raises(BlockingIOError):
            listener.accept()
    (said,) = [line.text for line in trace.printed]
    assert said.startswith("system ")
    assert said != "system 0"
    assert "alive" == canary.read_text()
    assert ["canary"] == [path.name for path in tmp_path.iterdir()]


@pytest.mark.parametrize("cut", range(0, 60, 7))
def test_a_traceback_is_no_line_wherever_the_bytes_are_parted(cut: int) -> None:
    """Also behind what the program left without a line end, and beyond the lines that are kept."""
    said = b"x\nx\nx\nend----- program.py broke -----\r\nTraceback:\r\n  line 4\r\n----- the motors are off -----\r\n"
    words = RobotWords(2)
    shown = [*words.hear(said[:cut]), *words.hear(said[cut:]), *words.flush()]
    assert ["x", "x"] == shown
    assert words.unseen in (1, 2)  # what had no line end may go with the bytes that were only counted
