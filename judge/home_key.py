"""The home's signing key: made once, kept in the home's folder, read by its owner alone; what it signs names it."""

import os
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from judge.errors import SigningKeyUnusable

__all__ = ["FILE", "home_key", "public_hex"]

FILE = "signing_key.pem"


def home_key(home: Path) -> Ed25519PrivateKey:
    """Return the key of a home; its first use makes it (mode 0600).

    Raises: SigningKeyUnusable: the file cannot be read or written, holds no Ed25519 key, or others may read it.
    """
    path = home / FILE
    try:
        home.mkdir(parents=True, exist_ok=True)
        try:
            return _made(path)
        except FileExistsError:
            return _read(path)
    except OSError as error:
        raise SigningKeyUnusable(str(path), "no_access") from error


def public_hex(key: Ed25519PrivateKey) -> str:
    """Return what others know the key by."""
    return key.public_key().public_bytes_raw().hex()


def _made(path: Path) -> Ed25519PrivateKey:
    key = Ed25519PrivateKey.generate()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(pem)
        file.flush()
        os.fsync(file.fileno())
    return key


def _read(path: Path) -> Ed25519PrivateKey:
    if os.name == "posix" and path.stat().st_mode & 0o077:
        raise SigningKeyUnusable(str(path), "open_to_others")
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), None)
    except ValueError as error:
        raise SigningKeyUnusable(str(path), "no_key") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise SigningKeyUnusable(str(path), "no_key")
    return key
