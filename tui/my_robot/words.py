"""Every sentence of the child's screen: short, one thing to do, no codes and no ports."""

from pathlib import Path

from firmware.errors import BoardError
from tui.error_words.table import sentence_of
from tui.flash_words import outcome_words
from tui.i18n import _
from tui.my_robot.model import Key, MyRobot, Program, Said
from tui.my_robot.robot_words import Ending
from tui.program_words import ending_line

__all__ = [
    "empty_words",
    "first_words",
    "key_word",
    "keys_beside",
    "program_mark",
    "robot_mark",
    "said_line",
    "titles",
    "trouble_line",
]


def titles(folder: Path) -> dict[str, str]:
    """Return the words that stand over the parts of the screen."""
    return {
        "head": _("My robot"),
        "robots": _("Robots"),
        "programs": _("Programs in {folder}", folder=folder.name or str(folder)),
        "voice": _("What the robot says"),
    }


def keys_beside() -> dict[str, str]:
    """Return the keys beside the five big ones, by what they do."""
    return {
        "new": _("N new program"),
        "button": _("B button"),
        "virtual": _("V virtual robot"),
        "language": _("L language"),
        "leave": _("Q quit"),
    }


def key_word(key: Key) -> str:
    """Return the word on one of the big keys; at most 14 columns."""
    return {
        Key.CHECK: _("Check"),
        Key.TRY: _("Try it"),
        Key.SEND: _("To the robot"),
        Key.STOP: _("Stop"),
        Key.BACK: _("The one before"),
    }[key]


def empty_words(part: str, *, has_virtual: bool) -> str:
    """Return what stands in an empty list: the way to fill it."""
    if part == "programs":
        return _("No program here yet. Save one in this folder (.py), or press N.")
    if has_virtual:
        return _("Plug your robot in with its cable. No robot? Press V.")
    return _("Plug your robot in with its cable.")


def first_words() -> str:
    """Return what the first program of a child prints."""
    return _("Here I come!")


def robot_mark(state: MyRobot, robot: str) -> str:
    """Return what stands beside a robot's name."""
    if state.running_on == robot:
        return _("it runs!")
    return state.on_robot.get(robot, "")


def program_mark(program: Program) -> str:
    """Return what the check says, in a word."""
    if program.findings is None:
        return ""
    first = program.first
    if first is None:
        return _("good")
    return _("line {line}", line=first.line) if first.line else _("look")


def said_line(said: Said) -> str:
    """Return the one sentence on the screen."""
    if said.topic == "trouble":
        error = said.fields["error"]
        assert isinstance(error, Exception)
        return trouble_line(error, str(said.fields["log"]))
    if said.topic == "over":
        ending = said.fields["ending"]
        assert isinstance(ending, Ending)
        return _ending_sentence(ending)
    return _sentences()[said.topic].format_map(said.fields)


def trouble_line(error: Exception, log: str) -> str:
    """Return what went wrong and what to do: a child's words where there are, else the sentence of the error."""
    code = getattr(error, "code", None)
    if code == "no_previous_program":
        return _("There is no program before this one. Press 3 first.")
    if code == "program_refused":  # it was saved again between the check and the key
        return said_line(Said("need_fix", {"program": Path(str(getattr(error, "program", ""))).name}))
    if isinstance(error, BoardError):
        return _("The virtual robot does not start here. Take a real one, or ask an adult.")
    holder = getattr(error, "holder", None)
    if code == "port_taken" and holder:
        return _("{holder} is talking to the robot. Close it and try again.", holder=holder)
    in_childs_words = outcome_words(error, is_unchanged=False)
    if in_childs_words == outcome_words(Exception(), is_unchanged=False):  # there are none for this one
        known = sentence_of(error, log=log)
        if known is not None:
            return known[1]
    result, to_do = in_childs_words
    return _("The robot: {result}. {to_do}", result=result, to_do=to_do)


def _ending_sentence(ending: Ending) -> str:
    plain = {
        "done": _("The program is over. The motors are off."),
        "stopped": _("Stopped. The motors are off."),
        "missing": _("There is no program on this robot yet. Press 3."),
        "gone": _("The robot went away. Look at its cable."),
    }.get(ending.word)
    return plain or ending_line({"error": ending.word, "line": ending.line})


def _sentences() -> dict[str, str]:
    return {
        "hello": _("Write a program in your editor and save it here."),
        "robot_came": _("{robot} is there."),
        "robot_gone": _("{robot} went away. Look at its cable."),
        "checked_good": _("Press 2 for the field, or 3 for the robot."),
        "checked_wrong": _("Correct it in your editor and save it: it is checked again."),
        "sending": _("{program} goes to {robot}. Leave the cable in!"),
        "going_back": _("The program before comes back to {robot}. Leave the cable in!"),
        "stopping": _("{robot} is being stopped."),
        "stopped": _("{robot} has stopped. The motors are off."),
        "trying": _("{program} drives on the field. 4 ends it."),
        "tried": _("The field is free again."),
        "not_tried": _("The field did not open. Show it to a mentor."),
        "runs": _("{program} runs on {robot}. 4 stops it."),
        "runs_again": _("The program before runs on {robot}. 4 stops it."),
        "pressed": _("The button of the virtual robot was pressed."),
        "safe_mode": _("The program broke again and again. Press the robot's button, or correct it."),
        "previous": _("The program before runs on {robot}. 4 stops it."),
        "waits_for_start": _("{robot} waits for the start: press its button."),
        "battery_low": _("The battery of {robot} is nearly empty. Charge it."),
        "virtual_starts": _("The virtual robot is being switched on."),
        "virtual_ends": _("The virtual robot is switched off."),
        "wait": _("One moment: the robot is busy."),
        "need_program": _("Save a program in this folder first."),
        "need_check": _("One moment: {program} is being checked."),
        "need_fix": _("{program} has a mistake. Correct it and save it first."),
        "need_robot": _("No robot is there. Plug one in first."),
        "need_choice": _("Which robot? Choose it in the list."),
        "leaving": _("One moment, then it closes."),
    }
