"""The short way: one exec asks a board what it holds and takes the program at once, when only the program is lacking.

The board looks and waits for one line. What it is told is to put and switch a program, to name the one before (the same
program is there already), or nothing: then the long way of `steps` follows, as for a judge box, another library, a
launcher that is not ours, a board without a program, or what an installation that was cut off has left.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from firmware.errors import BoardRefused
from firmware.flasher.payload import Library, Put, board_code, packed_exec, puts_of, sha256_of
from firmware.flasher.steps import PROGRAM, Progress, Step, answer_of, take
from firmware.flasher.transport import BoardLink

__all__ = ["Look", "Offer", "begin_look", "decline", "hear_look"]

LOOK_S_MAX = 10.0  # some 50 files are looked at, and two hashed
MEMORY_BYTES_USUAL = 256 * 1024  # of this and more, every program is packed alike


@dataclass(frozen=True, slots=True)
class Look:
    """What a board said about itself."""

    memory_bytes: int
    library: str
    program: str
    launcher: str
    is_whole: bool
    """It has a program, and nothing is left over from an installation that was cut off."""


class Offer:
    """A program with what goes with it, packed while the board looks.

    Args:
        launcher: the board's /main.py.
        library: what the program needs; None: it does not matter.
        note: what /program.txt says of it afterwards; None leaves that file alone.
    """

    def __init__(self, content: bytes, launcher: bytes, library: Library | None, note: str | None) -> None:
        self.sha256 = sha256_of(content)
        self.content = content
        self.launcher = launcher
        self.library = library
        self.note_call = "" if note is None else f"k_write_small('/program.txt',{note!r})"
        self._usual = self._puts(MEMORY_BYTES_USUAL)

    def fits(self, look: Look) -> bool:
        """Whether nothing but the program is lacking, and the board takes it in one piece."""
        has_library = self.library is None or look.library == self.library.version
        has_launcher = look.launcher == sha256_of(self.launcher)
        return look.is_whole and has_library and has_launcher and len(self._puts_for(look)) == 1

    def send(self, link: BoardLink, look: Look, progress: Progress | None) -> str:
        """Bring the program unless it is there; return the SHA-256 of the one before, "" without one.

        Raises: what BoardLink.execute raises; BoardFull with what fills the board; VerifyFailed.
        """
        if look.program == self.sha256:
            line = f"k_answer({{'previous':k_sha256(PREVIOUS)}});{self.note_call}"
            return str(answer_of(link, link.go_on(line, "program"), "program")["previous"])
        (put,) = self._puts_for(look)
        switch = f"k_switch_program({self.sha256!r})"
        line = f"{put.code.strip()};{switch}{f' and {self.note_call}' if self.note_call else ''}"
        take(link, [Step("program", line, put.payload, is_checked=True)], progress, link.go_on)
        return look.program

    def _puts_for(self, look: Look) -> Sequence[Put]:
        return self._usual if look.memory_bytes >= MEMORY_BYTES_USUAL else self._puts(look.memory_bytes)

    def _puts(self, memory_bytes: int) -> list[Put]:
        return puts_of({f"{PROGRAM}.new": self.content}, has_deflate=True, memory_bytes=memory_bytes)


def begin_look(link: BoardLink, folder: str) -> None:
    """Let the board look, and do not wait.

    Args: folder: of the library, as `/lib/robot`. Raises: as BoardLink.begin.
    """
    packed = packed_exec(board_code("look") + f"k_look({folder!r})\nk_go_on()\n")
    link.begin(packed.code, "ask", payload=packed.payload)


def hear_look(link: BoardLink) -> Look | None:
    """Return what the board said; None: it has no `deflate` and waits for nothing.

    Raises: as BoardLink.execute.
    """
    try:
        answer = answer_of(link, link.hear("ask", LOOK_S_MAX), "ask")
    except BoardRefused as error:
        if "ImportError" not in error.trace:
            raise
        return None
    return Look(
        memory_bytes=int(str(answer["memory"])),
        library=str(answer["library"]),
        program=str(answer["program"]),
        launcher=str(answer["launcher"]),
        is_whole=bool(answer["whole"]),
    )


def decline(link: BoardLink) -> None:
    """End the board's waiting: nothing is sent this way. Raises: as BoardLink.execute."""
    link.go_on("", "ask")
