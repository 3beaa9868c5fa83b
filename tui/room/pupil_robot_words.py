"""What a child reads while a program goes onto a robot, and what the mentor's page and the wall say of the robots."""

from firmware.errors import ProgramRefused
from firmware.flasher.check import errors_in
from tui.flash_words import outcome_words
from tui.i18n import _
from tui.program_words import finding_lines

__all__ = [
    "away_words",
    "done_words",
    "failed_words",
    "left_words",
    "refused_words",
    "sending_words",
    "sent_away_words",
    "waiting_words",
]


def waiting_words(robot: str, place: int) -> str:
    """Return where a child stands in a robot's line."""
    if place == 1:
        return _("You are next at robot {robot}.", robot=robot)
    return _("You wait for robot {robot}: number {place} in the line.", robot=robot, place=place)


def away_words(robot: str) -> str:
    """Return what to do when nobody can be served because the robot is not there."""
    return _("Robot {robot} is not plugged in. Put its cable in: you keep your place.", robot=robot)


def sending_words(robot: str) -> str:
    """Return that the program is on its way."""
    return _("Your program goes onto robot {robot}. Do not pull the cable.", robot=robot)


def done_words(robot: str, *, is_battery_low: bool) -> str:
    """Return that it is there, and whether the robot will be tired soon."""
    words = _("Your program is on robot {robot}. Take it!", robot=robot)
    return " ".join((words, _("Its battery is low: charge it soon."))) if is_battery_low else words


def failed_words(robot: str, error: Exception) -> str:
    """Return why it is not there, and what to do now."""
    result, to_do = outcome_words(error, is_unchanged=False)
    return _("Robot {robot}: {result}. {to_do}", robot=robot, result=result, to_do=to_do)


def refused_words(error: ProgramRefused) -> str:
    """Return which line is to be looked at before any robot takes the program."""
    return finding_lines(errors_in(list(error.findings))[0])[0]


def left_words() -> str:
    """Return that a child does not wait any more."""
    return _("You do not wait for a robot any more.")


def sent_away_words() -> str:
    """Return that the class is over before it was this child's turn."""
    return _("The class is over. Your program is kept.")
