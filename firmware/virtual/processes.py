"""A board's process, seen from the field: its CPU time, its core, and an end to it when it never waits.

A board says its own pid over the channel, and a child's program could say any: only descendants of the process that
was named when the board was attached are ever touched.
"""

import os
import signal
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

__all__ = ["cpu_seconds", "interrupt", "is_descendant", "kill", "one_core", "pin", "pin_here"]

_PROC = Path("/proc")
_TICKS_A_SECOND = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


def _stat(pid: int) -> list[str] | None:
    """Fields of /proc/PID/stat after the name; None when the process, or /proc itself, is not there."""
    try:
        text = (_PROC / str(pid) / "stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return None
    return text[text.rindex(")") + 2 :].split()


def cpu_seconds(pid: int) -> float | None:
    """CPU time used so far, all threads; None when it cannot be told."""
    stat = _stat(pid)
    return None if stat is None else (int(stat[11]) + int(stat[12])) / _TICKS_A_SECOND


def is_descendant(pid: int, ancestor: int) -> bool:
    """Whether `pid` is `ancestor` or runs below it (macOS, without /proc: never)."""
    while pid > 1:
        if pid == ancestor:
            return True
        stat = _stat(pid)
        if stat is None:
            return False
        pid = int(stat[1])
    return False


def interrupt(pid: int) -> None:
    """Ctrl-C; a process that has ended meanwhile is no error."""
    _send(pid, signal.SIGINT)


def kill(pid: int) -> None:
    """The end, at once."""
    _send(pid, signal.SIGKILL)


def _send(pid: int, number: signal.Signals) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return


def pin(pid: int) -> None:
    """Put a process on the core that the calling thread is on; quietly nothing where that cannot be done."""
    if not hasattr(os, "sched_setaffinity"):
        return
    with suppress(OSError):
        os.sched_setaffinity(pid, os.sched_getaffinity(0))


def pin_here() -> None:
    """Put the calling thread on the core that `one_core` chooses in this process."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {_core(os.sched_getaffinity(0))})


def _core(allowed: set[int]) -> int:
    return sorted(allowed)[os.getpid() % len(allowed)]


@contextmanager
def one_core(is_wanted: bool, pids: Iterable[int]) -> Iterator[None]:
    """Keep the calling thread on one core, and these processes with it: an exchange is then a switch, not a wake-up."""
    if not is_wanted or not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {_core(before)})
    try:
        for pid in pids:
            if pid:
                pin(pid)
        yield
    finally:
        os.sched_setaffinity(0, before)
