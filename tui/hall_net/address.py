"""The address by which a laptop joins a hall: where, which tournament, which station, and its secret key. Pure text.

    kagarobo://192.168.1.10:4222,192.168.1.11:4222/0123456789abcdef/table-7#SECRET

The secret is 32 bytes in hex.
"""

import re
from dataclasses import dataclass

__all__ = ["Address", "read_address"]

SERVERS_MAX = 9
_ADDRESS = re.compile(
    r"kagarobo://(?P<servers>[^/#\s]+)/(?P<token>[0-9a-f]{16})/(?P<station>[a-z]+(?:-\d{1,2})?)"
    r"#(?P<secret>[0-9a-f]{64})"
)
_SERVER = re.compile(r"(?:[A-Za-z0-9.-]+|\[[0-9a-fA-F:]+\]):\d{1,5}")


@dataclass(frozen=True, slots=True)
class Address:
    """What a join address says. `servers`: HOST:PORT each."""

    servers: tuple[str, ...]
    token: str
    station: str
    secret: bytes

    def __str__(self) -> str:
        return f"kagarobo://{','.join(self.servers)}/{self.token}/{self.station}#{self.secret.hex()}"


def read_address(text: str) -> Address | None:
    """Read an address; None: it is none."""
    found = _ADDRESS.fullmatch(text.strip())
    if found is None:
        return None
    servers = tuple(found["servers"].split(","))
    if len(servers) > SERVERS_MAX or not all(_is_server(server) for server in servers):
        return None
    return Address(servers, found["token"], found["station"], bytes.fromhex(found["secret"]))


def _is_server(text: str) -> bool:
    return _SERVER.fullmatch(text) is not None and 0 < int(text.rpartition(":")[2]) < 1 << 16
