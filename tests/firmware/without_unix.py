"""Run kagarobo as on a machine that lacks what Windows lacks: `python without_unix.py WORDS…`.

What is missing: fcntl, termios and their like, poll(), MSG_DONTWAIT, cores to choose, /proc, a socket pair of its own.
Libraries that have two ways of their own (pyserial, mpremote) and modules of ours that ask which system this is are
loaded before.
"""

import builtins
import os
import select
import signal
import socket
import sys
from pathlib import Path

import mpremote.transport_serial
import serial.tools.list_ports

import firmware.flasher.transport
import judge.journal.lock
import tui.__main__

MODULES = [
    "fcntl",
    "grp",
    "landlock",
    "micropython_run",
    "micropython_unix",
    "pty",
    "pwd",
    "resource",
    "termios",
    "tty",
]
MISSING = (
    (os, "sched_setaffinity sched_getaffinity fork openpty pwrite pread set_blocking getpgid killpg geteuid"),
    (socket, "MSG_DONTWAIT AF_UNIX"),
    (select, "poll epoll"),
    (signal, "SIGKILL SIGHUP SIGUSR1 pthread_sigmask"),
)
LOADED_BEFORE = (
    mpremote.transport_serial, serial.tools.list_ports, firmware.flasher.transport, judge.journal.lock,
)  # fmt: skip
_open = builtins.open


def pair() -> tuple[socket.socket, socket.socket]:
    """As CPython makes one where the system has none."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        near = socket.create_connection(server.getsockname())
        far, _ = server.accept()
    for one in (near, far):
        one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return near, far


def open_no_proc(file: object, *args: object, **more: object) -> object:
    """There is no /proc."""
    if isinstance(file, str | Path) and str(file).startswith("/proc/"):
        raise FileNotFoundError(file)
    return _open(file, *args, **more)  # type: ignore[call-overload]


def take_away() -> None:
    """From here on this process has only what it would have there."""
    sys.modules |= dict.fromkeys(MODULES)
    for module, names in MISSING:
        for name in names.split():
            if hasattr(module, name):
                delattr(module, name)
    socket.socketpair = pair  # type: ignore[assignment]
    builtins.open = open_no_proc  # type: ignore[assignment]


if __name__ == "__main__":
    take_away()
    sys.exit(tui.__main__.main(sys.argv[1:]))
