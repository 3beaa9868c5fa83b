"""The boot guard's rules and its file, without a board: what is a crash, what is written, what a damaged line is."""

# mypy: disable-error-code="no-untyped-call"
# What runs on a board carries no annotations.

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.robot.boot_guard import (
    BROKEN,
    CRASHES_MAX,
    DONE,
    LIVED_MS,
    STOPPED,
    BootGuard,
    decode,
    encode,
    fingerprint,
    read_state,
    write_state,
)
from firmware.robot.slots import Slots


@pytest.fixture
def flash(tmp_path: Path) -> Path:
    """A board's files: one program."""
    (tmp_path / "program.py").write_text("1 / 0\n")
    return tmp_path


def switch_on(flash: Path, *, was_reset: bool = False) -> tuple[bool, BootGuard]:
    """Start the board; whether its program may run, and the guard."""
    guard = BootGuard(str(flash / "guard.txt"), str(flash / "program.py"))
    return guard.begin(was_reset), guard


def crash(flash: Path, times: int, *, lived_ms: int = 100) -> None:
    """Let the program run and break."""
    for _ in range(times):
        may_run, guard = switch_on(flash)
        assert may_run
        guard.end(BROKEN, lived_ms)


def test_a_program_that_broke_at_once_three_times_in_a_row_does_not_run(flash: Path) -> None:
    """And it stays so however often the power comes."""
    crash(flash, CRASHES_MAX)

    assert [False, False] == [switch_on(flash)[0] for _ in range(2)]


def test_two_crashes_are_not_three(flash: Path) -> None:
    """The third start runs it."""
    crash(flash, CRASHES_MAX - 1)

    assert switch_on(flash)[0]


@pytest.mark.parametrize(("ending", "lived_ms"), [(DONE, 10), (DONE, 60_000), (BROKEN, LIVED_MS)])
def test_a_program_that_lived_or_came_to_its_end_starts_from_zero(flash: Path, ending: str, lived_ms: int) -> None:
    """In a row means in a row."""
    crash(flash, CRASHES_MAX - 1)
    switch_on(flash)[1].end(ending, lived_ms)
    crash(flash, CRASHES_MAX - 1)

    assert switch_on(flash)[0]


def test_ctrl_c_says_nothing_about_a_program(flash: Path) -> None:
    """It is no crash, and it forgives none: who looks with Ctrl-C does not hide that it breaks."""
    crash(flash, CRASHES_MAX - 1)
    for _ in range(5):
        switch_on(flash)[1].end(STOPPED, 100)
    assert switch_on(flash)[0]

    crash(flash, 1)

    assert not switch_on(flash)[0]


def test_a_reset_by_the_watchdog_while_it_ran_is_a_crash(flash: Path) -> None:
    """It hung: there was no end."""
    switch_on(flash)
    assert [True, True, False] == [switch_on(flash, was_reset=True)[0] for _ in range(3)]


def test_switching_off_and_on_is_no_crash(flash: Path) -> None:
    """However often, and whatever it was doing."""
    assert all(switch_on(flash)[0] for _ in range(10))


def test_an_old_reset_by_the_watchdog_is_not_counted_at_every_soft_reset(flash: Path) -> None:
    """A board says "watchdog" until the power comes again; a program that had come to its end was not running."""
    for _ in range(10):
        may_run, guard = switch_on(flash, was_reset=True)
        assert may_run
        guard.end(STOPPED, 100)


def test_another_program_has_its_own_three_tries(flash: Path) -> None:
    """However it got there: flashed, copied, or the one before."""
    crash(flash, CRASHES_MAX)
    (flash / "program.py").write_text("print(1)\n")

    assert switch_on(flash)[0]


