"""The address by which a laptop joins a hall: where, which tournament, which station, and its secret key. Pure text.

    kagarobo://192.168.1.10:4222,192.168.1.11:4222/0123456789abcdef/table-7#SECRET
    kagarobo://…/table-7#SECRET.FINGERPRINT         where the hall speaks TLS: of its certificate, see `certificate`

The secret is 32 bytes in hex. Of `node-2` it is the hall's own: whoever has that address can run a server.
"""

import re
from dataclasses import dataclass

__all__ = ["Address", "is_server", "read_address"]

SERVERS_MAX = 9
_ADDRESS = re.compile(
    r"kagarobo://(?P<servers>[^/#\s]+)/(?P<token>[0-9a-f]{16})/(?P<station>[a-z]+(?:-\d{1,2})?)"
    r"#(?P<secret>[0-9a-f]{64})(?:\.(?P<fingerprint>[0-9a-f]{32}))?"
)
_SERVER = re.compile(r"(?:[A-Za-z0-9.-]+|\[[0-9a-fA-F:]+\]):\d{1,5}")


@dataclass(frozen=True, slots=True)
class Address:
    """What a join address says. `servers`: HOST:PORT each."""

    servers: tuple[str, ...]
    token: str
    station: str
    secret: bytes
    fingerprint: str | None = None
    """Of the hall's certificate; None: no TLS."""

    def __str__(self) -> str:
        pinned = f".{self.fingerprint}" if self.fingerprint is not None else ""
        return f"kagarobo://{','.join(self.servers)}/{self.token}/{self.station}#{self.secret.hex()}{pinned}"


def read_address(text: str) -> Address | None:
    """Read an address; None: it is none."""
    found = _ADDRESS.fullmatch(text.strip())
    if found is None:
        return None
    servers = tuple(found["servers"].split(","))
    if len(servers) > SERVERS_MAX or not all(is_server(server) for server in servers):
        return None
    return Address(servers, found["token"], found["station"], bytes.fromhex(found["secret"]), found["fingerprint"])


def is_server(text: str) -> bool:
    """Tell whether a text is HOST:PORT."""
    return _SERVER.fullmatch(text) is not None and 0 < int(text.rpartition(":")[2]) < 1 << 16
