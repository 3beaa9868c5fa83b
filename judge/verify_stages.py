"""The second verifier's part that works out one stage: open runs and eliminations, and who goes on from any.

Rule: as in `judge.verify`: nothing of the program that makes bundles is imported or copied.
"""

from typing import Any

from judge.verify_brackets import Drawn, double_places, double_plan, shown, single_places, single_plan
from judge.verify_leagues import League
from judge.verify_ranks import Ties, added_up, flat, ranks, sharing

PODIUM = 3  # the places that a director wants to know apart at the end


def listed(name: str, args: dict[str, Any]) -> list[str]:
    """What a note lists as name_1, name_2, ..."""
    return [str(args[key]) for key in (f"{name}_{n}" for n in range(1, len(args) + 1)) if key in args]


class Stage:
    """One stage of a competition, worked out.

    `standings`: by group (None: all), rank, team and total of each line; `decisions`: what somebody has to settle.
    """

    def __init__(self, whole: Any, stage: Any, follows: Any, advancing: list[str] | None) -> None:
        self.whole, self.rule, self.follows, self.id = whole, stage, follows, stage["id"]
        self.overlay, self.rules = whole.overlay_of(stage), whole.rules
        self.is_elimination, self.runs_each = stage["type"].endswith("elimination"), max(1, stage.get("runs", 1))
        self.is_first = advancing is None
        heat = self.rules.get("elimination", {}).get("heat", {})
        points = f"points:{self.rules['scoring'].get('better', 'high')}"
        self.heat_keys, self.heat_then = heat.get("keys") or [points], heat.get("then", "director")
        self.of_stage = [run for run in whole.runs if run.at == self.id]
        self.ran = self.heat_runs()
        self.there: dict[str, set[str]] = {}
        for run in self.of_stage:
            if run.stage != "voided":
                self.there.setdefault(run.opened["heat"], set()).update(run.teams)
        self.ties, self.kept = Ties(whole.seed), {}  # type: Ties, dict[str, Any]
        self.run_off_ids: set[str] = set()
        self.is_closed = False
        self.known = {*(self.whole.numbers if advancing is None else advancing)}  # who may stand in a kept heat
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
        return self.there.get(heat, set())

    def number(self, team: str) -> int:
        """The team's number of entry."""
        return int(self.whole.numbers.get(team, 0))

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
                is_joint = str(args.get("joint")) == "1"
                self.ties.orders.setdefault(str(args["where"]), []).append((listed("place", args), is_joint))
            if topic == "heat_kept" and {"heat", "side_1", "side_2"} <= args.keys():
                sides = [str(args["side_1"]), str(args["side_2"])]
                if {*sides} <= self.known:
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
        """Standings of each group, and who comes out of them."""
        league, ranking = League(self), self.rules["ranking"]
        self.matches = league.matches
        groups = league.groups()
        have: dict[str | None, dict[str, Any]] = {}
        is_over = bool(groups)
        for group, teams in groups.items():
            have[group], is_group_over = league.table(group, teams)
            is_over = is_over and is_group_over
            totals = {team: one["points" if league.is_swiss else "total"] for team, one in have[group].items()}
            lots = "swiss" if league.is_swiss else group or self.id
            lots = lots if ranking["then"] == "draw" else ""
            self.stand(group, have[group], league.keys, group or self.id, lots, totals)
        self.is_over = is_over and self.is_settled()
        if self.rule["type"] == "groups":
            self.group_by_group(have, league.keys)
        elif groups:
            self.come_out(have[None], league.keys)

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
            seeded = self.ties.ranked(there, keys, group or self.id, group or self.id, joint=True)
            for n, team in enumerate(flat(seeded)[: advance or None], start=1):
                rows.setdefault(n, {})[team] = there[team]
        if not self.decisions:
            for n in sorted(rows):
                self.advancing += flat(Ties(self.whole.seed).ranked(rows[n], keys, "", f"groups-{n}", joint=True))

    # eliminations

    def elimination(self) -> None:
        """The bracket as far as the runs go."""
        if len(self.entrants) < 2:
            self.is_over = True
            self.places = dict.fromkeys(self.entrants, 1)
            self.champion = next(iter(self.places.keys() - self.whole.disqualified), None)
            return
        is_single, third_place = self.rule["type"][0] == "s", self.rule.get("third_place", "semifinal_result")
        plan = single_plan(self.entrants, third_place == "match") if is_single else double_plan(self.entrants)
        drawn = self.drawn = Drawn(self, plan, self.entrants)
        places = single_places(drawn, third_place) if is_single else double_places(drawn)
        self.decisions = drawn.decisions()
        self.shared = drawn.shared()
        self.places = sharing(places, self.shared) if places else {}
        there = self.places.keys() - self.whole.disqualified
        best = sorted(there, key=lambda team: (self.places[team], places.get(team, len(there)), self.number(team)))
        self.champion = next(iter(best), None)
        self.is_over = bool(places) and not self.ties.pending and not drawn.is_open()
        if self.is_done:
            out = self.whole.out_of(self.follows)
            self.advancing = sorted(self.places.keys() - out, key=lambda team: (self.places[team], self.number(team)))

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
