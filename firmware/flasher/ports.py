"""Find the boards at hand: what is plugged into USB, and the virtual ones that say so in the registry.

Nothing is opened here, so a board that is busy is listed all the same.
"""

import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from serial.tools.list_ports import comports

from firmware.errors import BoardNotFound

__all__ = ["Board", "find", "list_boards"]

# Vendors whose boards run MicroPython, or whose USB-serial chips sit on such boards.
VENDORS = {
    0x2E8A: "raspberry-pi",  # Pico, Pico 2, XRP; MicroPython's own CDC port is 2e8a:0005
    0x303A: "espressif",  # ESP32-S2, -S3, -C3 with USB of their own
    0x10C4: "usb-serial",  # Silicon Labs CP210x
    0x1A86: "usb-serial",  # WCH CH340, CH9102
    0x0403: "usb-serial",  # FTDI
    0xF055: "micropython",  # pyboard
    0x1B4F: "sparkfun",  # SparkFun's XRP controller
}


@dataclass(frozen=True, slots=True)
class Board:
    """One board that a program could be put on."""

    name: str
    """A virtual board's name; of a real one its serial number, and where it has none the port's last part."""
    kind: str
    """`robot` or `judge-box`; of a real board its maker, until it is asked."""
    port: str
    source: str
    """`usb` or `virtual`."""
    vid_pid: str | None
    """`2e8a:0005`; None for a virtual board."""
    pid: int | None
    """The process of a virtual board; None for a real one."""
    in_field: bool = False
    """A virtual board whose time and pins are a field's: a question would be part of what happens there."""

    @property
    def key(self) -> str | None:
        """What stays the same when it is plugged in elsewhere; None for a board whose USB chip has no number."""
        if self.source == "virtual":
            return f"virtual:{self.name}"
        return f"usb:{self.name}" if self.vid_pid is not None and self.name != Path(self.port).name else None

    def as_json(self) -> dict[str, str | int | None]:
        """The entry of `kagarobo boards --json`."""
        return asdict(self)


def list_boards(home: Path) -> list[Board]:
    """List USB boards by port, then virtual boards by name."""
    return _usb_boards() + _virtual_boards(home)


def find(name_or_port: str, home: Path) -> Board:
    """Look a board up by its name or its port.

    A port that is not listed (Bluetooth, a board of an unknown maker) is taken at its word when it exists.

    Raises:
        BoardNotFound: neither; it lists the names that are there.
    """
    boards = list_boards(home)
    for board in boards:
        if name_or_port in {board.name, board.port}:
            return board
    if Path(name_or_port).is_char_device():
        return Board(Path(name_or_port).name, "unknown", name_or_port, "usb", None, None)
    raise BoardNotFound(name_or_port, tuple(board.name for board in boards))


def _usb_boards() -> list[Board]:
    boards = []
    ports = comports()
    for port in sorted(ports, key=lambda port: str(port.device)):
        if port.vid in VENDORS:
            name = port.serial_number or Path(port.device).name
            ids = f"{port.vid:04x}:{port.pid:04x}"
            boards.append(Board(name, VENDORS[port.vid], port.device, "usb", ids, None))
    return boards


def _virtual_boards(home: Path) -> list[Board]:
    if sys.platform == "win32":
        return []  # a virtual board needs a pty
    from firmware.virtual.registry import list_boards as list_virtual_boards  # it locks files the POSIX way

    entries = sorted(list_virtual_boards(home), key=lambda entry: entry.name)
    return [Board(entry.name, entry.kind, entry.port, "virtual", None, entry.pid, entry.in_field) for entry in entries]
