"""The programs that were on a board lie on the PC, under its name and the moment."""

import hashlib
from pathlib import Path

import pytest

from firmware.errors import BackupFailed
from firmware.flasher.backups import BACKUPS_MAX, Backups


def backups(home: Path, at: str, board: str = "aka") -> Backups:
    """A board's backups at a moment."""
    return Backups(home, board, at)


def test_a_backup_is_named_for_the_board_the_moment_and_what_it_holds(tmp_path: Path) -> None:
    """<home>/backups/BOARD/TIMESTAMP-sha256[:12].py, byte for byte."""
    path = backups(tmp_path, "20261123T140500Z").keep(b"print(1)\r\n")

    digest = hashlib.sha256(b"print(1)\r\n").hexdigest()
    assert tmp_path / "backups" / "aka" / f"20261123T140500Z-{digest[:12]}.py" == path
    assert b"print(1)\r\n" == path.read_bytes()
    assert [path] == list(path.parent.iterdir())


def test_only_the_last_ones_are_kept(tmp_path: Path) -> None:
    """The oldest goes first."""
    for second in range(BACKUPS_MAX + 5):
        backups(tmp_path, f"20261123T1405{second:02}Z").keep(f"print({second})\n".encode())

    kept = sorted(path.read_text() for path in (tmp_path / "backups" / "aka").iterdir())
    assert sorted(f"print({second})\n" for second in range(5, BACKUPS_MAX + 5)) == kept


def test_a_program_that_is_kept_already_is_not_fetched_again(tmp_path: Path) -> None:
    """It counts as kept now, so that it is not the next to go."""
    backups(tmp_path, "20261123T140500Z").keep(b"print(1)\n")
    sha256 = hashlib.sha256(b"print(1)\n").hexdigest()

    assert backups(tmp_path, "20261124T090000Z").refresh(sha256)
    assert not backups(tmp_path, "20261124T090000Z").refresh("0" * 64)
    assert not backups(tmp_path, "20261124T090000Z", "ao").refresh(sha256)
    (path,) = (tmp_path / "backups" / "aka").iterdir()
    assert path.name.startswith("20261124T090000Z-")


def test_what_was_sent_from_here_is_kept_without_reading_it_back(tmp_path: Path) -> None:
    """To whichever board it went, and only as long as the file still holds it."""
    sha256 = hashlib.sha256(b"print(1)\n").hexdigest()
    backups(tmp_path, "20261123T140500Z").remember(b"print(1)\n")

    assert backups(tmp_path, "20261123T140600Z", "ao").refresh(sha256)
    (path,) = (tmp_path / "backups" / "ao").iterdir()
    assert b"print(1)\n" == path.read_bytes()
    (tmp_path / "sent" / f"{sha256}.py").write_bytes(b"torn")
    assert not backups(tmp_path, "20261123T140700Z", "kiiro").refresh(sha256)


def test_a_damaged_backup_is_none(tmp_path: Path) -> None:
    """What does not hold what its name says is fetched again."""
    path = backups(tmp_path, "20261123T140500Z").keep(b"print(1)\n")
    path.write_bytes(b"")

    assert not backups(tmp_path, "20261124T090000Z").refresh(hashlib.sha256(b"print(1)\n").hexdigest())


@pytest.mark.parametrize("board", ["../../etc", "COM3:", "E6:60", ".", ""])
def test_a_boards_name_leads_nowhere_else(board: str, tmp_path: Path) -> None:
    """Serial numbers and ports are made into one folder's name."""
    path = backups(tmp_path, "20261123T140500Z", board).keep(b"print(1)\n")

    assert tmp_path / "backups" == path.parent.parent.resolve()


def test_a_disk_that_takes_nothing_is_said(tmp_path: Path) -> None:
    """What could not be kept is not replaced."""
    (tmp_path / "backups").write_text("a file where the folder should be")

    with pytest.raises(BackupFailed) as failed:
        backups(tmp_path, "20261123T140500Z").keep(b"print(1)\n")

    assert str(tmp_path / "backups" / "aka") == failed.value.folder
