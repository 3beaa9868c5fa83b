"""What a board's pins are to the field: kinds of reading and writing, an edge, and the port's three doors."""

from dataclasses import dataclass
from typing import Protocol

__all__ = [
    "ADC",
    "COUNT",
    "DIGITAL",
    "DUTY",
    "ECHO_US",
    "FREQ",
    "GYRO_COUNT",
    "GYRO_RATE",
    "PULSE_NS",
    "BoardPort",
    "Edge",
]

DIGITAL, ADC, COUNT, ECHO_US = 0, 1, 2, 3  # READ: 0/1, 0..65535, encoder count, length of a pulse
GYRO_COUNT, GYRO_RATE = 4, 5  # READ: readings that wait in the gyro's store, the oldest in mdps (taken out)
DUTY, FREQ, PULSE_NS = 1, 2, 3  # WRITE (0 is digital too): 0..65535, Hz, ns


@dataclass(frozen=True, slots=True)
class Edge:
    """A level that changed on a pin of the board of that role; `gate` names the gate that did it, if one did."""

    role: str
    pin: int
    level: int
    at_us: int
    gate: str | None


class BoardPort(Protocol):
    """A board's pins, seen from the field."""

    def read(self, pin: int, kind: int, now_us: int) -> int:
        """One reading; -2 for what is not there."""

    def is_steady(self, pin: int, kind: int) -> bool:
        """Whether a reading has no effect, and until the field moves on depends on nothing but its moment."""

    def write(self, pin: int, kind: int, value: int) -> None:
        """One command."""

    def forget(self) -> None:
        """The board started anew."""
