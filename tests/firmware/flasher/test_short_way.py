"""When only the program is lacking, one exec asks the board and brings it; all else takes the long way."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from firmware.errors import BackupFailed, VerifyFailed
from firmware.flasher import install, short_way
from firmware.flasher.backups import Backups
from firmware.flasher.install import Installed, rollback, send_program
from firmware.flasher.payload import Put, escaped, sha256_of
from firmware.flasher.transport import BoardLink
from tests.firmware.boards import virtual_board

FIRST, SECOND, THIRD = b"print('first')\n", b"print('second')\n", b"print('third')\n"
WITHOUT_DEFLATE = """
import builtins
real = builtins.__import__
def look_for(name, *rest):
    if name == 'deflate':
        raise ImportError(name)
    return real(name, *rest)
builtins.__import__ = look_for
"""


@pytest.fixture(scope="module", name="board")
def _board(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with virtual_board(tmp_path_factory.mktemp("home")) as port:
        yield port


@pytest.fixture(name="long_ways")
def _long_ways(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ports of the installations that went the long way."""
    ports: list[str] = []
    ask = install.ask

    def count(link: BoardLink, *arguments: object, **options: object) -> object:
        ports.append(link.port)
        return ask(link, *arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(install, "ask", count)
    return ports


def send(port: str, content: bytes, **options: object) -> Installed:
    return send_program(port, content, "p.py", start=False, **options)  # type: ignore[arg-type]


def tell(port: str, code: str) -> str:
    with BoardLink(port) as link:
        link.enter()
        printed = link.execute(code, "test")
        link.leave()
    return printed.strip()


def read(port: str, path: str) -> bytes:
    return tell(port, f"print(open({path!r}).read(), end='')\n").encode()


def test_a_program_that_alone_is_lacking_needs_one_question(board: str, long_ways: list[str]) -> None:
    """The one before becomes the previous; the same once more changes nothing and still knows the previous one."""
    send(board, FIRST)
    long_ways.clear()

    second = send(board, SECOND, note="{}")
    again = send(board, SECOND, note="{}")

    assert long_ways == []
    assert (second.previous, second.is_unchanged) == (sha256_of(FIRST), False)
    assert (again.previous, again.is_unchanged) == (sha256_of(FIRST), True)
    assert read(board, "/program.py") == SECOND.strip()
    assert read(board, "/program.txt") == b"{}"
    assert rollback(board, start=False).sha256 == sha256_of(FIRST)


@pytest.mark.parametrize(
    "before",
    [
        "open('/program.py.new', 'w').close()",
        "open('/main.py.new', 'w').close()",
        "os.rename('/program.prev.py', '/program.swap.py')",
        "open('/program.prev.py.new', 'w').close()",
        "os.mkdir('/lib/robot.new')",
        "os.mkdir('/lib/robot.old')",
        "os.rename('/lib/robot', '/lib/robot.go')",
        "os.rename('/program.py', '/program.prev.py')",
        "open('/main.py', 'a').write('# mine')",
        "os.remove('/lib/robot/words.py')",
    ],
)
def test_what_else_is_lacking_takes_the_long_way(before: str, board: str, long_ways: list[str]) -> None:
    """After it the board is whole, and the next program goes the short way again."""
    send(board, FIRST)
    send(board, SECOND)
    tell(board, f"import os\n{before}\n")
    long_ways.clear()

    third = send(board, THIRD)
    assert len(long_ways) == 1
    fourth = send(board, FIRST)

    assert len(long_ways) == 1
    assert fourth.previous == third.sha256
    assert read(board, "/program.py") == FIRST.strip()
    left = tell(board, "import os\nprint(sorted(os.listdir('/')), os.listdir('/lib'))\n")
    assert not [word for word in (".new", ".old", ".go", "swap") if word in left]


def test_a_board_without_deflate_takes_the_long_way(board: str, long_ways: list[str]) -> None:
    """It says so to the first question, and gets its program as it is."""
    send(board, FIRST)
    tell(board, WITHOUT_DEFLATE)
    long_ways.clear()

    try:
        send(board, SECOND)
    finally:
        tell(board, "builtins.__import__ = real\n")

    assert len(long_ways) == 1
    assert read(board, "/program.py") == SECOND.strip()


def test_a_program_the_pc_does_not_hold_is_fetched_before_it_is_replaced(
    board: str, long_ways: list[str], tmp_path: Path
) -> None:
    """What was sent from here is known; what a child wrote on the robot itself comes back first."""
    backups = Backups(tmp_path, "aka", "20261123T140500Z")
    send(board, FIRST)
    send(board, SECOND, backups=backups)
    long_ways.clear()

    send(board, THIRD, backups=backups)
    assert long_ways == []
    tell(board, "open('/program.py', 'w').write('print(4)')\n")
    send(board, FIRST, backups=backups)

    assert len(long_ways) == 1
    kept = {path.read_bytes() for path in backups.folder.iterdir()}
    assert kept == {FIRST, SECOND, b"print(4)"}


def test_a_disk_that_takes_nothing_leaves_the_board_with_its_program_at_its_prompt(board: str, tmp_path: Path) -> None:
    """What cannot be kept is not replaced, and the board does not wait for ever for a word from us."""
    backups = Backups(tmp_path, "aka", "20261123T140500Z")
    send(board, FIRST)
    send(board, SECOND, backups=backups)
    backups.folder.rename(tmp_path / "elsewhere")
    backups.folder.write_text("a file where the folder should be")

    with pytest.raises(BackupFailed):
        send(board, THIRD, backups=backups)

    with BoardLink(board) as link:
        heard = link.exchange(b"1+1\x04", lambda said: b"OK" in said, 2.0)
    assert b"OK" in heard, "the raw prompt is there, without a Ctrl-C"
    assert read(board, "/program.py") == SECOND.strip()


def test_bytes_that_came_otherwise_than_they_went_switch_nothing(board: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The board reads back what it wrote; another hash leaves the program and its note as they were."""
    send(board, FIRST, note="first")
    wrong = Put(f"k_put({len(THIRD)},0,[('/program.py.new',{len(THIRD)},0)])\n", escaped(THIRD))
    monkeypatch.setattr(short_way, "puts_of", lambda *_arguments, **_options: [wrong])

    with pytest.raises(VerifyFailed) as failed:
        send(board, SECOND, note="second")

    assert (failed.value.sha256_sent, failed.value.sha256_read) == (sha256_of(SECOND), sha256_of(THIRD))
    assert read(board, "/program.py") == FIRST.strip()
    assert read(board, "/program.txt") == b"first"
    assert "program.py.new" not in tell(board, "import os\nprint(os.listdir('/'))\n")


def test_who_flashes_ends_safe_mode_also_with_the_same_program(board: str) -> None:
    """The boot guard's notes go before the program is looked at."""
    send(board, FIRST)
    tell(board, "open('/guard.txt', 'w').write('3')\n")

    assert send(board, FIRST).is_unchanged

    assert "guard.txt" not in tell(board, "import os\nprint(os.listdir('/'))\n")
