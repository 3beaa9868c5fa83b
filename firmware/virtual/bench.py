"""A robot's flash with a program on it, made as a real robot's is: by the flasher, through a serial port.

Where MicroPython runs as WebAssembly there is no such port: the same files are put together here.
"""

import tempfile
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from firmware.errors import ProgramRefused
from firmware.flasher.check import check, errors_in
from firmware.flasher.payload import collect_library, launcher
from firmware.flasher.steps import LAUNCHER, PROGRAM
from firmware.virtual.engine import WASM, choose_engine
from firmware.virtual.guests import Flash

if TYPE_CHECKING:
    from firmware.virtual.spawn import BoardProcess

__all__ = ["Bench"]

NAME = "robot"


class Bench:
    """A robot that lies on the bench and is flashed again and again. It and its folder are gone at the end.

    To be used by one thread: the board dies with it.
    """

    def __init__(self, home: Path) -> None:
        self._home = home
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._board: BoardProcess | None = None

    def flash(self, program: Path) -> Flash:
        """Put a program onto the robot and return what is in its flash.

        Raises: ProgramRefused, BoardError, FlasherError: as the flasher does.
        """
        if choose_engine() == WASM:
            return _files_with(program)
        from firmware.flasher.install import install_program  # what follows needs what only Unix has
        from firmware.virtual.registry import folder
        from firmware.virtual.spawn import BoardProcess

        if self._board is None or not self._board.is_alive:
            self.close()
            self._home.mkdir(parents=True, exist_ok=True)
            self._folder = tempfile.TemporaryDirectory(dir=self._home, prefix="play-")
            self._board = BoardProcess("robot", NAME, Path(self._folder.name), in_field=False)
        assert self._folder is not None
        install_program(self._board.port, program, start=False)
        return (folder(Path(self._folder.name)) / f"{NAME}.lfs").read_bytes()

    def close(self) -> None:
        """Clear it away."""
        if self._board is not None:
            self._board.stop()
            self._board = None
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _files_with(program: Path) -> dict[str, bytes]:
    """Path on the board -> content, after an installation. Raises: ProgramRefused."""
    errors = errors_in(check(program))
    if errors:
        raise ProgramRefused(str(program), errors)
    library = collect_library("robot")
    inside = {f"{library.folder}/{name}": content for name, content in library.files.items()}
    return inside | dict(library.beside) | {LAUNCHER: launcher("robot"), PROGRAM: program.read_bytes()}
