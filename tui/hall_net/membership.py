"""What makes a laptop a station of a hall: one file in its home, written by `kagarobo join`, readable by its owner."""

from dataclasses import asdict, dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from judge.errors import MembershipUnusable
from judge.journal.messages import Subjects
from tui.hall_net.address import Address
from tui.hall_net.keys import role_of
from tui.hall_net.private_file import read_private, write_private

__all__ = ["FILE", "Membership", "leave", "read_membership"]

FILE = "hall_member.json"


@dataclass(frozen=True, slots=True)
class Membership:
    """Where a station belongs. `secret`: of its key, hex. `certificate`: PEM of the hall's; None: no TLS."""

    servers: tuple[str, ...]
    token: str
    station: str
    secret: str
    certificate: str | None = None

    @classmethod
    def at(cls, address: Address, certificate: str | None) -> "Membership":
        """The membership that a join address gives."""
        return cls(address.servers, address.token, address.station, address.secret.hex(), certificate)

    @property
    def role(self) -> str | None:
        """desk, table, display or keeper."""
        return role_of(self.station)

    @property
    def table(self) -> int | None:
        """The table's number; None: it is no table."""
        return int(self.station.partition("-")[2]) if self.role == "table" else None

    @property
    def subjects(self) -> Subjects:
        """The names of the tournament's messages."""
        return Subjects(self.token)

    @property
    def key(self) -> Ed25519PrivateKey:
        """The station's key."""
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(self.secret))

    def keep(self, home: Path) -> None:
        """Write it into the home. Raises: OSError."""
        write_private(home / FILE, asdict(self))


def read_membership(home: Path) -> Membership | None:
    """Return the home's membership; None: this laptop works alone. Raises: MembershipUnusable."""
    path = home / FILE
    try:
        told = read_private(path)
        if told is None:
            return None
        membership = Membership(**{**told, "servers": tuple(told["servers"])})
        if membership.role is None or len(membership.key.private_bytes_raw()) != 32:
            raise ValueError(membership.station)
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise MembershipUnusable(str(path)) from error
    return membership


def leave(home: Path) -> bool:
    """Work alone from now on; False: it did already."""
    path = home / FILE
    was_there = path.exists()
    path.unlink(missing_ok=True)
    return was_there
