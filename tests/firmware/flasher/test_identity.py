"""A board says who it is, without being disturbed; a name and a number live on it."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from firmware.errors import BadRobotName, PortTaken
from firmware.flasher.asking import ask, blink, fetch_program, name_robot
from firmware.flasher.identity import BoxSeen, Busy, Identity, Note, library_state, note_text
from firmware.flasher.install import install_judge_box, install_program
from firmware.flasher.payload import collect_library, sha256_of
from firmware.flasher.transport import BoardLink
from firmware.virtual.spawn import BoardProcess
from firmware.wire import Sentence, encode
from tests.firmware.bench import Bench
from tests.firmware.boards import virtual_board

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="boards are confined on Linux only")

LED_PIN, BATTERY_PIN = 25, 29
COUNTING = "import time\nn = 0\nwhile True:\n    n += 1\n    print(n)\n    time.sleep(0.01)\n"


@pytest.fixture(scope="module", name="port")
def _port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One robot for the tests that leave it at its prompt."""
    with virtual_board(tmp_path_factory.mktemp("home")) as port:
        yield port


def asked(port: str, *, interrupts: bool = False) -> Identity:
    """What a board says that is at its prompt, or may be stopped."""
    answer = ask(port, interrupts=interrupts)
    assert isinstance(answer, Identity)
    return answer


def execute(port: str, code: str) -> None:
    """Do something on the board by hand."""
    with BoardLink(port) as link:
        link.enter()
        link.execute(code, "test")
        link.leave()


def test_a_new_board_has_no_name_and_nothing_of_ours(tmp_path: Path) -> None:
    """MicroPython alone: what it is and which version, and that is all."""
    with virtual_board(tmp_path) as port:
        identity = asked(port)

    assert ("bare", None, None, "", "", None) == (
        identity.kind, identity.name, identity.sticker, identity.robot_library, identity.program, identity.note,
    )  # fmt: skip
    assert identity.micropython.startswith("1.")
    assert "none" == library_state(identity)


def test_name_and_sticker_live_on_the_board(port: str) -> None:
    """They are there for whichever computer asks next; another name replaces them."""
    name_robot(port, "あおい", 7)
    first = asked(port)
    name_robot(port, "aoi", 8)
    second = asked(port)

    assert ("あおい", 7) == (first.name, first.sticker)
    assert ("aoi", 8) == (second.name, second.sticker)
    assert "robot" == second.kind


@pytest.mark.parametrize(("name", "sticker"), [("", 7), ("x" * 25, 7), ("a\nb", 7), ("aoi", 0), ("aoi", 1000)])
def test_a_name_that_cannot_be_is_refused_before_the_board_is_touched(name: str, sticker: int) -> None:
    """The port does not even exist."""
    with pytest.raises(BadRobotName):
        name_robot("/dev/no-such-board", name, sticker)


def test_program_note_and_library_are_told(port: str, tmp_path: Path) -> None:
    """Which program, its hash, when it came and whose it is; the library is ours."""
    program = tmp_path / "good.py"
    program.write_text("print(1)\n")
    sha256 = sha256_of(program.read_bytes())
    note = Note("good.py", "2026-11-23T14:05", "c07")

    install_program(port, program, note=note_text(sha256, note))
    identity = asked(port, interrupts=True)

    assert (sha256, note) == (identity.program, identity.note)
    assert collect_library("robot").version == identity.robot_library
    assert "same" == library_state(identity)
    assert program.read_bytes() == fetch_program(port)


def test_a_note_of_another_program_says_nothing(port: str, tmp_path: Path) -> None:
    """The program was changed on the robot: the note is not its own any more. A damaged note is none."""
    program = tmp_path / "good.py"
    program.write_text("print(2)\n")
    sha256 = sha256_of(program.read_bytes())
    install_program(port, program, start=False, note=note_text(sha256, Note("good.py", "2026-11-23T14:05", "c07")))

    execute(port, "with open('/program.py', 'a') as file:\n    file.write('# more\\n')\n")
    changed = asked(port)
    execute(port, "with open('/program.txt', 'w') as file:\n    file.write('{')\n")
    damaged = asked(port)

    assert changed.program not in ("", sha256)
    assert (None, None) == (changed.note, damaged.note)


def test_an_older_and_a_changed_library_are_told_apart(port: str, tmp_path: Path) -> None:
    """By the version in the library's own file; the same version with another content was changed by hand."""
    program = tmp_path / "good.py"
    program.write_text("print(3)\n")
    install_program(port, program, start=False)

    def change(old: str, new: str) -> str:
        """Change the library and its manifest on the board."""
        execute(
            port,
            "import json\n"
            "path = '/lib/robot/__init__.py'\n"
            f"text = open(path).read().replace({old!r}, {new!r})\n"
            "file = open(path, 'w'); file.write(text); file.close()\n"
            "manifest = json.load(open('/lib/robot/manifest.json'))\n"
            "manifest['version'] = 'abc'\n"
            "file = open('/lib/robot/manifest.json', 'w'); json.dump(manifest, file); file.close()\n",
        )
        return library_state(asked(port))

    changed = change("REPLACED-BY-NOTHING", "")
    older = change('VERSION = "0.1.0"', 'VERSION = "0.0.9"')
    newer = change('VERSION = "0.0.9"', 'VERSION = "9.1.0"')
    install_program(port, program, start=False)

    assert ("other", "older", "newer") == (changed, older, newer)
    assert "same" == library_state(asked(port))


