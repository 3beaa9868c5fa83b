"""The second verifier's part that works out a competition: who is in it, and stage after stage of every format.

Rule: as in `judge.verify`: nothing of the program that makes bundles is imported or copied.
"""

from itertools import combinations
from types import SimpleNamespace
from typing import Any

from judge.verify_brackets import Drawn, double_places, double_plan, shown, single_places, single_plan
from judge.verify_ranks import Groups, Ties, added_up, lot, ranks

TYPES = {"open_runs", "groups", "round_robin", "swiss", "single_elimination", "double_elimination"}
PODIUM = 3  # the places that a director wants to know apart at the end
Fact = Any
Place = tuple[int, int]  # where a fact stands in the one order


def listed(name: str, args: dict[str, Any]) -> list[str]:
    """What a note lists as name_1, name_2, ..."""
    return [str(args[key]) for key in (f"{name}_{n}" for n in range(1, len(args) + 1)) if key in args]


class Competition:
    """One competition: how it is played, who is in it, what its director decided; then its stages, one by one."""

    def __init__(self, name: str, opened: dict[str, Any], rules: Any, is_only: bool) -> None:
        self.name, self.opened, self.rules, self.is_only = name, opened, rules, is_only
        self.is_single = "runs_official" in opened  # the only one of a journal of the first kind
        self.overlay, self.seed = dict(opened["overlay"]), opened["seed"]
        if self.is_single:
            self.overlay |= {"N": opened["runs_official"], "K": opened["runs_counted"]}
            own = {"id": "elimination", "type": "single_elimination", "size": opened["bracket_size"]}
            stages = [
                {"id": "open_runs", "type": "open_runs"},
                own | {"third_place": rules["elimination"]["third_place"]},
            ]
            self.stages = stages[: 2 if opened["bracket_size"] else 1]
        else:
            self.stages = [dict(stage) for stage in opened["stages"]]
        if any(stage["type"] not in TYPES for stage in self.stages) or not self.stages:
            raise ValueError("no stages")
        more = [role for role, key in (("team", "team_signs"), ("confirmer", "confirm")) if self.overlay.get(key)]
        self.sign_off, self.division = {*rules["sign_off"], *more}, self.merged(opened["division"])
        self.numbers: dict[str, int] = {}
        self.entered_at: dict[str, int] = {}
        self.left: dict[str, tuple[int, str]] = {}  # who is gone, since when, and why
        self.begun: dict[str, int] = {}  # where each stage began
        self.rounds: dict[Any, list[list[str]]] = {}
        self.forfeited: set[Any] = set()
        self.notes: list[tuple[str, dict[str, Any]]] = []
        self.runs: list[Any] = []
        self.has_certificate = False

    def merged(self, division: str) -> str:
        """The division that this one plays in."""
        return str(self.overlay.get(f"merge.{division}", division))

    def overlay_of(self, stage: Any) -> dict[str, Any]:
        """What holds in a stage."""
        how = self.rules["aggregation"]
        own = self.overlay | (stage or {}).get("overlay", {})
        if stage and stage["type"] == "open_runs":
            own |= {name: stage[key] for name, key in (("N", "runs"), ("K", "counted")) if stage.get(key)}
        is_of_two = stage and (stage["type"] == "swiss" or stage["type"].endswith("elimination"))
        if is_of_two and "match" in self.rules and "sides" in self.rules.get("params", {}) and not self.is_single:
            own["sides"] = 2
        many = own.get("N", how["runs_official"])
        return own | {"N": many, "K": own.get("K", min(how["runs_counted"], many))}

    def take(self, at: int, fact: Fact, divisions: dict[str, str]) -> None:
        """Take a fact of this competition in. `at`: its place in the order; `divisions`: of all teams that came."""
        body = fact.body
        team = body.get("team")
        match fact.kind:
            case "competition_entered" | "team_entered":
                if self.merged(divisions.get(team, "?")) == self.division:
                    self.numbers.setdefault(team, len(self.numbers) + 1)
                    self.entered_at.setdefault(team, at)
                    self.left.pop(team, None)
            case "competition_left" if team in self.numbers:
                self.left[team] = at, body["reason"]
            case "heat_forfeited":
                self.begun.setdefault(body["stage"], at)
                self.forfeited.add((body["stage"], body["heat"], team))
            case "round_published":
                self.begun.setdefault(body["stage"], at)
                self.rounds.setdefault((body["stage"], body["group"], body["number"]), body["pairings"])
            case "run_opened" if body["official"]:
                self.begun.setdefault(body["stage"], at)
            case "noted":
                self.notes.append((body["topic"], body["args"]))
            case "paper_printed" if body["paper"] == "certificate":
                self.has_certificate = True

    def out_of(self, stage: Any) -> set[str]:
        """The teams that left before this stage began (None: there is none)."""
        begun = self.begun.get(stage["id"]) if stage else None
        return {team for team, (at, _) in self.left.items() if begun is None or at < begun}

    @property
    def disqualified(self) -> set[str]:
        """The teams that stand nowhere."""
        return {team for team, (_, reason) in self.left.items() if reason == "disqualified"}

    def play(self) -> dict[str, Any]:
        """Work the stages out, each seeded by the one before; what came of them, and of the whole."""
        played: list[Stage] = []
        for n, one in enumerate(self.stages):
            follows = self.stages[n + 1] if n + 1 < len(self.stages) else None
            if played and not played[-1].is_done:
                break
            played.append(Stage(self, one, follows, played[-1].advancing if played else None))
        is_done = len(played) == len(self.stages) and played[-1].is_done
        placings = self.placings(played) if is_done else {}
        return {"stages": played, "placings": placings, "champion": self.champion(played, is_done)}

    def champion(self, played: list[Any], is_done: bool) -> str | None:
        """The winner of an elimination that is the last stage; else who leads alone, with a total."""
        last = played[-1]
        if len(played) < len(self.stages):
            return None
        if last.is_elimination:
            return last.champion if last.champion not in self.disqualified else None
        groups = last.standings.values()
        lines = next(iter(groups), []) if len(groups) == 1 else []
        is_alone = bool(lines) and [rank for rank, _, _ in lines].count(1) == 1
        return lines[0][1] if is_done and is_alone and lines[0][2] is not None else None

    def placings(self, played: list[Any]) -> dict[str, int]:
        """The places at the end: of the last stage, then of those who did not come so far."""
        places: dict[str, int] = {}
        for stage in reversed(played):
            left = {team: rank for team, rank in stage.order().items() if team not in {*places} | self.disqualified}
            before = len(places)
            places |= {team: 1 + before + sum(one < rank for one in left.values()) for team, rank in left.items()}
        for names in reversed(played[0].bracket_rounds()):
            teams = {team for name in names for team in played[0].drawn.heats[name]["teams"] if team}
            places |= dict.fromkeys(sorted(teams - {*places} - self.disqualified), 1 + len(places))
        return sharing(places, [pair for stage in played for pair in stage.shared])


