"""Whoever may not open a port is told the group that helps on this system, and never root's."""

import grp
import os
import sys
from pathlib import Path

import pytest

from firmware.flasher.port_holder import group_of

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no groups of ports")


def group(name: str, number: int) -> grp.struct_group:
    """A line of the system's table of groups."""
    return grp.struct_group((name, "x", number, []))


@pytest.mark.parametrize(
    ("owner", "mode", "groups", "told"),
    [
        pytest.param(20, 0o660, {"dialout": 20}, "dialout", id="Debian, Ubuntu, Fedora"),
        pytest.param(986, 0o660, {"uucp": 986}, "uucp", id="Arch, openSUSE"),
        pytest.param(46, 0o660, {"dialout": 20, "plugdev": 46}, "plugdev", id="a board's own udev rule"),
        pytest.param(0, 0o660, {"dialout": 20}, "dialout", id="the port is root's: the system's usual group"),
        pytest.param(0, 0o600, {"uucp": 14, "plugdev": 46}, "uucp", id="nobody but root: the system's usual group"),
        pytest.param(20, 0o600, {"users": 20}, None, id="the group itself may not"),
        pytest.param(0, 0o660, {"wheel": 10}, None, id="no group that would help"),
    ],
)
def test_the_group_that_helps_is_named(
    owner: int, mode: int, groups: dict[str, int], told: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The port's own group, where it may open it; else the group this system has for ports."""
    table = [group("root", 0), *(group(name, number) for name, number in groups.items())]
    by_number = {entry.gr_gid: entry for entry in table}
    status = os.stat_result((0o020000 | mode, 1, 1, 1, 0, owner, 0, 0, 0, 0))
    monkeypatch.setattr(os, "stat", lambda _path: status)
    monkeypatch.setattr(grp, "getgrgid", by_number.__getitem__)
    monkeypatch.setattr(grp, "getgrall", lambda: table)

    assert told == group_of("/dev/ttyACM0")


def test_a_port_that_is_not_there_is_no_trouble(tmp_path: Path) -> None:
    """The usual group is named, or none; nothing is raised."""
    assert group_of(str(tmp_path / "gone")) in (None, "dialout", "uucp", "plugdev")
