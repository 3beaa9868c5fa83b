"""Days to plan, drawn from a seed: groups and finals of several competitions, children in more than one, a lunch."""

import random
from collections.abc import Iterable, Mapping

from judge.tournament.groups import deal
from judge.tournament.plan import Entrant, Key, Match, Outcome, Plan, PlanInputs, PlanTable, Window, slot_starts
from judge.tournament.plan_stages import double_elimination_matches, elimination_matches, round_robin_matches

MINUTE_MS = 60_000
SLOT_MS = 10 * MINUTE_MS
OPEN_MS = 9 * 60 * MINUTE_MS


def minutes(from_minute: int, until_minute: int) -> Window:
    """A window counted from the opening of the first day."""
    return Window(OPEN_MS + from_minute * MINUTE_MS, OPEN_MS + until_minute * MINUTE_MS)


def build_day(seed: int, *, competitions: int = 3, is_cautious: bool = True) -> PlanInputs:
    """A day with room for everything: groups, then a bracket, for each competition."""
    drawn = random.Random(seed)
    children = [f"p-{number}" for number in range(drawn.randint(8, 40))]
    rosters: dict[str, tuple[str, ...]] = {}
    entered: dict[str, tuple[str, ...]] = {}
    matches: list[Match] = []
    for number in range(drawn.randint(1, competitions)):
        name, free = f"c{number}", drawn.sample(children, len(children))
        teams = [f"{name}t{place}" for place in range(drawn.randint(3, len(children) // 2))]
        for team in teams:
            rosters[team] = tuple(free.pop() for _ in range(min(len(free), drawn.randint(0, 3))))
        entered[name] = tuple(teams)
        for place, group in enumerate(deal(teams, max(1, len(teams) // 4))):
            matches += round_robin_matches(name, "groups", group, group="ABCDEFGHIJKL"[place])
        finals = min(len(teams), drawn.choice((3, 4, 5, 8)))
        if drawn.random() < 0.4:
            matches += double_elimination_matches(name, "finals", finals, seeded_from="groups")
        else:
            matches += elimination_matches(name, "finals", finals, seeded_from="groups", has_third_place=True)
    tables = tuple(
        PlanTable(number, frozenset(drawn.sample(sorted(entered), drawn.randint(1, len(entered)))))
        for number in range(2, 6)
    )
    lunch = minutes(150, 210)
    starts = slot_starts([minutes(0, 60 * 60)], [lunch], SLOT_MS)
    return PlanInputs(
        SLOT_MS, starts, (PlanTable(1, frozenset(entered)), *tables), tuple(matches), drawn.randint(1, 3), rosters,
        entered, is_cautious=is_cautious,
    )  # fmt: skip


def play(plan: Plan, inputs: PlanInputs, seed: int) -> Mapping[Key, tuple[str, ...]]:
    """Draw a result of everything: who is in each match in the end."""
    drawn = random.Random(seed)
    at = plan.of()
    ranked = {name: drawn.sample(teams, len(teams)) for name, teams in inputs.entered.items()}
    won: dict[tuple[str, str, Outcome], str] = {}
    teams_of: dict[Key, tuple[str, ...]] = {}

    def known(match: Match, one: Entrant) -> str:
        if isinstance(one, str):
            return one
        if isinstance(one, Outcome):
            return won[match.competition, match.stage, one]
        return ranked[match.competition][one.place - 1]

    for match in sorted(inputs.matches, key=lambda match: at[match.key].start_ms):
        teams_of[match.key] = tuple(known(match, one) for one in match.entrants)
        order = drawn.sample(teams_of[match.key], len(teams_of[match.key]))
        won[match.competition, match.stage, Outcome(match.id, "winner")] = order[0]
        won[match.competition, match.stage, Outcome(match.id, "loser")] = order[-1]
    return teams_of


def starts_of_children(plan: Plan, inputs: PlanInputs, teams_of: Mapping[Key, Iterable[str]]) -> dict[str, list[int]]:
    """When each child plays, given who is in each match."""
    starts: dict[str, list[int]] = {}
    for planned in plan.slots:
        for team in teams_of[planned.match.key]:
            for child in inputs.rosters.get(team) or (team,):
                starts.setdefault(child, []).append(planned.start_ms)
    return {child: sorted(times) for child, times in starts.items()}
