"""Who may be in a match that is not known yet, and whether every reference can be filled on the day.

Rules: two matches may share a child if any result makes them; what no result can bring about is never assumed, so that
       the semi-finals of one bracket may run side by side;
       a match that takes an outcome or a place comes after what decides it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from judge.findings import Finding
from judge.tournament.plan import Key, Match, Outcome, Place, PlanInputs

__all__ = ["Clashes", "clashes", "reference_findings", "sources"]


@dataclass(frozen=True, slots=True)
class Clashes:
    """Between matches, by their numbers in the inputs: with whom each may share a child, and what each waits for."""

    sharing: tuple[tuple[int, ...], ...]
    after: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class _Possible:
    """Who may be in a match. Children are bits of a number; so are matches."""

    before: int
    """The matches whose outcomes lead here, and this one."""
    known: Mapping[int, int]
    """Number of the match where known teams begin -> their children."""
    stages: frozenset[str]
    """Whose places lead here."""
    known_children: int
    children: int


def sources(match: Match, of_stage: Mapping[tuple[str, str], Sequence[Key]]) -> Iterator[Key]:
    """The matches that decide who is in a match. Args: of_stage: (competition, stage) -> its matches."""
    for entrant in match.entrants:
        if isinstance(entrant, Outcome):
            yield match.competition, match.stage, entrant.match
        elif isinstance(entrant, Place):
            yield from of_stage.get((match.competition, entrant.stage), ())


def reference_findings(inputs: PlanInputs) -> list[Finding]:
    """Name every reference that the day cannot fill; errors all: nothing can be planned with them."""
    by_key = {match.key: match for match in inputs.matches}
    found = [
        _finding("match-twice", match) for match in inputs.matches if by_key[match.key] is not match
    ]  # fmt: skip
    taken: set[tuple[str, str | None, Outcome | Place]] = set()
    for match in inputs.matches:
        for entrant in match.entrants:
            if isinstance(entrant, str):
                continue
            name = match.competition, match.stage if isinstance(entrant, Outcome) else None, entrant
            if name in taken:
                found.append(_finding("taken-twice", match, entrant))
            taken.add(name)
            if isinstance(entrant, Outcome):
                source = by_key.get((match.competition, match.stage, entrant.match))
                if source is None:
                    found.append(_finding("no-such-match", match, entrant))
                elif len(source.sides) != 2 and entrant.outcome == "loser":
                    found.append(_finding("several-losers", match, entrant))
            elif not 1 <= entrant.place <= len(inputs.entered.get(match.competition, ())):
                found.append(_finding("no-such-place", match, entrant))
    try:
        _in_order(inputs)
    except CycleError as error:
        found.append(Finding("waits-for-itself", "error", "/".join(error.args[1][0])))
    return found


def clashes(inputs: PlanInputs) -> Clashes:
    """Work out all clashes. Raises: ValueError: a reference that cannot be filled (see `reference_findings`)."""
    if reference_findings(inputs):
        raise ValueError("a reference cannot be filled")
    numbers = {match.key: number for number, match in enumerate(inputs.matches)}
    of_stage = _of_stage(inputs)
    possible = _all_possible(inputs, numbers)
    sharing: list[list[int]] = [[] for _ in inputs.matches]
    for one, match in enumerate(inputs.matches):
        for other in range(one):
            if not possible[one].children & possible[other].children:
                continue
            is_known = possible[one].known.get(one, 0) & possible[other].known.get(other, 0)
            if (
                is_known or inputs.is_cautious
                if match.competition != inputs.matches[other].competition
                else _may_meet_itself(one, possible[one], other, possible[other])
            ):
                sharing[one].append(other)
                sharing[other].append(one)
    after = (sorted({numbers[key] for key in sources(match, of_stage)}) for match in inputs.matches)
    return Clashes(tuple(map(tuple, sharing)), tuple(map(tuple, after)))


def _of_stage(inputs: PlanInputs) -> dict[tuple[str, str], list[Key]]:
    of_stage: dict[tuple[str, str], list[Key]] = {}
    for match in inputs.matches:
        of_stage.setdefault((match.competition, match.stage), []).append(match.key)
    return of_stage


def _in_order(inputs: PlanInputs) -> list[Key]:
    """Every match behind its sources. Raises: CycleError: one waits for itself."""
    of_stage = _of_stage(inputs)
    order = TopologicalSorter({match.key: list(sources(match, of_stage)) for match in inputs.matches})
    return list(order.static_order())


def _all_possible(inputs: PlanInputs, numbers: Mapping[Key, int]) -> dict[int, _Possible]:
    bits: dict[str, int] = {}

    def children(team: str) -> int:
        roster = inputs.rosters.get(team) or (f"team {team}",)
        return _union(1 << bits.setdefault(child, len(bits)) for child in roster)

    anybody = {name: _union(map(children, teams)) for name, teams in inputs.entered.items()}
    possible: dict[int, _Possible] = {}
    for number in (numbers[key] for key in _in_order(inputs)):
        match = inputs.matches[number]
        decided = [
            possible[numbers[match.competition, match.stage, one.match]]
            for one in match.entrants
            if isinstance(one, Outcome)
        ]
        here = _union(children(one) for one in match.entrants if isinstance(one, str))
        known = {start: mask for one in decided for start, mask in one.known.items()} | ({number: here} if here else {})
        stages = frozenset(one.stage for one in match.entrants if isinstance(one, Place))
        known_children = _union(known.values())
        possible[number] = _Possible(
            before=1 << number | _union(one.before for one in decided),
            known=known,
            stages=stages.union(*(one.stages for one in decided)),
            known_children=known_children,
            children=known_children
            | (anybody[match.competition] if stages else 0)
            | _union(one.children for one in decided),
        )
    return possible


def _may_meet_itself(number: int, one: _Possible, other_number: int, other: _Possible) -> bool:
    """Whether a team of one match may be in another of the same competition as well.

    From one match a team goes one way: winner's or loser's. So one match leads to the other, or the team began twice.
    """
    if one.before >> other_number & 1 or other.before >> number & 1:
        return True
    if any(stage != other_stage for stage in one.stages for other_stage in other.stages):
        return True
    if (one.stages and one.children & other.known_children) or (other.stages and other.children & one.known_children):
        return True
    if not one.known_children & other.known_children:
        return False
    return any(
        mask & other_mask
        for start, mask in one.known.items()
        for other_start, other_mask in other.known.items()
        if start != other_start
    )


def _union(masks: Iterable[int]) -> int:
    union = 0
    for mask in masks:
        union |= mask
    return union


def _finding(code: str, match: Match, entrant: Outcome | Place | None = None) -> Finding:
    fields: dict[str, int | str] = {}
    if isinstance(entrant, Outcome):
        fields = {"match": entrant.match, "outcome": entrant.outcome}
    elif isinstance(entrant, Place):
        fields = {"stage": entrant.stage, "place": entrant.place}
    return Finding(code, "error", "/".join(match.key), fields)
