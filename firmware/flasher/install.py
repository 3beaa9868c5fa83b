"""Put a program onto a board so that it is certain to be there: sent compressed, read back, hashed, then switched.

The order is the promise. Everything new is staged beside its place; nothing is moved before the board has read it back
and its SHA-256 is right; the program moves before the launcher does. So a board whose cable is pulled at any byte, or
whose power fails between two renames, starts the old program or the new one.

    check ─▶ stop what runs ─▶ what is there? ─▶ keep it on the PC
          ─▶ library, if another ─▶ program, if another ─▶ launcher ─▶ start

When only the program is another, question and program are one exec (`short_way`); the order is the same.
"""

import base64
import time
from dataclasses import dataclass
from pathlib import Path

from firmware.errors import BoardIsJudgeBox, NoPreviousProgram, ProgramRefused, VerifyFailed
from firmware.flasher.backups import Backups
from firmware.flasher.check import check, errors_in
from firmware.flasher.payload import Library, collect_library, launcher, sha256_of
from firmware.flasher.short_way import Look, Offer, begin_look, decline, hear_look
from firmware.flasher.steps import (
    LAUNCHER,
    PROGRAM,
    BoardState,
    Progress,
    answer_of,
    answers_of,
    ask,
    launcher_steps,
    library_steps,
    program_steps,
    take,
)
from firmware.flasher.transport import BoardLink

__all__ = ["Installed", "Progress", "RolledBack", "install_judge_box", "install_program", "rollback", "send_program"]

ROBOT, JUDGE_BOX = "robot", "judge_box"
ROBOT_FOLDER = "/lib/robot"
OUR_LAUNCHER = b"# kagarobo"


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


def install_program(
    port: str,
    program_path: Path | str,
    *,
    library: bool = True,
    start: bool = True,
    progress: Progress | None = None,
    backups: Backups | None = None,
    note: str | None = None,
) -> Installed:
    """Check a program, install it with the robot library, and start it.

    Args:
        library: bring /lib/robot up to date too, when it differs.
        start: soft-reset at the end, so that the program runs; else it waits for a Ctrl-D on the port, or for power.
        backups: where the program that is replaced is kept; None keeps it on the board alone, as the previous one.
        note: what /program.txt says of it afterwards (see identity.note_text); None leaves that file alone.

    Raises:
        ProgramRefused: it would not run; the port was not opened.
        BoardNotFound, PortTaken, PortPermission: the port does not open.
        BoardIsJudgeBox: it is no robot; it goes on with its work.
        BoardSilent, BoardVanished, BoardFull, BoardRefused, VerifyFailed, BackupFailed: the old program is still
            there.
    """
    path = Path(program_path)
    errors = errors_in(check(path))
    if errors:
        raise ProgramRefused(str(path), errors)
    return send_program(
        port,
        path.read_bytes(),
        path.name,
        library=library,
        start=start,
        progress=progress,
        backups=backups,
        note=note,
    )


def send_program(
    port: str,
    content: bytes,
    name: str,
    *,
    library: bool = True,
    start: bool = True,
    progress: Progress | None = None,
    backups: Backups | None = None,
    note: str | None = None,
    robot: Library | None = None,
) -> Installed:
    """Install a program that was checked; arguments and errors as of `install_program`, but for ProgramRefused.

    Args: robot: the library to bring, None for our own.
    """
    begin_s = time.monotonic()
    with BoardLink(port) as link:
        link.enter()
        begin_look(link, ROBOT_FOLDER)
        robot = robot or collect_library(ROBOT)  # the board has enough to do meanwhile
        offer = Offer(content, launcher(ROBOT), robot if library else None, note)
        look = hear_look(link)
        if look is not None and _may_go_short(link, look, offer, backups):
            there, previous = look.program, offer.send(link, look, progress)
        else:
            state = ask(link, robot, has_looked=look is not None)
            _go_long(link, state, offer, progress, backups)
            there = state.program
            previous = state.previous if there == offer.sha256 else there
        _end(link, start=start)
    seconds = time.monotonic() - begin_s
    version = robot.version if library else None
    is_unchanged = there == offer.sha256
    return Installed(name, offer.sha256, len(content), seconds, version, previous or None, is_unchanged)


def install_judge_box(port: str, *, start: bool = True, progress: Progress | None = None) -> Installed:
    """Make a board a judge box: its package, the wire, and a launcher that starts it with the power.

    Raises: as install_program, but for ProgramRefused.
    """
    begin_s = time.monotonic()
    package = collect_library(JUDGE_BOX)
    with BoardLink(port) as link:
        link.enter()
        state = ask(link, package)
        steps = library_steps(state, package) + launcher_steps(state, launcher(JUDGE_BOX))
        take(link, steps, progress)
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
        ask(link, collect_library(ROBOT))
        answer = answer_of(link, link.execute("k_rollback()\n", "rollback"), "rollback")
        if not answer["previous"]:
            raise NoPreviousProgram(port)
        _end(link, start=start)
    return RolledBack(str(answer["program"]), str(answer["previous"]))


def _go_long(
    link: BoardLink, state: BoardState, offer: Offer, progress: Progress | None, backups: Backups | None
) -> None:
    """Bring whatever is lacking, one step after the other."""
    if state.is_judge_box:
        link.restart()
        raise BoardIsJudgeBox(link.port)
    if backups is not None and state.program != offer.sha256:
        _back_up(link, state, backups)
        backups.remember(offer.content)
    steps = library_steps(state, offer.library) if offer.library is not None else []
    steps += program_steps(state, offer.content) + launcher_steps(state, offer.launcher)
    take(link, steps, progress)
    if offer.note_call:
        link.execute(f"{offer.note_call}\n", "program")


def _may_go_short(link: BoardLink, look: Look, offer: Offer, backups: Backups | None) -> bool:
    """Whether the program is all that is lacking, and what it replaces is kept on the PC; if not, the board is told."""
    is_short = False
    try:
        is_short = offer.fits(look) and _is_kept(look, offer, backups)
    finally:
        if not is_short:
            decline(link)
    return is_short


def _is_kept(look: Look, offer: Offer, backups: Backups | None) -> bool:
    """Whether the PC holds what would be replaced; if so, it also keeps what is about to be sent."""
    if backups is None or look.program == offer.sha256:
        return True
    if not backups.refresh(look.program):
        return False
    backups.remember(offer.content)
    return True


def _back_up(link: BoardLink, state: BoardState, backups: Backups) -> None:
    """Keep what is about to be replaced: the program, or what a board that is new to us ran from main.py."""
    path, sha256 = (PROGRAM, state.program) if state.program else (LAUNCHER, state.launcher)
    if not sha256 or backups.refresh(sha256):
        return
    printed = link.execute(f"k_fetch({path!r})\n", "backup")
    content = b"".join(base64.b64decode(str(answer["piece"])) for answer in answers_of(printed))
    if sha256_of(content) != sha256:
        raise VerifyFailed(link.port, path, sha256, sha256_of(content))
    if not content.startswith(OUR_LAUNCHER):
        backups.keep(content)


def _end(link: BoardLink, *, start: bool) -> None:
    if start:
        link.restart()
    else:
        link.leave()
