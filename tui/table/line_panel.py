"""The panel of who comes next: the line with its waits, what it waits for, and its keys; each can be touched."""

from collections.abc import Sequence

from rich.style import Style
from rich.text import Text

from judge.tournament.line import LineState, Waiting
from judge.tournament.state import TournamentState
from tui.fact_words import stage_name
from tui.i18n import _
from tui.table.line import Candidate
from tui.table.panels import fit, keys_text
from tui.table.persons import Roll
from tui.table.words import Hint

__all__ = ["line_hints", "line_text"]

MINUTE_MS = 60_000
NAME_COLUMNS_MIN = 10
WAIT_COLUMNS = 16


def line_hints(line: LineState | None, *, has_others: bool) -> list[Hint]:
    """Return the keys of the line. Args: line: None: this competition has none. has_others: there are others here."""
    if line is None:
        return [Hint("x", "X", _("challenge"))] if has_others else []
    joining = [Hint("plus", "+", _("join"))] if line.is_open else []
    waiting = [
        Hint("c", "C", _("tell to come")), Hint("m", "M", _("missed")), Hint("r", "R", _("robot")),
        Hint("o", "O", _("official or not")), Hint("minus", "-", _("leaves")),
    ]  # fmt: skip
    below = [Hint("k", "K", _("too few runs"))]
    return [*joining, *(waiting if line.waiting else []), *below, *([Hint("x", "X", _("challenge"))] * has_others)]


def line_text(
    found: Sequence[Candidate], chosen: int, state: TournamentState, roll: Roll, line: LineState | None,
    hints: Sequence[Hint], size: tuple[int, int],
) -> Text:  # fmt: skip
    """Return who may come next, the chosen one marked, as many as there is room for; under them the line's keys.

    Args: size: columns and lines there are.
    """
    columns, lines = size
    text, keys = Text(), keys_text(hints, columns)
    for note in _notes(state, line):
        text.append(note + "\n", "bold")
    room = max(1, lines - len(text.plain.splitlines()) - (len(keys.plain.splitlines()) if hints else 0))
    first = max(0, min(chosen - room // 2, len(found) - room))
    for place, candidate in enumerate(found[first : first + room], start=first):
        row = _row(candidate, roll, columns, is_line=line is not None and bool(line.waiting))
        look = "bold reverse" if place == chosen else "dim" if candidate.is_alone else ""
        text.append(row, Style.parse(look) + Style(meta={"@click": f"app.choose({place})"}))
        text.append("\n")
    text.append_text(keys)
    return text


def _notes(state: TournamentState, line: LineState | None) -> list[str]:
    notes = [_("A tie waits for the director.")] if state.decisions else []
    if line is not None and line.waiting:
        notes.append(_("In line: {count}", count=len(line.waiting)))
    if line is not None and not line.is_open:
        notes.append(_("Closed: who stands in line still runs."))
    return notes


def _row(candidate: Candidate, roll: Roll, columns: int, *, is_line: bool) -> str:
    words = f" {roll.words(candidate.teams)}"
    if candidate.waiting is None:
        where = _("not in line") if is_line and candidate.heat is None else _place(candidate)
        return f"{words}  {where}" if not is_line else _two(words, where, columns)
    return _two(words, _wait(candidate.waiting), columns)


def _two(words: str, right: str, columns: int) -> str:
    """The team on the left, cut if it has to be; what there is to say about it in a column on the right."""
    return fit(words, max(NAME_COLUMNS_MIN, columns - WAIT_COLUMNS)) + fit(f" {right}", WAIT_COLUMNS)


def _wait(place: Waiting) -> str:
    """How it stands with who waits: runs left, then called, without a robot, its turn, or how long it takes still."""
    if not place.is_robot_here:
        word = _("no robot")
    elif place.is_called:
        word = _("called")
    elif place.comes_now:
        word = _("its turn")
    elif place.expected_wait_ms is None:
        word = "—"
    else:
        word = _("{minutes} min", minutes=round(place.expected_wait_ms / MINUTE_MS))
    left = _("{count} left", count=place.runs_left) if place.is_official else _("practice")
    return f"{left} {word}"


def _place(candidate: Candidate) -> str:
    place = stage_name(candidate.stage, candidate.heat)
    return f"{place} {candidate.number}" if candidate.heat is None else place