def sharing(places: dict[str, int], shared: list[tuple[str, str]]) -> dict[str, int]:
    """The places once teams have the place of another: one more than how many stand before."""
    for team, other in shared:
        if other in places:
            places[team] = min(places.get(team, places[other]), places[other])
    return {team: 1 + sum(one < place for one in places.values()) for team, place in places.items()}


class Stage:
    """One stage of a competition, worked out.

    `standings`: by group (None: all), rank, team and total of each line; `decisions`: what somebody has to settle.
    """

    def __init__(self, whole: Competition, stage: Any, follows: Any, advancing: list[str] | None) -> None:
        self.whole, self.rule, self.follows, self.id = whole, stage, follows, stage["id"]
        self.overlay, self.rules = whole.overlay_of(stage), whole.rules
        self.is_elimination, self.runs_each = stage["type"].endswith("elimination"), max(1, stage.get("runs", 1))
        self.is_first = advancing is None
        heat = self.rules.get("elimination", {}).get("heat", {})
        points = f"points:{self.rules['scoring'].get('better', 'high')}"
        self.heat_keys, self.heat_then = heat.get("keys") or [points], heat.get("then", "director")
        self.of_stage = [run for run in whole.runs if run.at == self.id]
        self.ran = self.heat_runs()
        self.ties, self.kept = Ties(whole.seed), {}  # type: Ties, dict[str, Any]
        self.run_off_ids: set[str] = set()
        self.is_closed = False
        self.take_notes()
        self.standings: dict[str | None, list[tuple[int, str, Any]]] = {}
        self.decisions: list[dict[str, Any]] = []
        self.advancing: list[str] = []
        self.shared: list[tuple[str, str]] = []
        self.places: dict[str, int] = {}
        self.drawn: Drawn | None = None
        self.champion: str | None = None
        self.is_over = False
        self.matches: dict[str, Any] = {}
        self.entrants = self.drawn_in(advancing)
        if stage["type"] == "open_runs":
            self.open_runs()
        elif self.is_elimination:
            self.elimination()
        else:
            self.league()

    @property
    def is_done(self) -> bool:
        """It is over and asks nothing."""
        return self.is_over and not self.decisions

    # who ran, who did not

    def heat_runs(self) -> dict[str, list[Any]]:
        """The runs of each heat that count, in their order."""
        ran: dict[str, list[Any]] = {}
        for run in self.of_stage:
            if run.counts and run.is_whole and run.opened["heat"] is not None:
                ran.setdefault(run.opened["heat"], []).append(run)
        return ran

    def ran_in(self, heat: str) -> set[str]:
        """Who stood in a run of this heat that is not void."""
        runs = [run for run in self.of_stage if run.opened["heat"] == heat and run.stage != "voided"]
        return {team for run in runs for team in run.teams}

    def number(self, team: str) -> int:
        """The team's number of entry."""
        return self.whole.numbers.get(team, 0)

    def heat_figures(self, heat: str, team: str, runs: int = 0) -> dict[str, Any] | None:
        """What a heat's keys ask about a team, over all runs it has in it; None: it has not had them all."""
        many = runs or self.runs_each
        own = [run for run in self.ran.get(heat, []) if team in run.teams][:many]
        if len(own) < many:
            return None
        worth = [run.worth[team] for run in own if team in run.worth]
        last = [run.last_ms for run in own]
        return {
            "number": self.number(team), "points": sum(worth) if worth else None,
            "last_scoring_ms": None if None in last else sum(last),
        }  # fmt: skip

    def is_absent(self, heat: str, team: str) -> bool:
        """The team will not run in this heat."""
        return team in self.whole.left or (self.id, heat, team) in self.whole.forfeited

    def take_notes(self) -> None:
        """What the director decided about this stage; a note that is not whole decides nothing."""
        run_offs: list[tuple[int, str, list[str]]] = []
        for topic, args in self.whole.notes:
            if str(args.get("competition", self.whole.name)) != self.whole.name and not self.whole.is_single:
                continue
            if topic == "stage_closed":
                self.is_closed |= str(args.get("stage")) == self.id
            if str(args.get("stage", self.id)) != self.id:
                continue
            if topic == "tie_decided" and "where" in args:
                self.ties.orders[str(args["where"])] = listed("place", args), str(args.get("joint")) == "1"
            if topic == "heat_kept" and {"heat", "side_1", "side_2"} <= args.keys():
                sides = [str(args["side_1"]), str(args["side_2"])]
                if {*sides} <= self.whole.numbers.keys():
                    pairs = list(zip(listed("joint", args), listed("with", args), strict=False))
                    self.kept[str(args["heat"])] = sides, pairs
            if topic == "run_off_called" and "where" in args and str(args.get("number", "")).isdecimal():
                run_offs.append((int(args["number"]), str(args["where"]), listed("team", args)))
        for number, where, teams in sorted(run_offs, key=lambda one: one[0]):
            self.take_run_off(where, f"{where}-x{number}", teams)

    def take_run_off(self, where: str, heat: str, teams: list[str]) -> None:
        """What came of a run-off; it is pending until everybody in it has run, or does not come."""
        self.run_off_ids.add(heat)
        have = {team: self.heat_figures(heat, team, 1) for team in teams}
        if any(have[team] is None and not self.is_absent(heat, team) for team in teams):
            self.ties.pending.add(where)
            return
        figures = {team: one or {"number": self.number(team)} for team, one in have.items()}
        came = Ties(0).ranked({team: figures[team] for team in teams if have[team]}, self.heat_keys, "", joint=False)
        gone = [team for team in teams if not have[team]]
        came += [gone] if gone else []
        before = self.ties.runs_off.get(where, [teams])
        self.ties.runs_off[where] = [
            part
            for group in before
            for part in ([[one for one in some if one in group] for some in came] if {*group} <= {*teams} else [group])
            if part
        ]

    def drawn_in(self, advancing: list[str] | None) -> list[str]:
        """Who is in this stage, the best seed first."""
        teams = {team: {"number": number} for team, number in self.whole.numbers.items()}
        size = self.rule.get("size", 0)
        if advancing is not None:
            return advancing[: size or None]
        if self.rule["type"] == "open_runs":
            return list(teams)
        begun, out = self.whole.begun.get(self.id), self.whole.out_of(self.rule)
        late = {team for team, at in self.whole.entered_at.items() if begun is not None and at > begun}
        late = late if self.is_elimination else set()
        there = {team: one for team, one in teams.items() if team not in out | late}
        return flat(self.ties.ranked(there, [], "seeding", "seeding", joint=True))[: size or None]

    # open runs

    def open_runs(self) -> None:
        """Standings of open runs, and who comes out of them."""
        many, numbers = self.overlay["N"], self.whole.numbers
        open_runs = [run for run in self.of_stage if run.opened["heat"] not in self.run_off_ids]
        used = [run for run in open_runs if run.opened["official"] and run.stage != "voided"]
        own = {team: [run for run in used if team in run.teams][:many] for team in self.entrants}
        own = {team: [run for run in some if run.counts] for team, some in own.items()}
        totals = {team: added_up(team, some, self.rules, self.overlay)["total"] for team, some in own.items()}
        here = [some for team, some in own.items() if team not in self.whole.left]
        is_over = bool(own) and (self.is_closed or all(len(some) == many for some in here))
        if "match" in self.rules:
            met = [run for run in open_runs if run.counts and run.is_whole and {*run.teams} <= numbers.keys()]
            own = {team: [run for run in met if team in run.teams][:many] for team in self.entrants}
        have = {team: added_up(team, own[team], self.rules, self.overlay) | {"number": numbers[team]} for team in own}
        ranking = self.rules["ranking"]
        self.is_over = is_over and self.is_settled()
        self.stand(None, have, ranking["keys"], self.id, self.id if ranking["then"] == "draw" else "", totals)
        self.come_out({team: one for team, one in have.items() if one["total"] is not None}, ranking["keys"])

    def is_settled(self) -> bool:
        """No run of this stage is disputed, no run-off has still to be run."""
        return not self.ties.pending and all(run.stage != "disputed" for run in self.of_stage)

    def stand(self, group: str | None, have: Any, keys: list[str], where: str, lots: str, totals: Any) -> None:
        """Standings as they are shown: without the disqualified; a shared rank stays one."""
        have = {team: one for team, one in have.items() if team not in self.whole.disqualified}
        groups = self.ties.ranked(have, keys, where, lots, joint=False)
        self.standings[group] = [(rank, team, totals[team]) for rank, some in ranks(groups) for team in some]

    def come_out(self, have: dict[str, Any], keys: list[str]) -> None:
        """Who goes on, in order; and the ties about it that somebody has to settle."""
        out = self.whole.out_of(self.follows)
        have = {team: one for team, one in have.items() if team not in out}
        if self.is_over:
            self.advancing = flat(self.ties.ranked(have, keys, self.id, "seeding", joint=True))
            self.ask([(rank, team) for rank, team, _ in self.standings[None] if team in have])

    def ask(self, lines: list[tuple[int, str]]) -> None:
        """Ask about those who share a rank where it decides who goes on, or who is at the top."""
        for rank in sorted({rank for rank, _ in lines}):
            teams = [team for one, team in lines if one == rank]
            place = 1 + sum(one < rank for one, _ in lines)
            is_open = len(teams) > 1 and not self.ties.order(self.id, teams, with_joint=True)
            if is_open and self.decides(place, len(teams)):
                self.decisions.append({"where": self.id, "teams": sorted(teams), "played": []})

    def decides(self, place: int, many: int) -> bool:
        """Whether it matters who of so many is at this place."""
        elimination = self.rules.get("elimination", {})
        if self.follows is None:
            return not self.whole.is_single and self.rules["ranking"]["then"] == "director" and place <= PODIUM
        size, is_next = self.follows.get("size", 0), self.follows["type"].endswith("elimination")
        if size and place <= size < place + many - 1:
            return True
        has_size = self.overlay.get("bracket_size", elimination.get("size", 0)) > 0
        return is_next and has_size and elimination.get("seeding") == "director" and (not size or place <= size)

    # groups, round robin, Swiss

    def league(self) -> None:
        """Matches of published rounds, standings of each group, and who comes out of them."""
        rounds = {(group, n): one for (stage, group, n), one in self.whole.rounds.items() if stage == self.id}
        ranking, is_swiss = self.rules["ranking"], self.rule["type"] == "swiss"
        keys = ranking["keys"] if "match" in self.rules else ["total:high", "head_to_head:high", "wins:high"]
        keys = ["points:high", "buchholz:high"] if is_swiss else keys
        groups = self.groups(rounds)
        have: dict[str | None, dict[str, Any]] = {}
        is_over = bool(groups)
        for group, teams in groups.items():
            own = {n: rounds[one, n] for one, n in sorted(rounds, key=lambda key: key[1]) if one == group}
            have[group], is_group_over = self.table(group, teams, own)
            is_over = is_over and is_group_over
            totals = {team: one["points" if is_swiss else "total"] for team, one in have[group].items()}
            lots = ("swiss" if is_swiss else group or self.id) if ranking["then"] == "draw" else ""
            self.stand(group, have[group], keys, group or self.id, lots, totals)
        self.is_over = is_over and self.is_settled()
        if self.rule["type"] == "groups":
            self.group_by_group(have, keys)
        elif groups:
            self.come_out(have[None], keys)

    def groups(self, rounds: dict[Any, Any]) -> dict[str | None, list[str]]:
        """The members of each group."""
        is_grouped, numbers = self.rule["type"] == "groups", self.whole.numbers
        found: dict[str | None, list[str]] = {}
        if not self.entrants and not rounds:
            return found
        if not is_grouped:
            found[None] = []
        for (group, _), pairings in sorted(rounds.items(), key=lambda one: one[0][1]):
            found.setdefault(group, []).extend(team for one in pairings for team in one if team in numbers)
        found = {
            group: list(dict.fromkeys(found[group])) for group in sorted(found, key=lambda one: (len(one or ""), one))
        }
        if not rounds and is_grouped:
            many = min(self.rule["groups"], len(self.entrants))
            names = [letters(n) for n in range(many)]
            found = {name: [] for name in names}
            for n, team in enumerate(self.entrants):
                row, place = divmod(n, many)
                found[names[place if row % 2 == 0 else many - 1 - place]].append(team)
            return found
        placed = {team for teams in found.values() for team in teams}
        for team in self.entrants:
            if team not in placed:
                min(found.values(), key=len).append(team)
        return found

    def table(self, group: str | None, teams: list[str], rounds: dict[int, Any]) -> tuple[dict[str, Any], bool]:
        """What each team of a group has, and whether everyone has met whom they should."""
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
            figures[team] = {**matched(team, own), "number": self.number(team)}
        if self.rule["type"] == "swiss":
            win = self.rule.get("win", 3)
            for team, one in figures.items():
                one["points"] = (one["total"] or 0) + win * byes.count(team)
            for team, own in figures.items():
                others = [
                    other for one in rounds.values() for two in one if team in two for other in two if other != team
                ]
                own["buchholz"] = sum(figures[other]["points"] for other in others if other in figures)
            is_over = is_over and len(rounds) >= self.rule["rounds"]
        else:
            here, legs = [team for team in teams if team not in self.whole.left], self.rule.get("legs", 1)
            is_over = is_over and all(met.get(frozenset(two), 0) >= legs for two in combinations(here, 2))
        return figures, is_over or self.is_closed

    def match(self, heat: str, teams: list[str]) -> Any:
        """A match: `worth` by team and a word for each, in order of `teams`; no words: it has no result yet."""
        rule, have = self.rule, {team: self.heat_figures(heat, team) for team in teams}
        words = dict.fromkeys(teams, "loss")
        worth_of = {word: rule.get(word, usual) for word, usual in (("win", 3), ("draw", 1), ("loss", 0))}
        here = [team for team in teams if not self.is_absent(heat, team)]
        played, first = None not in have.values(), next(iter(self.ran.get(heat, [])), None)
        if played and "match" in self.rules and self.runs_each == 1 and first and {*first.teams} == {*teams}:
            words = dict(zip(first.teams, first.words, strict=True)) or dict.fromkeys(teams, "draw")
            worth = {team: first.worth.get(team, 0) for team in teams}
        elif played:
            best = Ties(0).ranked({**have}, self.heat_keys, "", joint=False)[0]
            words |= dict.fromkeys(best, "win" if len(best) == 1 else "draw")
            worth = {team: worth_of[words[team]] for team in teams}
            if "match" in self.rules:
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

    def group_by_group(self, have: dict[str | None, Any], keys: list[str]) -> None:
        """The best of each group go on: the firsts of all groups, then the seconds, and so on."""
        out, advance = self.whole.out_of(self.follows), self.rule.get("advance", 0)
        if not self.is_over:
            return
        rows: dict[int, dict[str, Any]] = {}
        for group, teams in have.items():
            there = {team: one for team, one in teams.items() if team not in out}
            ranked = self.ties.ranked(there, keys, group or self.id, "", joint=True)
            for rank, some in ranks(ranked):
                if advance and rank <= advance < rank + len(some) - 1:
                    self.decisions.append({"where": group, "teams": sorted(some), "played": []})
            for n, team in enumerate(flat(ranked)[: advance or None], start=1):
                rows.setdefault(n, {})[team] = there[team]
        if not self.decisions:
            for n in sorted(rows):
                self.advancing += flat(Ties(self.whole.seed).ranked(rows[n], keys, "", f"groups-{n}", joint=True))

    # eliminations

    def elimination(self) -> None:
        """The bracket as far as the runs go."""
        if len(self.entrants) < 2:
            self.champion = next(iter(self.entrants), None)
            self.is_over = True
            self.places = dict.fromkeys(self.entrants, 1)
            return
        is_single, third_place = self.rule["type"][0] == "s", self.rule.get("third_place", "semifinal_result")
        plan = single_plan(self.entrants, third_place == "match") if is_single else double_plan(self.entrants)
        drawn = self.drawn = Drawn(self, plan, self.entrants)
        places = single_places(drawn, third_place) if is_single else double_places(drawn)
        final = (
            drawn.heats["F1"] if is_single else drawn.heats["G2"] if drawn.heats["G2"]["teams"] else drawn.heats["G1"]
        )
        self.champion, self.decisions = final["winner"], drawn.decisions()
        self.shared = drawn.shared()
        self.places = sharing(places, self.shared) if places else {}
        self.is_over = bool(places) and not self.ties.pending and not drawn.is_open()

    def heats(self) -> dict[str, Any]:
        """All heats and matches as a bundle says them."""
        return shown(self.drawn) if self.drawn else self.matches

    def order(self) -> dict[str, int]:
        """How the teams stand to each other here."""
        lines = [(team, rank) for some in self.standings.values() for rank, team, _ in some]
        return self.places or dict(lines)

    def bracket_rounds(self) -> list[list[str]]:
        """The heats of a single elimination, round by round."""
        heats = [name for name in (self.drawn.heats if self.drawn and "F1" in self.drawn.heats else ()) if name != "T1"]
        return [[name for name in heats if rest(name) == one] for one in dict.fromkeys(map(rest, heats))]


def rest(name: str) -> str:
    """A heat's round: R16, Q, S, F."""
    return name.partition("-")[0] if "-" in name else name[0]


def letters(n: int) -> str:
    """The name of a group: A to Z, then AA."""
    return (letters(n // 26 - 1) if n >= 26 else "") + chr(ord("A") + n % 26)


def flat(groups: Groups) -> list[str]:
    """All of them in a row."""
    return [team for group in groups for team in group]


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
