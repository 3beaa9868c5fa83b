"""The erasure ledger as a file: who was erased (`erasure`), one line of JSON each.

    erased.jsonl      {"digest": …, "stands_as": …, "date": …, "reason": …}

Rules: no line names anybody, so a copy may lie beside every backup, and whoever restores one replays it;
       a line is on the disk before anything is erased: an erasure that was cut short is finished by the next replay.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from clubhouse_logs.erasure import ErasedLine

__all__ = ["FILE", "add_lines", "read_ledger"]

FILE = "erased.jsonl"


def read_ledger(path: Path) -> list[ErasedLine]:
    """Read a ledger; no file is an empty one. Raises: OSError; ValueError: a line is no line of a ledger."""
    if not path.exists():
        return []
    lines = []
    for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            lines.append(ErasedLine(**json.loads(text)))
        except (TypeError, ValueError) as error:
            raise ValueError(f"line {number} of {path} is no line of an erasure ledger") from error
    return lines


def add_lines(path: Path, lines: Iterable[ErasedLine]) -> None:
    """Add lines that are not there yet; they are on the disk when this returns. Raises: OSError, ValueError."""
    known = {line.digest for line in read_ledger(path)}
    fresh = [line for line in lines if line.digest not in known]
    if not fresh:
        return
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as file:
        for line in fresh:
            file.write(json.dumps(asdict(line), sort_keys=True).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())
