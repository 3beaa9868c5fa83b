"""One station's connection to the hall's replicated log (NATS JetStream): ask, publish, read. A shell.

Rule 1: every call has a time limit; whatever goes wrong ends the connection, and the caller makes another.
Rule 2: the log is read by place from the one before, without a gap: what was lost on the way is asked for again.
Rule 3: a fact is published behind the last message of its subject (`place`), or the log refuses it.
"""

import asyncio
import contextlib
import logging
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.aio.subscription import Subscription
from nats.errors import Error as NatsError
from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy, DiscardPolicy, Header, StorageType, StreamConfig
from nats.js.errors import APIError, NotFoundError

from judge.errors import MessageRefused
from judge.journal.messages import MESSAGE_BYTES_MAX, Subjects, read_row
from judge.journal.nkeys import public_nkey, signature
from judge.journal.outbox import Stored

__all__ = ["LOST", "Login", "Message", "OutOfTurn", "Session", "SessionLost", "end_if_told", "or_lost"]

logging.getLogger("asyncio").setLevel(logging.ERROR)  # it warns of each TLS connection that a server closed
CALL_S = 3  # a log of three whose leader died has another one by then
PING_S, PINGS_MAX = 2, 2  # a cable that is out is noticed within six seconds
HEARTBEAT_S = 1.0
SILENCE_S = 4.0
WRONG_PLACE = 10071  # the server's code for "wrong last sequence"
GIBIBYTE = 1 << 30
STREAM_BYTES_MAX = 2 * GIBIBYTE  # a thousand tournaments; when it is full nothing old is dropped for it


P = ParamSpec("P")
T = TypeVar("T")


class OutOfTurn(Exception):  # noqa: N818 - it says what happened
    """Something else was published on the subject meanwhile; compare anew."""


class SessionLost(Exception):  # noqa: N818
    """The connection is of no use any more."""


LOST = (NatsError, OSError, TimeoutError, SessionLost)
"""What ends a connection."""


def end_if_told() -> None:
    """End the task here if it was cancelled before.

    Before Python 3.12 `asyncio.wait_for`, which the library waits with, forgets a cancel that comes together with what
    it waits for; a loop around it would then never end. Raises: CancelledError.
    """
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError


