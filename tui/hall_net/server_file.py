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

__all__ = ["SLOTS", "Cluster", "Node", "TlsFiles", "server_file"]

SLOTS = ("", "-join", "-live")
"""The programs of one station that may read the log at a time."""
CONNECTIONS_MAX = 400
ROUTE_S = 5
MEBIBYTE = 1 << 20
STORE_BYTES_MAX = 4096 * MEBIBYTE


@dataclass(frozen=True, slots=True)
class Node:
    """One server. Args: listen: ADDRESS:PORT. store: the folder of its log. tls: certificate and key for stations."""

    name: str
    listen: str
    store: str
    tls: "TlsFiles | None" = None
    cluster: "Cluster | None" = None


@dataclass(frozen=True, slots=True)
class TlsFiles:
    """Paths of PEM files."""

    certificate: str
    key: str


@dataclass(frozen=True, slots=True)
class Cluster:
    """The servers of one log among themselves. Args: listen, others: ADDRESS:PORT. tls: how they know each other."""

    listen: str
    others: tuple[str, ...]
    tls: TlsFiles


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
    if node.tls is not None:
        file["tls"] = {"cert_file": node.tls.certificate, "key_file": node.tls.key, "handshake_first": True}
    if node.cluster is not None:
        file["cluster"] = _cluster(node.cluster, subjects)
    return json.dumps(file, indent=1)


def _cluster(cluster: Cluster, subjects: Subjects) -> dict[str, Any]:
    """Only a server that has the key of the hall's own certificate is let in, and only such a one is spoken to."""
    tls = cluster.tls
    return {
        "name": subjects.stream,
        "listen": cluster.listen,
        "routes": [f"tls://{other}" for other in cluster.others],
        "tls": {"cert_file": tls.certificate, "key_file": tls.key, "ca_file": tls.certificate, "verify": True,
                "timeout": ROUTE_S},
        "no_advertise": True,
    }  # fmt: skip


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
