"""The words of the hall's screen."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from judge.tournament.line import LineState, Waiting
from judge.tournament.state import Standing, TournamentState
from tui.challenge_words import label
from tui.i18n import _
from tui.paper.certificates import place_words as certificate_place

__all__ = [
    "clock_words", "competition_title", "heads", "line_note", "place_words", "stale_words", "total_words",
    "waiting_row",
]  # fmt: skip

MINUTE_MS = 60_000


def competition_title(state: TournamentState) -> str:
    """The challenge and the division of a competition."""
    assert state.definition is not None
    assert state.opened is not None
    definition = state.definition
    return f"{label(definition.titles)} · {label(definition.divisions[state.opened.division])}"


def heads(kind: str) -> tuple[str, ...]:
    """The heads of a page's columns."""
    return {
        "standings": (_("Place"), _("No."), _("Team"), _("Total"), _("Runs")),
        "line": (_("Place"), _("No."), _("Team"), _("Run"), _("Expected wait")),
        "tables": (_("Table"), _("Challenge"), _("Team")),
        "plan": (_("Time"), _("Table"), _("Teams")),
        "places": (_("Place"), _("Team")),
        "review": (_("Challenge"), _("Team"), _("Run")),
    }[kind]


def place_words(place: int) -> str:
    """A place as the hall calls it."""
    return certificate_place(place)


def total_words(state: TournamentState, line: Standing) -> str:
    """A total; a dash where nothing counts yet. A mean stands in thousandths in the fold."""
    points = line.result.figures.get("points", line.result.total)
    if points is None:
        return "—"
    assert state.definition is not None
    if state.definition.aggregation.fn == "mean" and isinstance(points, int):
        return f"{points / 1000:.1f}"
    return str(points)


def waiting_row(place: Waiting, number: int, name: str) -> tuple[str, ...]:
    """One who waits: place, number, name, what for, and how long."""
    if place.comes_now:
        wait = _("come now") if place.is_robot_here else _("come now, with the robot")
    elif place.expected_wait_ms is None:
        wait = "—"
    else:
        wait = _("{minutes} min", minutes=round(place.expected_wait_ms / MINUTE_MS))
    return str(place.place), str(number), name, _("official") if place.is_official else _("practice"), wait


def line_note(line: LineState) -> str:
    """Whether the line is still open."""
    return "" if line.is_open else _("The line is closed. Who stands in it still runs.")


def clock_words(at_ms: int, zone: str) -> str:
    """A moment (ms since 1970) as the hall's clock shows it."""
    return f"{datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(ZoneInfo(zone)):%H:%M}"


def stale_words(age_s: float) -> str:
    """The warning on a screen that could not read the journal for a while."""
    return _("This screen is old: no news for {seconds} s", seconds=int(age_s))
