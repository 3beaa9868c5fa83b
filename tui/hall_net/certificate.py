"""The hall's own certificates, drawn from its secret: every laptop that runs a server makes the very same ones. Pure.

There is no authority behind them and none is needed: a station is told the fingerprint of the hall's certificate when
it joins, and a server knows another by its having the secret's key. Ed25519 signs without chance, so equal secrets,
hosts and dates give equal bytes.
"""

import hashlib
import ipaddress
from collections.abc import Sequence
from datetime import UTC, datetime

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from tui.hall_net.keys import derived

__all__ = ["FINGERPRINT_CHARS", "Certificate", "certificate_of", "fingerprint_of"]

FINGERPRINT_CHARS = 32  # 128 bits: nobody finds another certificate that has them
BEGINS, ENDS = datetime(2020, 1, 1, tzinfo=UTC), datetime(2120, 1, 1, tzinfo=UTC)  # laptops' clocks are wrong at times


class Certificate:
    """A certificate and its key, as PEM."""

    def __init__(self, certificate: x509.Certificate, key: Ed25519PrivateKey) -> None:
        self.pem = certificate.public_bytes(Encoding.PEM).decode()
        self.key_pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
        self.fingerprint = fingerprint_of(certificate.public_bytes(Encoding.DER))


def fingerprint_of(der: bytes) -> str:
    """Return what a join address says of a certificate."""
    return hashlib.sha256(der).hexdigest()[:FINGERPRINT_CHARS]


def certificate_of(secret: bytes, purpose: str, hosts: Sequence[str] = ()) -> Certificate:
    """Return the hall's certificate for a purpose. Args: hosts: whom it names; none where it is known by its bytes."""
    key = Ed25519PrivateKey.from_private_bytes(derived(secret, f"certificate {purpose}"))
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"kagarobo hall {purpose}")])
    usage = x509.KeyUsage(
        digital_signature=True, key_cert_sign=True, content_commitment=False, key_encipherment=False,
        data_encipherment=False, key_agreement=False, crl_sign=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(int.from_bytes(derived(secret, f"serial {purpose}")[:15], "big") + 1)
        .not_valid_before(BEGINS)
        .not_valid_after(ENDS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(
            x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False
        )
        .add_extension(x509.SubjectAlternativeName([_name(host) for host in hosts or ["kagarobo"]]), critical=False)
    )
    return Certificate(builder.sign(key, None), key)


def _name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host.strip("[]")))
    except ValueError:
        return x509.DNSName(host)
