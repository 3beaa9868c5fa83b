"""The second verifier: a tournament's bundle worked out again, from nothing but the bundle.

    python -m judge.verify BUNDLE       exit code 0: all of it holds; 1: what differs, a line each

Rule: written apart from the program that makes bundles, and sharing nothing with it but the formats of the files: no
import of it, no rule copied, so that a mistake made there is not made here again. (`judge.verify_run` is its own part
that works out a single run.)
"""

import hashlib
import io
import json
import sys
import tomllib
import zipfile
from collections import namedtuple
from collections.abc import Iterable
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from judge.verify_run import Run

BYTES_MAX = 256 * 1024 * 1024  # unpacked; a stranger's file may be a bomb
HASHED = 11  # columns of a fact, from the first, that its hash covers
Differs = namedtuple("Differs", "what where says found")


class Fact(NamedTuple):
    """A line of the file; `hands` are worked out: who had a hand in its run before (see `standing`)."""

    station: str
    seq: int
    lamport: int
    at_ms: int | None
    wall: str
    by: str
    schema: int
    kind: str
    run: str | None
    body: Any
    prev: str
    hash: str
    hands: frozenset[str] = frozenset()


def verify(bundle: bytes) -> list[Differs]:
    """Work a bundle out again; nothing comes back when all of it holds."""
    try:
        with zipfile.ZipFile(io.BytesIO(bundle)) as file:
            if sum(info.file_size for info in file.infolist()) > BYTES_MAX:
                raise ValueError(f"more than {BYTES_MAX} bytes")
            members = {name: file.read(name) for name in file.namelist()}
        facts = [Fact(*json.loads(line)) for line in members["facts.jsonl"].splitlines()]
        manifest, rules = json.loads(members["manifest.json"]), tomllib.loads(members["definition.toml"].decode())
        chain = {f"{one.station}:{one.seq}": [one.hash, one.seq, one.prev] for one in facts}
        seals = {"fact": chain, "file": manifest["files"], "signature": {"manifest.json": manifest["public_key"]}}
        says = by_name(json.loads(members["results.json"]) | seals)
        found = by_name(results(facts, rules) | sealed(members, facts, manifest["public_key"]))
        differ = sorted(name for name in {*says, *found} if says.get(name) != found.get(name))
        return [Differs(*name, says.get(name), found.get(name)) for name in differ]
    except Exception as error:  # a stranger's file may be wrong in any way: which one is the answer
        return [Differs("unreadable", "bundle", type(error).__name__, str(error))]


def by_name(said: dict[str, Any]) -> dict[tuple[str, str], Any]:
    """What is said, by what it is and where."""
    tables = {what: some if isinstance(some, dict) else {"": some} for what, some in said.items()}
    return {(what, where): value for what, table in tables.items() for where, value in table.items()}


def digest(data: Any) -> str:
    """The hash of bytes, or of anything else as a bundle writes it."""
    if not isinstance(data, bytes):
        data = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    return hashlib.sha256(data).hexdigest()


def sealed(members: dict[str, bytes], facts: list[Fact], key: str | None) -> dict[str, Any]:
    """What every fact (its hash, its number, the hash before it), every file and the signature have to say."""
    chain, follows = {}, {}  # type: dict[str, Any], dict[str, Any]
    for fact in sorted(facts, key=attrgetter("station", "seq")):
        chain[f"{fact.station}:{fact.seq}"] = [digest(fact[:HASHED]), *follows.get(fact.station, (1, "0" * 64))]
        follows[fact.station] = fact.seq + 1, fact.hash
    try:
        public, signature = bytes.fromhex(key or ""), bytes.fromhex(members["signature"].decode())
        Ed25519PublicKey.from_public_bytes(public).verify(signature, members["manifest.json"])
    except (InvalidSignature, ValueError):
        key = None
    files = {name: digest(members[name]) for name in members.keys() - {"manifest.json", "signature"}}
    return {"fact": chain, "file": files, "signature": {"manifest.json": key}}


def standing(facts: list[Fact]) -> list[Fact]:
    """The facts that stand, in their order: the latest correction that stands decides about the fact it names.

    `hands`: who had written or corrected anything of its run before; to sign and to send back is none of that.
    """
    facts = sorted(facts, key=attrgetter("lamport", "station", "seq"))
    facts = [fact._replace(body=json.loads(fact.body)) for fact in facts]
    place = {(fact.station, fact.seq): n for n, fact in enumerate(facts)}
    corrections = [(n, fact.body) for n, fact in enumerate(facts) if fact.kind == "corrected"]
    names = {n: place.get((body["station"], body["seq"]), n) for n, body in corrections}
    decided, about, hands, stand = {}, {}, {}, []  # type: dict[int, Any], dict[int, Any], dict[Any, Any], list[Fact]
    for n, body in reversed(corrections):  # whether a correction was undone is known when it is met
        old, new = facts[names[n]].kind, body["replacement"]
        is_fit = new is None or (old, new["kind"]) in ((old, old), ("signalled", "called"))
        if n not in decided and names[n] < n and is_fit:
            decided.setdefault(names[n], new)
    for n, fact in enumerate(facts):
        about[n] = about.get(names[n]) if n in names else fact
        if about[n] is not None and about[n].kind not in ("run_signed", "run_returned"):
            hands[about[n].run] = hands.get(about[n].run, frozenset()) | {fact.by}
        if n not in names and decided.get(n, {}) is not None:
            stand.append(fact._replace(hands=hands.get(fact.run, frozenset()), **decided.get(n, {})))
    return stand


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


