"""Find out who holds a serial port, where the system tells: on Linux, from /proc.

The lock on the port says it best (/proc/locks names the process by the port's inode). A program that opens without a
lock is found by its open descriptors, as far as this user may look into other processes.
"""

import os
import stat
import sys
from pathlib import Path

if sys.platform != "win32":
    import grp

__all__ = ["find_holder", "group_of"]

PROC = Path("/proc")
SERIAL_GROUPS = ("dialout", "uucp", "plugdev")


def find_holder(port: str) -> tuple[str | None, int | None]:
    """Name the program that holds the port and its process id; (None, None) when the system does not tell."""
    if not PROC.joinpath("locks").exists():
        return None, None
    pid = _lock_owner(port) or _descriptor_owner(port)
    return (_program_name(pid), pid) if pid else (None, None)


def group_of(port: str) -> str | None:
    """The group that may open the port: the port's own, or where that is root's, the one this system has for it.

    Debian, Ubuntu, Fedora: dialout; Arch, openSUSE: uucp; plugdev where udev rules of boards say so. None where there
    are no groups, or none that would help: nobody is told to join root's.
    """
    if sys.platform == "win32":
        return None
    try:
        status = os.stat(port)
        if status.st_gid and stat.S_IMODE(status.st_mode) & 0o060 == 0o060:
            return grp.getgrgid(status.st_gid).gr_name
    except (KeyError, OSError):
        return None
    names = {group.gr_name for group in grp.getgrall() if group.gr_gid}
    return next((name for name in SERIAL_GROUPS if name in names), None)


def _lock_owner(port: str) -> int | None:
    """Read /proc/locks: `1: FLOCK ADVISORY WRITE 4711 00:18:5 0 EOF`, device in hex, inode in decimal."""
    try:
        status = os.stat(port)
        lines = PROC.joinpath("locks").read_text("ascii").splitlines()
    except OSError:
        return None
    place = f"{os.major(status.st_dev):02x}:{os.minor(status.st_dev):02x}:{status.st_ino}"
    for line in lines:
        words = line.split()
        if place in words and "->" not in words:
            pid = int(words[words.index(place) - 1])
            return pid if pid > 0 else None  # a process outside our namespace is shown as 0 or -1
    return None


def _descriptor_owner(port: str) -> int | None:
    """The first other process that has the port open."""
    target = os.path.realpath(port)
    for folder in PROC.glob("[0-9]*/fd"):
        pid = int(folder.parent.name)
        if pid == os.getpid():
            continue
        try:
            if any(os.readlink(link) == target for link in folder.iterdir()):
                return pid
        except OSError:
            continue  # not ours to look into, or ended meanwhile
    return None


def _program_name(pid: int) -> str | None:
    """What the program was called with, without its folder; for `python -m thonny` that is thonny."""
    try:
        words = PROC.joinpath(str(pid), "cmdline").read_bytes().decode("utf-8", "replace").split("\0")
    except OSError:
        return None
    names = [word for word in words if word]
    if len(names) > 1 and Path(names[0]).name.startswith("python"):
        names = names[2:] if names[1] == "-m" else names[1:] if not names[1].startswith("-") else names
    return Path(names[0]).name if names else None
