"""The configuration of the log's server for one hall: who may write and read what. Pure text; no key's secret half.

Rule: whatever is not allowed here is denied: a table publishes its own facts and no others, a display none; each reads
only what it asked for itself, on names that begin with its own.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from judge.journal.messages import MESSAGE_BYTES_MAX, Subjects
from tui.hall_net.keys import DESK, KEEPER

__all__ = ["SLOTS", "Node", "server_file"]

SLOTS = ("", "-join", "-live")
"""The programs of one station that may read the log at a time."""
CONNECTIONS_MAX = 400
MEBIBYTE = 1 << 20
STORE_BYTES_MAX = 4096 * MEBIBYTE


@dataclass(frozen=True, slots=True)
class Node:
    """One server. Args: listen: ADDRESS:PORT. store: the folder of its log."""

    name: str
    listen: str
    store: str


def server_file(node: Node, subjects: Subjects, keys: Mapping[str, str]) -> str:
    """Return the file. Args: keys: station -> the public half of its key."""
    users = [{"nkey": public, "permissions": _allowed(station, subjects)} for station, public in keys.items()]
    file: dict[str, Any] = {
        "server_name": node.name,
        "listen": node.listen,
        "max_payload": MESSAGE_BYTES_MAX,
        "max_connections": CONNECTIONS_MAX,
        "max_control_line": 4096,
        "ping_interval": "5s",
        "write_deadline": "5s",
        "jetstream": {
            "store_dir": node.store,
            "sync_interval": "always",
            "max_memory_store": 64 * MEBIBYTE,
            "max_file_store": STORE_BYTES_MAX,
        },
        "authorization": {"users": users},
    }
    return json.dumps(file, indent=1)


def _allowed(station: str, subjects: Subjects) -> dict[str, dict[str, list[str]]]:
    stream, consumers = subjects.stream, [f"{station}{slot}" for slot in SLOTS]
    publishes = [
        f"$JS.API.STREAM.INFO.{stream}",
        f"$JS.API.STREAM.MSG.GET.{stream}",
        *(f"$JS.API.CONSUMER.{deed}.{stream}.{name}" for deed in ("CREATE", "DELETE") for name in consumers),
        subjects.alive(station),
    ]
    hears = [f"_INBOX.{station}.>"]
    if station == KEEPER:
        publishes += [f"$JS.API.STREAM.CREATE.{stream}", f"$JS.API.CONSUMER.*.{stream}.>", *subjects.kept]
    elif not station.startswith("display-"):
        publishes.append(subjects.facts(station))
    if station in (DESK, KEEPER):
        hears.append(subjects.alive("*"))
    return {"publish": {"allow": publishes}, "subscribe": {"allow": hears}}
