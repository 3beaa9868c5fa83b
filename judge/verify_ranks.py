"""The second verifier's part that ranks: what a team brings, keys, the director's orders, run-offs, lots.

Rule: as in `judge.verify`: nothing of the program that makes bundles is imported or copied.
"""

import hashlib
from itertools import groupby
from typing import Any

Groups = list[list[str]]  # best first; those who are equal stand together


def added_up(team: str, runs: list[Any], rules: Any, overlay: Any) -> dict[str, Any]:
    """What a team brings to the ranking from its runs (or matches) that count."""
    how, is_high = rules["aggregation"], rules["scoring"].get("better", "high") == "high"
    best = sorted((run.worth[team] for run in runs if team in run.worth), reverse=is_high)
    some = best[: {"best": 1, "drop_lowest": max(1, len(best) - 1)}.get(how["fn"], overlay["K"])]
    total = 1000 * sum(some) // max(1, len(some)) if how["fn"] == "mean" else sum(some)
    words = [run.words[run.teams.index(team)] for run in runs if run.words]
    against = [(other, run.worth.get(team, 0)) for run in runs for other in run.teams if other != team]
    return {
        "total": total if best else None, "best_single": best[0] if best else None, "next_best": best[1:],
        "runs": len(runs), "complete": int(len(best) >= how.get("runs_required", 0)), "against": against,
        "wins": words.count("win"), "draws": words.count("draw"), "losses": words.count("loss"),
    }  # fmt: skip


def by_keys(teams: dict[str, Any], keys: list[str]) -> Groups:
    """Split teams by the keys in turn. `teams`: figures by team, its `number` of entry among them."""

    def figure(team: str, name: str, better: str, group: list[str]) -> Any:
        won = sum(points for other, points in teams[team].get("against", []) if other in group)
        found = won if name == "head_to_head" else teams[team].get(name)
        sign, numbers = -1 if better == "high" else 1, found if isinstance(found, list) else [found]
        return (1,) if found is None else (0, *[sign * number for number in numbers], -sign * float("inf"))

    groups = [sorted(teams, key=lambda team: teams[team]["number"])] if teams else []
    for name, _, better in (key.partition(":") for key in keys):
        at = [{team: figure(team, name, better, group) for team in group} for group in groups]
        groups = [list(some) for one in at for _, some in groupby(sorted(one, key=one.__getitem__), one.__getitem__)]
    return groups


def lot(seed: int, place: str, number: int) -> str:
    """The lot a team draws; the lowest is the first."""
    return hashlib.sha256(f"{seed}/{place}/{number}".encode()).hexdigest()


class Ties:
    """What was settled about those who are equal in one stage.

    `orders`: by where, the director's orders, each with whether those in it share their rank; a group's is the last one
    that names all of it. `runs_off`: by where, what came of the run-offs. `pending`: where one has still to be run.
    `seed`: of the lots.
    """

    def __init__(self, seed: int) -> None:
        self.seed, self.orders, self.runs_off = seed, {}, {}  # type: int, dict[str, Any], dict[str, Groups]
        self.pending: set[str] = set()

    def order(self, where: str, group: list[str], *, with_joint: bool) -> list[str]:
        """The director's order of all of these; nothing: there is none."""
        of_all = [one for one in self.orders.get(where, []) if {*group} <= {*one[0]}]
        order, is_joint = of_all[-1] if of_all else ([], False)
        return [team for team in order if team in group] if with_joint >= is_joint else []

    def ranked(self, teams: dict[str, Any], keys: list[str], where: str, lots: str = "", *, joint: bool) -> Groups:
        """Rank teams. `lots`: the place they are drawn for, if they are; `joint`: a shared rank has an order too."""
        groups: Groups = []
        for equal in by_keys(teams, keys):
            for group in [equal] if self.order(where, equal, with_joint=joint) else self.split(where, equal):
                order = self.order(where, group, with_joint=joint)
                if lots and not order:
                    order = sorted(group, key=lambda team: lot(self.seed, lots, teams[team]["number"]))
                groups += [[team] for team in order] or [group]
        return groups

    def split(self, where: str, equal: list[str]) -> Groups:
        """What the run-offs say of those who are equal, where they were all in them."""
        groups = self.runs_off.get(where, [])
        if not {*equal} <= {team for group in groups for team in group}:
            return [equal]
        parts = [[team for team in equal if team in group] for group in groups]
        return [part for part in parts if part]


def ranks(groups: Groups) -> list[tuple[int, list[str]]]:
    """Each group with its rank: one more than how many stand before."""
    return [(1 + sum(map(len, groups[:n])), group) for n, group in enumerate(groups)]


def flat(groups: Groups) -> list[str]:
    """All of them in a row."""
    return [team for group in groups for team in group]


def sharing(places: dict[str, int], shared: list[tuple[str, str]]) -> dict[str, int]:
    """The places once teams have the place of another: one more than how many stand before."""
    places = dict(places)
    for team, other in shared:
        if other in places:
            places[team] = min(places.get(team, places[other]), places[other])
    return {team: 1 + sum(one < place for one in places.values()) for team, place in places.items()}
