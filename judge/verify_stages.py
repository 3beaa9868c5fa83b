"""The second verifier's part that works out a stage of any format: standings, heats, places, who goes on.

Rule: as in `judge.verify`: nothing of the program that makes bundles is imported or copied.
"""

from collections import Counter, defaultdict, namedtuple
from itertools import chain, combinations, product
from math import inf
from operator import itemgetter
from string import ascii_uppercase
from types import SimpleNamespace
from typing import Any

from judge.verify_ranks import Groups, figures, grouped, lots, parted, placed, ranked

Heat = namedtuple("Heat", "teams state winner loser", defaults=("", None, None))  # team: "" nobody, None not known yet
LEAGUE_KEYS = ["total:high", "head_to_head:high", "wins:high"]  # where a match is a score heat
WORTH = {"win": 3, "draw": 1, "loss": 0}  # of a match, where the stage does not say
LETTERS = [*ascii_uppercase, *map("".join, product(ascii_uppercase, repeat=2))]  # names of groups
PODIUM = 3  # the places that a director wants to know apart at the end


class Stage(SimpleNamespace):
    """One stage of a competition, worked out: `decisions` is what somebody has to settle, `advancing` who goes on."""

    runs: list[Any]
    keys: list[str]  # of the ranking
    standings: dict[str | None, dict[str, tuple[int, Any]]]  # by group (None: all): rank and total of each team
    heats: dict[str, Heat]
    kept: dict[str, Any]  # who stands in a heat whoever would have come there, and who shares whose place
    shared: list[tuple[str, str]]  # (team, other): the team has the place of the other

    def __init__(self, whole: Any, rule: Any, follows: Any, before: list[str] | None) -> None:
        cup, ranking = whole.rules.get("elimination", {}), whole.rules["ranking"]
        keys = cup.get("heat", {}).get("keys") or [f"points:{whole.rules['scoring'].get('better', 'high')}"]
        super().__init__(
            whole=whole, rule=rule, follows=follows, id=rule["id"], type=rule["type"], many=max(1, rule.get("runs", 1)),
            rules=whole.rules, cup=cup, keys=ranking["keys"], is_drawn=ranking["then"] == "draw", heat_keys=keys,
            is_heat_drawn=cup.get("heat", {}).get("then") == "draw", is_cup=rule["type"].endswith("elimination"),
            is_closed=False, is_over=False, champion=None,
            runs=[run for run in whole.runs if run.at == rule["id"]], by_heat=defaultdict(list), kept={}, heats={},
            orders=defaultdict(list), run_offs={}, pending=set(), standings={}, places={}, shared=[], decisions=[],
            beyond={}, advancing=[], gone=whole.out_of(follows), overlay=whole.overlay_of(rule),
        )  # fmt: skip
        for run in self.runs:
            self.by_heat[run.heat].append(run)
        self.take_notes()
        known = {*(whole.numbers if before is None else before)}
        self.kept = {heat: one for heat, one in self.kept.items() if {*one[0]} <= known}
        self.is_settled = not self.pending and all(run.stage != "disputed" for run in chain(*self.by_heat.values()))
        self.entrants = self.drawn_in() if before is None else before[: rule.get("size") or None]
        self.work_out()
        self.is_done = self.is_over and not self.decisions

    def take_notes(self) -> None:
        """What the director decided about this stage."""
        run_offs: list[Any] = []
        for topic, args in self.whole.notes:
            listed = {
                name: [str(args[f"{name}_{n}"]) for n in range(1, len(args) + 1) if f"{name}_{n}" in args]
                for name in ("place", "side", "joint", "with", "team")
            }
            match topic, args:
                case _, {"stage": stage} if stage != self.id:
                    continue
                case "stage_closed", {"stage": _}:
                    self.is_closed = True
                case "tie_decided", {"where": where}:
                    self.orders[where].append((listed["place"], str(args.get("joint")) == "1"))
                case "heat_kept", {"heat": heat, "side_1": _, "side_2": _}:
                    self.kept[heat] = listed["side"], [*zip(listed["joint"], listed["with"], strict=False)]
                case "run_off_called", {"where": where, "number": number} if str(number).isdecimal():
                    run_offs.append((int(number), where, listed["team"]))
        for number, where, teams in sorted(run_offs, key=itemgetter(0)):
            heat = f"{where}-x{number}"
            self.runs, have = [run for run in self.runs if run.heat != heat], self.ran(heat, teams, 1)
            left = [team for team in teams if team not in have]
            if {*left} <= {*self.absent(heat, teams)}:  # who did not come is behind all who ran
                came = [*ranked(have, self.heat_keys), left]
                before = self.run_offs.get(where, [teams])
                self.run_offs[where] = [part for group in before for part in parted(group, came)]
            else:
                self.pending.add(where)

    def drawn_in(self) -> list[str]:
        """Who is in the first stage, the best seed first."""
        begun, out = self.whole.begun.get(self.id, inf), self.whole.out_of(self.rule)
        out |= {team for team, at in self.whole.entered_at.items() if self.is_cup and at > begun}
        there = {team: {"number": number} for team, number in self.whole.numbers.items() if team not in out}
        return [*chain(*self.rank(there, [], "seeding", "seeding"))][: self.rule.get("size") or None]

    def figures(self, team: str, runs: list[Any], *how: Any) -> dict[str, Any]:
        """What a team brings from its runs."""
        return figures(self.whole.numbers[team], team, runs, *how)

    def ran(self, heat: str, teams: list[str], many: int = 0) -> dict[str, Any]:
        """What each of these teams brings that has had all its runs in a heat. `many`: so many, where not the usual."""
        many, there = many or self.many, [run for run in self.by_heat[heat] if run.is_valid]
        own = {team: [run for run in there if team in run.teams][:many] for team in teams}
        return {team: self.figures(team, runs) for team, runs in own.items() if len(runs) == many}

    def stood(self, heat: str) -> set[str]:
        """Who stood in a run of this heat that is not void."""
        return {team for run in self.by_heat[heat] if run.stage != "voided" for team in run.teams}

    def absent(self, heat: str, teams: list[str]) -> list[str]:
        """Who of these will not run in this heat."""
        missed = {team for stage, at, team in self.whole.forfeited if (stage, at) == (self.id, heat)}
        return [team for team in teams if team in self.whole.left or team in missed]

    def rank(self, have: Any, keys: list[str], where: str, lot: str = "", is_joint: bool = True) -> Groups:
        """Rank teams; ties by the director's order, by run-offs, by the order of the rest, by lots for place `lot`.

        `is_joint`: an order of teams that share their rank counts too: for who goes on before whom.
        """

        def ordered(group: list[str]) -> Groups:
            """The last order that names all of these."""
            order, shares = next((one for one in self.orders[where][::-1] if {*group} <= {*one[0]}), ([], False))
            return [[team] for team in order] if is_joint >= shares else []

        run_off, drawn = self.run_offs.get(where, []), lots(have, self.whole.seed, lot)
        return ranked(have, keys, ordered, lambda _: run_off, ordered, drawn)

    def stand(self, group: str | None, have: Any, lot: str, totals: Any) -> None:
        """Standings as they are shown: without the disqualified; a shared rank stays one."""
        there = {team: one for team, one in have.items() if team not in self.whole.disqualified}
        groups = self.rank(there, self.keys, group or self.id, lot if self.is_drawn else "", is_joint=False)
        self.standings[group] = {team: (rank, totals[team]) for team, rank in placed(groups).items()}

    def ask(self, where: str, groups: Groups, across: int, top: float = 0) -> None:
        """Ask about those who are equal across a place, or down to place `top`, and in no order of the director's."""
        places = placed(groups)
        for teams in groups:
            is_ordered = any({*teams} <= {*order} for order, _ in self.orders[where])
            first, is_open = places[teams[0]], len(teams) > 1 and not is_ordered
            if is_open and (first <= top or first <= across < first + len(teams) - 1):
                self.decisions.append({"where": where, "teams": sorted(teams), "played": []})

    def come_out(self, have: dict[str, Any]) -> None:
        """Who goes on from open runs, a round robin or Swiss, in order; and which ties about it are open."""
        there = {team: one for team, one in have.items() if team not in self.gone}
        self.advancing = [*chain(*self.rank(there, self.keys, self.id, "seeding"))]
        follows, has_director = self.follows or {}, self.rules["ranking"]["then"] == "director"
        size, cup_size = follows.get("size", 0), self.overlay.get("bracket_size", self.cup.get("size", 0))
        is_seeded = cup_size > 0 and self.cup.get("seeding") == "director"
        top = (size or inf) if is_seeded and follows.get("type", "").endswith("elimination") else 0
        top = PODIUM if has_director and not (self.follows or self.whole.is_single) else top
        self.ask(self.id, grouped({t: rank for t, (rank, _) in self.standings[None].items() if t in there}), size, top)


