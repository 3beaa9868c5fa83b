"""Turn files into what goes over the line: a call for the raw REPL, and the deflated bytes that it reads.

Pure: bytes in, bytes out. All files are one exec, unless they do not fit into the board's memory at once. The bytes do
not go through the raw REPL: there every 128 of them cost a word from the board, and the compiler reads them all.
"""

import ast
import hashlib
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from pathlib import Path

__all__ = [
    "Library",
    "Put",
    "board_code",
    "collect_library",
    "escaped",
    "helpers",
    "launcher",
    "literal",
    "packed_exec",
    "puts_of",
    "sha256_of",
]

ON_BOARD = Path(__file__).parent / "on_board"
FIRMWARE = Path(__file__).parent.parent
WINDOW_BITS_MIN, WINDOW_BITS_MAX = 12, 15  # 4 kB of the board's RAM; 32 kB, which saves 6 % of the wire
WINDOW_SHARE = 8  # of what is free, in one piece
LEVEL = 6  # 9 takes twice as long for 0.2 % of the wire
PACKED_BYTES_MIN = 1024
PACKED_BYTES_MAX = 24 * 1024  # a 50 kB program is 15 kB packed: one exec
MEMORY_SHARE = 10  # received, unescaped and the window all live at once
# So short that it is typed at the raw prompt in one piece.
UNPACK = """\
import io,sys,deflate as z
d=bytearray({count})
v=memoryview(d)
print(end="\\x06")
while v:v=v[sys.stdin.buffer.readinto(v):]
print(end="\\x06")
exec(z.DeflateIO(io.BytesIO(bytes(d).replace(b"\\x1bC",b"\\x03").replace(b"\\x1b[",b"\\x1b")),z.RAW,{window_bits}).read())
"""


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


def collect_library(name: str, root: Path | None = None) -> Library:
    """Collect `firmware/NAME` with the wire beside it; examples stay at home.

    Our own (root None) is read once: a program brings the library that it was started with.
    """
    return _own_library(name) if root is None else _collect(name, root)


@cache
def _own_library(name: str) -> Library:
    return _collect(name, FIRMWARE)


def _collect(name: str, root: Path) -> Library:
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
    """The board's side of an installation, all of it."""
    return board_code("look") + board_code("helpers")


@cache
def board_code(name: str) -> str:
    """A module of on_board as it travels: without its docstrings and comments."""
    tree = ast.parse((ON_BOARD / f"{name}.py").read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.FunctionDef) and ast.get_docstring(node) is not None:
            node.body = node.body[1:]
    return "\n".join(line.replace("    ", " ") for line in ast.unparse(tree).split("\n") if line) + "\n"


@dataclass(frozen=True, slots=True)
class Put:
    """One exec that writes staged files, and the bytes that follow it once the board says that it reads."""

    code: str
    payload: bytes


@cache
def packed_exec(code: str) -> Put:
    """Code as a third of the bytes, for a board that has `deflate`; without, it raises ImportError there."""
    payload = escaped(_deflated(code.encode(), WINDOW_BITS_MIN))
    return Put(UNPACK.format(count=len(payload), window_bits=WINDOW_BITS_MIN), payload)


def puts_of(files: Mapping[str, bytes], *, has_deflate: bool, memory_bytes: int) -> list[Put]:
    """Pack files for the board: as few execs as its memory allows, all contents of one exec in one packed stream.

    Args:
        files: path of the staged file → content.
        memory_bytes: what is free on the board's heap.
    """
    packed_max = min(max(memory_bytes // MEMORY_SHARE, PACKED_BYTES_MIN), PACKED_BYTES_MAX)
    window_bits = min(max((memory_bytes // WINDOW_SHARE).bit_length() - 1, WINDOW_BITS_MIN), WINDOW_BITS_MAX)
    ends = list(accumulate(map(len, files.values()), initial=0))
    whole = b"".join(files.values())
    puts: list[Put] = []
    begin = 0
    while not puts or begin < len(whole):
        part_bytes = len(whole) - begin
        while True:
            part = whole[begin : begin + part_bytes]
            small = _deflated(part, window_bits) if has_deflate else part
            if len(small) <= packed_max:
                break
            part_bytes = max(1, min(part_bytes * packed_max // len(small), part_bytes - 1))
        entries = _entries(list(files), ends, begin, begin + part_bytes)
        is_packed = len(small) < len(part)
        payload = escaped(small if is_packed else part)
        puts.append(Put(f"k_put({len(payload)},{window_bits if is_packed else 0},{entries!r})\n", payload))
        begin += part_bytes
    return puts


def escaped(data: bytes) -> bytes:
    """Bytes without a Ctrl-C, which would interrupt the board; under 1 % larger. It undoes this by two `replace`."""
    return data.replace(b"\x1b", b"\x1b[").replace(b"\x03", b"\x1bC")


def _entries(paths: list[str], ends: list[int], begin: int, end: int) -> list[tuple[str, int, int]]:
    """What of the files lies in this part: path, bytes, and 1 when they go to the end of what is there."""
    entries = []
    for path, first, last in zip(paths, ends, ends[1:], strict=False):
        size = min(last, end) - max(first, begin)
        if size > 0 or (first == last and begin <= first and (first < end or first == end == ends[-1])):
            entries.append((path, size, int(first < begin)))
    return entries


def sha256_of(content: bytes) -> str:
    """The hash as the board writes it: 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def literal(value: object) -> str:
    """A value as the board's Python reads it."""
    return f"json.loads({json.dumps(value)!r})" if isinstance(value, dict) else repr(value)


def _deflated(content: bytes, window_bits: int) -> bytes:
    packer = zlib.compressobj(LEVEL, zlib.DEFLATED, -window_bits)
    return packer.compress(content) + packer.flush()
