"""The referee's sheet of a challenge: everything that can be called, to tick by hand where there is no computer.

It comes from the same definition as the buttons and the score, so that it can be typed in afterwards, call by call.
"""

from collections.abc import Iterator, Sequence

from judge.challenge import CallRule, Definition, LookupTable
from judge.challenge_checks import points_max
from judge.expressions import Atom, Expression
from tui.challenge_words import amount, choice_label, label
from tui.fact_words import role_name
from tui.i18n import _

__all__ = ["sheet_lines", "table_lines"]

BOX, BLANK = "[ ]", "______"
TRIES = 5  # lines for a call that may be repeated and has to say something


def sheet_lines(definition: Definition, divisions: Sequence[str]) -> list[str]:
    """Return the sheet of some divisions of a challenge, one after the other."""
    lines: list[str] = []
    for division in divisions:
        lines += [*_head(definition, division), *_calls(definition, division), *_foot(definition, division), ""]
    return lines


def _head(definition: Definition, division: str) -> Iterator[str]:
    yield f"{label(definition.titles)}  ({definition.id} {definition.version}, {definition.status})"
    yield f"{division}  {label(definition.divisions[division])}"
    sides = definition.match.sides if definition.match is not None else ("",)
    team, table, run = _("Team"), _("Table"), _("Run")
    teams = "   ".join(f"{team} {side} {BLANK * 2}".replace("  ", " ") for side in sides)
    official, practice = _("official"), _("practice")
    yield f"{teams}   {table} {BLANK}   {run} {BLANK}   {BOX} {official}  {BOX} {practice}"
    yield _("Time: {seconds} s at most", seconds=definition.limit_ms // 1000)
    values = ", ".join(f"{name} = {definition.param(name, division)}" for name in definition.params)
    if values:
        yield _("Set for today: {values}", values=values)


def _calls(definition: Definition, division: str) -> Iterator[str]:
    for name, title in (*((phase.name, label(phase.labels)) for phase in definition.phases), ("", _("At any time"))):
        rules = [rule for rule in definition.calls_of(division) if rule.phase == name]
        if rules:
            yield ""
            yield title
        for rule in rules:
            yield from _call(definition, rule, division)


def _call(definition: Definition, rule: CallRule, division: str) -> Iterator[str]:
    """A box for what counts once, a blank for a number, a line of boxes for each time where it has to say more."""
    points, most = rule.points[division], rule.count_max[division]
    worth = f"  {points}" if points and most == 1 else f"  × {points}" if points else ""
    if rule.args:
        how_many = "   " + _("how many: {blank}", blank=BLANK)
        yield f"  {label(rule.labels)}{worth}"
        for number in range(1, min(most, TRIES) + 1):
            told = "   ".join(f"{label(arg.labels)} {_boxes(rule, name)}" for name, arg in rule.args.items())
            count = "" if most == 1 or rule.worth is not None or rule.side_arg else how_many
            yield f"    {number}.  {told}{count}"
    elif rule.kind == "ordered":
        yield f"  {label(rule.labels)}  " + "  ".join(f"{BOX} {number}" for number in range(1, most + 1))
    else:
        yield f"  {BOX if most == 1 else BLANK} {label(rule.labels)}{worth}"
    for name, table in definition.tables.items():
        formulas = [rule.worth] if rule.worth is not None else _formulas(definition, rule.name)
        if any(f"table({name}," in formula.text for formula in formulas):
            yield from table_lines(table)


def _formulas(definition: Definition, call: str) -> list[Expression]:
    """The lines of the score that read a call."""
    formulas = [term.value for term in definition.terms if term.value is not None]
    return [formula for formula in formulas if Atom("count", call) in formula.atoms]


def _boxes(rule: CallRule, name: str) -> str:
    arg = rule.args[name]
    return "  ".join(f"{BOX} {choice_label(arg, choice)}" for choice in arg.choices) or BLANK


def table_lines(table: LookupTable) -> Iterator[str]:
    """The numbers of a table, rows below each other."""
    if not table.columns:
        yield "      " + "  ".join(f"{row}: {table.cells[row_key,]}" for row, row_key in _keyed(table.rows))
        return
    yield "      " + " " * 6 + "  ".join(f"{column!s:>6}" for column in table.columns)
    for row, row_key in _keyed(table.rows):
        cells = (table.cells[row_key, column_key] for _column, column_key in _keyed(table.columns))
        widths = (max(6, len(str(column))) for column in table.columns)
        numbers = "  ".join(f"{cell:>{width}}" for cell, width in zip(cells, widths, strict=True))
        yield f"      {row!s:>5} {numbers}"


def _keyed(names: Sequence[int | str]) -> list[tuple[int | str, int]]:
    return [(name, name if isinstance(name, int) else place) for place, name in enumerate(names)]


def _foot(definition: Definition, division: str) -> Iterator[str]:
    yield ""
    ends = [label(stop.labels) for stop in definition.stops] + [_("the time is over"), _("declared over")]
    boxes = "  ".join(f"{BOX} {end}" for end in ends)
    yield _("Over:  {boxes}   at {blank} s", boxes=boxes, blank=BLANK)
    for term in definition.terms:
        if term.value is not None:
            yield f"  {label(term.labels)} {BLANK}"
    most = amount(definition, points_max(definition, division))
    sides = definition.match.sides if definition.match is not None else ("",)
    total, signed = _("Total"), _("Signed")
    totals = "   ".join(f"{total} {side} {BLANK}".replace("  ", " ") for side in sides)
    yield _("{totals}   (at most {most})", totals=totals, most=most)
    yield "   ".join(f"{signed} ({role_name(role)}) {BLANK * 3}" for role in definition.sign_off)
