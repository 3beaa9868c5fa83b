"""The second verifier's part that works out single and double eliminations.

Rule: as in `judge.verify`: nothing of the program that makes bundles is imported or copied.
"""

from collections import defaultdict
from itertools import chain, combinations
from math import inf
from typing import Any

from judge.verify_ranks import placed, sharing
from judge.verify_stages import Heat, Stage

NOBODY = ("", "")  # where a side of a heat comes from, if nobody does
DONE, OPEN = ("decided", "bye"), ("ready", "equal", "contested")  # states of heats; also: waiting


def planned(teams: list[str], is_double: bool) -> dict[str, Any]:
    """The heats of an elimination in their order, and where the two sides of each come from."""
    plan: dict[str, Any] = {}

    def meet(name: str, row: list[Any]) -> tuple[list[Any], list[Any]]:
        """Let neighbours meet. Where nobody stands, a double elimination has no heat: the other is passed on."""
        met = [(f"{name}{n // 2 + 1}", row[n : n + 2]) for n in range(0, len(row), 2)]
        heats = {heat: sides for heat, sides in met if not (is_double and NOBODY in sides)}
        plan.update(heats)
        won = [("winner", heat) if heat in heats else max(sides) for heat, sides in met]
        return won, [("loser", heat) if heat in heats else NOBODY for heat, _ in met]

    seeds = [1]
    while len(seeds) < max(2, len(teams)):  # the seeds of a heat add up, and every second heat is turned round
        both = 2 * len(seeds) + 1
        seeds = [one for n, seed in enumerate(seeds) for one in (seed, both - seed)[:: -1 if n % 2 else 1]]
    seeds = [seed for n in range(0, len(seeds), 2) for seed in sorted(seeds[n : n + 2])]
    row: list[Any] = [("team", teams[seed - 1]) if seed <= len(teams) else NOBODY for seed in seeds]
    rounds, once = len(row).bit_length() - 1, []  # type: int, list[Any]
    for n in range(1, rounds + 1):
        single = {2: "F", 4: "S", 8: "Q"}.get(len(row), f"R{len(row)}-")
        row, fallen = meet(f"W{n}-" if is_double else single, row)
        if is_double and n > 1:  # those who fall are dealt out so that they meet late whom they met before
            waiting, _ = meet(f"L{2 * n - 3}-", once)
            mask = int(f"{n - 1:b}".zfill(rounds - n)[::-1][: rounds - n] or "0", 2)
            fallen = [side for i, one in enumerate(waiting) for side in (fallen[i ^ mask], one)]
            fallen, _ = meet(f"L{2 * n - 2}-", fallen)
        once = fallen
    return plan | ({"G1": row + once, "G2": []} if is_double else {})


def round_of(heat: str) -> tuple[str, int]:
    """The part and round of a heat: W 2, R 16, S 0; the match for the third place is in the final's."""
    return heat[0].replace("T", "F"), int(heat[1:].partition("-")[0]) if heat[0] in "WLRG" else 0


def by_round(heats: dict[str, Any]) -> dict[tuple[str, int], list[Any]]:
    """The heats of each round, the last round first."""
    rounds: dict[tuple[str, int], list[Any]] = defaultdict(list)
    for name, heat in reversed(heats.items()):
        rounds[round_of(name)].append(heat)
    return rounds


def are_at_once(one: str, two: str) -> bool:
    """Whether nobody can stand in both heats: one round, or a losers' round that a winners' round spares its teams."""
    rounds = round_of(one), round_of(two)
    number = dict(rounds)
    return rounds[0] == rounds[1] or (number.keys() == {"W", "L"} and number["L"] < 2 * number["W"] - 2)


