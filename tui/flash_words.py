"""What a child reads about getting a program onto a robot: how it ended, and what to do when it did not."""

from typing import TYPE_CHECKING

from tui.i18n import _

if TYPE_CHECKING:  # the flasher is loaded by the commands that flash
    from firmware.flasher.install import Installed, RolledBack

__all__ = ["installed_line", "no_board", "no_robot", "not_sent", "rolled_back_line"]


def installed_line(board: str, installed: "Installed") -> str:
    """Return how an installation ended."""
    return _(
        "{board}: {program} is on the robot, read back and right ({bytes} bytes, {seconds:.1f} s).",
        board=board,
        program=installed.name,
        bytes=installed.bytes,
        seconds=installed.seconds,
    )


def rolled_back_line(board: str, done: "RolledBack") -> str:
    """Return how a rollback ended."""
    return _("{board}: the previous program is back ({hash}).", board=board, hash=done.sha256[:12])


def not_sent(program: str) -> str:
    """Return why nothing was sent."""
    return _("{program} was not sent: it would not run.", program=program)


def no_robot() -> str:
    """Return what to do without a robot."""
    return _("No robot is plugged in. Plug one in with a data cable, or start one with: kagarobo virtual robot")


def no_board() -> str:
    """Return what to do without any board."""
    return _("No board found. Plug one in with a data cable, or start one with: kagarobo virtual robot")
