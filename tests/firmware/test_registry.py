"""Which boards run: entries that hold as long as the board's process does."""

import fcntl
import json
import os
import threading
from pathlib import Path

import pytest

from firmware.errors import BadBoardName, BoardError, BoardNameTaken
from firmware.virtual.registry import BoardEntry, claim, list_boards


def entry(name: str) -> BoardEntry:
    return BoardEntry(port="/dev/pts/9", kind="robot", name=name, pid=123)


def test_a_published_board_is_listed_until_it_is_released(tmp_path: Path) -> None:
    """An entry is there from publish to release, as five fields of JSON."""
    taken = claim(tmp_path, "robot", "red")
    assert [] == list_boards(tmp_path)

    taken.publish(entry("red"))
    assert [entry("red")] == list_boards(tmp_path)
    fields = {"port": "/dev/pts/9", "kind": "robot", "name": "red", "pid": 123, "in_field": False}
    assert fields == json.loads((tmp_path / "boards" / "red.json").read_text())

    taken.release()
    assert [] == list_boards(tmp_path)
    assert [] == list((tmp_path / "boards").iterdir())


def test_a_name_is_taken_once(tmp_path: Path) -> None:
    """A second board of a name is refused with that name; after the first one's release the name is free again."""
    first = claim(tmp_path, "robot", "red")

    with pytest.raises(BoardNameTaken) as refused:
        claim(tmp_path, "judge-box", "red")

    assert ("red", "board_name_taken") == (refused.value.name, refused.value.code)
    assert isinstance(refused.value, BoardError)
    first.release()
    claim(tmp_path, "robot", "red").release()


def test_boards_without_a_name_get_the_first_free_number(tmp_path: Path) -> None:
    """robot-1, robot-2, and robot-1 again once it is free."""
    one, two = claim(tmp_path, "robot", None), claim(tmp_path, "robot", None)
    assert ("robot-1", "robot-2") == (one.name, two.name)

    one.release()
    again = claim(tmp_path, "robot", None)

    assert again.name == "robot-1"
    for taken in (two, again):
        taken.release()


def test_an_entry_of_a_dead_board_is_removed(tmp_path: Path) -> None:
    """What a board that was killed left behind is not listed, and goes."""
    (tmp_path / "boards").mkdir()
    left = tmp_path / "boards" / "red.json"
    left.write_text('{"port": "/dev/pts/1", "kind": "robot", "name": "red", "pid": 1}\n')

    assert [] == list_boards(tmp_path)
    assert not left.exists()


def test_a_home_without_boards_lists_none(tmp_path: Path) -> None:
    """A home that was never used has no boards, and listing makes no folder."""
    assert [] == list_boards(tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_somebody_who_lists_does_not_take_the_name(tmp_path: Path) -> None:
    """A reader's lock lasts a moment; whoever claims the name waits that moment and does not fail."""
    (tmp_path / "boards").mkdir()
    path = tmp_path / "boards" / "red.json"
    reader = os.open(path, os.O_RDWR | os.O_CREAT)
    fcntl.flock(reader, fcntl.LOCK_SH)
    done = threading.Timer(0.05, os.close, [reader])
    done.start()

    claim(tmp_path, "robot", "red").release()

    done.join()


@pytest.mark.parametrize("name", ["", ".", "../up", "a/b", "-n", "a b", "x" * 33, "あか"])
def test_a_bad_name_is_refused(tmp_path: Path, name: str) -> None:
    """A name becomes a file name: letters, digits, dot, dash and underscore only."""
    with pytest.raises(BadBoardName):
        claim(tmp_path, "robot", name)
