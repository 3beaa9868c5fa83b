"""The second verifier's part that works out single and double eliminations.

Rule: as in `judge.verify`: nothing of the program that makes bundles is imported or copied.
"""

from typing import Any

from judge.verify_ranks import ranks

Plan = dict[str, list[tuple[str, Any]]]  # a heat's two sides: a `team` ("": nobody), or the `winner`, `loser` of a heat
OPEN = ("ready", "equal", "contested")  # a heat that somebody has still to do something about


def seeded(many: int) -> list[int]:
    """The seeds of a bracket of so many, in the order in which neighbours meet: 1 8 4 5 3 6 2 7."""
    row = [1, 2]
    while len(row) < many:  # the seeds of a heat add up, and every second heat is turned round
        both = 2 * len(row) + 1
        pairs = [(seed, both - seed) if n % 2 == 0 else (both - seed, seed) for n, seed in enumerate(row)]
        row = [seed for pair in pairs for seed in pair]
    return [seed for one, two in zip(row[::2], row[1::2], strict=True) for seed in sorted((one, two))]


def first_row(teams: list[str]) -> list[tuple[str, Any]]:
    """The sides of the first round, from the seeds on; the best of them meet nobody."""
    many = 1 << max(1, (len(teams) - 1).bit_length())
    return [("team", teams[seed - 1] if seed <= len(teams) else "") for seed in seeded(many)]


def single_plan(teams: list[str], has_third: bool) -> Plan:
    """The heats of a single elimination, in their order."""
    plan, row = {}, first_row(teams)  # type: Plan, list[tuple[str, Any]]
    while len(row) > 1:
        many = len(row) // 2
        names = [{1: "F", 2: "S", 4: "Q"}.get(many, f"R{2 * many}-") + str(n) for n in range(1, many + 1)]
        if many == 1 and has_third and "S1" in plan:
            plan["T1"] = [("third", "S1"), ("third", "S2")]
        plan |= {name: row[2 * n : 2 * n + 2] for n, name in enumerate(names)}
        row = [("winner", name) for name in names]
    return plan


def double_plan(teams: list[str]) -> Plan:
    """The heats of a double elimination. Where nobody stands is no heat: the other one is passed on."""
    nobody = ("team", "")
    plan: Plan = {}

    def meet(name: str, row: list[tuple[str, Any]]) -> tuple[list[tuple[str, Any]], list[tuple[str, Any]]]:
        won, lost = [], []
        for n, sides in enumerate(zip(row[::2], row[1::2], strict=True), start=1):
            if nobody in sides:
                won.append(sides[0] if sides[1] == nobody else sides[1])
                lost.append(nobody)
                continue
            plan[f"{name}-{n}"] = list(sides)
            won.append(("winner", f"{name}-{n}"))
            lost.append(("loser", f"{name}-{n}"))
        return won, lost

    row = first_row(teams)
    rounds = len(row).bit_length() - 1
    unbeaten, once = meet("W1", row)
    for number in range(2, rounds + 1):
        unbeaten, fallen = meet(f"W{number}", unbeaten)
        waiting, _ = meet(f"L{2 * number - 3}", once)
        bits = rounds - number
        mask = int(f"{number - 1:b}".zfill(bits)[::-1][:bits] or "0", 2)
        once, _ = meet(f"L{2 * number - 2}", [s for n, one in enumerate(waiting) for s in (fallen[n ^ mask], one)])
    plan["G1"] = [*unbeaten, *once]
    return plan


def are_at_once(one: str, two: str) -> bool:
    """Whether nobody can stand in both heats: one round, or a losers' round that a winners' round spares its teams."""
    rounds = [name.partition("-")[0].replace("T1", "F1") for name in (one, two)]
    rounds = [name[0] if name in ("F1", "S1", "S2") or name[0] == "Q" else name for name in rounds]
    won, lost = [[int(name[1:]) for name in rounds if name[0] == part] for part in "WL"]
    return rounds[0] == rounds[1] or bool(won and lost and lost[0] < 2 * won[0] - 2)


