"""The second verifier's part that works out groups, round robin and Swiss: matches, members, what each team has.

Rule: as in `judge.verify`: nothing of the program that makes bundles is imported or copied.
"""

from itertools import combinations
from types import SimpleNamespace
from typing import Any

from judge.verify_ranks import Ties

KEYS = ["total:high", "head_to_head:high", "wins:high"]  # where a match is a score heat


class League:
    """The league of a stage. `rounds`: the published ones, by group and number; `matches`: as a bundle says them."""

    def __init__(self, stage: Any) -> None:
        self.stage, self.rule = stage, stage.rule
        self.is_swiss = self.rule["type"] == "swiss"
        published = stage.whole.rounds.items()
        self.rounds = {(group, number): one for (at, group, number), one in published if at == stage.id}
        keys = stage.rules["ranking"]["keys"] if "match" in stage.rules else KEYS
        self.keys = ["points:high", "buchholz:high"] if self.is_swiss else keys
        self.matches: dict[str, Any] = {}

    def groups(self) -> dict[str | None, list[str]]:
        """The members of each group."""
        is_grouped, numbers = self.rule["type"] == "groups", self.stage.whole.numbers
        found: dict[str | None, list[str]] = {}
        rounds, entrants = self.rounds, self.stage.entrants
        if not entrants and not rounds:
            return found
        if not is_grouped:
            found[None] = []
        for (group, _), pairings in sorted(rounds.items(), key=lambda one: one[0][1]):
            found.setdefault(group, []).extend(team for one in pairings for team in one if team in numbers)
        found = {
            group: list(dict.fromkeys(found[group])) for group in sorted(found, key=lambda one: (len(one or ""), one))
        }
        if not rounds and is_grouped:
            many = min(self.rule["groups"], len(entrants))
            names = [letters(n) for n in range(many)]
            found = {name: [] for name in names}
            for n, team in enumerate(entrants):
                row, place = divmod(n, many)
                found[names[place if row % 2 == 0 else many - 1 - place]].append(team)
            return found
        placed = {team for teams in found.values() for team in teams}
        for team in entrants:
            if team not in placed:
                min(found.values(), key=len).append(team)
        return found

    def table(self, group: str | None, teams: list[str]) -> tuple[dict[str, Any], bool]:
        """What each team of a group has, and whether everyone has met whom they should."""
        rounds = {n: self.rounds[one, n] for one, n in sorted(self.rounds, key=lambda key: key[1]) if one == group}
        results, byes = [], []  # type: list[Any], list[str]
        is_over = True
        met: dict[frozenset[str], int] = {}
        for number, pairings in rounds.items():
            for place, meeting in enumerate(pairings, start=1):
                if len(meeting) == 1:
                    byes += meeting
                    continue
                for two in combinations(meeting, 2):
                    met[frozenset(two)] = met.get(frozenset(two), 0) + 1
                match = self.match(f"{group or 'r'}{number}-{place}", meeting)
                is_over = is_over and bool(match.words)
                results += [match] if match.words else []
        figures = {}
        for team in teams:
            own = [match for match in results if team in match.teams]
            figures[team] = {**matched(team, own), "number": self.stage.number(team)}
        if self.is_swiss:
            win = self.rule.get("win", 3)
            for team, one in figures.items():
                one["points"] = (one["total"] or 0) + win * byes.count(team)
            for team, mine in figures.items():
                others = [(other, n) for two, n in met.items() if team in two for other in two - {team}]
                mine["buchholz"] = sum(n * figures[other]["points"] for other, n in others if other in figures)
            is_over = is_over and len(rounds) >= self.rule["rounds"]
        else:
            here, legs = [team for team in teams if team not in self.stage.whole.left], self.rule.get("legs", 1)
            is_over = is_over and all(met.get(frozenset(two), 0) >= legs for two in combinations(here, 2))
        return figures, is_over or self.stage.is_closed

    def match(self, heat: str, teams: list[str]) -> Any:
        """A match: `worth` by team and a word for each, in order of `teams`; no words: it has no result yet."""
        stage, rule = self.stage, self.rule
        have = {team: stage.heat_figures(heat, team) for team in teams}
        words = dict.fromkeys(teams, "loss")
        worth_of = {word: rule.get(word, usual) for word, usual in (("win", 3), ("draw", 1), ("loss", 0))}
        here = [team for team in teams if not stage.is_absent(heat, team)]
        played, first = None not in have.values(), next(iter(stage.ran.get(heat, [])), None)
        if played and "match" in stage.rules and stage.runs_each == 1 and first and {*first.teams} == {*teams}:
            words = dict(zip(first.teams, first.words, strict=True)) or dict.fromkeys(teams, "draw")
            worth = {team: first.worth.get(team, 0) for team in teams}
        elif played:
            best = Ties(0).ranked({**have}, stage.heat_keys, "", joint=False)[0]
            words |= dict.fromkeys(best, "win" if len(best) == 1 else "draw")
            worth = {team: worth_of[words[team]] for team in teams}
            if "match" in stage.rules:
                worth = {team: (have[team] or {})["points"] or 0 for team in teams}
        elif len(here) <= 1:
            words |= dict.fromkeys(here, "win")
            worth = {team: worth_of[words[team]] for team in teams}
        else:
            words, worth = {}, {}
        wins = [team for team in teams if words.get(team) == "win"]
        losers = [team for team in teams if words.get(team) == "loss"]
        loser = losers[0] if len(teams) == 2 and len(wins) == 1 and losers else None
        self.matches[heat] = {"teams": teams, "winner": wins[0] if len(wins) == 1 else None, "loser": loser}
        return SimpleNamespace(teams=teams, worth=worth, words=[words[team] for team in teams] if words else [])


def letters(n: int) -> str:
    """The name of a group: A to Z, then AA."""
    return (letters(n // 26 - 1) if n >= 26 else "") + chr(ord("A") + n % 26)


def matched(team: str, matches: list[Any]) -> dict[str, Any]:
    """What a team has from its matches."""
    points = [match.worth[team] for match in matches]
    words = [match.words[match.teams.index(team)] for match in matches]
    best = sorted(points, reverse=True)
    return {
        "total": sum(points) if points else None, "best_single": best[0] if best else None, "next_best": best[1:],
        "runs": len(points), "complete": 1,
        "against": [(other, match.worth[team]) for match in matches for other in match.teams if other != team],
        "wins": words.count("win"), "draws": words.count("draw"), "losses": words.count("loss"),
    }  # fmt: skip
