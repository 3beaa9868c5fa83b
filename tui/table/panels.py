"""The station's panels, each a text made from a fold; none holds a score of its own.

Rule: what was never called shows as a dash; a zero is a score.
"""

from collections.abc import Sequence

from rich.style import Style
from rich.text import Text

from judge.challenge import Definition
from judge.run_state import RunStage, RunState
from judge.scoring import Term
from judge.tournament.fold import TournamentState
from tui.challenge_words import label, seconds, term_label
from tui.i18n import _
from tui.table.persons import Roll
from tui.table.prompts import Option
from tui.table.words import Hint

__all__ = [
    "calls_text", "clock_text", "fit", "keys_text", "options_text", "run_word", "score_text", "teams_text",
    "total_text",
]  # fmt: skip

NOTHING = "—"
NAME_COLUMNS = 16
CALL_COLUMNS = 14  # the key, the points and how often


def clock_text(left_ms: int) -> str:
    """Return the time left: hours if there are any, minutes, seconds, tenths."""
    hours, minutes = left_ms // 3_600_000, left_ms // 60_000 % 60
    head = f"{hours}:{minutes:02}" if hours else str(minutes)
    return f"{head}:{left_ms // 1000 % 60:02}.{left_ms // 100 % 10}"


def total_text(definition: Definition, state: RunState | None) -> str:
    """Return the score in figures; a dash while nothing was called."""
    if state is None:
        return ""
    score = state.score
    if score.sides:
        bouts = {side: _bouts(state, side) for side in score.sides}
        return ":".join(str(points if score.ended else bouts[side]) for side, points in score.sides.items())
    if not score.counts or not score.has_result:
        return "-"
    return seconds(score.points) if definition.unit == "ms" else str(score.points)


def calls_text(definition: Definition, division: str, state: RunState, columns: int) -> Text:
    """Return every call with its key: how often it was called, a dash for never; what cannot come now is dim."""
    text = Text()
    now = {button.call for button in state.buttons}
    called: dict[str, int] = {}
    for call in state.calls:
        called[call.kind] = called.get(call.kind, 0) + 1
    for rule in definition.calls_of(definition.played(division)):
        is_now, count = rule.name in now, state.score.counts.get(rule.name)
        shown = NOTHING if rule.name not in called else str(count or 0)
        key = Style(bold=True, reverse=is_now, dim=not is_now, meta={"@click": f"app.hit('{rule.key}')"})
        text.append(f" {rule.key} ", key)
        points = rule.points[definition.played(division)]
        each = f"{points:+}" if points else ""
        text.append(f" {fit(label(rule.labels), max(8, columns - CALL_COLUMNS))}{each:>5}", "" if is_now else "dim")
        text.append(f"{shown:>5}\n", "bold" if rule.name in called else "dim")
    return text


def score_text(definition: Definition, state: RunState | None) -> Text:
    """Return the lines of the score, and what does not count."""
    text = Text()
    if state is None:
        return text
    if not state.score.counts:
        text.append(_("nothing was called yet") + "\n", "dim")
    for term in state.score.breakdown:
        side = f"{term.side} " if term.side else ""
        shown = str(term.points) if _is_scored(definition, state, term) else NOTHING
        text.append(f"{shown:>5}  ", "bold")
        text.append(f"{side}{term_label(definition, term.term)}\n")
    if state.score.max_points:
        most = seconds(state.score.max_points) if definition.unit == "ms" else state.score.max_points
        text.append(_("at most {most}", most=most) + "\n", "dim")
    return text


def teams_text(state: TournamentState, roll: Roll, here: Sequence[str], lines: int) -> Text:
    """Return the teams' totals and runs. A run without a score is a dash, one under review says so.

    Args: here: the teams at the table, which stay in sight. lines: how many there is room for.
    """
    text = Text()
    rank = {line.team: line for line in state.standings}
    place = next((place for place, team in enumerate(state.teams) if team.id in here), 0)
    first = max(0, min(place - lines // 2, len(state.teams) - lines))
    for team in state.teams[first : first + lines]:
        line = rank.get(team.id)
        total = NOTHING if line is None or line.result.total is None else str(line.result.total)
        runs = [run for run in state.runs if team.id in run.teams and run.opened is not None and run.opened.official]
        text.append(
            f"{roll.number(team.id):>3} {fit(team.entered.name, NAME_COLUMNS)}", "reverse" if team.id in here else ""
        )
        text.append(f"{total:>6} ", "bold")
        for run in runs:
            text.append(" ")
            text.append(run_word(run, team.id), _RUN_STYLES.get(run.stage, ""))
        text.append("\n")
    return text


def run_word(run: RunState, team: str) -> str:
    """Return a run in one word: its points, in brackets until they are signed; void, under review, or no score yet."""
    points = run.points_of(team)
    match run.stage:
        case RunStage.SIGNED:
            return NOTHING if points is None else str(points)
        case RunStage.DISPUTED:
            return _("review")
        case RunStage.VOIDED:
            return _("void")
        case RunStage.ENDED:
            return NOTHING if points is None else f"({points})"
    return "…"


def options_text(title: str, options: Sequence[Option], typed: str | None) -> Text:
    """Return a question with its answers, one key each; `typed`: what was written so far, where a word is asked for."""
    text = Text()
    text.append(title + "\n\n", "bold")
    for option in options:
        text.append(f" {option.key} ", Style(bold=True, reverse=True, meta={"@click": f"app.hit('{option.key}')"}))
        text.append(f" {option.words}\n")
    if typed is not None:
        text.append(f" {typed}▏\n\n", "bold reverse")
        for row in (("1", "2", "3", "4", "5"), ("6", "7", "8", "9", "0", "backspace", "enter")):
            for key in row:
                shown = {"backspace": "⌫", "enter": "⏎"}.get(key, key)
                text.append(f" {shown} ", Style(bold=True, reverse=True, meta={"@click": f"app.hit('{key}')"}))
                text.append(" ")
            text.append("\n\n")
    return text


def keys_text(hints: Sequence[Hint], columns: int) -> Text:
    """Return the key bar, in lines of so many columns; each key can be touched as well."""
    text, used = Text(), 0
    for hint in hints:
        entry = Text(f" {hint.shown} ", Style(bold=True, reverse=True, meta={"@click": f"app.hit('{hint.key}')"}))
        entry.append(f" {hint.does}  ", Style(bold=False, reverse=False))
        if used and used + entry.cell_len - 2 > columns:
            text.append("\n")
            used = 0
        text.append_text(entry)
        used += entry.cell_len
    return text


_RUN_STYLES = {RunStage.VOIDED: "dim strike", RunStage.DISPUTED: "bold yellow", RunStage.ENDED: "italic"}


def _is_scored(definition: Definition, state: RunState, term: Term) -> bool:
    """A line that is 0 because nothing it reads was called is not a zero."""
    formula = next((rule.value for rule in definition.terms if rule.name == term.term), None)
    if term.points or formula is None:
        return True
    read = {name for atom in formula.atoms for name in atom.name.split()}.intersection(definition.calls)
    return any(call in state.score.counts for call in read)


def _bouts(state: RunState, side: str) -> int:
    """How many calls named a side as the winner: what a match shows until it is decided."""
    return sum(item.n for item in state.score.counted if side in item.told.values())


def fit(words: str, columns: int) -> str:
    """Pad or cut words to their columns, counting a wide character as two."""
    padded = Text(words)
    padded.truncate(columns, overflow="ellipsis", pad=True)
    return padded.plain
