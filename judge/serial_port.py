"""The serial shell: open a port, read whatever is there, write what is asked, say when the cable is gone.

No rule of the game is here. A `Port` is three methods, so that tests and lessons put a scripted one in its place
(`judge.testing.FakePort`).
"""

from typing import Protocol

import serial

from judge.errors import PortGone, PortNotFound, PortTaken

__all__ = ["Port", "SerialPort"]

BAUD = 115200
WRITE_TIMEOUT_S = 2.0  # a dead port must never hang the station (a failure seen in race timing systems)


class Port(Protocol):
    """A line to a judge box."""

    def read(self) -> bytes:
        """Return the bytes that are there now, or none. Raises: PortGone."""

    def write(self, data: bytes) -> None:
        """Send all of DATA. Raises: PortGone."""

    def close(self) -> None:
        """Let go of the line; never raises."""


class SerialPort:
    """A real serial port, taken for ourselves.

    Raises: PortNotFound: no such device. PortTaken: another program holds it.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        try:
            self._serial = serial.Serial(path, BAUD, timeout=0, write_timeout=WRITE_TIMEOUT_S, exclusive=True)
        except serial.SerialException as error:
            if "exclusively lock" in str(error) or getattr(error, "errno", None) in (11, 16):
                raise PortTaken(path) from error
            raise PortNotFound(path) from error

    def read(self) -> bytes:
        """Return the bytes that are there now, or none. Raises: PortGone."""
        try:
            waiting = self._serial.in_waiting
            return bytes(self._serial.read(waiting)) if waiting else b""
        except (OSError, serial.SerialException, TypeError) as error:
            raise PortGone(self.path) from error  # TypeError: pyserial's own, when the port vanishes in a read

    def write(self, data: bytes) -> None:
        """Send all of DATA. Raises: PortGone."""
        try:
            self._serial.write(data)
        except (OSError, serial.SerialException) as error:
            raise PortGone(self.path) from error

    def fileno(self) -> int:
        """Return the descriptor, to wait on."""
        return int(self._serial.fileno())

    def close(self) -> None:
        """Let go of the line; never raises."""
        self._serial.close()
