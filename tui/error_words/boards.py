"""What a reader is told when a board, real or virtual, or a field fails.

Keys: an error's code; `code:no_FIELD` where that field is not known. The codes are those of `firmware.errors` and
`firmware.virtual.field_errors`.
"""

from tui.exit_codes import ExitCode
from tui.flash_words import no_robot
from tui.i18n import _

__all__ = ["board_sentences", "stages"]


def board_sentences() -> dict[str, tuple[ExitCode, str]]:
    """Return key -> (exit code, sentence with named fields), in the reader's language."""
    return {**_virtual_sentences(), **_flasher_sentences(), **_field_sentences()}


def stages() -> dict[str, str]:
    """Return what the flasher was doing, by its word for the step."""
    return {
        "reach": _("making contact"),
        "ask": _("looking at what is on it"),
        "backup": _("keeping what was on it"),
        "library": _("sending the library"),
        "program": _("sending the program"),
        "launcher": _("sending the launcher"),
        "rollback": _("going back to the previous program"),
        "start": _("starting the program"),
        "leave": _("letting go of it"),
    }


def _virtual_sentences() -> dict[str, tuple[ExitCode, str]]:
    return {
        "no_confinement": (
            ExitCode.FAILED,
            _(
                "Virtual boards do not run on this computer: it cannot keep a program away from your files ({reason}). "
                "Use a real robot, or a computer with a newer Linux."
            ),
        ),
        "no_micropython": (
            ExitCode.FAILED,
            _(
                "The MicroPython for virtual boards is missing or does not fit this computer ({reason}). "
                "Install kagarobo again."
            ),
        ),
        "bad_board_name": (
            ExitCode.WRONG_USE,
            _(
                "A board cannot be called {name}. Use 1 to 32 letters, digits, dots, dashes and underscores, and a "
                "letter or a digit first."
            ),
        ),
        "board_name_taken": (
            ExitCode.WRONG_USE,
            _(
                "A virtual board called {name} runs already. Choose another name with --name; what runs is shown by: "
                "kagarobo boards"
            ),
        ),
        "image_damaged": (
            ExitCode.FAILED,
            _(
                "The flash image {image} cannot be read ({reason}). It was left as it is. Move it away or start with "
                "--reset, and the board has an empty one."
            ),
        ),
        "image_taken": (
            ExitCode.FAILED,
            _(
                "Another virtual board runs on the flash image {image}. Stop that board, or choose another image with "
                "--image; what runs is shown by: kagarobo boards"
            ),
        ),
        "board_wont_start": (
            ExitCode.FAILED,
            _(
                "MicroPython did not start on the virtual board (tries: {tries}). Start it again; if it stays so, "
                "send {log} to those who look after kagarobo."
            ),
        ),
    }


