"""The words that the mentor's page and the wall fill in themselves; `{n}` and other fields are still in them."""

from tui.i18n import _

__all__ = ["mentor_words"]


def mentor_words() -> dict[str, str]:
    """Return them in the language in use."""
    return {
        "lost": _("No connection to the class's laptop."),
        "asks_help": _("asks for help: {n} min"),
        "is_stuck": _("stuck: {n} min, {tries} tries"),
        "tries": _("tries: {tries}, not passed yet"),
        "gets_on": _("gets on: {n} min"),
        "look": _("Look at the program"),
        "nothing_typed": _("Nothing is typed yet."),
        "runs_now": _("a program runs"),
        "is_away": _("not connected"),
        "no_lesson": _("no lesson yet"),
        "lesson": _("{n}. {title}"),
        "helped": _("Helped"),
        "share": _("To the wall"),
        "share_named": _("To the wall, with the name"),
        "unshare": _("Take down"),
        "fresh_code": _("New pictures"),
        "fresh_ask": _("Let {name} choose new pictures?"),
        "minutes_left": _("{n} minutes left"),
        "no_children": _("Nobody is here yet."),
        "no_robots": _("No robot is plugged in."),
        "robot_free": _("free"),
        "robot_sending": _("gets the program of {name}"),
        "robot_waiting": _("in the line: {names}"),
        "robot_last": _("has the program of {name}"),
        "robot_away": _("not plugged in"),
        "robot_low": _("battery low: {volts} V"),
        "robot_charged": _("battery: {volts} V"),
        "robot_trouble": _("does not answer"),
        "over": _("The class is over. Every program is kept under its child."),
        "over_robots": _("{n} robots are put away."),
        "charge": _("Charge: {names}"),
        "not_put_away": _("Not put away, look at them: {names}"),
        "ending": _("Programs are kept, robots are put away. Leave the cables in."),
        "failed": _("That did not work. Look at the laptop's terminal."),
    }
