"""A virtual board: real MicroPython behind a serial port (a pty), in a process that reaches nothing but its own flash.

    client (mpremote) <-> outer pty <-> relay <-> inner tty <-> MicroPython in its walls <-> flash, field's channel

`run` lives in the foreground until SIGINT or SIGTERM, or until its plug is pulled, and leaves nothing but the image.
"""

import logging
import os
import signal
import socket
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from firmware.errors import NoConfinement, NoMicroPython
from firmware.virtual import registry
from firmware.virtual.child import Child
from firmware.virtual.client_port import ClientPort
from firmware.virtual.image import Image
from firmware.virtual.link import Link
from firmware.virtual.relay import Relay

KINDS = ("robot", "judge-box")
MICROPYTHON_VARIABLE = "KAGAROBO_MICROPYTHON"

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class BoardOptions:
    """What board to run. `image` defaults to `<home>/boards/NAME.lfs`; `reset` empties it; `field_fd` is the field's
    channel.
    """

    kind: str
    home: Path
    name: str | None = None
    image: Path | None = None
    field_fd: int | None = None
    reset: bool = False
    link: Link = field(default_factory=Link)


def run(
    options: BoardOptions,
    *,
    on_ready: Callable[[registry.BoardEntry], None] | None = None,
    on_cut: Callable[[str], None] | None = None,
) -> int:
    """Run a board until SIGINT or SIGTERM, or until its plug is pulled; return 0.

    The first line on stdout is the device path, alone, once mpremote can connect; `on_ready` replaces that. The plug is
    told to the log; `on_cut` (name) replaces that. To be called in the main thread. Raises: BoardError.
    """
    check_machine()
    claim = registry.claim(options.home, options.kind, options.name)
    try:
        image = Image(options.image or registry.folder(options.home) / f"{claim.name}.lfs", reset=options.reset)
        try:
            is_cut = _run(options, claim, image, on_ready or _print_port)
        finally:
            image.close()
    finally:
        claim.release()
    if is_cut:
        (on_cut or _log_cut)(claim.name)
    return 0


def check_machine() -> None:
    """Refuse a machine on which no board can be kept apart from the host. Raises: NoConfinement, NoMicroPython."""
    if sys.platform != "linux":
        raise NoConfinement(reason=f"boards are confined on Linux only, this is {sys.platform}")
    if os.environ.get(MICROPYTHON_VARIABLE):
        # Starting another program needs execve and a loader that opens files: both are beyond the walls.
        raise NoMicroPython(reason=f"{MICROPYTHON_VARIABLE} names a program; only the wheel's module can be confined")


def _run(
    options: BoardOptions, claim: registry.Claim, image: Image, on_ready: Callable[[registry.BoardEntry], None]
) -> bool:
    """Run it; return whether its plug was pulled."""
    port = ClientPort(options.link)
    channel = None if options.field_fd is None else socket.socket(fileno=os.dup(options.field_fd))

    def start_child(programs: Sequence[str], fresh: bool, was_bitten: bool) -> Child:
        is_exact = options.kind == "judge-box"  # while a signal is not yet safe, what a box does must cost no time
        return Child(
            image.descriptor,
            image.blocks,
            field_fd=options.field_fd,
            is_exact=is_exact,
            programs=programs,
            fresh=fresh,
            was_bitten=was_bitten,
        )

    def ready() -> None:
        entry = registry.BoardEntry(port.path, options.kind, claim.name, os.getpid(), in_field=channel is not None)
        claim.publish(entry)
        on_ready(entry)

    relay = Relay(
        port,
        start_child,
        fresh=image.is_fresh,
        image=str(image.path),
        on_mounted=image.settle,
        on_ready=ready,
        field=channel,
    )
    with _StopSignal() as stop:
        try:
            relay.run(stop)
        finally:
            port.close()
            if channel is not None:
                channel.close()
    return port.is_cut


def _print_port(entry: registry.BoardEntry) -> None:
    sys.stdout.write(entry.port + "\n")
    sys.stdout.flush()


def _log_cut(name: str) -> None:
    log.warning("%s: the plug was pulled", name)


class _StopSignal:
    """While entered, SIGINT and SIGTERM make a descriptor readable instead of ending the process."""

    NUMBERS = (signal.SIGINT, signal.SIGTERM)

    def __enter__(self) -> int:
        self._reader, self._writer = os.pipe()
        self._before = {number: signal.signal(number, self._note) for number in self.NUMBERS}
        return self._reader

    def _note(self, *_: object) -> None:
        os.write(self._writer, b"!")

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)
        os.close(self._reader)
        os.close(self._writer)
