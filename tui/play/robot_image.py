"""A robot's flash with a program on it, made as a real robot's is: by the flasher, through a serial port."""

import tempfile
from pathlib import Path

from firmware.flasher.install import install_program
from firmware.virtual.registry import folder
from firmware.virtual.spawn import BoardProcess

__all__ = ["robot_image"]

NAME = "robot"


def robot_image(program: Path, home: Path) -> bytes:
    """Return the content of the flash. The bench and what lies on it are gone afterwards.

    Raises: ProgramRefused, BoardError, FlasherError: as the flasher does.
    """
    home.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home, prefix="play-") as bench:
        with BoardProcess("robot", NAME, Path(bench), in_field=False) as board:
            install_program(board.port, program, start=False)
        return (folder(Path(bench)) / f"{NAME}.lfs").read_bytes()