@pytest.mark.parametrize(
    ("line", "is_kept_back"), [("3 0 1a2b3c4d", True), ("2 1 1a2b3c4d", False), ("3", False), ("", False)]
)
def test_a_program_that_is_kept_back_is_known(port: str, line: str, is_kept_back: bool) -> None:
    """The boot guard's own line says so; a damaged one says nothing."""
    execute(port, f"with open('/guard.txt', 'w') as file:\n    file.write({line!r} + '\\n')\n")
    identity = asked(port)
    execute(port, "import os\nos.remove('/guard.txt')\n")

    assert is_kept_back == identity.is_kept_back


def test_a_robot_that_drives_is_not_disturbed(port: str, tmp_path: Path) -> None:
    """Asked twice, it counts on without a gap; asked with --ask, it stops and answers."""
    program = tmp_path / "counting.py"
    program.write_text(COUNTING)
    install_program(port, program)
    answers = [ask(port, interrupts=False) for _ in range(2)]
    with BoardLink(port) as link:
        printed = link.exchange(b"", lambda heard: heard.count(b"\n") > 10, 3.0).decode()
    numbers = [int(line) for line in printed.replace("\r", "").split("\n")[1:-1]]

    assert [Busy()] * 2 == answers
    assert list(range(numbers[0], numbers[0] + len(numbers))) == numbers
    assert len(numbers) >= 9
    assert "robot" == asked(port, interrupts=True).kind


def test_a_robot_that_waits_for_the_judge_hears_its_start_after_it_was_asked(port: str, tmp_path: Path) -> None:
    """The one byte of the question is no part of the judge's sentence that comes next."""
    program = tmp_path / "waiting.py"
    program.write_text("from robot import *\nwait_for_start()\nprint('it ' + 'went')\n")
    install_program(port, program)
    with BoardLink(port) as link:
        link.exchange(b"", lambda heard: b"waiting" in heard, 5.0)

    answer = ask(port, interrupts=False)
    with BoardLink(port) as link:
        start = encode(Sentence("host", 0, 0, 0, "start", ()))
        heard = link.exchange(start, lambda heard: b"it went" in heard, 3.0)

    assert Busy() == answer
    assert b"it went" in heard


def test_a_port_that_somebody_holds_is_said(port: str) -> None:
    """Thonny has it: nothing is written to the board."""
    with BoardLink(port), pytest.raises(PortTaken):
        ask(port, interrupts=True)


def test_a_judge_box_at_work_says_so_and_works_on(tmp_path: Path) -> None:
    """Greeted in the wire's words, also where the board's kind is not known; no Ctrl-C is sent."""
    with BoardProcess("judge-box", "box", tmp_path, in_field=False) as box:
        install_judge_box(box.port)
        known = ask(box.port, interrupts=True, kind="judge-box")
        unknown = ask(box.port, interrupts=True)
        quiet = ask(box.port, interrupts=False)

    assert BoxSeen("0.1.0", 8) == known == unknown
    assert Busy() == quiet


def test_battery_and_light_are_the_robots_own(tmp_path: Path) -> None:
    """Full, to be charged, switched off, as the board measures it; the light blinks, and is off at the end."""
    program = tmp_path / "good.py"
    program.write_text("print(1)\n")
    analog: dict[int, int] = {}
    said = []
    with BoardProcess("robot", "aka", tmp_path, in_field=True) as board, Bench(board, analog=analog) as bench:
        install_program(board.port, program, start=False)
        for analog[BATTERY_PIN] in (52000, 40000, 0):
            identity = asked(board.port)
            said.append((identity.battery_mv, identity.is_battery_low, identity.is_battery_there))
        bench.written.clear()
        blinks = blink(board.port, 0.4)
        written = [value for pin, value in bench.written if pin == LED_PIN]

    assert [(7855, False, True), (6042, True, True), (0, False, False)] == said
    assert 6600 == identity.battery_low_mv
    assert 2 == blinks
    assert [1, 0, 1, 0] == written[:4]
    assert 0 == written[-1]


def test_what_is_written_on_the_board_is_json_that_a_person_can_read(port: str) -> None:
    """Opened in any editor, /robot.txt says the name and the number."""
    name_robot(port, "momo", 12)
    with BoardLink(port) as link:
        link.enter()
        text = link.execute("print(open('/robot.txt').read())\n", "test")
        link.leave()

    assert {"name": "momo", "sticker": 12} == json.loads(text)