class OpenRuns(Stage):
    """Each team runs for itself; the best of its runs are added up."""

    def drawn_in(self) -> list[str]:
        """Everyone, in order of entry."""
        return [*self.whole.numbers]

    def work_out(self) -> None:
        """The standings, and who comes out of them."""
        many, how, numbers = self.overlay["N"], (self.rules, self.overlay["K"]), self.whole.numbers
        used = [run for run in self.runs if run.official and run.stage != "voided"]
        own = {team: [run for run in used if team in run.teams] for team in self.entrants}
        self.beyond = {t: [run.name for run in some] for t, some in own.items() if len(some) > many}
        self.beyond = {t: names for t, names in self.beyond.items() if t not in self.whole.disqualified}
        own = {team: [run for run in used if team in run.teams][:many] for team in self.entrants}
        own = {team: [run for run in some if run.counts] for team, some in own.items()}
        totals = {team: self.figures(team, some, *how)["total"] for team, some in own.items()}
        is_over = self.is_closed or all(len(own[team]) == many for team in own if team not in self.whole.left)
        if "match" in self.rules:
            met = [run for run in self.runs if run.is_valid and {*run.teams} <= numbers.keys()]
            own = {team: [run for run in met if team in run.teams][:many] for team in self.entrants}
        have = {team: self.figures(team, some, *how) for team, some in own.items()}
        self.stand(None, have, self.id, totals)
        self.is_over = bool(own) and is_over and self.is_settled
        if self.is_over:
            self.come_out({team: one for team, one in have.items() if one["total"] is not None})


