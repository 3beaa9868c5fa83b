"""What a child reads about a try: how it ended, the table below it, and the words of the window."""

from pathlib import Path

from firmware.virtual.trial_trace import Ending
from tui.i18n import _
from tui.program_words import ending_line

__all__ = [
    "doing_sentence",
    "ending_sentence",
    "figure_names",
    "panel_names",
    "placing_keys",
    "seeds_sentence",
    "window_keys",
]


def ending_sentence(ending: Ending, limit_us: int) -> str:
    """Return how the program ended."""
    if ending.kind in ("error", "never_waits"):
        error = ending.error if ending.kind == "error" else ending.kind
        return ending_line({"error": error, "line": ending.line})
    return {
        "done": _("The program came to its end."),
        "stopped": _("The program was stopped."),
        "time": _(
            "The program was still running after {seconds} s, so it was ended here.", seconds=limit_us // 1000000
        ),
        "decided": _("The match is decided."),
        "waits_for_keys": _("The program waits for somebody to type, and a robot has no keyboard. Take input() away."),
        "reset": _("The robot was switched off and on again, so it ends here."),
        "lost": _("The robot's Python stopped all at once. Show this to a mentor."),
    }[ending.kind]


def figure_names() -> dict[str, str]:
    """Return the names of the figures of a try."""
    return {
        "score": _("Score"),
        "time": _("Time"),
        "way": _("Way driven"),
        "turned": _("Turned to the right"),
        "lines": _("Lines crossed"),
        "bumps": _("Bumps"),
        "nearest": _("Nearest thing ahead"),
        "rate": _("Speed of the field"),
    }


def seeds_sentence(done: int, tries: int) -> str:
    """Return how often it went well."""
    return _("It worked {done} times out of {tries}.", done=done, tries=tries)


def doing_sentence(doing: str) -> str:
    """Return what is being done before there is something to see."""
    return {
        "checking": _("Reading the program …"),
        "flashing": _("Putting the program onto the robot …"),
        "running": _("The robot is thinking …"),
    }[doing]


def saved_sentence(path: Path) -> str:
    """Return where the picture is."""
    return _("Saved: {path}", path=path)


def panel_names() -> dict[str, str]:
    """Return the words of the window's panel."""
    return {
        "time": _("Time"),
        "speed": _("Speed of the film"),
        "max": _("as fast as it goes"),
        "paused": _("paused"),
        "seed": _("Seed"),
        "start": _("Start, moved to"),
        "noise": _("Noise"),
        "on": _("on"),
        "off": _("off"),
        "score": _("Score"),
        "robot": _("Robot"),
        "line": _("Line sensors"),
        "distance": _("Distance ahead"),
        "speed_now": _("Speed"),
        "heading": _("Turned to the right"),
        "bumper": _("Bump switch"),
        "pressed": _("pressed"),
        "gate": _("Ball gate"),
        "open": _("open"),
        "closed": _("closed"),
        "candles": _("Candles that burn"),
        "fan": _("Fan"),
        "board": _("On the boards"),
        "fallen": _("fell off"),
        "balls": _("Balls: on board → in the tower"),
        "battery": _("Battery"),
        "printed": _("print"),
    }


def window_keys() -> tuple[tuple[str, str], ...]:
    """Return the window's keys and what they do, the ones needed most first."""
    return (
        (_("Space"), _("pause")),
        ("R", _("again")),
        ("← →", _("back, on")),
        (", .", _("one step")),
        ("B", _("film backwards")),
        ("− +", _("slower, faster")),
        ("0-9 ⏎", _("seed")),
        ("M", _("move the robot")),
        ("N", _("noise")),
        ("T", _("trail")),
        ("S", _("picture")),
        ("Q", _("quit")),
    )


def placing_keys() -> tuple[tuple[str, str], ...]:
    """Return the keys of a robot that is being moved to a new start."""
    return (
        ("← ↑ ↓ →", _("move")),
        (", .", _("turn left, right")),
        ("⏎", _("set it down here and run")),
        ("Home", _("the field's own start")),
        ("Esc", _("leave it where it was")),
    )
