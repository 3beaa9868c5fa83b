"""What a child reads about getting a program onto a robot: how it ended, and what to do when it did not."""

from typing import TYPE_CHECKING

from tui.i18n import _

if TYPE_CHECKING:  # the flasher is loaded by the commands that flash
    from firmware.flasher.install import Installed, RolledBack

__all__ = [
    "came_back_line", "installed_box_line", "installed_line", "no_board", "no_robot", "not_sent", "outcome_words",
    "rolled_back_line", "wall_head",
]  # fmt: skip


def installed_line(board: str, installed: "Installed") -> str:
    """Return how an installation ended."""
    return _(
        "{board}: {program} is on the robot, read back and right ({bytes} bytes, {seconds:.1f} s).",
        board=board,
        program=installed.name,
        bytes=installed.bytes,
        seconds=installed.seconds,
    )


def installed_box_line(board: str, installed: "Installed") -> str:
    """Return that a board is a judge box now."""
    return _("{board}: the judge box's program is on it ({seconds:.1f} s).", board=board, seconds=installed.seconds)


def came_back_line(board: str, installed: "Installed") -> str:
    """Return that a child's last program is on a robot again."""
    return _("{board}: {program} is back on it.", board=board, program=installed.name)


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


def wall_head() -> tuple[str, ...]:
    """Return the first row of the wall table."""
    return _("no."), _("board"), _("kept for"), _("result"), _("what to do")


def outcome_words(error: Exception | None, *, is_unchanged: bool) -> tuple[str, str]:
    """Return a row of the wall table: the result, and what to do now."""
    if error is None:
        return (_("it was there already") if is_unchanged else _("done")), _("Go!")
    code = str(getattr(error, "code", ""))
    return _failures().get(code, (_("not done"), _("Show it to a mentor.")))


def _failures() -> dict[str, tuple[str, str]]:
    return {
        "board_silent": (_("does not answer"), _("Press its reset button and try again.")),
        "program_holds_on": (_("does not let go"), _("Hold its button and press reset. Then try again.")),
        "micropython_missing": (_("no MicroPython"), _("Ask an adult to install MicroPython.")),
        "micropython_too_old": (_("MicroPython is too old"), _("Ask an adult to install MicroPython.")),
        "board_vanished": (_("went away"), _("Look at the cable and try again.")),
        "board_not_found": (_("went away"), _("Look at the cable and try again.")),
        "board_full": (_("full"), _("Delete your own files from it.")),
        "board_refused": (_("could not do it"), _("Press its reset button and try again.")),
        "port_taken": (_("in use"), _("Close the other program (Thonny) and try again.")),
        "port_permission": (_("may not be opened"), _("Ask an adult to help.")),
        "verify_failed": (_("arrived damaged"), _("Take another cable and try again.")),
        "backup_failed": (_("not done"), _("This computer's disk is full. Ask an adult to help.")),
        "board_is_judge_box": (_("not done"), _("This is a judge box. Take a robot.")),
    }