def ranked(teams: dict[str, Any], ranking: Any, it: Any, place: str) -> list[Any]:
    """(rank, team, whether others share it), best first. `teams`: figures by team; `it`: what the director decided."""

    def figure(team: str, name: str, better: str, group: list[str]) -> Any:
        won = sum(points for other, points in teams[team].get("against", []) if other in group)
        found = won if name == "head_to_head" else teams[team].get(name)
        sign, numbers = -1 if better == "high" else 1, found if isinstance(found, list) else [found]
        return (1,) if found is None else (0, *[sign * number for number in numbers], -sign * float("inf"))

    lots = {team: digest(f"{it.seed}/{place}/{one['number']}".encode()) for team, one in teams.items()}
    groups, lines = [sorted(teams, key=lambda team: teams[team]["number"])], []  # type: list[list[str]], list[Any]
    for name, _, better in (key.partition(":") for key in ranking["keys"]):
        at = [{team: figure(team, name, better, group) for team in group} for group in groups]
        groups = [list(some) for one in at for _, some in groupby(sorted(one, key=one.__getitem__), one.__getitem__)]
    for group in groups:
        decided, first = it.order.get("open_runs" if place == "seeding" else place, []), len(lines) + 1
        is_joint = len(group) > 1 and not {*group} <= {*decided} and ranking["then"] != "draw" and place != "seeding"
        key = decided.index if {*group} <= {*decided} else lots.__getitem__
        group = group if is_joint else sorted(group, key=key)
        lines += [(first if is_joint else first + n, team, is_joint) for n, team in enumerate(group)]
    return lines


class Director:
    """What was decided beside the runs: how it is played, who takes part, which ties, heats and stages are settled."""

    def __init__(self, facts: list[Fact]) -> None:
        opened = self.opened = next(fact.body for fact in facts if fact.kind == "tournament_opened")
        self.size, self.seed = opened["bracket_size"], opened["seed"]
        self.overlay = opened["overlay"] | {"N": opened["runs_official"], "K": opened["runs_counted"]}
        entered = [fact.body for fact in facts if fact.kind == "team_entered"]
        division, *plays = [self.overlay.get(f"merge.{one['division']}", one["division"]) for one in [opened, *entered]]
        teams = dict.fromkeys(one["team"] for one, own in zip(entered, plays, strict=True) if own == division)
        self.number = {team: n for n, team in enumerate(teams, start=1)}
        notes = [(fact.body["topic"], fact.body["args"]) for fact in facts if fact.kind == "noted"]
        self.is_closed = ("stage_closed", "open_runs") in [(topic, args.get("stage")) for topic, args in notes]
        kept = [args for topic, args in notes if topic == "heat_kept" and {"heat", "side_1", "side_2"} <= args.keys()]
        self.kept = {args["heat"]: [args["side_1"], args["side_2"]] for args in kept}
        ties = {args["where"]: args for topic, args in notes if topic == "tie_decided" and "where" in args}
        places = [f"place_{n}" for n in range(1, len(self.number) + 1)]
        self.order = {where: [args[place] for place in places if place in args] for where, args in ties.items()}


def bracket(rules: Any, seeds: list[str], runs: Iterable[Run], it: Director) -> dict[str, Any]:
    """The elimination as far as the runs go: its heats, its places and its champion."""
    heats, ran, there = {}, {}, {}  # type: dict[str, Any], dict[Any, Any], dict[Any, set[str]]
    for run in runs:
        if run.at == "elimination" and run.stage != "voided":
            there.setdefault(run.opened["heat"], set()).update(run.teams)
        figures = {team: {"points": run.worth.get(team), "last_scoring_ms": run.last_ms} for team in run.teams}
        for team in figures if run.counts and run.is_whole and run.at == "elimination" else ():
            ran.setdefault((run.opened["heat"], team), figures[team] | {"number": it.number.get(team, 0)})

    def rank(place: str, heat_of: dict[str, str]) -> list[Any]:
        return ranked({team: ran[heat, team] for team, heat in heat_of.items()}, rules["heat"], it, place)

    def winner(many: int, n: int, one: int, two: int) -> Any:
        """Who wins heat `n` of so many in its round, where two seeds meet; "": nobody, None: it is open."""
        name, both = {1: "F", 2: "S", 4: "Q"}.get(many, f"R{2 * many}-") + str(n), 4 * many + 1
        sides = [seeds[seed - 1] if seed <= len(seeds) else "" for seed in sorted((one, two))]
        if 2 * many < len(seeds):  # the seeds of a heat add up, and every second one is turned round
            sides = [winner(2 * many, 2 * n - 1, one, both - one), winner(2 * many, 2 * n, both - two, two)]
        sides = it.kept.get(name, sides)
        heat = heats[name] = {"teams": [team for team in sides if team], "winner": None, "loser": None}
        if None not in sides and not there.get(name, set()) <= {*sides}:
            return None  # others ran in it than stand in it: the director decides
        if "" in sides:
            heat["winner"] = next(iter(heat["teams"]), None)
        elif sides[0] != sides[1] and all((name, team) in ran for team in sides):
            (_, first, is_joint), (_, last, _) = rank(name, dict.fromkeys(sides, name))
            heat |= {} if is_joint else {"winner": first, "loser": last}
        return heat["winner"]

    champion, final = winner(1, 1, 1, 2), heats["F1"]
    third: dict[str, str] = {
        heats[name]["loser"]: name for name in ("S1", "S2") if name in heats and heats[name]["loser"]
    }
    lines = [(1, team) for team in third] if rules["third_place"] == "shared" else rank("third_place", third)
    places = {final["winner"]: 1, final["loser"]: 2} | {team: 2 + place for place, team, *_ in lines}
    return {"bracket": heats, "placings": places if final["loser"] else {}, "champion": champion}