class Drawn:
    """An elimination as far as the runs go, once drawn.

    `heats`: state (waiting, bye, ready, equal, contested, decided), teams by side (None: not known), winner and loser.
    """

    def __init__(self, stage: Any, plan: Plan, seeds: list[str]) -> None:
        self.stage, self.plan, self.seeds = stage, dict(plan), seeds
        if "G1" in plan:
            self.plan["G2"] = [("again", "G1"), ("again", "G1")]
        self.kept = {heat: one for heat, one in stage.kept.items() if heat in plan}
        self.heats: dict[str, Any] = {}
        self.draw()
        while self.kept and (twice := self.stand_twice()) & {team for one in self.kept.values() for team in one[0]}:
            self.kept = {heat: one for heat, one in self.kept.items() if not twice & {*one[0]}}
            self.draw()

    def draw(self) -> None:
        """Work out every heat, in their order."""
        self.heats = {}
        order = [name for name in self.plan if name != "T1"] + [name for name in self.plan if name == "T1"]
        for name in order:
            sides = self.sides(name)
            self.heats[name] = self.decide(name, sides) if name != "G2" or sides else {"state": "none", "teams": []}

    def sides(self, name: str) -> list[Any]:
        """Who stands in a heat; None: it is not known yet, "": nobody."""
        if name in self.kept:
            return list(self.kept[name][0])
        if name == "G2":
            grand = self.heats["G1"]
            return list(grand["teams"]) if grand.get("winner") and grand["winner"] == grand["teams"][1] else []
        return [self.side(what, one) for what, one in self.plan[name]]

    def side(self, what: str, one: str) -> Any:
        """Who comes from there."""
        if what == "team":
            return one
        heat = self.heats[one]
        if what == "third" and heat.get("loser"):
            final = self.heats["F1"]["teams"]
            left = [team for team in (heat["loser"], heat["winner"]) if team not in final]
            return left[0] if left else ""
        if heat["state"] not in ("decided", "bye"):
            return None
        return heat[{"third": "loser"}.get(what, what)] or ""

    def decide(self, name: str, sides: list[Any]) -> dict[str, Any]:
        """What came of a heat between these two."""
        stage, heat = self.stage, {"state": "waiting", "teams": sides, "winner": None, "loser": None}
        if None in sides:
            return heat
        if not stage.ran_in(name) <= {*sides}:
            return heat | {"state": "contested"}
        if "" in sides:
            return heat | {"state": "bye", "winner": max(sides) or None}
        if sides[0] == sides[1]:
            return heat
        figures = {team: stage.heat_figures(name, team) for team in sides}
        away = [team for team in sides if stage.is_absent(name, team)]
        order: list[str] = []
        if None not in figures.values():
            lots = name if stage.heat_then == "draw" else ""
            groups = stage.ties.ranked(figures, stage.heat_keys, name, lots, joint=True)
            order = [group[0] for group in groups] if len(groups) == 2 else []
        if not order and away:
            here = [team for team in sides if team not in away]
            first = here[0] if here else min(sides, key=self.seed)
            order = [first, next(team for team in sides if team != first)]
        if order:
            return heat | {"state": "decided", "winner": order[0], "loser": order[1]}
        return heat | {"state": "ready" if None in figures.values() else "equal"}

    def seed(self, team: str) -> tuple[int, int]:
        """The better, the lower; who was not drawn comes after all who were."""
        place = self.seeds.index(team) if team in self.seeds else len(self.seeds)
        return place, self.stage.number(team)

    def stand_twice(self) -> set[str]:
        """The teams that stand in two heats at once."""
        stands: dict[str, list[str]] = {}
        for name, heat in self.heats.items():
            for team in filter(None, heat["teams"]):
                stands.setdefault(team, []).append(name)
        return {
            team for team, names in stands.items()
            for n, one in enumerate(names) for two in names[:n] if are_at_once(one, two)
        }  # fmt: skip

    def decisions(self) -> list[dict[str, Any]]:
        """The heats somebody has to settle: those that are equal, and those that others ran in."""
        asked = []
        for name, heat in self.heats.items():
            teams = sorted(filter(None, heat["teams"]))
            if heat["state"] in ("contested", "equal") and name not in self.stage.ties.pending:
                played = self.stage.ran_in(name) if heat["state"] == "contested" else ()
                asked.append({"where": name, "teams": teams, "played": sorted(played)})
        return asked

    def is_open(self) -> bool:
        """Somebody has still to run, or to decide."""
        return any(heat["state"] in OPEN for heat in self.heats.values())

    def shared(self) -> list[tuple[str, str]]:
        """(team, other): the team has the place of the other, by the director's choice."""
        pairs = [pair for _, pairs in self.kept.values() for pair in pairs]
        for name in ("F1", "T1", "G2"):
            heat = self.heats.get(name, {})
            if not heat.get("loser"):
                continue
            order, is_joint = self.stage.ties.orders.get(name, [([], False)])[-1]
            figures = {team: self.stage.heat_figures(name, team) for team in heat["teams"]}
            if is_joint and {*heat["teams"]} <= {*order} and None not in figures.values():
                groups = self.stage.ties.ranked(figures, self.stage.heat_keys, name, joint=False)
                pairs += [(heat["loser"], heat["winner"])] * (len(groups) == 1)
        return pairs


