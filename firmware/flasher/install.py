"""Put a program onto a board so that it is certain to be there: sent compressed, read back, hashed, then switched.

The order is the promise. Everything new is staged beside its place; nothing is moved before the board has read it back
and its SHA-256 is right; the program moves before the launcher does. So a board whose cable is pulled at any byte, or
whose power fails between two renames, starts the old program or the new one.

    check ─▶ stop what runs ─▶ what is there? ─▶ keep it on the PC
          ─▶ library, if another ─▶ program, if another ─▶ launcher ─▶ start
"""

import base64
import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from firmware.errors import BoardFull, BoardRefused, BoardSilent, NoPreviousProgram, ProgramRefused, VerifyFailed
from firmware.flasher.backups import Backups
from firmware.flasher.check import check, errors_in
from firmware.flasher.payload import (
    Library,
    collect_library,
    helpers,
    launcher,
    literal,
    packed_exec,
    puts_of,
    sha256_of,
)
from firmware.flasher.transport import BoardLink

__all__ = ["Installed", "Progress", "RolledBack", "install_judge_box", "install_program", "rollback"]

Progress = Callable[[int, int], None]
"""Called with (bytes sent, bytes in all), first with 0, last with both equal; not at all when nothing is to be sent."""

ANSWER = "kagarobo "
ROBOT, JUDGE_BOX = "robot", "judge_box"
PROGRAM, LAUNCHER = "/program.py", "/main.py"
OUR_LAUNCHER = b"# kagarobo"
ASK_S_MAX = 10.0  # some 100 files are looked at, and two hashed


@dataclass(frozen=True, slots=True)
class Installed:
    """What is on the board now, by the board's own reading."""

    name: str
    """The program's file name; `judge_box` for a judge box."""
    sha256: str
    """Of the program as the board read it back; of a judge box, its package's version."""
    bytes: int
    """Of source."""
    seconds: float
    """From opening the port to the board's answer, start included."""
    library_version: str | None
    """None when the library was left alone."""
    previous: str | None
    """The SHA-256 of the program that a rollback brings back."""
    is_unchanged: bool
    """The very same program was there already, and nothing was sent."""


@dataclass(frozen=True, slots=True)
class RolledBack:
    """The programs after they were exchanged, by their SHA-256."""

    sha256: str
    previous: str


@dataclass(frozen=True, slots=True)
class _State:
    """What the board said about itself."""

    has_deflate: bool
    memory_bytes: int
    library: str
    program: str
    previous: str
    launcher: str


@dataclass(frozen=True, slots=True)
class _Step:
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


def install_program(
    port: str,
    program_path: Path | str,
    *,
    library: bool = True,
    start: bool = True,
    progress: Progress | None = None,
    backups: Backups | None = None,
) -> Installed:
    """Check a program, install it with the robot library, and start it.

    Args:
        library: bring /lib/robot up to date too, when it differs.
        start: soft-reset at the end, so that the program runs; else it waits for a Ctrl-D on the port, or for power.
        backups: where the program that is replaced is kept; None keeps it on the board alone, as the previous one.

    Raises:
        ProgramRefused: it would not run; the port was not opened.
        BoardNotFound, PortTaken, PortPermission: the port does not open.
        BoardSilent, BoardVanished, BoardFull, BoardRefused, VerifyFailed, BackupFailed: the old program is still
            there.
    """
    begin_s = time.monotonic()
    path = Path(program_path)
    errors = errors_in(check(path))
    if errors:
        raise ProgramRefused(str(path), errors)
    content = path.read_bytes()
    robot = collect_library(ROBOT)
    with BoardLink(port) as link:
        link.enter()
        state = _ask(link, robot)
        if backups is not None and state.program != sha256_of(content):
            _back_up(link, state, backups)
        steps = _library_steps(state, robot) if library else []
        steps += _program_steps(state, content) + _launcher_steps(state, launcher(ROBOT))
        _take(link, steps, progress)
        sha256 = sha256_of(content)
        is_unchanged = state.program == sha256
        previous = (state.previous if is_unchanged else state.program) or None
        _end(link, start=start)
    seconds = time.monotonic() - begin_s
    version = robot.version if library else None
    return Installed(path.name, sha256, len(content), seconds, version, previous, is_unchanged)


def install_judge_box(port: str, *, start: bool = True, progress: Progress | None = None) -> Installed:
    """Make a board a judge box: its package, the wire, and a launcher that starts it with the power.

    Raises: as install_program, but for ProgramRefused.
    """
    begin_s = time.monotonic()
    package = collect_library(JUDGE_BOX)
    with BoardLink(port) as link:
        link.enter()
        state = _ask(link, package)
        steps = _library_steps(state, package) + _launcher_steps(state, launcher(JUDGE_BOX))
        _take(link, steps, progress)
        _end(link, start=start)
    seconds = time.monotonic() - begin_s
    byte_count = sum(map(len, package.staged.values()))
    return Installed(JUDGE_BOX, package.version, byte_count, seconds, package.version, None, not steps)


def rollback(port: str, *, start: bool = True) -> RolledBack:
    """Bring the previous program back; the present one becomes the previous, so that twice is as before.

    Raises:
        NoPreviousProgram: there is none; nothing was changed.
        and what install_program raises about the port and the board.
    """
    with BoardLink(port) as link:
        link.enter()
        _ask(link, collect_library(ROBOT))
        answer = _answer(link, link.execute("k_rollback()\n", "rollback"), "rollback")
        if not answer["previous"]:
            raise NoPreviousProgram(port)
        _end(link, start=start)
    return RolledBack(str(answer["program"]), str(answer["previous"]))


