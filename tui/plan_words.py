"""A plan in words: each slot with its table and teams, what changed, what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from judge.findings import Finding
from judge.tournament.plan import Entrant, Outcome, Place, Plan, Planned
from judge.tournament.plan_repair import Difference
from tui.i18n import _

__all__ = ["difference_lines", "entrant_words", "plan_finding_line", "plan_lines"]

When = Callable[[int], str]
"""Start in ms -> day and time as they are said in the hall."""


def plan_lines(plan: Plan, names: Mapping[str, str], when: When) -> Iterator[str]:
    """Every slot, in order of time and table."""
    for planned in plan.slots:
        yield f"{when(planned.start_ms)}  {_place(planned)}  {_match(planned, names)}"


def difference_lines(difference: Difference, names: Mapping[str, str], when: When) -> Iterator[str]:
    """Every match that is elsewhere now, then whose sheets change."""
    for change in difference.changes:
        shown = change.after or change.before
        if shown is None:
            continue
        before = (
            _("not planned") if change.before is None else f"{when(change.before.start_ms)} {_place(change.before)}"
        )
        after = _("not planned") if change.after is None else f"{when(change.after.start_ms)} {_place(change.after)}"
        yield f"{_match(shown, names)}: {before} → {after}"
    if difference.changes:
        yield _("Sheets that change: tables {tables}; {count} teams.",
                tables=", ".join(map(str, difference.tables)), count=len(difference.teams))  # fmt: skip


def entrant_words(entrant: Entrant, names: Mapping[str, str]) -> str:
    """A team's name, or who will come there."""
    match entrant:
        case Outcome(match=match, outcome="winner"):
            return _("winner of {match}", match=match)
        case Outcome(match=match):
            return _("loser of {match}", match=match)
        case Place(stage=stage, place=place):
            return _("place {place} of {stage}", place=place, stage=stage)
    return names.get(entrant, entrant)


def plan_finding_line(finding: Finding, names: Mapping[str, str]) -> str:
    """What is wrong, with its place and its code; a code this program does not know stands for itself."""
    fields = {key: names.get(str(value), value) if key == "team" else value for key, value in finding.fields.items()}
    sentence = {**_of_references(), **_of_slots()}.get(finding.code, finding.code)
    return f"{finding.source}: {sentence.format_map(fields)} [{finding.code}]"


def _of_references() -> dict[str, str]:
    return {
        "match-twice": _("there are two matches of this name"),
        "taken-twice": _("who comes here comes into another match as well"),
        "no-such-match": _("there is no match {match} whose {outcome} could come here"),
        "several-losers": _("{match} has more than one loser"),
        "no-such-place": _("there is no place {place} after {stage}: too few teams"),
        "waits-for-itself": _("these matches wait for each other"),
    }


def _of_slots() -> dict[str, str]:
    return {
        "not-wanted": _("this match is planned, and is not played any more"),
        "other-teams": _("the plan has other teams in this match"),
        "no-place": _("this match has no slot"),
        "placed-twice": _("this match has two slots"),
        "no-such-slot": _("there is no slot at this time"),
        "too-early": _("this match is planned before it may begin"),
        "wrong-table": _("table {table} does not hold this competition"),
        "table-closed": _("table {table} is closed then"),
        "team-away": _("{team} is not there then"),
        "two-at-a-table": _("{other} is at table {table} at the same time"),
        "team-twice": _("{team} is in this match twice"),
        "two-at-once": _("somebody is in {other} at the same time, or may be"),
        "rest-short": _("somebody in this match comes from {other} and rests too little, or may"),
        "before-its-source": _("{other} decides who is in this match, and comes later"),
        "unequal-matches": _("{team} has {matches} matches, others have {each}"),
    }


def _place(planned: Planned) -> str:
    return _("table {table}", table=planned.table)


def _match(planned: Planned, names: Mapping[str, str]) -> str:
    match = planned.match
    sides = (" + ".join(entrant_words(one, names) for one in side) for side in match.sides)
    return f"{match.competition} {match.stage} {match.id}: {' – '.join(sides)}"