def shown(drawn: Drawn) -> dict[str, Any]:
    """The heats as a bundle says them."""
    return {
        name: {"teams": [team for team in heat["teams"] if team], "winner": heat["winner"], "loser": heat["loser"]}
        for name, heat in drawn.heats.items()
        if heat["state"] != "none"
    }


def single_places(drawn: Drawn, third_place: str) -> dict[str, int]:
    """The places of a single elimination; nothing before the final (and the match for the third place) is decided."""
    final, third = drawn.heats["F1"], drawn.heats.get("T1")
    if final["state"] not in ("decided", "bye") or (third and third["state"] not in ("decided", "bye")):
        return {}
    places = {final["winner"]: 1, final["loser"]: 2}
    if third:
        places |= {third["winner"]: 3, third["loser"]: 4}
        return {team: place for team, place in places.items() if team}
    losers: dict[str, str] = {}
    for name in ("S1", "S2"):
        heat = drawn.heats.get(name, {})
        both = [team for team in (heat.get("loser"), heat.get("winner")) if team and team not in final["teams"]]
        losers |= {both[0]: name} if heat.get("loser") and both else {}
    stage = drawn.stage
    have = {team: stage.heat_figures(heat, team) or {"number": stage.number(team)} for team, heat in losers.items()}
    groups = [list(losers)] if third_place == "shared" else stage.ties.ranked(
        have, stage.heat_keys, "third_place", "third_place" if stage.heat_then == "draw" else "", joint=True
    )  # fmt: skip
    places |= {team: 2 + rank for rank, group in ranks(groups) for team in group}
    return {team: place for team, place in places.items() if team}


def double_places(drawn: Drawn) -> dict[str, int]:
    """The places of a double elimination: the finalists, then by the losers' round, the last one first, jointly."""
    last = drawn.heats["G2"] if drawn.heats["G2"]["teams"] else drawn.heats["G1"]
    losers = {name: heat for name, heat in drawn.heats.items() if name[0] == "L"}
    if last["state"] != "decided" or any(heat["state"] not in ("decided", "bye") for heat in losers.values()):
        return {}
    groups = [[last["winner"]], [last["loser"]]]
    numbers = sorted({int(name[1:].partition("-")[0]) for name in losers}, reverse=True)
    groups += [[heat["loser"] for name, heat in losers.items() if name.startswith(f"L{n}-")] for n in numbers]
    groups.append(list(drawn.seeds))
    seen: set[str] = set()
    left = []
    for group in groups:
        left.append([team for team in dict.fromkeys(group) if team and team not in seen])
        seen |= {*group}
    return {team: rank for rank, group in ranks([group for group in left if group]) for team in group}