class Elimination(Stage):
    """A single or double elimination, as far as the runs go. Heats: a side may be "", nobody, or None, not known."""

    is_cup = True

    def work_out(self) -> None:
        """The bracket as far as the runs go; no heat is kept that lets a team stand in two heats at once."""
        third_place = self.rule.get("third_place", "semifinal_result")
        plan = planned(self.entrants, self.type.startswith("double")) if len(self.entrants) > 1 else {}
        if third_place == "match" and "S1" in plan:
            plan["T1"] = [("third", "S1"), ("third", "S2")]
        self.kept = {heat: one for heat, one in self.kept.items() if heat in plan}
        while True:
            self.draw(plan)
            kept = {*chain(*[sides for sides, _ in self.kept.values()])}
            stands = {team: [name for name, heat in self.heats.items() if team in heat.teams] for team in kept}
            twice = {team for team in kept if any(are_at_once(*two) for two in combinations(stands[team], 2))}
            if not twice:
                break
            self.kept = {heat: one for heat, one in self.kept.items() if not twice & {*one[0]}}
        for name, heat in self.heats.items():
            if heat.state in ("contested", "equal") and name not in self.pending:
                played = sorted(self.stood(name)) if heat.state == "contested" else []
                self.decisions.append({"where": name, "teams": sorted(filter(None, heat.teams)), "played": played})
        places = placed(self.exits(third_place))
        self.shared = [pair for _, pairs in self.kept.values() for pair in pairs] + self.shared
        self.places = sharing(places, self.shared)
        order = sorted(self.places, key=lambda one: (self.places[one], places.get(one, inf), self.whole.numbers[one]))
        self.champion = next((team for team in order if team not in self.whole.disqualified), None)
        is_open = self.pending or any(heat.state in OPEN for heat in self.heats.values())
        self.is_over = not plan or bool(places and not is_open)
        self.advancing = [team for team in order if team not in self.gone]

    def draw(self, plan: dict[str, Any]) -> None:
        """Work out every heat, in their order; the second grand final is one if the first was lost by the unbeaten."""
        self.heats, self.shared = {}, []
        for name, sources in plan.items():
            sides = self.kept[name][0] if name in self.kept else [self.side(*source) for source in sources]
            grand = self.heats.get("G1", Heat(["", ""]))
            sides = sides or (grand.teams if grand.winner and grand.winner == grand.teams[1] else [])
            if sides:
                self.heats[name] = self.decide(name, sides)

    def side(self, what: str, one: str) -> Any:
        """Who comes into a heat: a team, the winner or loser of another, who of a semi-final is not in the final."""
        heat = self.heats.get(one, Heat([]))
        if what in ("team", ""):
            return one
        if heat.state not in DONE:
            return None
        if what == "third":
            both = [heat.loser, heat.winner] if heat.loser else []
            return next((team for team in both if team not in self.heats["F1"].teams), "")
        return getattr(heat, what) or ""

    def decide(self, name: str, sides: list[Any]) -> Heat:
        """What came of a heat between these two."""
        if None in sides:
            return Heat(sides, "waiting")
        if not self.stood(name) <= {*sides}:
            return Heat(sides, "contested")
        if "" in sides:
            return Heat(sides, "bye", max(sides) or None)
        if sides[0] == sides[1]:
            return Heat(sides, "waiting")
        have, away = self.ran(name, sides), self.absent(name, sides)
        groups = self.rank(have, self.heat_keys, name, name if self.is_heat_drawn else "")
        settled, shown = [self.rank(have, self.heat_keys, name, is_joint=joint) for joint in (True, False)]
        if len(settled) > len(shown) and name in ("F1", "T1", "G2"):
            self.shared.append((groups[1][0], groups[0][0]))
        if len(groups) < 2 and away:  # nobody has won: who is there has, or the better seed
            seeds = [*self.entrants, *sorted(sides, key=self.whole.numbers.__getitem__)]
            groups = [[team] for team in sorted(sides, key=lambda one: (one in away, seeds.index(one)))]
        if len(groups) == 2:
            return Heat(sides, "decided", *chain(*groups))
        return Heat(sides, "equal" if len(have) == 2 else "ready")

    def exits(self, third_place: str) -> list[Any]:
        """How far everyone came, the best first, some jointly; nothing before the last heats are decided."""
        heats: dict[str, Any] = self.heats
        if not heats:
            return [self.entrants]
        last = heats.get("G2") or heats.get("G1") or heats["F1"]
        if any(heat.state not in DONE for name, heat in heats.items() if heat is last or name[0] in "LT"):
            return []
        if "G1" in heats:
            lost = [[heat.loser for heat in some] for (part, _), some in by_round(heats).items() if part == "L"]
            return [[last.winner], [last.loser], *lost, self.entrants]
        if "T1" in heats:
            return [[last.winner], [last.loser], [heats["T1"].winner], [heats["T1"].loser]]
        semis = {self.side("third", name): name for name in ("S1", "S2") if name in heats}
        have = {one: self.figures(one, []) | self.ran(heat, [one]).get(one, {}) for one, heat in semis.items() if one}
        lot = "third_place" if self.is_heat_drawn else ""
        groups = [[*have]] if third_place == "shared" else self.rank(have, self.heat_keys, "third_place", lot)
        return [[last.winner], [last.loser], *groups]
