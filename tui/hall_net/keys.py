"""The hall's keys: one secret makes them all, so that every laptop that runs a server knows every station's key.

A station's key is drawn from the hall's random secret by the station's name and a count of how often its key was
changed. It tells nothing about the secret or another station's key. Raising the count revokes a key.
"""

from collections.abc import Iterator

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

__all__ = ["DESK", "KEEPER", "SECRET_BYTES", "all_stations", "derived", "key_of", "role_of", "seed_of"]

DESK, KEEPER = "desk", "keeper"
SECRET_BYTES = 32
TABLES_MAX, DISPLAYS_MAX = 99, 20


def all_stations() -> Iterator[str]:
    """Return every station a hall may have; each has a key from the start."""
    yield DESK
    yield from (f"table-{number}" for number in range(1, TABLES_MAX + 1))
    yield from (f"display-{number}" for number in range(1, DISPLAYS_MAX + 1))


def role_of(station: str) -> str | None:
    """Return desk, table, display or keeper; None: no station of a hall is called so."""
    if station == KEEPER:
        return KEEPER
    return station.partition("-")[0] if station in _STATIONS else None


_STATIONS = frozenset(all_stations())


def derived(secret: bytes, purpose: str) -> bytes:
    """Return 32 bytes for one purpose."""
    return HKDF(SHA256(), SECRET_BYTES, None, f"kagarobo hall {purpose}".encode()).derive(secret)


def seed_of(secret: bytes, station: str, generation: int) -> bytes:
    """Return the secret half of a station's key, as its join address carries it."""
    return derived(secret, f"station {station} {generation}")


def key_of(secret: bytes, station: str, generation: int = 1) -> Ed25519PrivateKey:
    """Return a station's key. Args: generation: counts from 1."""
    return Ed25519PrivateKey.from_private_bytes(seed_of(secret, station, generation))
