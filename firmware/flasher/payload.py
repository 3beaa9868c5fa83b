"""Turn files into code for the board's raw REPL: deflated, in base64, cut so that the smallest board can hold it.

Pure: bytes in, code out. One file is one call, and so one exec, unless it does not fit into the board's memory at once.
"""

import ast
import base64
import hashlib
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

__all__ = [
    "Library",
    "board_code",
    "collect_library",
    "helpers",
    "launcher",
    "literal",
    "packed_exec",
    "put_code",
    "sha256_of",
]

ON_BOARD = Path(__file__).parent / "on_board"
FIRMWARE = Path(__file__).parent.parent
WINDOW_BITS = 12  # 4 kB of the board's RAM; 15 would save 6 % of the wire and take 32 kB
PIECE_BYTES = 576  # of packed data a literal: short literals find room in a broken-up heap
PACKED_BYTES_MIN = 1024
PACKED_BYTES_MAX = 24 * 1024  # a 50 kB program is 15 kB packed: one exec
MEMORY_SHARE = 6  # source text, literals, packed bytes and the window all live at once


@dataclass(frozen=True, slots=True)
class Library:
    """A package of ours as it lies on a board."""

    folder: str
    """`/lib/robot`."""
    version: str
    """First 12 digits of the hash over all names and contents: equal version, equal files."""
    files: Mapping[str, bytes]
    """Path inside the folder → content."""
    beside: Mapping[str, bytes]
    """Path on the board → content, for modules that both packages share (`/lib/wire.py`)."""

    @property
    def staged(self) -> dict[str, bytes]:
        """Where each file waits until all are there → content."""
        inside = {f"{self.folder}.new/{name}": content for name, content in self.files.items()}
        return inside | {f"{path}.new": content for path, content in self.beside.items()}

    @property
    def manifest(self) -> dict[str, object]:
        """What the board keeps in order to know the library again: names and bytes of each file."""
        return {
            "version": self.version,
            "files": {name: len(content) for name, content in self.files.items()},
            "beside": {path: len(content) for path, content in self.beside.items()},
        }


def collect_library(name: str, root: Path = FIRMWARE) -> Library:
    """Collect `firmware/NAME` with the wire beside it; examples stay at home."""
    source = root / name
    paths = [path for path in sorted(source.rglob("*.py")) if "examples" not in path.relative_to(source).parts]
    files = {path.relative_to(source).as_posix(): path.read_bytes() for path in paths}
    beside = {"/lib/wire.py": (root / "wire.py").read_bytes()}
    digest = hashlib.sha256()
    for path, content in sorted((files | beside).items()):
        digest.update(f"{path}\0{len(content)}\0".encode() + content)
    return Library(f"/lib/{name}", digest.hexdigest()[:12], files, beside)


def launcher(name: str) -> bytes:
    """The /main.py that goes with a library."""
    return (ON_BOARD / f"{name}_main.py").read_bytes()


def helpers() -> str:
    """The board's side of an installation, without its docstrings and comments."""
    return board_code("helpers")


@cache
def board_code(name: str) -> str:
    """A module of on_board as it travels: without its docstrings and comments."""
    tree = ast.parse((ON_BOARD / f"{name}.py").read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.FunctionDef) and ast.get_docstring(node) is not None:
            node.body = node.body[1:]
    return "\n".join(line.replace("    ", " ") for line in ast.unparse(tree).split("\n") if line) + "\n"


def packed_exec(code: str) -> str:
    """The same code as a third of the bytes, for a board that has `deflate`; without, it raises ImportError there."""
    packed = base64.b64encode(_deflated(code.encode()))
    unpack = f"deflate.DeflateIO(io.BytesIO(binascii.a2b_base64({packed!r})),deflate.RAW,{WINDOW_BITS}).read()"
    return f"import binascii,deflate,io\nexec({unpack})\n"


def put_code(path: str, content: bytes, *, has_deflate: bool, memory_bytes: int) -> list[str]:
    """Write the calls that put content into a staged file; each is for an exec of its own.

    Args:
        memory_bytes: what is free on the board's heap.
    """
    packed_max = min(max(memory_bytes // MEMORY_SHARE, PACKED_BYTES_MIN), PACKED_BYTES_MAX)
    part_count = 1
    while True:
        part_bytes = -(-len(content) // part_count) or 1
        parts = [content[start : start + part_bytes] for start in range(0, len(content), part_bytes)] or [b""]
        packed = [_deflated(part) if has_deflate else part for part in parts]
        if max(map(len, packed)) <= packed_max:
            break
        part_count += 1
    return [
        _put_call(path, part if len(small) >= len(part) else small, WINDOW_BITS if len(small) < len(part) else 0, index)
        for index, (part, small) in enumerate(zip(parts, packed, strict=True))
    ]


def sha256_of(content: bytes) -> str:
    """The hash as the board writes it: 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def literal(value: object) -> str:
    """A value as the board's Python reads it."""
    return f"json.loads({json.dumps(value)!r})" if isinstance(value, dict) else repr(value)


def _deflated(content: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -WINDOW_BITS, 9)
    return packer.compress(content) + packer.flush()


def _put_call(path: str, packed: bytes, window_bits: int, index: int) -> str:
    starts = range(0, len(packed), PIECE_BYTES)
    pieces = "".join(f"{base64.b64encode(packed[start : start + PIECE_BYTES])!r}," for start in starts)
    return f"k_put({path!r},({pieces}),{window_bits},{index > 0})\n"
