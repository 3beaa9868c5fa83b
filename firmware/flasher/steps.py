"""The steps of an installation: ask a board what it holds, list what it lacks, and take one step after the other.

A step is one exec. It is taken only when the one before was answered as it should be; a switch only when the board has
read back what was sent and its SHA-256 is right.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from firmware.errors import BoardFull, BoardRefused, BoardSilent, VerifyFailed
from firmware.flasher.payload import Library, board_code, helpers, literal, packed_exec, puts_of, sha256_of
from firmware.flasher.transport import BoardLink

__all__ = [
    "LAUNCHER",
    "PROGRAM",
    "BoardState",
    "Progress",
    "Step",
    "answer_of",
    "answers_of",
    "ask",
    "launcher_steps",
    "library_steps",
    "program_steps",
    "take",
]

Progress = Callable[[int, int], None]
"""Called with (bytes sent, bytes in all), first with 0, last with both equal; not at all when nothing is to be sent."""

ANSWER = "kagarobo "
PROGRAM, LAUNCHER = "/program.py", "/main.py"
ASK_S_MAX = 10.0  # some 100 files are looked at, and two hashed


@dataclass(frozen=True, slots=True)
class BoardState:
    """What the board said about itself."""

    has_deflate: bool
    memory_bytes: int
    library: str
    program: str
    previous: str
    launcher: str
    is_judge_box: bool


@dataclass(frozen=True, slots=True)
class Step:
    """One exec of an installation."""

    stage: str
    code: str
    payload: bytes = b""
    """What the board reads while the code runs."""
    is_checked: bool = False
    """Its answer names what was read back."""

    @property
    def size_bytes(self) -> int:
        """On the line."""
        return len(self.code) + len(self.payload)


def ask(link: BoardLink, package: Library, *, has_looked: bool = False) -> BoardState:
    """Send the helpers; the board tidies up and says what it holds. Args: has_looked: a part of them is there."""
    code = (board_code("helpers") if has_looked else helpers()) + f"k_state({package.folder!r})\n"
    packed = packed_exec(code)
    try:
        printed = link.execute(packed.code, "ask", payload=packed.payload, seconds_max=ASK_S_MAX)
    except BoardRefused as error:
        if "ImportError" not in error.trace:
            raise
        printed = link.execute(code, "ask", seconds_max=ASK_S_MAX)  # a small board without deflate
    answer = answer_of(link, printed, "ask")
    return BoardState(
        has_deflate=bool(answer["deflate"]),
        memory_bytes=int(str(answer["memory"])),
        library=str(answer["library"]),
        program=str(answer["program"]),
        previous=str(answer["previous"]),
        launcher=str(answer["launcher"]),
        is_judge_box=bool(answer["box"]),
    )


def library_steps(state: BoardState, package: Library) -> list[Step]:
    if state.library == package.version:
        return []
    hashes = {path: sha256_of(content) for path, content in package.staged.items()}
    switch = f"k_switch_library({package.folder!r},{literal(package.manifest)},{literal(hashes)})\n"
    return [*_put_steps(state, package.staged, "library"), Step("library", switch, is_checked=True)]


def program_steps(state: BoardState, content: bytes) -> list[Step]:
    return _file_steps(state, PROGRAM, content, state.program, "program")


def launcher_steps(state: BoardState, content: bytes) -> list[Step]:
    return _file_steps(state, LAUNCHER, content, state.launcher, "launcher")


def _file_steps(state: BoardState, path: str, content: bytes, there: str, stage: str) -> list[Step]:
    """Stage one file and switch to it, unless it is there; the switch goes with the last of the bytes."""
    sha256 = sha256_of(content)
    if there == sha256:
        return []
    *first, last = _put_steps(state, {f"{path}.new": content}, stage)
    return [*first, Step(stage, f"{last.code}k_switch_{stage}({sha256!r})\n", last.payload, is_checked=True)]


def _put_steps(state: BoardState, files: Mapping[str, bytes], stage: str) -> list[Step]:
    puts = puts_of(files, has_deflate=state.has_deflate, memory_bytes=state.memory_bytes)
    return [Step(stage, put.code, put.payload) for put in puts]


def take(
    link: BoardLink, steps: list[Step], progress: Progress | None, execute: Callable[..., str] | None = None
) -> None:
    """Run the steps, each only when the one before was answered as it should be.

    Args: execute: how, None by `link.execute`.
    """
    execute = execute or link.execute
    bytes_in_all = sum(step.size_bytes for step in steps)
    sent = 0
    for step in steps:
        if progress is not None and not sent:
            progress(0, bytes_in_all)
        on_written = _shifted(progress, sent, step.size_bytes, bytes_in_all)
        try:
            printed = execute(step.code, step.stage, payload=step.payload, on_written=on_written)
        except BoardFull as error:
            raise _named(link, error) from error
        sent += step.size_bytes
        if step.is_checked:
            answer = answer_of(link, printed, step.stage)
            if "read" in answer:
                raise VerifyFailed(link.port, str(answer["path"]), str(answer["sent"]), str(answer["read"]))
    if progress is not None and sent:
        progress(bytes_in_all, bytes_in_all)


def _named(link: BoardLink, error: BoardFull) -> BoardFull:
    """The same error with what fills the board."""
    printed = link.execute(board_code("largest") + "k_answer({'largest':k_largest('','')})\n", error.stage)
    largest = answer_of(link, printed, error.stage)["largest"]
    return BoardFull(error.port, error.stage, str(largest[0])) if isinstance(largest, list) else error


def _shifted(
    progress: Progress | None, before: int, step_bytes: int, bytes_in_all: int
) -> Callable[[int], None] | None:
    """Count a step's bytes on top of those before it; the few bytes of the protocol itself are not counted."""
    if progress is None:
        return None
    return lambda written: progress(before + min(written, step_bytes), bytes_in_all)


def answer_of(link: BoardLink, printed: str, stage: str) -> dict[str, object]:
    """The board's own line among whatever else was printed."""
    for answer in answers_of(printed):
        return answer
    raise BoardSilent(link.port, stage)


def answers_of(printed: str) -> Iterator[dict[str, object]]:
    """The board's own lines, as they are asked for."""
    for line in printed.splitlines():
        if line.startswith(ANSWER):
            answer: dict[str, object] = json.loads(line.removeprefix(ANSWER))
            yield answer