def test_a_robot_that_is_used_and_switched_off_writes_nothing(flash: Path) -> None:
    """Flash lasts: only what changes is written, and never while the program runs."""
    switch_on(flash)
    before = (flash / "guard.txt").stat().st_mtime_ns, (flash / "guard.txt").stat().st_ino
    for _ in range(20):
        switch_on(flash)

    assert before == ((flash / "guard.txt").stat().st_mtime_ns, (flash / "guard.txt").stat().st_ino)


def test_a_full_flash_does_not_keep_a_program_from_running(tmp_path: Path) -> None:
    """What cannot be written is not known next time, and that is all."""
    missing = tmp_path / "no such folder"
    may_run, guard = BootGuard(str(missing / "guard.txt"), str(missing / "program.py")), None

    assert may_run.begin(False) is True
    assert guard is None
    may_run.end(BROKEN, 0)
    assert may_run.crashes == 1


@given(st.tuples(st.integers(0, 9), st.booleans(), st.integers(0, 0xFFFFFFFF)))
def test_a_state_is_one_short_line_and_reads_back(state: tuple[int, bool, int]) -> None:
    """At most 32 bytes."""
    assert decode(encode(state)) == state
    assert len(encode(state)) <= 32


@given(st.binary(max_size=40))
def test_a_damaged_line_is_no_crash(content: bytes) -> None:
    """Whatever a power cut or a curious child left there: it reads as a state, or as nothing."""
    import tempfile

    with tempfile.NamedTemporaryFile() as file:
        file.write(content)
        file.flush()
        found = read_state(file.name)

    assert found is None or encode(found).encode() == content


@pytest.mark.parametrize("cut", ["staged half", "staged whole", "between remove and rename"])
def test_a_power_cut_while_it_writes_leaves_the_old_line_the_new_one_or_none(flash: Path, cut: str) -> None:
    """littlefs renames in one step, FAT in two; what is staged is never taken for the state."""
    path = flash / "guard.txt"
    write_state(str(path), (2, True, 7))
    staged = flash / "guard.txt.new"
    staged.write_text("3 1 0000" if cut == "staged half" else encode((3, False, 7)))
    if cut == "between remove and rename":
        path.unlink()

    assert read_state(str(path)) == (None if cut == "between remove and rename" else (2, True, 7))
    assert write_state(str(path), (0, False, 7))
    assert read_state(str(path)) == (0, False, 7)


def test_it_is_written_on_fat_too(flash: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """There a file is not renamed onto another."""
    import os

    real = os.rename

    def rename(source: str, target: str) -> None:
        if os.path.exists(target):
            raise FileExistsError(target)
        real(source, target)

    monkeypatch.setattr("firmware.robot.boot_guard.os.rename", rename)
    path = str(flash / "guard.txt")

    assert all(write_state(path, (number, True, 7)) for number in range(3))
    assert read_state(path) == (2, True, 7)


def test_a_fingerprint_is_the_contents(flash: Path) -> None:
    """Of a long program too; of none it is 0."""
    (flash / "long.py").write_bytes(b"x = 1\n" * 1000)
    first = fingerprint(str(flash / "long.py"))
    (flash / "long.py").write_bytes(b"x = 1\n" * 999 + b"x = 2\n")

    assert first != fingerprint(str(flash / "long.py"))
    assert fingerprint(str(flash / "none.py")) == 0


# -- the two programs --------------------------------------------------------------------------------------------------


def test_the_program_before_takes_the_place_and_twice_is_as_before(flash: Path) -> None:
    """Nothing is lost."""
    (flash / "program.prev.py").write_text("print('before')\n")
    slots = Slots(f"{flash}/")

    assert slots.exchange()
    assert (flash / "program.py").read_text() == "print('before')\n"
    assert (flash / "program.prev.py").read_text() == "1 / 0\n"
    assert slots.exchange()
    assert (flash / "program.py").read_text() == "1 / 0\n"


def test_without_a_program_before_nothing_changes(flash: Path) -> None:
    """There is nothing to go back to."""
    assert not Slots(f"{flash}/").exchange()
    assert (flash / "program.py").read_text() == "1 / 0\n"
