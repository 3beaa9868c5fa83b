"""Small JSON files in the home that only their owner may read, replaced whole or not at all."""

import json
import os
from pathlib import Path
from typing import Any

__all__ = ["read_private", "write_private", "write_private_text"]


def write_private(path: Path, document: Any) -> None:
    """Write a document (mode 0600); it is on the disk when this returns. Raises: OSError."""
    write_private_text(path, json.dumps(document, indent=1))


def write_private_text(path: Path, text: str) -> None:
    """The same for text. Raises: OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(part, path)


def read_private(path: Path) -> Any:
    """Read a document; None: there is none. Raises: OSError, ValueError: it is damaged."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
