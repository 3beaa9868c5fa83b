"""The child's folder, as editors really save into it: real files, look by look."""

import os
from pathlib import Path

import pytest

from tui.my_robot.folder import PROGRAMS_MAX, Folder, Look


def names(look: Look | None) -> list[str]:
    """The programs of a look."""
    assert look is not None
    return [file.name for file in look.files]


def save(path: Path, text: str, at_s: int) -> None:
    """Save into the file, at a moment of our choice."""
    path.write_text(text, encoding="utf-8")
    os.utime(path, (at_s, at_s))


def test_only_programs_are_listed_the_newest_is_meant(tmp_path: Path) -> None:
    """Folders, hidden files and editors' own files are no programs; a program in wide letters is."""
    for name in ("b.py", "A.PY", ".b.py", "~b.py", "#b.py#", "__init__.py", "b.py.tmp", "b.txt", "ロボット.py"):
        save(tmp_path / name, "", 9 if name == "A.PY" else 5)
    (tmp_path / "folder.py").mkdir()
    (tmp_path / "nowhere.py").symlink_to(tmp_path / "gone")

    look = Folder(tmp_path).look()

    assert ["A.PY", "b.py", "ロボット.py"] == names(look)
    assert look is not None
    assert "A.PY" == look.saved


def test_half_a_file_is_never_told(tmp_path: Path) -> None:
    """A file that is being written is told when two looks see the same."""
    save(tmp_path / "a.py", "one", 1)
    folder = Folder(tmp_path)
    folder.look()

    looks = []
    for at_s, text in ((2, ""), (3, "on"), (4, "one two"), (4, "one two"), (4, "one two")):
        if at_s > len(looks) + 1:
            save(tmp_path / "a.py", text, at_s)
        looks.append(folder.look())

    assert [None, None, None, None] == [*looks[:3], looks[4]]
    assert looks[3] is not None
    assert ("a.py", 7) == (looks[3].saved, looks[3].files[0].bytes)


def test_a_file_that_is_replaced_is_saved_and_not_gone(tmp_path: Path) -> None:
    """Some editors delete and rename: the program does not leave the list for a moment, and counts as saved."""
    path = tmp_path / "a.py"
    save(path, "one", 1)
    folder = Folder(tmp_path)
    folder.look()

    path.unlink()
    gone = folder.look()
    save(path, "two", 1)  # as long as before, at the same second
    back = [folder.look(), folder.look()]

    assert [None, None] == [gone, back[0]]
    assert back[1] is not None
    assert "a.py" == back[1].saved


def test_a_deleted_program_leaves_the_list(tmp_path: Path) -> None:
    """It is gone when two looks miss it; nothing counts as saved."""
    save(tmp_path / "a.py", "one", 1)
    folder = Folder(tmp_path)
    folder.look()
    (tmp_path / "a.py").unlink()

    looks = [folder.look(), folder.look(), folder.look()]

    assert [None, Look((), None), None] == looks


@pytest.mark.parametrize("count", [0, 100])
def test_a_folder_may_hold_nothing_or_a_hundred(tmp_path: Path, count: int) -> None:
    """All are listed."""
    for number in range(count):
        save(tmp_path / f"p{number}.py", "", number)

    assert count == len(names(Folder(tmp_path).look()))


def test_of_thousands_the_newest_are_listed_and_a_lost_folder_is_empty(tmp_path: Path) -> None:
    """A folder of downloads keeps nobody waiting; a stick that was pulled out has no programs."""
    for number in range(PROGRAMS_MAX + 5):
        save(tmp_path / f"p{number:04}.py", "", number)

    listed = names(Folder(tmp_path).look())

    assert PROGRAMS_MAX == len(listed)
    assert "p0005.py" == listed[0]
    assert Look((), None) == Folder(tmp_path / "gone").look()