def _flasher_sentences() -> dict[str, tuple[ExitCode, str]]:
    return {
        "compiler_missing": (
            ExitCode.FAILED,
            _("The compiler that checks programs does not start ({reason}). Install kagarobo again."),
        ),
        "program_refused": (
            ExitCode.NO,
            _("{program} was not sent: it would not run (places: {count}). See them with: kagarobo check {program}"),
        ),
        "board_not_found": (
            ExitCode.WRONG_USE,
            _("No board is called {name}. There are: {known}. Choose one of them with --to."),
        ),
        "board_not_found:no_known": (
            ExitCode.WRONG_USE,
            _("There is no board and no port called {name}. What is plugged in is shown by: kagarobo boards"),
        ),
        "board_not_found:no_name": (
            ExitCode.WRONG_USE,
            _("There is more than one robot: {known}. Say which one with --to NAME."),
        ),
        "board_not_found:no_name_known": (ExitCode.FAILED, no_robot()),
        "port_taken": (
            ExitCode.FAILED,
            _("The port {port} is in use by {holder} (process {holder_pid}). Close that program and try again."),
        ),
        "port_taken:no_holder": (
            ExitCode.FAILED,
            _("Another program uses the port {port}. Close it (Thonny, a serial monitor) and try again."),
        ),
        "port_taken:no_holder_pid": (
            ExitCode.FAILED,
            _("The port {port} is in use by {holder}. Close that program and try again."),
        ),
        "port_permission": (
            ExitCode.FAILED,
            _(
                "You may not open the port {port}; the group {group} may. Run: sudo usermod -aG {group} $USER, then "
                "log in again."
            ),
        ),
        "port_permission:no_group": (
            ExitCode.FAILED,
            _("You may not open the port {port}. Ask whoever looks after this computer to allow it."),
        ),
        "board_silent": (
            ExitCode.FAILED,
            _(
                "The board at {port} does not answer ({stage}). Look at the cable. Then hold the board's button while "
                "you press reset, so that it starts without its program, and repeat the command."
            ),
        ),
        "program_holds_on": (
            ExitCode.FAILED,
            _(
                "What runs on the board at {port} does not let go of it. Hold the board's button while you press "
                "reset, so that it starts without its program, and repeat the command. If it never had MicroPython, "
                "install that first."
            ),
        ),
        "micropython_missing": (
            ExitCode.FAILED,
            _(
                "There is no MicroPython on the board at {port}. Install it: an ESP32 with mpflash (pip install "
                "mpflash, then mpflash flash); a Pico or XRP by copying the .uf2 file onto the drive that appears when "
                "you hold BOOTSEL and plug it in. Then repeat the command."
            ),
        ),
        "micropython_too_old": (
            ExitCode.FAILED,
            _(
                "The board at {port} runs {found}; it takes MicroPython {oldest} or newer. Nothing on it was changed. "
                "Install a newer one: with mpflash (pip install mpflash, then mpflash flash), or by copying the .uf2 "
                "file onto the drive that appears when you hold BOOTSEL and plug it in. Then repeat the command."
            ),
        ),
        "board_vanished": (
            ExitCode.FAILED,
            _(
                "The board at {port} went away ({stage}). What it held before is untouched. Plug it in again and "
                "repeat the command."
            ),
        ),
        "board_refused": (
            ExitCode.FAILED,
            _(
                "The board at {port} could not do it ({stage}): {trace}. Press its reset button and repeat the "
                "command; the details are in {log}."
            ),
        ),
        "board_full": (
            ExitCode.FAILED,
            _(
                "There is no room left on the board at {port} ({stage}). The old program is still there. The largest "
                "file of your own is {largest}. Delete it with: mpremote connect {port} fs rm :{largest}"
            ),
        ),
        "board_full:no_largest": (
            ExitCode.FAILED,
            _(
                "There is no room left on the board at {port} ({stage}). The old program is still there. Make the "
                "program smaller, or delete your own files from the board."
            ),
        ),
        "verify_failed": (
            ExitCode.FAILED,
            _(
                "{path} did not arrive on the board at {port} as it was sent. The old program is still there. Try "
                "another cable and repeat the command."
            ),
        ),
        "backup_failed": (
            ExitCode.FAILED,
            _(
                "What is on the board could not be kept in {folder} ({reason}), so it was left as it is. Make room on "
                "the disk and try again."
            ),
        ),
        "no_previous_program": (
            ExitCode.WRONG_USE,
            _("The board at {port} has no previous program. Put a program onto it with: kagarobo flash PROGRAM"),
        ),
    }


def _field_sentences() -> dict[str, tuple[ExitCode, str]]:
    return {
        "field_file": (
            ExitCode.WRONG_USE,
            _("{file}: {part} cannot be used: {reason}. Correct the field's file and try again."),
        ),
        "robot_file": (
            ExitCode.WRONG_USE,
            _("{file}: {part} cannot be used: {reason}. Correct the robot's file and try again."),
        ),
        "world_stuck": (
            ExitCode.FAILED,
            _(
                "The field stood still for {waited_s} s, at {at_us} s of its own time. Nothing recorded is lost. "
                "Start it again; the details are in {log}."
            ),
        ),
        "no_display": (
            ExitCode.FAILED,
            _(
                "There is no screen here to open the field's window on ({reason}). Try: "
                "kagarobo play PROGRAM --headless"
            ),
        ),
        "board_missing": (
            ExitCode.FAILED,
            _("The board {board} is not on the field. Start it again; what runs is shown by: kagarobo boards"),
        ),
    }