def or_lost(call: Callable[P, Awaitable[T]]) -> Callable[P, Coroutine[Any, Any, T]]:
    """Make a call whose waiting the library cancels with its connection a connection that is lost.

    A cancel that nobody asked for would end its task without a word: a group of tasks takes it for a wish.
    """

    @wraps(call)
    async def called(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return await call(*args, **kwargs)
        except asyncio.CancelledError as error:
            end_if_told()
            raise SessionLost("the connection is gone") from error

    return called


@dataclass(frozen=True, slots=True)
class Login:
    """Who comes in, and where. Args: servers: HOST:PORT each. certificate: PEM of the one trusted; None: no TLS."""

    servers: tuple[str, ...]
    subjects: Subjects
    station: str
    key: Ed25519PrivateKey
    certificate: str | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """What the log holds at a place; `pending` more are behind it."""

    place: int
    subject: str
    data: bytes
    pending: int


class Session:
    """A connection, from `open` to `close`. Args: slot: a program's own name beside others of the same station."""

    def __init__(self, client: Client, login: Login, slot: str) -> None:
        self.client, self.subjects, self._consumer = client, login.subjects, f"{login.station}{slot}"
        self._log: JetStreamContext = client.jetstream(timeout=CALL_S)

    @classmethod
    async def open(
        cls, login: Login, server: str, *, slot: str = "", is_denied: Callable[[Exception], None] = lambda _error: None
    ) -> "Session":
        """Connect. Args: is_denied: told what the server did not allow later on. Raises: LOST."""

        async def tell(error: Exception) -> None:
            if client.is_connected:  # an attempt that failed is no refusal; it is raised
                is_denied(error)

        client = Client()
        client._public_nkey = public_nkey(login.key)  # the library sets it from a seed only, by a library of its own
        trusted = None
        if login.certificate is not None:
            trusted = ssl.create_default_context(cadata=login.certificate)
            trusted.check_hostname = False  # the certificate itself was named when the station joined
        connecting = client.connect(
            f"{'nats' if trusted is None else 'tls'}://{server}",
            signature_cb=lambda nonce: signature(login.key, nonce),
            allow_reconnect=False, connect_timeout=CALL_S, ping_interval=PING_S, max_outstanding_pings=PINGS_MAX,
            max_reconnect_attempts=1, reconnect_time_wait=0,  # else it knocks at a dead server for minutes
            inbox_prefix=f"_INBOX.{login.station}", error_cb=tell, tls=trusted,
            tls_handshake_first=trusted is not None, drain_timeout=CALL_S,
        )  # fmt: skip
        try:
            await or_lost(asyncio.wait_for)(connecting, CALL_S)
        except LOST:
            await client.close()  # the library leaves the socket of an attempt that failed
            raise
        return cls(client, login, slot)

    async def close(self) -> None:
        """Leave; a connection that the library cannot end in time is left to itself."""
        with contextlib.suppress(*LOST):
            await or_lost(asyncio.wait_for)(self.client.close(), CALL_S)

    async def is_over(self) -> None:
        """Return when the connection is gone."""
        while self.client.is_connected:
            await asyncio.sleep(PING_S / 10)

    @or_lost
    async def make_log(self, replicas: int) -> None:
        """Make the log of the tournament, if there is none. Nothing in it is ever deleted or replaced."""
        config = StreamConfig(
            name=self.subjects.stream, subjects=list(self.subjects.kept), storage=StorageType.FILE,
            num_replicas=replicas, discard=DiscardPolicy.NEW, deny_delete=True, deny_purge=True,
            max_msg_size=MESSAGE_BYTES_MAX, max_bytes=STREAM_BYTES_MAX,
        )  # fmt: skip
        try:
            await self._log.stream_info(self.subjects.stream)
        except NotFoundError:
            await self._log.add_stream(config)

    @or_lost
    async def born(self) -> str:
        """Say when the log was made: another moment, another log, whose places begin anew. Raises: LOST."""
        info = await self._log.stream_info(self.subjects.stream)
        return str(info.created)

    @or_lost
    async def last(self, station: str) -> Stored | None:
        """Return the last message on a station's subject; None: there is none. Raises: LOST."""
        try:
            found = await self._log.get_last_msg(self.subjects.stream, self.subjects.facts(station))
        except NotFoundError:
            return None
        try:
            row = read_row(station, found.data or b"")
        except MessageRefused:
            row = None
        return Stored(int(found.seq or 0), row)

    @or_lost
    async def has(self, subject: str) -> bool:
        """Tell whether the log holds anything on a subject. Raises: LOST."""
        try:
            await self._log.get_last_msg(self.subjects.stream, subject)
        except NotFoundError:
            return False
        return True

    @or_lost
    async def publish(self, subject: str, data: bytes, place: int | None) -> int:
        """Publish behind the message at `place` (0: as the first; None: wherever); return the place it has now.

        It is on the disks of a majority of the log's servers then. Raises: OutOfTurn; LOST.
        """
        headers = {Header.EXPECTED_LAST_SUBJECT_SEQUENCE.value: str(place)} if place is not None else None
        try:
            answer = await self._log.publish(subject, data, timeout=CALL_S, headers=headers)
        except APIError as error:
            if error.err_code == WRONG_PLACE:
                raise OutOfTurn from error
            raise
        return answer.seq

    @or_lost
    async def say(self, subject: str, data: bytes) -> None:
        """Say something that nothing keeps. Raises: LOST."""
        await self.client.publish(subject, data)

    @or_lost
    async def hear(self, subject: str, heard: Callable[[str, bytes], None]) -> None:
        """Listen to what nothing keeps."""

        async def take(message: Msg) -> None:
            heard(message.subject, message.data)

        await self.client.subscribe(subject, cb=take)

    async def messages(self, first: int, only: str | None = None) -> AsyncIterator[Message]:
        """Give what the log holds from a place on, and go on as it grows. Raises: LOST: something is missing.

        Args: only: one subject; None: all.
        """
        inbox = self.client.new_inbox()
        arriving = await self._subscribed(inbox)
        await self._read_from(first, inbox, only)
        count = 0
        while True:
            message = await self._next(arriving)
            end_if_told()
            if message.headers and "Status" in message.headers:
                if int(message.headers.get("Nats-Last-Consumer", count)) != count:
                    raise SessionLost("messages are missing")
                continue
            about = message.metadata
            count += 1
            if about.sequence.consumer != count:
                raise SessionLost("messages are missing")
            yield Message(about.sequence.stream, message.subject, message.data, about.num_pending)

    @or_lost
    async def _subscribed(self, inbox: str) -> Subscription:
        return await self.client.subscribe(inbox)

    @or_lost
    async def _next(self, arriving: Subscription) -> Msg:
        return await arriving.next_msg(timeout=SILENCE_S)

    @or_lost
    async def _read_from(self, first: int, inbox: str, only: str | None) -> None:
        with contextlib.suppress(NotFoundError):  # one reader a station and program: an earlier one's is taken away
            await self._log.delete_consumer(self.subjects.stream, self._consumer)
        config = ConsumerConfig(
            name=self._consumer, deliver_subject=inbox, ack_policy=AckPolicy.NONE, max_deliver=1, num_replicas=1,
            deliver_policy=DeliverPolicy.BY_START_SEQUENCE, opt_start_seq=first, idle_heartbeat=HEARTBEAT_S,
            mem_storage=True, inactive_threshold=2 * SILENCE_S, filter_subject=only,
        )  # fmt: skip
        await self._log.add_consumer(self.subjects.stream, config)
