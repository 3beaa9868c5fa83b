"""The folder of a hall's server: its secret, which keys count, the server's own files. Under `hall` in the home."""

import secrets
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from judge.errors import MembershipUnusable
from judge.journal.jetstream import Login
from judge.journal.messages import Subjects
from judge.journal.nkeys import public_nkey
from tui.hall_net.address import Address
from tui.hall_net.certificate import Certificate, certificate_of
from tui.hall_net.keys import KEEPER, SECRET_BYTES, all_stations, key_of, seed_of
from tui.hall_net.private_file import read_private, write_private, write_private_text
from tui.hall_net.server_file import Cluster, Node, TlsFiles, server_file

__all__ = ["NODE", "ROUTE_PORTS", "HallHouse", "invited_house", "open_house", "reload_server", "server_program"]

FOLDER, FILE = "hall", "hall.json"
NODE = "node"
ROUTE_PORTS = 2000
"""The servers' own port lies so far above the stations'."""


@dataclass(frozen=True, slots=True)
class HallHouse:
    """What a server's laptop knows.

    Args: address, port: of this laptop's server. nodes: HOST:PORT of all servers of the log, where there are more than
    this one. tls: whether stations come in by TLS. generations: how often a station's key was changed, from 2.
    """

    folder: Path
    token: str
    secret: str
    address: str
    port: int
    nodes: tuple[str, ...] = ()
    tls: bool = False
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
    def servers(self) -> tuple[str, ...]:
        """HOST:PORT of every server, this laptop's first."""
        return (self.server, *(node for node in self.nodes if node != self.server))

    @property
    def replicas(self) -> int:
        """On how many laptops a fact is kept."""
        return max(1, len(self.nodes))

    @property
    def certificate(self) -> Certificate | None:
        """By which stations know the hall; None: no TLS."""
        return certificate_of(bytes.fromhex(self.secret), "stations") if self.tls else None

    @property
    def certificate_pem(self) -> str | None:
        """The same as text."""
        return self.certificate.pem if self.certificate is not None else None

    @property
    def configuration(self) -> Path:
        """The file the server reads."""
        return self.folder / "nats.conf"

    def invitation(self, station: str) -> Address:
        """The address by which a station joins."""
        seed = seed_of(bytes.fromhex(self.secret), station, self.generations.get(station, 1))
        return Address(self.nodes or (self.server,), self.token, station, seed, self._fingerprint)

    def node_invitation(self, number: int) -> Address:
        """The address by which another laptop becomes the log's server of that number, from 2."""
        return Address(self.nodes, self.token, f"{NODE}-{number}", bytes.fromhex(self.secret), self._fingerprint)

    @property
    def _fingerprint(self) -> str | None:
        return self.certificate.fingerprint if self.certificate is not None else None

    def keeper(self) -> Login:
        """How this laptop itself comes in, to make the log and to fill it."""
        key = key_of(bytes.fromhex(self.secret), KEEPER)
        return Login(self.servers, self.subjects, KEEPER, key, self.certificate_pem)

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
        told = asdict(self)
        del told["folder"]
        write_private(self.folder / FILE, told)
        write_private_text(self.configuration, server_file(self._node(), self.subjects, keys))

    def _node(self) -> Node:
        number = self.nodes.index(self.server) + 1 if self.nodes else 1
        tls = self._written(self.certificate, "stations") if self.certificate is not None else None
        return Node(f"{NODE}-{number}", self.server, str(self.folder / "log"), tls, self._cluster())

    def _cluster(self) -> Cluster | None:
        if not self.nodes:
            return None
        hosts = [node.rpartition(":")[0] for node in self.nodes]
        tls = self._written(certificate_of(bytes.fromhex(self.secret), "servers", sorted(set(hosts))), "servers")
        return Cluster(_route(self.server), tuple(_route(node) for node in self.servers[1:]), tls)

    def _written(self, certificate: Certificate, name: str) -> TlsFiles:
        files = TlsFiles(str(self.folder / f"{name}.pem"), str(self.folder / f"{name}.key"))
        write_private_text(Path(files.certificate), certificate.pem)
        write_private_text(Path(files.key), certificate.key_pem)
        return files


def open_house(
    home: Path, token: str, address: str | None, port: int | None, *, nodes: Sequence[str] | None = None,
    tls: bool | None = None,
) -> HallHouse:  # fmt: skip
    """Return the hall of a tournament, as it was or with a new secret; a last tournament's log stays beside it.

    Args: None: as before. nodes: see `HallHouse`. Raises: MembershipUnusable: the file is damaged. OSError.
    """
    folder = home / FOLDER / token
    path = folder / FILE
    try:
        told = read_private(path)
        house = HallHouse(folder, **{**told, "nodes": tuple(told.get("nodes", ()))}) if told is not None else None
    except (OSError, ValueError, TypeError) as error:
        raise MembershipUnusable(str(path)) from error
    if house is None:
        house = HallHouse(folder, token, secrets.token_bytes(SECRET_BYTES).hex(), address or "127.0.0.1", port or 4222)
    return replace(
        house, address=address or house.address, port=port or house.port, tls=house.tls if tls is None else tls,
        nodes=house.nodes if nodes is None else tuple(nodes),
    )  # fmt: skip


def invited_house(home: Path, invited: Address) -> HallHouse:
    """Return the hall that another laptop's `node_invitation` makes this one a server of. Raises: OSError."""
    host, _, port = invited.servers[int(invited.station.partition("-")[2]) - 1].rpartition(":")
    return HallHouse(
        home / FOLDER / invited.token, invited.token, invited.secret.hex(), host, int(port), invited.servers,
        invited.fingerprint is not None,
    )  # fmt: skip


def _route(server: str) -> str:
    """Where a server hears the others: its stations' port and `ROUTE_PORTS`."""
    host, _, port = server.rpartition(":")
    return f"{host}:{int(port) + ROUTE_PORTS}"


def server_program() -> Path | None:
    """Return the server's program, which is installed beside this one; None: it is not."""
    beside = Path(sys.executable).parent / ("nats-server.exe" if sys.platform == "win32" else "nats-server")
    found = str(beside) if beside.exists() else shutil.which("nats-server")
    return Path(found) if found else None


def reload_server(program: Path, pid: int) -> None:
    """Let a running server read its file again: who is no member any more is put out."""
    subprocess.run([program, "--signal", f"reload={pid}"], check=True, capture_output=True, timeout=10)