class League(Stage):
    """Groups, round robin, Swiss: teams meet as it was published, and each match brings them points."""

    def members(self, rounds: dict[Any, Any]) -> dict[Any, list[str]]:
        """The teams of each group: as published, others into the smallest; with nothing published dealt to and fro."""
        groups: dict[Any, Any] = {} if self.type == "groups" or not (rounds or self.entrants) else {None: []}
        for (group, _), pairings in rounds.items():
            groups.setdefault(group, []).extend(team for team in chain(*pairings) if team in self.whole.numbers)
        names = LETTERS[: min(self.rule.get("groups", 0), len(self.entrants))] if not rounds else []
        for n, team in enumerate(self.entrants if names else []):
            row, place = divmod(n, len(names))
            groups.setdefault(names[~place if row % 2 else place], []).append(team)
        names = sorted(groups, key=lambda one: (len(one or ""), one))
        groups = {name: [*dict.fromkeys(groups[name])] for name in names}
        for team in self.entrants:
            if team not in chain(*groups.values()):
                min(groups.values(), key=len).append(team)
        return groups

    def work_out(self) -> None:
        """The standings of each group; of groups the firsts of all go on, then the seconds, and so on."""
        rounds = {(group, n): one for (stage, group, n), one in self.whole.rounds.items() if stage == self.id}
        tables, is_over = {}, []  # type: dict[Any, Any], list[bool]
        self.keys, shown, lot = self.keys if "match" in self.rules else LEAGUE_KEYS, "total", ""
        if self.type == "swiss":
            self.keys, shown, lot = ["points:high", "buchholz:high"], "points", "swiss"
        for group, teams in self.members(rounds).items():
            own = {n: pairings for (one, n), pairings in rounds.items() if one == group}
            tables[group], have_met = self.table(group, teams, own)
            is_over.append(have_met or self.is_closed)
            totals = {team: one[shown] for team, one in tables[group].items()}
            self.stand(group, tables[group], lot or group or self.id, totals)
        self.is_over = bool(tables) and all(is_over) and self.is_settled
        if self.is_over and self.type == "groups":
            self.group_by_group(tables)
        elif self.is_over:
            self.come_out(tables[None])

    def group_by_group(self, tables: dict[str, Any]) -> None:
        """Who goes on: the firsts of all groups, then the seconds, and so on."""
        advance, rows = self.rule.get("advance", 0), defaultdict(dict)  # type: int, dict[int, dict[str, Any]]
        for group, have in tables.items():
            there = {team: one for team, one in have.items() if team not in self.gone}
            groups = self.rank(there, self.keys, group)
            self.ask(group, groups, advance)
            seeded = chain(*self.rank(there, self.keys, group, group))
            for n, team in enumerate([*seeded][: advance or None], start=1):
                rows[n][team] = have[team]
        for n, row in sorted(rows.items() if not self.decisions else []):
            self.advancing += chain(*ranked(row, self.keys, lots(row, self.whole.seed, f"groups-{n}")))

    def table(self, group: str | None, teams: list[str], rounds: Any) -> tuple[dict[str, Any], bool]:
        """What each team of a group has, and whether everyone has met whom they should."""
        meetings = {f"{group or 'r'}{n}-{i}": one for n, some in rounds.items() for i, one in enumerate(some, start=1)}
        matches = [self.match(heat, one) for heat, one in meetings.items() if len(one) > 1]
        met = Counter(frozenset(two) for one in meetings.values() for two in combinations(one, 2))
        is_over, played = all(match.words for match in matches), [match for match in matches if match.words]
        have = {team: self.figures(team, [match for match in played if team in match.teams]) for team in teams}
        if self.type != "swiss":
            here, legs = [team for team in teams if team not in self.whole.left], self.rule.get("legs", 1)
            return have, is_over and all(met[frozenset(two)] >= legs for two in combinations(here, 2))
        byes = Counter(one[0] for one in meetings.values() if len(one) == 1)
        points = {team: (one["total"] or 0) + self.rule.get("win", 3) * byes[team] for team, one in have.items()}
        for team, one in have.items():
            others = [(other, n) for two, n in met.items() if team in two for other in two - {team}]
            one |= {"points": points[team], "buchholz": sum(n * points.get(other, 0) for other, n in others)}
        return have, is_over and len(rounds) >= self.rule["rounds"]

    def match(self, heat: str, teams: list[str]) -> Any:
        """A match, as if a run: `worth` by team and a word for each in order of `teams`; no words: no result yet."""
        have, away = self.ran(heat, teams), self.absent(heat, teams)
        is_played = len(have) == len(teams)
        best = ranked(have, self.heat_keys)[0] if is_played else [team for team in teams if team not in away]
        words = dict.fromkeys(teams, "loss") | dict.fromkeys(best, "win" if len(best) == 1 else "draw")
        worth = {team: self.rule.get(words[team], WORTH[words[team]]) for team in teams}
        if is_played and "match" in self.rules:
            worth = {team: one["points"] or 0 for team, one in have.items()}
            run = next(run for run in self.by_heat[heat] if run.is_valid)
            if self.many == 1 and {*run.teams} == {*teams}:
                words = dict(zip(run.teams, run.words or ["draw"] * len(teams), strict=True))
        said = [words[team] for team in teams] if is_played or len(best) <= 1 else []
        winner = teams[said.index("win")] if said.count("win") == 1 else None
        self.heats[heat] = Heat(teams, "", winner, teams[said.index("loss")] if winner and len(teams) == 2 else None)
        return SimpleNamespace(teams=teams, worth=worth, words=said, last_ms=None)
