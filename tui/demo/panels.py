"""The demo's panels: table, standings, bracket. Each is a text made from a fold; none holds a score of its own."""

from rich.text import Text

from firmware.virtual.field import FieldView
from judge.tournament.elimination import Heat
from judge.tournament.fold import TournamentState
from tui.demo.events import TableMoved
from tui.demo.field_map import FieldMap, arrow
from tui.demo.words import term_name
from tui.i18n import _

__all__ = ["bracket_text", "clock_text", "field_text", "score_text", "standings_text"]

NAME_COLUMNS = 16


def clock_text(table: TableMoved) -> str:
    """Return the time left, minutes, seconds and tenths; the whole time before the start."""
    left_ms = max(0, table.limit_ms - (table.at_ms or 0))
    return f"{left_ms // 60_000}:{left_ms // 1000 % 60:02}.{left_ms // 100 % 10}"


def field_text(picture: FieldMap, view: FieldView) -> Text:
    """Return the field with the robot on it, and below it what a person at the table sees."""
    rows = [list(row) for row in picture.rows]
    line, column = picture.place(view.x_mm, view.y_mm)
    text = Text()
    for number, row in enumerate(rows):
        if number == line:
            text.append("".join(row[:column]))
            text.append(arrow(view.heading_deg), style="bold reverse")
            text.append("".join(row[column + 1 :]))
        else:
            text.append("".join(row))
        text.append("\n")
    seen = _("{speed} cm/s   balls in the tower {balls}", speed=round(view.speed_mm_s / 10), balls=view.balls_in_tower)
    text.append(seen, style="dim")
    return text


def score_text(table: TableMoved) -> Text:
    """Return the score with its breakdown, the total first."""
    text = Text()
    text.append(_("{points} of {most}", points=table.score.points, most=table.score.max_points), style="bold")
    text.append("\n")
    for term in table.score.breakdown:
        text.append(f"{term.points:>5}  ", style="bold")
        text.append(term_name(term.term) + "\n")
    if table.score.ended:
        text.append(_("the run is over"), style="dim")
    return text


def standings_text(state: TournamentState) -> Text:
    """Return rank, team and total of every team."""
    names = _names(state)
    text = Text()
    for line in state.standings:
        total = "—" if line.result.total is None else str(line.result.total)
        text.append(f"{line.rank:>2}. {_fit(names[line.team])} {total:>5}\n")
    return text


def bracket_text(state: TournamentState) -> Text:
    """Return the heats, first to last, winners in bold; before there is a bracket, say when there will be."""
    if state.bracket is None:
        return Text(_("after the open runs"), style="dim")
    names = _names(state)
    text = Text()
    for heat in state.bracket.heats:
        _append_heat(text, heat, names)
    if state.champion is not None:
        text.append("★ " + names[state.champion] + "\n", style="bold reverse")
    return text


def _append_heat(text: Text, heat: Heat, names: dict[str, str]) -> None:
    for number, side in enumerate(heat.sides):
        name = names.get(side.team or "", "·")
        points = "" if side.points is None else str(side.points)
        mark = f"{heat.id:>3} ┌ " if number == 0 else "    └ "
        style = "bold" if heat.winner is not None and side.team == heat.winner else ""
        text.append(mark, style="dim")
        text.append(f"{_fit(name)} {points:>5}\n", style=style)


def _names(state: TournamentState) -> dict[str, str]:
    return {team.id: team.entered.name for team in state.teams}


def _fit(name: str) -> str:
    """Pad or cut a name to its columns, counting a wide character as two."""
    padded = Text(name)
    padded.truncate(NAME_COLUMNS, overflow="ellipsis", pad=True)
    return padded.plain
