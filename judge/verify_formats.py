"""The second verifier's part that works out a competition: who is in it, and stage after stage of every format.

Rule: as in `judge.verify`: nothing of the program that makes bundles is imported or copied.
"""

from typing import Any

from judge.verify_ranks import sharing
from judge.verify_stages import Stage

NEEDS = {  # the types of stages, and what each has to say
    "open_runs": (), "groups": ("groups",), "round_robin": (), "swiss": ("rounds",), "single_elimination": (),
    "double_elimination": (),
}  # fmt: skip


class Competition:
    """One competition: how it is played, who is in it, what its director decided; then its stages, one by one."""

    def __init__(self, name: str, opened: dict[str, Any], rules: Any, is_only: bool) -> None:
        self.name, self.opened, self.rules, self.is_only = name, opened, rules, is_only
        self.is_single = "runs_official" in opened  # the only one of a journal of the first kind
        self.overlay, self.seed = dict(opened["overlay"]), opened["seed"]
        if self.is_single:
            self.overlay |= {"N": opened["runs_official"], "K": opened["runs_counted"]}
            third_place = rules.get("elimination", {}).get("third_place", "semifinal_result")
            own = {
                "id": "elimination",
                "type": "single_elimination",
                "size": opened["bracket_size"],
                "third_place": third_place,
            }
            stages = [
                {"id": "open_runs", "type": "open_runs"},
                own,
            ]
            self.stages = stages[: 2 if opened["bracket_size"] else 1]
        else:
            self.stages = [dict(stage) for stage in opened["stages"]]
        names = [stage.get("id") for stage in self.stages]
        is_fit = all({*NEEDS.get(str(stage.get("type")), ("?",))} <= stage.keys() for stage in self.stages)
        if not names or len({*names}) < len(names) or not is_fit:
            raise ValueError("these stages cannot be played")
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
        own: dict[str, Any] = self.overlay | (stage or {}).get("overlay", {})
        if stage and stage["type"] == "open_runs":
            own |= {name: stage[key] for name, key in (("N", "runs"), ("K", "counted")) if stage.get(key)}
        is_of_two = stage and (stage["type"] == "swiss" or stage["type"].endswith("elimination"))
        if is_of_two and "match" in self.rules and "sides" in self.rules.get("params", {}) and not self.is_single:
            own["sides"] = 2
        many = own.get("N", how["runs_official"])
        return own | {"N": many, "K": own.get("K", min(how["runs_counted"], many))}

    def take(self, at: int, fact: Any, divisions: dict[str, str]) -> None:
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
        if last.is_elimination or not is_done:
            return last.champion if is_done else None
        groups = list(last.standings.values())
        lines: list[Any] = groups[0] if len(groups) == 1 else []
        is_alone = bool(lines) and [rank for rank, _, _ in lines].count(1) == 1
        return lines[0][1] if is_alone and lines[0][2] is not None else None

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
