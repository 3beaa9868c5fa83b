"""The pictures of the child's screen, as texts: rows of lists, the mistake with its place, the bar.

No character whose width a terminal may see in two ways is drawn here: on a Japanese Windows console a frame's lines, a
circle or three dots in one take two columns, and everything to their right moves.
"""

from dataclasses import replace

from rich.cells import cell_len
from rich.text import Text

from firmware.flasher.check import Finding
from tui.my_robot.model import MyRobot, Program, Robot
from tui.my_robot.words import program_mark, robot_mark
from tui.program_words import finding_lines, nothing_wrong

__all__ = ["bar_text", "fit", "mistake_text", "program_row", "robot_row"]

CUT = ".."
# On a ground of their own: a chosen row is blue.
GOOD, ODD, BAD = "bold #000000 on #8ae234", "bold #000000 on #ffcc33", "bold #ffffff on #c4002b"
SOURCE_INDENT = 4  # finding_lines puts so many blanks before the child's line


def robot_row(state: MyRobot, robot: Robot, columns: int) -> Text:
    """Return a robot's row: its name, and what is on it."""
    mark = robot_mark(state, robot.name)
    if state.running_on == robot.name:
        return _row(robot.name, f" {mark} ", GOOD, columns)
    return _row(robot.name, mark, "", columns)


def program_row(program: Program, columns: int) -> Text:
    """Return a program's row: its name, and what the check says."""
    mark = program_mark(program)
    style = BAD if not program.would_run else GOOD if program.first is None else ODD
    return _row(program.name, f" {mark} " if mark else "", style, columns)


def mistake_text(program: Program | None, columns: int) -> Text:
    """Return the first mistake of a program with its line and its place; nothing while there is none to show."""
    if program is None or program.findings is None:
        return Text()
    first = program.first
    if first is None:
        return Text(nothing_wrong(program.name), style="bold #8ae234")
    sentence, *place = finding_lines(_shortened(first, columns))
    text = Text(sentence, style="bold")
    for line in place:
        text.append("\n" + line, style="" if line is place[0] else "bold red")
    return text


def bar_text(share: float | None, columns: int) -> Text:
    """Return a bar of coloured blanks with its percentage; empty when nothing is being sent."""
    if share is None or columns < 1:
        return Text()
    number = f"{share:>5.0%} "
    full = round(min(max(share, 0.0), 1.0) * max(columns - len(number), 0))
    return Text.assemble(
        (number, "bold"), (" " * full, "on green"), (" " * (columns - len(number) - full), "on #444444")
    )


def fit(name: str, columns: int) -> str:
    """Cut a name in its middle so that its end, which tells files apart, is still there; pad it with blanks."""
    if cell_len(name) > columns:
        tail = _last(name, (columns - len(CUT)) // 2)
        name = _first(name, columns - len(CUT) - cell_len(tail)) + CUT + tail
    return name + " " * (columns - cell_len(name))


def _row(name: str, mark: str, style: str, columns: int) -> Text:
    if cell_len(mark) > columns // 2:
        mark = fit(mark, columns // 2)
    return Text.assemble(fit(name, columns - cell_len(mark) - 1), " ", (mark, style), no_wrap=True)


def _shortened(finding: Finding, columns: int) -> Finding:
    """The same finding with so much of the child's line as fits, the place in sight."""
    room = columns - SOURCE_INDENT - 1
    line, column = finding.source_line.replace("\t", " "), finding.column
    start = 0
    if column and cell_len(line[:column]) > room:
        start = column - 1 - len(_last(line[: column - 1], room // 2))
        line, column = CUT + line[start:], column - start + len(CUT)
    if cell_len(line) > room:
        line = _first(line, room - len(CUT)) + CUT
    return replace(finding, source_line=line, column=column)


def _first(text: str, columns: int) -> str:
    while cell_len(text) > columns:
        text = text[:-1]
    return text


def _last(text: str, columns: int) -> str:
    while cell_len(text) > columns:
        text = text[1:]
    return text