def _ask(link: BoardLink, package: Library) -> _State:
    """Send the helpers; the board tidies up and says what it holds."""
    code = helpers() + f"k_state({package.folder!r})\n"
    packed = packed_exec(code)
    try:
        printed = link.execute(packed.code, "ask", payload=packed.payload, seconds_max=ASK_S_MAX)
    except BoardRefused as error:
        if "ImportError" not in error.trace:
            raise
        printed = link.execute(code, "ask", seconds_max=ASK_S_MAX)  # a small board without deflate
    answer = _answer(link, printed, "ask")
    return _State(
        has_deflate=bool(answer["deflate"]),
        memory_bytes=int(str(answer["memory"])),
        library=str(answer["library"]),
        program=str(answer["program"]),
        previous=str(answer["previous"]),
        launcher=str(answer["launcher"]),
    )


def _back_up(link: BoardLink, state: _State, backups: Backups) -> None:
    """Keep what is about to be replaced: the program, or what a board that is new to us ran from main.py."""
    path, sha256 = (PROGRAM, state.program) if state.program else (LAUNCHER, state.launcher)
    if not sha256 or backups.refresh(sha256):
        return
    printed = link.execute(f"k_fetch({path!r})\n", "backup")
    content = b"".join(base64.b64decode(str(answer["piece"])) for answer in _answers(printed))
    if sha256_of(content) != sha256:
        raise VerifyFailed(link.port, path, sha256, sha256_of(content))
    if not content.startswith(OUR_LAUNCHER):
        backups.keep(content)


def _library_steps(state: _State, package: Library) -> list[_Step]:
    if state.library == package.version:
        return []
    hashes = {path: sha256_of(content) for path, content in package.staged.items()}
    switch = f"k_switch_library({package.folder!r},{literal(package.manifest)},{literal(hashes)})\n"
    return [*_put_steps(state, package.staged, "library"), _Step("library", switch, is_checked=True)]


def _program_steps(state: _State, content: bytes) -> list[_Step]:
    return _file_steps(state, PROGRAM, content, state.program, "program")


def _launcher_steps(state: _State, content: bytes) -> list[_Step]:
    return _file_steps(state, LAUNCHER, content, state.launcher, "launcher")


def _file_steps(state: _State, path: str, content: bytes, there: str, stage: str) -> list[_Step]:
    """Stage one file and switch to it, unless it is there; the switch goes with the last of the bytes."""
    sha256 = sha256_of(content)
    if there == sha256:
        return []
    *first, last = _put_steps(state, {f"{path}.new": content}, stage)
    return [*first, _Step(stage, f"{last.code}k_switch_{stage}({sha256!r})\n", last.payload, is_checked=True)]


def _put_steps(state: _State, files: Mapping[str, bytes], stage: str) -> list[_Step]:
    puts = puts_of(files, has_deflate=state.has_deflate, memory_bytes=state.memory_bytes)
    return [_Step(stage, put.code, put.payload) for put in puts]


def _take(link: BoardLink, steps: list[_Step], progress: Progress | None) -> None:
    """Run the steps, each only when the one before was answered as it should be."""
    bytes_in_all = sum(step.size_bytes for step in steps)
    sent = 0
    for step in steps:
        if progress is not None and not sent:
            progress(0, bytes_in_all)
        on_written = _shifted(progress, sent, step.size_bytes, bytes_in_all)
        try:
            printed = link.execute(step.code, step.stage, payload=step.payload, on_written=on_written)
        except BoardFull as error:
            raise _named(error) from error
        sent += step.size_bytes
        if step.is_checked:
            answer = _answer(link, printed, step.stage)
            if "read" in answer:
                raise VerifyFailed(link.port, str(answer["path"]), str(answer["sent"]), str(answer["read"]))
    if progress is not None and sent:
        progress(bytes_in_all, bytes_in_all)


def _named(error: BoardFull) -> BoardFull:
    """The same error with what fills the board, if the board has said it."""
    largest = next((answer["largest"] for answer in _answers(error.printed) if answer.get("largest")), None)
    if not isinstance(largest, list):
        return error
    return BoardFull(error.port, error.stage, str(largest[0]), int(largest[1]))


def _shifted(
    progress: Progress | None, before: int, step_bytes: int, bytes_in_all: int
) -> Callable[[int], None] | None:
    """Count a step's bytes on top of those before it; the few bytes of the protocol itself are not counted."""
    if progress is None:
        return None
    return lambda written: progress(before + min(written, step_bytes), bytes_in_all)


def _answer(link: BoardLink, printed: str, stage: str) -> dict[str, object]:
    """The board's own line among whatever else was printed."""
    for answer in _answers(printed):
        return answer
    raise BoardSilent(link.port, stage)


def _answers(printed: str) -> Iterator[dict[str, object]]:
    """The board's own lines, as they are asked for."""
    for line in printed.splitlines():
        if line.startswith(ANSWER):
            answer: dict[str, object] = json.loads(line.removeprefix(ANSWER))
            yield answer


def _end(link: BoardLink, *, start: bool) -> None:
    if start:
        link.restart()
    else:
        link.leave()
