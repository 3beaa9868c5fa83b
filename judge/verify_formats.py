"""The second verifier's part that works out a competition: who is in it, and stage after stage.

Rule: as in `judge.verify`: nothing of the program that makes bundles is imported or copied.
"""

from collections import Counter
from math import inf
from types import SimpleNamespace
from typing import Any

from judge.verify_brackets import Elimination, by_round
from judge.verify_ranks import grouped, placed, sharing
from judge.verify_stages import League, OpenRuns

TYPES: dict[Any, tuple[Any, set[str]]] = {  # of a stage: what works it out, and what it has to say besides
    "open_runs": (OpenRuns, set()), "groups": (League, {"groups"}), "round_robin": (League, set()),
    "swiss": (League, {"rounds"}), **dict.fromkeys(("single_elimination", "double_elimination"), (Elimination, set())),
}  # fmt: skip


def is_fit(opened: dict[str, Any]) -> bool:
    """Whether the stages of a competition can be played."""
    stages = opened.get("stages", [])
    are_whole = all(one.get("type") in TYPES and TYPES[one["type"]][1] <= one.keys() for one in stages)
    return "runs_official" in opened or (len({one.get("id") for one in stages}) == len(stages) > 0 and are_whole)


class Competition(SimpleNamespace):
    """One competition: how it is played, who is in it, what its director decided; then its stages, one by one."""

    def __init__(self, name: str, opened: dict[str, Any], rules: Any) -> None:
        stages, overlay, is_single = opened.get("stages"), opened["overlay"], "runs_official" in opened
        if is_single:  # the only one of a journal of the first kind
            size, third = opened["bracket_size"], rules.get("elimination", {}).get("third_place", "semifinal_result")
            stages = [{"id": "open_runs", "type": "open_runs", "runs": opened["runs_official"]}]
            stages[0]["counted"] = opened["runs_counted"]
            stages += [{"id": "elimination", "type": "single_elimination", "size": size, "third_place": third}][:size]
        signs = [role for role, key in (("team", "team_signs"), ("confirmer", "confirm")) if overlay.get(key)]
        super().__init__(
            name=name, opened=opened, rules=rules, stages=stages, overlay=overlay, is_single=is_single,
            seed=opened["seed"], sign_off={*rules["sign_off"], *signs}, numbers=Counter(), entered_at={}, left={},
            begun={}, rounds={}, forfeited=set(), notes=[], runs=[], played=[], places={}, champion=None,
        )  # fmt: skip

    def merged(self, division: Any) -> Any:
        """The division that this one plays in."""
        return self.overlay.get(f"merge.{division}", division)

    def overlay_of(self, stage: Any) -> dict[str, Any]:
        """What holds in a stage."""
        how, stage = self.rules["aggregation"], stage or {"type": ""}
        own: dict[str, Any] = {**self.overlay, **stage.get("overlay", {})}
        if stage["type"] == "open_runs":
            own |= {name: stage[key] for name, key in (("N", "runs"), ("K", "counted")) if stage.get(key)}
        is_of_two = stage["type"].endswith(("swiss", "elimination")) and not self.is_single
        own |= {"sides": 2} if is_of_two and "match" in self.rules and "sides" in self.rules.get("params", {}) else {}
        many = own.get("N", how["runs_official"])
        return {"K": min(how["runs_counted"], many)} | own | {"N": many}

    def take(self, at: int, fact: Any, divisions: dict[str, str]) -> None:
        """Take a fact of this competition in. `at`: its place in the order; `divisions`: of all teams that came."""
        body, kind, team = fact.body, fact.kind, fact.body.get("team")
        if kind in ("heat_forfeited", "round_published") or (kind == "run_opened" and body["official"]):
            self.begun.setdefault(body["stage"], at)
        if kind in ("competition_entered", "team_entered"):
            if self.merged(divisions.get(team)) == self.merged(self.opened["division"]):
                self.numbers.setdefault(team, len(self.numbers) + 1)
                self.entered_at.setdefault(team, at)
                self.left.pop(team, None)
        elif kind == "competition_left" and team in self.numbers:
            self.left[team] = at, body["reason"]
        elif kind == "heat_forfeited":
            self.forfeited.add((body["stage"], body["heat"], team))
        elif kind == "round_published":
            self.rounds.setdefault((body["stage"], body["group"], body["number"]), body["pairings"])
        elif kind == "noted":
            self.notes.append((body["topic"], body["args"]))

    def out_of(self, stage: Any) -> set[str]:
        """The teams that left before this stage began (None: there is none)."""
        begun = self.begun.get(stage["id"], inf) if stage else inf
        return {team for team, (at, _) in self.left.items() if at < begun}

    def play(self) -> None:
        """Work the stages out, each seeded by the one before; then the places, the last stage first; the champion."""
        self.disqualified = {team for team, (_, reason) in self.left.items() if reason == "disqualified"}
        for stage, follows in zip(self.stages, [*self.stages[1:], None], strict=True):
            before = self.played[-1] if self.played else None
            if before is None or before.is_done:
                kind, _ = TYPES[stage["type"]]
                self.played.append(kind(self, stage, follows, before.advancing if before else None))
        first, last = self.played[0], self.played[-1]
        if len(self.played) < len(self.stages) or not last.is_done:
            return
        groups = []
        for stage in reversed(self.played):
            lines = [line for some in stage.standings.values() for line in some.items()]
            groups += grouped(stage.places or {team: rank for team, (rank, _) in lines})
        if first.type == "single_elimination":
            groups += [[team for heat in some for team in heat.teams] for some in by_round(first.heats).values()]
        there = [[team for team in group if team not in self.disqualified] for group in groups]
        self.places = sharing(placed(there), [pair for stage in self.played for pair in stage.shared])
        ahead = [one for some in last.standings.values() for one in some.items() if one[1][0] == 1]
        is_alone = len(last.standings) == len(ahead) == 1 and ahead[0][1][1] is not None
        self.champion = last.champion if last.is_cup else ahead[0][0] if is_alone else None
