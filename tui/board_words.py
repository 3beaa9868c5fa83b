"""What people read about the boards at hand: who each one is, what is on it, and what it is doing."""

from typing import TYPE_CHECKING

from tui.i18n import _

if TYPE_CHECKING:  # boards are asked by the commands that need it
    from firmware.flasher.survey import Robot

__all__ = ["battery_words", "board_row", "boards_head", "kind_words", "library_words", "state_words"]

HASH_CHARACTERS = 8


def boards_head() -> tuple[str, ...]:
    """Return the first row of the table of boards."""
    return _("no."), _("name"), _("what"), _("port"), _("program"), _("library"), _("battery"), _("now")


def board_row(robot: "Robot") -> tuple[str, ...]:
    """Return a board's row: what is known stands there, also when the board is busy."""
    return (
        "" if robot.sticker is None else str(robot.sticker),
        robot.name,
        kind_words(robot),
        robot.board.port,
        program_words(robot),
        library_words(robot),
        battery_words(robot),
        state_words(robot),
    )


def kind_words(robot: "Robot") -> str:
    """Return what sort of board it is."""
    words = {"robot": _("robot"), "judge-box": _("judge box"), "bare": _("new board")}
    return words.get(robot.kind, robot.board.kind)


def program_words(robot: "Robot") -> str:
    """Return the program's name, the beginning of its hash and when it came, as far as they are known."""
    identity, put = robot.identity, robot.put
    if identity is not None:
        note = identity.note
        name = note.name if note else put.program if put and put.sha256 == identity.program else ""
        at = note.at if note else ""
        return " ".join(filter(None, (name, identity.program[:HASH_CHARACTERS], at)))
    return f"{put.program} {put.sha256[:HASH_CHARACTERS]} {put.at}" if put else ""


def library_words(robot: "Robot") -> str:
    """Return which library it has, beside ours."""
    from firmware.flasher.identity import BoxSeen, library_state

    if isinstance(robot.answer, BoxSeen):
        return robot.answer.version
    if robot.identity is None:
        return ""
    version = robot.identity.robot_version or robot.identity.box_version
    states = {
        "same": _("up to date"),
        "older": _("old"),
        "newer": _("newer than here"),
        "other": _("changed"),
        "none": _("none"),
    }
    return " ".join(filter(None, (version, states[library_state(robot.identity)])))


def battery_words(robot: "Robot") -> str:
    """Return the battery's voltage, and whether it is to be charged."""
    identity = robot.identity
    if identity is None or not identity.is_battery_there or identity.battery_mv is None:
        return ""
    volts = _("{volts:.1f} V", volts=identity.battery_mv / 1000)
    return _("{volts} charge!", volts=volts) if identity.is_battery_low else volts


def state_words(robot: "Robot") -> str:
    """Return what it is doing, or why it cannot be asked."""
    from firmware.flasher.identity import BoxSeen, Busy

    if robot.error is not None:
        holder = getattr(robot.error, "holder", None)
        words = {
            "port_taken": _("in use by {holder}", holder=holder) if holder else _("in use"),
            "port_permission": _("may not be opened"),
            "board_silent": _("does not answer"),
            "program_holds_on": _("does not let go"),
            "micropython_missing": _("no MicroPython"),
            "micropython_too_old": _("MicroPython is too old"),
        }
        return words.get(robot.error.code, _("went away"))
    if isinstance(robot.answer, Busy):
        return _("busy: its program runs")
    if isinstance(robot.answer, BoxSeen):
        return _("at work")
    if robot.identity is None:
        return _("on the field")
    return _("kept back: it broke 3 times") if robot.identity.is_kept_back else _("waits")
