"""A station's key as the log's server knows it: an Ed25519 key whose secret half never travels.

The server sends a nonce and the station signs it, so that whoever listens on the air learns nothing to come in with.
Form: a prefix byte, 32 bytes, a CRC-16 (XMODEM), in base32. Source: nats.io, "NKeys".
"""

import base64
import binascii
import struct

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

__all__ = ["public_nkey", "signature"]

USER_PREFIX = 20 << 3  # makes the first letter a U


def public_nkey(key: Ed25519PrivateKey) -> str:
    """Return the public half, as it stands in the server's configuration."""
    raw = bytes([USER_PREFIX]) + key.public_key().public_bytes_raw()
    return base64.b32encode(raw + struct.pack("<H", binascii.crc_hqx(raw, 0))).decode().rstrip("=")


def signature(key: Ed25519PrivateKey, nonce: str) -> bytes:
    """Sign the server's nonce, as the client library sends it."""
    return base64.b64encode(key.sign(nonce.encode()))
