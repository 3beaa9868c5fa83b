"""Joins a hall: tries the key, and takes everything that the log holds into the home's journal."""

import asyncio
import ssl
from contextlib import suppress
from pathlib import Path

from judge.journal import Journal, read_facts
from judge.journal.hall_link import HallLink
from judge.journal.jetstream import LOST, Session
from judge.journal.messages import Subjects, founding_fact
from tui.hall_net.address import Address
from tui.hall_net.certificate import fingerprint_of
from tui.hall_net.membership import Membership
from tui.hall_net.station import Inbox, login_of

__all__ = ["CertificateDiffers", "fill", "is_let_in", "is_of", "pinned_certificate"]

FILL_S = 60.0
FETCH_S = 4.0


class CertificateDiffers(Exception):  # noqa: N818
    """Somebody else answers at the hall's address."""


def pinned_certificate(address: Address) -> str | None:
    """Fetch the hall's certificate, which the address names; None: the hall speaks no TLS.

    Raises: OSError: no server answers. CertificateDiffers: whoever answers is not the hall.
    """
    if address.fingerprint is None:
        return None
    problem: OSError | None = None
    for server in address.servers:
        host, _, port = server.rpartition(":")
        try:
            pem = ssl.get_server_certificate((host.strip("[]"), int(port)), timeout=FETCH_S)
        except OSError as error:  # what speaks no TLS at all is one, too
            problem = error
            continue
        if fingerprint_of(ssl.PEM_cert_to_DER_cert(pem)) != address.fingerprint:
            raise CertificateDiffers(server)
        return pem
    assert problem is not None
    raise problem


async def is_let_in(membership: Membership) -> bool:
    """Whether a server of the hall knows this key; False: it is refused. Raises: LOST: no server answers."""
    error: Exception | None = None
    for server in membership.servers:
        try:
            session = await Session.open(login_of(membership), server, slot="-join")
        except LOST as problem:
            if "authorization" in str(problem).lower():
                return False
            error = problem
            continue
        await session.close()
        return True
    assert error is not None
    raise error


async def fill(membership: Membership, journal: Journal, release: str) -> int:
    """Take everything the log holds; return how many facts were new. Raises: TimeoutError, JudgeError."""
    link = HallLink(login_of(membership), journal.path, release, (), slot="-join")
    inbox = Inbox(link)
    running = asyncio.create_task(link.run())
    try:
        async with asyncio.timeout(FILL_S):
            await link.caught_up()
        return inbox.take_into(journal, at_once=True)
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running


def is_of(path: Path, token: str) -> bool:
    """Whether a journal is of this tournament, or of none yet. Raises: JudgeError."""
    founding = founding_fact(read_facts(path)) if path.exists() else None
    return founding is None or Subjects.of(founding).token == token
