"""What a mentor is told when something about a class set fails. Keys as in `boards`."""

from tui.exit_codes import ExitCode
from tui.i18n import _

__all__ = ["class_sentences"]


def class_sentences() -> dict[str, tuple[ExitCode, str]]:
    """Return key -> (exit code, sentence with named fields), in the reader's language."""
    return {**_robot_sentences(), **_judge_box_sentences(), **_firmware_sentences()}


def _robot_sentences() -> dict[str, tuple[ExitCode, str]]:
    return {
        "bad_robot_name": (
            ExitCode.WRONG_USE,
            _(
                "A robot cannot be called {name} with sticker {sticker}. A name has 1 to 24 characters, a sticker is a "
                "number from 1 to {sticker_max}."
            ),
        ),
        "robot_ambiguous": (
            ExitCode.WRONG_USE,
            _(
                "More than one robot is called {name}: {ports}. Name the port with --to, or give one of them another "
                "number with: kagarobo boards --prepare --to PORT --sticker N"
            ),
        ),
        "no_robot_free": (
            ExitCode.FAILED,
            _(
                "No robot is free: {known}. Each has a child's program, or one that nobody wrote down. Choose one with "
                "--to (what is on it is kept), or free them all with: kagarobo boards --put-away"
            ),
        ),
        "bad_child_id": (
            ExitCode.WRONG_USE,
            _(
                "{child} is no id. Use the child's id as on its card: small letters and digits, at least one digit. "
                "Never a name: no file of kagarobo holds one."
            ),
        ),
        "no_child_program": (
            ExitCode.WRONG_USE,
            _(
                "No program is kept under the id {child}. Is the id right? Programs are kept by: kagarobo flash "
                "PROGRAM --child {child}"
            ),
        ),
        "class_book_unreadable": (
            ExitCode.FAILED,
            _(
                "The book of robots {path} cannot be used ({reason}). Move it away: a new one is begun. The children's "
                "programs are files of their own and are all there."
            ),
        ),
    }


def _judge_box_sentences() -> dict[str, tuple[ExitCode, str]]:
    return {
        "board_is_robot": (
            ExitCode.WRONG_USE,
            _(
                "{name} is a robot and was left as it is. If it is to be a judge box from now on, say so with --force: "
                "its program is kept on this computer first."
            ),
        ),
        "board_is_judge_box": (
            ExitCode.WRONG_USE,
            _("{name} is a judge box and was left as it is. Choose a robot with --to; kagarobo boards shows them."),
        ),
        "judge_box_unclear": (
            ExitCode.WRONG_USE,
            _("More than one board may be meant: {known}. Say which one with --to NAME."),
        ),
        "judge_box_unclear:no_known": (
            ExitCode.FAILED,
            _("No judge box is plugged in, and no board that could be one. Name a board with --to NAME or --to PORT."),
        ),
    }


def _firmware_sentences() -> dict[str, tuple[ExitCode, str]]:
    return {
        "firmware_missing": (
            ExitCode.WRONG_USE,
            _(
                "There is no MicroPython for this board ({chip}) in {folder}. Put its .uf2 file there, or name it with "
                "--firmware FILE. It comes from micropython.org/download."
            ),
        ),
        **{
            f"firmware_unreadable:{reason}": (ExitCode.WRONG_USE, sentence)
            for reason, sentence in _firmware_reasons().items()
        },
        "firmware_unreadable": (
            ExitCode.WRONG_USE,
            _("{file} is no firmware that can be used ({reason}). Nothing was written. Take another file."),
        ),
        "firmware_unfit": (
            ExitCode.WRONG_USE,
            _(
                "{file} is for another board: it is for {firmware_chip}, and the board is {board_chip}. Nothing was "
                "written. The XRP of today has an RP2350, the XRP Beta an RP2040. Take the file for this board."
            ),
        ),
        "drive_failed": (
            ExitCode.FAILED,
            _(
                "The board's drive {drive} did not take MicroPython ({reason}). Unplug the board, hold BOOTSEL, plug "
                "it in and try again."
            ),
        ),
        "board_absent": (
            ExitCode.FAILED,
            _(
                "MicroPython was written, and no board came up in {waited_s} s. Unplug it and plug it in again "
                "without BOOTSEL; if it does not come, the file may be for another board."
            ),
        ),
    }


def _firmware_reasons() -> dict[str, str]:
    return {
        "missing": _("There is no file {file}, or it may not be read. Is the name right?"),
        "not_uf2": _("{file} is no UF2 file. Nothing was written. Take the .uf2 file of the board."),
        "cut": _("{file} is not whole. Nothing was written. Download it again."),
        "damaged": _("{file} is damaged. Nothing was written. Download it again."),
        "family": _("{file} is for a chip that kagarobo does not know. Nothing was written. Take another file."),
        "mixed": _("{file} is for more than one chip. Nothing was written. Take the file of this board alone."),
    }
