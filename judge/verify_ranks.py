"""The second verifier's part that ranks: what a team brings, keys, ties, places.

Rule: as in `judge.verify`: nothing of the program that makes bundles is imported or copied.
"""

from collections.abc import Callable
from hashlib import sha256
from itertools import chain
from math import inf
from typing import Any

Groups = list[list[str]]  # best first; those who are equal stand together
Settled = Callable[[list[str]], Groups]  # how those who are equal are parted
MATCHES = {"aggregation": {"fn": "sum"}, "scoring": {}}  # how the matches of a league, the runs of a heat are added up


def figures(number: int, team: str, runs: list[Any], rules: Any = MATCHES, counted: Any = None) -> dict[str, Any]:
    """What a team brings from its runs (or matches) that count, whatever a key may ask. `number`: that of its entry."""
    how, is_high = rules["aggregation"], rules["scoring"].get("better", "high") == "high"
    best = sorted((run.worth[team] for run in runs if team in run.worth), reverse=is_high)
    some = best[: {"best": 1, "drop_lowest": max(1, len(best) - 1)}.get(how["fn"], counted)]
    total = 1000 * sum(some) // max(1, len(some)) if how["fn"] == "mean" else sum(some)
    words, last_ms = [run.words[run.teams.index(team)] for run in runs if run.words], [run.last_ms for run in runs]
    return {
        "number": number, "runs": len(runs), "complete": int(len(best) >= how.get("runs_required", 0)),
        "total": total if best else None, "best_single": best[0] if best else None, "next_best": best[1:],
        "wins": words.count("win"), "draws": words.count("draw"), "losses": words.count("loss"),
        "points": sum(best) if best else None, "last_scoring_ms": None if None in last_ms else sum(last_ms),
        "against": [(other, run.worth.get(team, 0)) for run in runs for other in run.teams if other != team],
    }  # fmt: skip


def split(have: dict[str, Any], group: list[str], key: str) -> Groups:
    """Teams that are equal so far, split by one more key; who has no such figure comes last."""
    name, better = key.split(":")
    found: dict[Any, list[str]] = {}
    for team in group:
        one = have[team].get(name)
        if name == "head_to_head":
            one = sum(points for other, points in have[team].get("against", []) if other in group)
        numbers = one if isinstance(one, list) else [one or 0]
        sign = -1 if better == "high" else 1
        found.setdefault((one is None, *[sign * number for number in numbers], -sign * inf), []).append(team)
    return [found[figure] for figure in sorted(found)]


def ranked(have: dict[str, Any], keys: list[str], *settled: Settled) -> Groups:
    """Rank teams by keys, then by what was settled in turn, each wherever it names all who are equal."""
    groups = [sorted(have, key=lambda team: have[team]["number"])] if have else []
    for key in keys:
        groups = [part for group in groups for part in split(have, group, key)]
    for by in settled:
        groups = [part for group in groups for part in parted(group, by(group))]
    return groups


def parted(group: list[str], by: Groups) -> Groups:
    """Those who are equal parted as `by` says, if it names them all."""
    parts = [[team for team in group if team in some] for some in by] if {*group} <= {*chain(*by)} else [group]
    return [part for part in parts if part]


def lots(have: dict[str, Any], seed: int, place: str) -> Settled:
    """The lots drawn for a place, the lowest first; for no place there are none."""
    drawn = {team: sha256(f"{seed}/{place}/{have[team]['number']}".encode()).hexdigest() for team in have}
    return lambda group: [[team] for team in sorted(group, key=drawn.__getitem__)] if place else []


def placed(groups: Any) -> dict[str, int]:
    """The place of each team, its best one: one more than how many stand before."""
    places: dict[str, int] = {}
    for group in groups:
        places |= dict.fromkeys([team for team in group if team and team not in places], 1 + len(places))
    return places


def grouped(places: dict[str, int]) -> Groups:
    """The teams by their places, the best first."""
    return [[team for team in places if places[team] == place] for place in sorted({*places.values()})]


def sharing(places: dict[str, int], shared: list[tuple[str, str]]) -> dict[str, int]:
    """The places once teams have the place of another (team, other)."""
    for team, other in shared:
        if other in places:
            places = places | {team: min(places.get(team, places[other]), places[other])}
    return placed(grouped(places))
