"""The folder of a hall's server: its secret, which keys count, the server's own files. Under `hall` in the home."""

import secrets
import shutil
import subprocess
import sys
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from judge.errors import MembershipUnusable
from judge.journal.jetstream import Login
from judge.journal.messages import Subjects
from judge.journal.nkeys import public_nkey
from tui.hall_net.address import Address
from tui.hall_net.keys import KEEPER, SECRET_BYTES, all_stations, key_of, seed_of
from tui.hall_net.private_file import read_private, write_private, write_private_text
from tui.hall_net.server_file import Node, server_file

__all__ = ["HallHouse", "open_house", "reload_server", "server_program"]

FOLDER, FILE = "hall", "hall.json"


@dataclass(frozen=True, slots=True)
class HallHouse:
    """What a server's laptop knows. Args: generations: how often a station's key was changed, where it was, from 2."""

    folder: Path
    token: str
    secret: str
    address: str
    port: int
    generations: dict[str, int] = field(default_factory=dict)

    @property
    def subjects(self) -> Subjects:
        """The names of the tournament's messages."""
        return Subjects(self.token)

    @property
    def server(self) -> str:
        """HOST:PORT by which others reach it."""
        return f"{self.address}:{self.port}"

    @property
    def configuration(self) -> Path:
        """The file the server reads."""
        return self.folder / "nats.conf"

    def invitation(self, station: str) -> Address:
        """The address by which a station joins."""
        seed = seed_of(bytes.fromhex(self.secret), station, self.generations.get(station, 1))
        return Address((self.server,), self.token, station, seed)

    def keeper(self) -> Login:
        """How this laptop itself comes in, to make the log and to fill it."""
        return Login((self.server,), self.subjects, KEEPER, key_of(bytes.fromhex(self.secret), KEEPER))

    def with_generation(self, station: str, generation: int) -> "HallHouse":
        """The same where a station has another key. Older keys never come back."""
        generation = max(generation, self.generations.get(station, 1))
        return replace(self, generations={**self.generations, station: generation})

    def write(self) -> None:
        """Write all files. Raises: OSError."""
        secret = bytes.fromhex(self.secret)
        keys = {
            station: public_nkey(key_of(secret, station, self.generations.get(station, 1)))
            for station in (KEEPER, *all_stations())
        }
        node = Node("node-1", f"{self.address}:{self.port}", str(self.folder / "log"))
        told = asdict(self)
        del told["folder"]
        write_private(self.folder / FILE, told)
        write_private_text(self.configuration, server_file(node, self.subjects, keys))


def open_house(home: Path, token: str, address: str | None, port: int | None) -> HallHouse:
    """Return the hall of a tournament, as it was or with a new secret; a last tournament's log stays beside it.

    Args: address, port: None: as before. Raises: MembershipUnusable: the file is damaged. OSError.
    """
    folder = home / FOLDER / token
    path = folder / FILE
    try:
        told = read_private(path)
        house = HallHouse(folder, **told) if told is not None else None
    except (OSError, ValueError, TypeError) as error:
        raise MembershipUnusable(str(path)) from error
    if house is None:
        house = HallHouse(folder, token, secrets.token_bytes(SECRET_BYTES).hex(), address or "127.0.0.1", port or 4222)
    return replace(house, address=address or house.address, port=port or house.port)


def server_program() -> Path | None:
    """Return the server's program, which is installed beside this one; None: it is not."""
    beside = Path(sys.executable).parent / ("nats-server.exe" if sys.platform == "win32" else "nats-server")
    found = str(beside) if beside.exists() else shutil.which("nats-server")
    return Path(found) if found else None


def reload_server(program: Path, pid: int) -> None:
    """Let a running server read its file again: who is no member any more is put out."""
    subprocess.run([program, "--signal", f"reload={pid}"], check=True, capture_output=True, timeout=10)
