"""The lines of a score: what gave points, how many, and why.

Rule: the points of the lines add up to the score, and each line says enough to work it out again by hand.
"""

from collections.abc import Mapping
from typing import NamedTuple

from judge.challenge import CallRule, Match
from judge.challenge_checks import points_min
from judge.expressions import Atom, Expression
from judge.score_sheet import Counted, Sheet

__all__ = ["Term", "fixed_term", "terms"]


class Term(NamedTuple):
    """One line of a score. `code` and `fields` are for translation, `why` says the same in English.

    Codes: call (call, count, each, at_ms), told (call, place, at_ms and what it was told), formula (formula and every
    value in it), outcome (outcome win, draw or loss; formula and its values), fixed (call, at_ms), floor (least).
    `side`: whose line it is in a match, else "".
    """

    term: str
    points: int
    code: str
    fields: Mapping[str, int | str]
    why: str
    side: str = ""


def terms(sheet: Sheet) -> tuple[Term, ...]:
    """The lines of a score as it stands; of a match that is not over there are none."""
    match = sheet.definition.match
    if match is not None:
        return tuple(_outcome(sheet, match, side) for side in sheet.sides) if sheet.ended is not None else ()
    lines: list[Term] = []
    for rule in sheet.definition.terms:
        if rule.value is not None:
            fields, why = _formula(rule.value, sheet)
            lines.append(Term(rule.name, rule.value.value(sheet.lookup), "formula", fields, why))
            continue
        for call in sheet.of_phase(rule.each):
            if call.worth is not None or call.name in sheet.counts:
                lines += _call_terms(sheet, call)
    total, least = sum(line.points for line in lines), points_min(sheet.definition, sheet.division)
    if sheet.definition.points_min is not None and total < least:
        lines.append(Term("floor", least - total, "floor", {"least": least}, f"a score is never below {least}"))
    return tuple(lines)


def fixed_term(rule: CallRule, at_ms: int, points: int) -> Term:
    """The only line of a score that a call fixed."""
    why = f"{rule.labels['en']} at {_seconds(at_ms)}: the score is fixed"
    return Term(rule.name, points, "fixed", {"call": rule.name, "at_ms": at_ms}, why)


def _call_terms(sheet: Sheet, rule: CallRule) -> list[Term]:
    """One line for a call with fixed points, one for each time where its worth depends on what it was told."""
    if rule.worth is not None:
        told = [item for item in sheet.counted if item.kind == rule.name]
        return [_told_term(rule, place, item) for place, item in enumerate(told, start=1)]
    count, each = sheet.counts.get(rule.name, 0), rule.points[sheet.division]
    if not count or rule.kind in ("note", "ordered"):  # what these are worth, a formula says
        return []
    name, at_ms = rule.name, sheet.first_ms[rule.name]
    times = f"{count} times {each}, first " if count > 1 else ""
    why = f"{rule.labels['en']}: {times}at {_seconds(at_ms)}"
    return [Term(name, count * each, "call", {"call": name, "count": count, "each": each, "at_ms": at_ms}, why)]


def _told_term(rule: CallRule, place: int, item: Counted) -> Term:
    told = ", ".join(f"{name} {value}" for name, value in item.told.items())
    why = f"{rule.labels['en']} {place}: {told}, at {_seconds(item.at_ms)}"
    fields = {"call": rule.name, "place": place, "at_ms": item.at_ms, **item.told}
    return Term(rule.name, item.worth, "told", fields, why)


def _outcome(sheet: Sheet, match: Match, side: str) -> Term:
    winners = [one for one in sheet.sides if match.win_when.value(lambda atom, one=one: sheet.lookup(atom, one))]  # type: ignore[misc]
    outcome = "win" if side in winners else "loss" if winners else "draw"
    formula = {"win": match.win, "loss": match.loss, "draw": match.draw}[outcome]
    fields, why = _formula(formula, sheet, side)
    points = formula.value(lambda atom: sheet.lookup(atom, side))
    return Term("result", points, "outcome", {"outcome": outcome, **fields}, f"{side}: {outcome}, {why}", side)


def _formula(formula: Expression, sheet: Sheet, side: str | None = None) -> tuple[dict[str, int | str], str]:
    values = {_name(atom): sheet.lookup(atom, side) for atom in formula.atoms}
    shown = ", ".join(f"{name} = {value}" for name, value in values.items())
    return {"formula": formula.text, **values}, f"{formula.text} with {shown}" if shown else formula.text


def _name(atom: Atom) -> str:
    """An atom as the formula writes it."""
    if atom.of in ("count", "param", "clock"):
        return atom.name
    function = "count" if atom.of == "count_of" else atom.of
    return f"{function}({', '.join(atom.name.split())})"


def _seconds(at_ms: int) -> str:
    return f"{at_ms // 1000}.{at_ms % 1000:03} s"
