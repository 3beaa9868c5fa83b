"""A child's programs lie on the PC under an id, and the last one is the last one whatever the clock says."""

import random
import threading
from pathlib import Path

import pytest

from firmware.errors import BackupFailed, BadChildId, ClassBookUnreadable, NoChildProgram
from firmware.flasher.class_book import ClassBook, KnownRobot, Put
from firmware.flasher.payload import sha256_of
from firmware.flasher.programs import PROGRAMS_MAX, ChildPrograms, ClassBackups


def source(number: int) -> bytes:
    """A program of its own."""
    return f"print({number})\n".encode()


def test_the_last_program_is_the_one_kept_last(tmp_path: Path) -> None:
    """500 programs in any order, old ones again: the last is always the one that was kept last, and few files stay."""
    seed = random.SystemRandom().randrange(1 << 32)
    dice = random.Random(seed)
    programs = ChildPrograms(tmp_path, "c07")
    for _ in range(500):
        content = source(dice.randrange(30))
        programs.keep(content)
        assert content == programs.last().read_bytes(), f"seed {seed}"
        assert programs.holds(sha256_of(content))

    assert len(list(programs.folder.iterdir())) <= PROGRAMS_MAX


def test_what_was_found_on_an_older_robot_is_kept_and_is_not_the_last(tmp_path: Path) -> None:
    """The child has moved on to another robot; what lay on this one is kept beside it."""
    programs = ChildPrograms(tmp_path, "c07")
    programs.keep(source(1))
    programs.keep(source(2))

    programs.keep_older(source(3))

    assert source(2) == programs.last().read_bytes()
    assert programs.holds(sha256_of(source(3)))


def test_a_damaged_program_is_none(tmp_path: Path) -> None:
    """The last that is whole comes back; without any, that is said."""
    programs = ChildPrograms(tmp_path, "c07")
    programs.keep(source(1))
    programs.keep(source(2)).write_bytes(b"")

    assert source(1) == programs.last().read_bytes()
    programs.last().write_bytes(b"")
    with pytest.raises(NoChildProgram):
        programs.last()


@pytest.mark.parametrize(
    "child", ["太郎", "taro", "Taro 7", "../7", "", "c7/..", "com1", "C7", "7" * 40, "-7", "c7\n", "yamada-taro"]
)
def test_what_may_be_a_name_is_no_id(child: str, tmp_path: Path) -> None:
    """No file may hold a name: an id has a digit, small letters, and leads nowhere else."""
    with pytest.raises(BadChildId):
        ChildPrograms(tmp_path, child)


@pytest.mark.parametrize("child", ["c07", "7", "p-abcdefghij", "team_3-b", "p-a2b3c4d5e6"])
def test_an_opaque_id_is_taken(child: str, tmp_path: Path) -> None:
    """A card's number, or the random id of a member."""
    ChildPrograms(tmp_path, child).keep(source(1))

    assert [f"children/{child}/0001-{sha256_of(source(1))[:12]}.py"] == [
        path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.py")
    ]


def test_a_disk_that_takes_nothing_is_said(tmp_path: Path) -> None:
    """What could not be kept is not replaced."""
    (tmp_path / "children").write_text("a file where the folder should be")

    with pytest.raises(BackupFailed):
        ChildPrograms(tmp_path, "c07").keep(source(1))


def test_what_is_on_a_robot_is_kept_with_the_child_whose_it_is(tmp_path: Path) -> None:
    """Nobody's goes under the robot's name; ours is not kept at all."""
    programs = ChildPrograms(tmp_path, "c07")
    theirs = ClassBackups(tmp_path, "aka", "20261123T140500Z", programs)
    nobodys = ClassBackups(tmp_path, "aka", "20261123T140500Z", safe=frozenset({sha256_of(source(9))}))

    assert not theirs.refresh(sha256_of(source(1)))
    theirs.keep(source(1))
    assert theirs.refresh(sha256_of(source(1)))
    assert source(1) == programs.last().read_bytes()
    assert not nobodys.refresh(sha256_of(source(2)))
    assert nobodys.refresh(sha256_of(source(9)))


def test_the_book_remembers_each_robot_as_last_seen(tmp_path: Path) -> None:
    """By sticker; seen again, it is the same robot."""
    book = ClassBook(tmp_path)
    book.see_box("usb:1", "2026-11-23T14:05")
    book.put(Put("usb:2", "c07", "good.py", "0" * 64, "2026-11-23T14:05"))
    book.put(Put("usb:2", None, "put_away.py", "1" * 64, "2026-11-23T15:05"))
    book.name_program("c07", "0" * 64, "good.py")

    again = ClassBook(tmp_path)
    assert [KnownRobot("usb:1", "judge-box", None, None, None, False, "2026-11-23T14:05")] == again.robots()
    assert again.robot("usb:1") is not None
    assert (None, None) == (again.robot(None), again.last_put(None))
    assert Put("usb:2", None, "put_away.py", "1" * 64, "2026-11-23T15:05") == again.last_put("usb:2")
    assert Put("usb:2", "c07", "good.py", "0" * 64, "2026-11-23T14:05") == again.last_put_of("c07")
    assert again.last_put_of("c07") == again.put_of("usb:2", "0" * 64)
    assert "good.py" == again.program_name("c07", "0" * 64)
    assert again.program_name("c08", "0" * 64) is None


def test_many_write_the_book_at_once_and_nothing_is_lost(tmp_path: Path) -> None:
    """Eight threads, as for eight robots side by side, each with a connection of its own."""
    book = ClassBook(tmp_path)

    def write(robot: int) -> None:
        for number in range(10):
            book.put(Put(f"usb:{robot}", f"c{number}", "good.py", f"{number:064}", "2026-11-23T14:05"))

    threads = [threading.Thread(target=write, args=(robot,)) for robot in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [f"{9:064}"] * 8 == [put.sha256 for robot in range(8) if (put := book.last_put(f"usb:{robot}"))]
    assert all(book.put_of(f"usb:{robot}", f"{number:064}") for robot in range(8) for number in range(10))


def test_a_damaged_book_is_said_and_left_as_it_is(tmp_path: Path) -> None:
    """It may be somebody's other file; the programs do not depend on it."""
    path = tmp_path / "class.db"
    path.write_bytes(b"this is no database, it is a letter to a friend" * 20)
    before = path.read_bytes()

    with pytest.raises(ClassBookUnreadable):
        ClassBook(tmp_path).robots()

    assert before == path.read_bytes()
