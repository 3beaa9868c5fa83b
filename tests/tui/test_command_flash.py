"""`kagarobo flash` on virtual boards: a whole class at once, and what the child had is kept."""

import contextlib
import json
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from firmware.flasher.ports import find
from firmware.flasher.transport import BoardLink
from tests.firmware.boards import virtual_board
from tui import i18n
from tui.__main__ import main
from tui.exit_codes import ExitCode

FILL = """
import os
space = os.statvfs('/')
with open('/full.bin', 'wb') as file:
    for _ in range(space[3] - 6):
        file.write(bytes(space[0]))
"""
BOARDS = ("aka", "ao", "kiiro", "midori")


@pytest.fixture(autouse=True)
def same_language_after(monkeypatch: pytest.MonkeyPatch) -> None:
    """The language belongs to the process: the next test finds the one it left."""
    monkeypatch.setattr(i18n, "_translations", i18n._translations)
    monkeypatch.setattr(i18n, "_language", i18n._language)


@contextlib.contextmanager
def stopped(pid: int) -> Iterator[None]:
    """The MicroPython of a virtual board stands still: its port is there and answers nothing."""
    children = [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    assert children
    for child in children:
        os.kill(child, signal.SIGSTOP)
    try:
        yield
    finally:
        for child in children:
            os.kill(child, signal.SIGCONT)


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="finds a board's MicroPython through /proc")
def test_one_bad_board_never_stops_the_others(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Four boards, one silent and one full: two done, two named with what to do, exit 3; then all as they were."""
    program = tmp_path / "good.py"
    program.write_text("print('" + "".join(f"{number:x}" for number in range(9000)) + "')\n")
    home = tmp_path / "home"
    with contextlib.ExitStack() as stack:
        ports = {name: stack.enter_context(virtual_board(home, name=name)) for name in BOARDS}
        with BoardLink(ports["ao"]) as link:
            link.enter()
            link.execute(FILL, "test")
            link.leave()
        pid = find("midori", home).pid
        assert pid is not None

        begin_s = time.monotonic()
        with stopped(pid):
            exit_code = main(["--lang", "en", "--home", str(home), "flash", str(program), "--all"])
        seconds = time.monotonic() - begin_s
        out, err = capsys.readouterr()

    assert ExitCode.FAILED == exit_code
    assert ["board", "aka", "ao", "kiiro", "midori"] == [line.split()[0] for line in out.splitlines()]
    said = dict(zip(("head", *BOARDS), out.splitlines(), strict=True))
    assert "done" in said["aka"]
    assert "done" in said["kiiro"]
    assert said["ao"].endswith("Delete your own files from it.")
    assert said["midori"].endswith("Press its reset button and try again.")
    assert {"aka: done", "ao: full", "kiiro: done", "midori: does not answer"} == set(err.splitlines())
    assert seconds < 10


def test_what_the_child_had_is_kept_and_nothing_is_lost(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each program that is replaced lies on the computer, once; the document names every board."""
    home = tmp_path / "home"
    first, second = tmp_path / "first.py", tmp_path / "second.py"
    first.write_text("print('はじめ')\n" + "# the first\n" * 200, encoding="utf-8")
    second.write_text("while True:\n    pass\n")
    folder = home / "backups" / "aka"
    with virtual_board(home):
        assert ExitCode.DONE == main(["--lang", "en", "--home", str(home), "flash", str(first)])
        assert not folder.exists()
        assert ExitCode.DONE == main(["--lang", "en", "--home", str(home), "flash", str(second)])
        warned = capsys.readouterr().err
        kept = [path.read_bytes() for path in folder.iterdir()]
        assert ExitCode.DONE == main(["--lang", "en", "--home", str(home), "flash", str(second), "--all", "--json"])
        document = json.loads(capsys.readouterr().out)
        assert ExitCode.DONE == main(["--lang", "en", "--home", str(home), "flash", "--rollback"])
        assert ExitCode.DONE == main(["--lang", "en", "--home", str(home), "flash", str(second)])

    assert [first.read_bytes()] == kept
    assert "This loop never waits" in warned
    assert [("aka", "unchanged")] == [(board["board"], board["result"]) for board in document["boards"]]
    assert [first.read_bytes()] == [path.read_bytes() for path in folder.iterdir()]


def test_what_a_new_board_came_with_is_kept(tmp_path: Path) -> None:
    """A main.py that is not ours is somebody's program; ours is not kept."""
    program = tmp_path / "good.py"
    program.write_text("print(1)\n")
    home = tmp_path / "home"
    with virtual_board(home) as port:
        with BoardLink(port) as link:
            link.enter()
            link.execute("with open('/main.py', 'w') as file:\n    file.write('print(7)\\n')\n", "test")
            link.leave()
        assert ExitCode.DONE == main(["--lang", "en", "--home", str(home), "flash", str(program)])
        with BoardLink(port) as link:
            link.enter()
            link.execute("import os\nos.remove('/program.py')\nos.remove('/program.prev.py')\n", "test")
            link.leave()
        assert ExitCode.DONE == main(["--lang", "en", "--home", str(home), "flash", str(program)])

    assert ["print(7)\n"] == [path.read_text() for path in (home / "backups" / "aka").iterdir()]


@pytest.mark.parametrize(
    ("arguments", "exit_code", "says"),
    [
        (["good.py", "--all"], ExitCode.FAILED, "No robot is plugged in."),
        (["good.py", "--all", "--to", "aka"], ExitCode.WRONG_USE, "--all goes with a program alone."),
        (["--all", "--rollback"], ExitCode.WRONG_USE, "--all goes with a program alone."),
        (["--all"], ExitCode.WRONG_USE, "Name a program"),
    ],
    ids=["no robot", "all and one", "all and back", "all of nothing"],
)
def test_wrong_use_is_said(
    arguments: list[str],
    exit_code: ExitCode,
    says: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nothing is sent when it is not clear what goes where."""
    monkeypatch.setattr("firmware.flasher.ports.comports", list)

    assert exit_code == main(["--lang", "en", "--home", str(tmp_path), "flash", *arguments])
    assert says in capsys.readouterr().err