def stages(rules: Any, runs: list[Run], it: Director) -> dict[str, Any]:
    """The standings of the open runs, and the elimination if they are over and no tie is open that decides about it."""
    open_runs, many = [run for run in runs if run.at == "open_runs"], it.overlay["N"]
    used = [run for run in open_runs if run.opened["official"] and run.stage != "voided"]
    own = {team: [run for run in used if team in run.teams][:many] for team in it.number}
    own = {team: [run for run in some if run.counts] for team, some in own.items()}
    totals = {team: added_up(team, some, rules, it.overlay)["total"] for team, some in own.items()}
    is_over = bool(own) and (it.is_closed or all(len(some) == many for some in own.values()))
    is_over = is_over and all(run.stage != "disputed" for run in open_runs)
    if "match" in rules:
        met = [run for run in open_runs if run.counts and run.is_whole and {*run.teams} <= it.number.keys()]
        own = {team: [run for run in met if team in run.teams][:many] for team in it.number}
    have = {team: added_up(team, own[team], rules, it.overlay) | {"number": n} for team, n in it.number.items()}
    lines = ranked(have, rules["ranking"], it, "open_runs")
    leader = lines[0][1] if is_over and not lines[0][2] and totals[lines[0][1]] is not None else None
    standings = {"standings": {team: {"rank": rank, "total": totals[team]} for rank, team, _ in lines}}
    nothing: dict[str, Any] = {"bracket": {}, "placings": {}, "champion": None if it.size else leader}

    have = {team: figures for team, figures in have.items() if figures["total"] is not None}
    for first, some in groupby(rank for rank, team, is_joint in lines if is_joint and team in have):
        is_across = first <= it.size < first + len(list(some)) - 1
        is_over = is_over and not is_across and (first > it.size or rules["elimination"]["seeding"] != "director")
    if not is_over or not it.size:
        return standings | nothing
    seeds = [team for _, team, _ in ranked(have, rules["ranking"], it, "seeding")][: it.size]
    if len(seeds) < 2:
        return standings | nothing | {"champion": (seeds or [None])[0]}
    it.kept = {heat: sides for heat, sides in it.kept.items() if {*sides} <= have.keys()}
    return standings | bracket(rules["elimination"], seeds, runs, it)


def results(rows: list[Fact], rules: Any) -> dict[str, Any]:
    """What the bundle has to say came of its facts."""
    facts = standing(rows)
    it, by_run = Director(facts), {}  # type: Director, dict[Any, list[Fact]]
    for fact in facts:
        by_run.setdefault(fact.run, []).append(fact)
    more = [role for role, key in (("team", "team_signs"), ("confirmer", "confirm")) if it.overlay.get(key)]
    sign_off, division = {*rules["sign_off"], *more}, it.opened["division"]
    runs = {name: Run(rules, it.overlay, division, own, sign_off) for name, own in by_run.items() if name is not None}
    tops = {row.station: [row.station, row.seq, row.hash] for row in sorted(rows, key=attrgetter("seq"))}
    shown, read = ("stage", "teams", "points", "sides", "ended"), digest(rules)
    return {
        "head": digest([tops[station] for station in sorted(tops)]),
        "definition": read if read == it.opened["definition_hash"] else f"not {read}",
        "runs": {name: {what: getattr(run, what) for what in shown} for name, run in runs.items()},
        **stages(rules, list(runs.values()), it),
    }


if __name__ == "__main__":
    with open(sys.argv[1], "rb") as bundle_file:
        differences = verify(bundle_file.read())
    for what, where, says, found in differences:
        print(f"{what} {where}: {says!r}, here {found!r}")  # noqa: T201
    sys.exit(bool(differences))
