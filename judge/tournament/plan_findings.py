"""What is wrong with a plan, found apart from how it was made.

Rules: a plan without findings can be held: nobody is in two places, everyone rests, tables and slots are there, what
       decides a match comes before it, everyone has as many matches, every match has its place.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from judge.findings import Finding
from judge.tournament.plan import Key, Match, Plan, PlanInputs, Planned
from judge.tournament.plan_references import clashes, reference_findings, sources

__all__ = ["plan_findings"]


def plan_findings(plan: Plan, inputs: PlanInputs) -> list[Finding]:
    """Name everything that is wrong; `source` is `competition/stage/match`, or the competition.

    References that cannot be filled come alone: with them nothing else can be judged.
    """
    unfilled = reference_findings(inputs)
    if unfilled:
        return unfilled
    return [
        *_of_the_whole(plan, inputs),
        *(finding for planned in plan.slots for finding in _of_a_place(planned, inputs)),
        *_of_tables(plan),
        *_of_children(plan, inputs),
        *_of_the_unknown(plan, inputs),
        *_of_order(plan, inputs),
        *_of_equal_matches(plan, inputs),
    ]


def _of_the_whole(plan: Plan, inputs: PlanInputs) -> Iterator[Finding]:
    wanted = {match.key: match for match in inputs.matches}
    times = Counter(planned.match.key for planned in plan.slots)
    for planned in plan.slots:
        if planned.match.key not in wanted:
            yield _finding("not-wanted", planned.match)
        elif planned.match.sides != wanted[planned.match.key].sides:
            yield _finding("other-teams", planned.match)
    yield from (_finding("no-place", match) for key, match in wanted.items() if not times[key])
    yield from (Finding("placed-twice", "error", "/".join(key)) for key, count in times.items() if count > 1)


def _of_a_place(planned: Planned, inputs: PlanInputs) -> Iterator[Finding]:
    match, start_ms = planned.match, planned.start_ms
    table = next((one for one in inputs.tables if one.number == planned.table), None)
    if start_ms not in inputs.starts_ms:
        yield _finding("no-such-slot", match, start_ms=start_ms)
    if start_ms < match.not_before_ms:
        yield _finding("too-early", match, start_ms=start_ms, not_before_ms=match.not_before_ms)
    if table is None or match.competition not in table.competitions:
        yield _finding("wrong-table", match, table=planned.table)
    elif any(window.meets(start_ms, inputs.slot_ms) for window in table.closed):
        yield _finding("table-closed", match, table=planned.table, start_ms=start_ms)
    for team in match.entrants:
        windows = inputs.away.get(team, ()) if isinstance(team, str) else ()
        if any(window.meets(start_ms, inputs.slot_ms) for window in windows):
            yield _finding("team-away", match, team=str(team), start_ms=start_ms)


def _of_tables(plan: Plan) -> Iterator[Finding]:
    at_table: dict[int, list[Planned]] = {}
    for planned in plan.slots:
        at_table.setdefault(planned.table, []).append(planned)
    for table, held in at_table.items():
        held.sort(key=lambda planned: planned.start_ms)
        for one, other in pairwise(held):
            if other.start_ms < one.start_ms + plan.slot_ms:
                yield _finding("two-at-a-table", other.match, table=table, other="/".join(one.match.key))


def _of_children(plan: Plan, inputs: PlanInputs) -> Iterator[Finding]:
    """Children whose matches are known: each by its own list, a team without a roster as one child."""
    held: dict[str, list[Planned]] = {}
    for planned in plan.slots:
        teams = [one for one in planned.match.entrants if isinstance(one, str)]
        for child in {child for team in teams for child in inputs.rosters.get(team) or (team,)}:
            held.setdefault(child, []).append(planned)
        for team, times in Counter(teams).items():
            if times > 1:
                yield _finding("team-twice", planned.match, team=team)
    short = {
        (one.match.key, other.match.key): (one, other)
        for matches in held.values()
        for one, other in pairwise(sorted(matches, key=lambda planned: (planned.start_ms, planned.match.key)))
        if other.start_ms - one.start_ms < inputs.rest_slots * inputs.slot_ms
    }
    for one, other in short.values():
        yield _too_close(one, other)


def _of_the_unknown(plan: Plan, inputs: PlanInputs) -> Iterator[Finding]:
    """Matches of which one is not known yet: they keep apart if any result puts a child into both."""
    at, clash = plan.of(), clashes(inputs)
    is_known = [all(isinstance(one, str) for one in match.entrants) for match in inputs.matches]
    for number, sharing in enumerate(clash.sharing):
        for other_number in sharing:
            one, other = at.get(inputs.matches[number].key), at.get(inputs.matches[other_number].key)
            if one is None or other is None or (is_known[number] and is_known[other_number]):
                continue
            apart_ms = other.start_ms - one.start_ms
            if (0, number) <= (apart_ms, other_number) and apart_ms < inputs.rest_slots * inputs.slot_ms:
                yield _too_close(one, other)


def _of_order(plan: Plan, inputs: PlanInputs) -> Iterator[Finding]:
    at = plan.of()
    of_stage: dict[tuple[str, str], list[Key]] = {}
    for match in inputs.matches:
        of_stage.setdefault((match.competition, match.stage), []).append(match.key)
    for key, planned in at.items():
        for source in sources(planned.match, of_stage):
            before = at.get(source)
            if before is not None and planned.start_ms < before.start_ms + plan.slot_ms:
                yield Finding("before-its-source", "error", "/".join(key), {"other": "/".join(source)})


def _of_equal_matches(plan: Plan, inputs: PlanInputs) -> Iterator[Finding]:
    counts = Counter(
        (planned.match.competition, one)
        for planned in plan.slots
        for one in planned.match.entrants
        if isinstance(one, str)
    )
    for competition, each in inputs.matches_each.items():
        for team in inputs.entered.get(competition, ()):
            if counts[competition, team] != each:
                fields: dict[str, int | str] = {"team": team, "matches": counts[competition, team], "each": each}
                yield Finding("unequal-matches", "error", competition, fields)


def _too_close(one: Planned, other: Planned) -> Finding:
    code = "two-at-once" if one.start_ms == other.start_ms else "rest-short"
    return _finding(code, other.match, other="/".join(one.match.key), apart_ms=other.start_ms - one.start_ms)


def _finding(code: str, match: Match, **fields: int | str) -> Finding:
    return Finding(code, "error", "/".join(match.key), fields)
