"""The second verifier: a tournament's bundle worked out again, from nothing but the bundle.

    python -m judge.verify BUNDLE       exit code 0: all of it holds; 1: what differs, a line each

Rule: written apart from the program that makes bundles, and sharing nothing with it but the formats of the files: no
import of it, no rule copied, so that a mistake made there is not made here again. Its own parts: `judge.verify_run`
works out a single run, `judge.verify_formats` a competition, `judge.verify_stages` one stage of it with
`judge.verify_brackets`, and `judge.verify_ranks` ranks.
"""

import hashlib
import io
import json
import sys
import tomllib
import zipfile
from collections import namedtuple
from operator import attrgetter
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from judge.verify_formats import Competition, is_fit
from judge.verify_run import Run

BYTES_MAX = 256 * 1024 * 1024  # unpacked; a stranger's file may be a bomb
HASHED = 11  # columns of a fact, from the first, that its hash covers
Fact = namedtuple("Fact", "station seq lamport at_ms wall by schema kind run body prev hash hands", defaults=((),))
Differs = namedtuple("Differs", "what where says found")


def verify(bundle: bytes) -> list[Differs]:
    """Work a bundle out again; nothing comes back when all of it holds."""
    try:
        with zipfile.ZipFile(io.BytesIO(bundle)) as file:
            if sum(info.file_size for info in file.infolist()) > BYTES_MAX:
                raise ValueError(f"more than {BYTES_MAX} bytes")
            members = {name: file.read(name) for name in file.namelist()}
        facts = [Fact(*json.loads(line)) for line in members["facts.jsonl"].splitlines()]
        manifest = json.loads(members["manifest.json"])
        if manifest["files"].keys() - members.keys():
            raise KeyError(*sorted(manifest["files"].keys() - members.keys()))
        rules = [tomllib.loads(text.decode()) for name, text in members.items() if name.endswith(".toml")]
        chain = {f"{one.station}:{one.seq}": [one.hash, one.seq, one.prev] for one in facts}
        seals = {"fact": chain, "file": manifest["files"], "signature": {"manifest.json": manifest["public_key"]}}
        says = by_name(json.loads(members["results.json"]) | seals)
        worked_out = results(facts, {digest(one): one for one in rules})
        found = by_name(worked_out | sealed(members, facts, manifest["public_key"]))
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

    Their `hands`: who had written or corrected anything of its run before; to sign and to send back is none of that.
    """
    facts = sorted(facts, key=attrgetter("lamport", "station", "seq"))
    facts = [fact._replace(body=json.loads(fact.body)) for fact in facts]
    place = {(fact.station, fact.seq): n for n, fact in enumerate(facts)}
    named = {n: (fact.body["station"], fact.body["seq"]) for n, fact in enumerate(facts) if fact.kind == "corrected"}
    names = {n: place.get(one, n) for n, one in named.items()}
    decided, about, hands, stand = {}, {}, {}, []  # type: dict[int, Any], dict[int, Any], dict[Any, Any], list[Fact]
    for n in reversed(names):  # whether a correction was undone is known when it is met
        old, new = facts[names[n]].kind, facts[n].body["replacement"]
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


def apart(facts: list[Fact]) -> dict[str, Any]:
    """The corrections of a run (or of a fact of none) that no other one had seen, where there are several."""
    about, tops = {}, {}  # type: dict[Any, str], dict[str, list[Fact]]
    for fact in sorted(facts, key=attrgetter("lamport", "station", "seq")):
        own, said = f"{fact.station}:{fact.seq}", json.loads(fact.body) if fact.kind == "corrected" else {}
        about[own] = about.get(f"{said['station']}:{said['seq']}", "") if said else fact.run or own
        if said and about[own]:
            seen = [{fact.station: fact.seq}, said.get("seen", {}), {said["station"]: said["seq"]}]
            have = [one for one in tops.get(about[own], []) if all(by.get(one.station, 0) < one.seq for by in seen)]
            tops[about[own]] = [*have, fact]
    return {name: [f"{one.station}:{one.seq}" for one in some] for name, some in tops.items() if len(some) > 1}


def competitions(facts: list[Fact], definitions: dict[str, Any]) -> tuple[list[Competition], dict[str, Run]]:
    """The competitions of a journal, as far as they can be played, and all runs, each by what holds in its stage."""
    opens = [fact.body for fact in facts if fact.kind in ("competition_opened", "tournament_opened")]
    found: dict[str, Competition] = {}
    for body in opens:
        name, rules = body.get("competition", body.get("tournament")), definitions.get(body["definition_hash"])
        if name not in found and rules is not None and body["division"] in rules["divisions"] and is_fit(body):
            found[name] = Competition(name, body, rules)
    divisions, by_run, runs = {}, {}, {}  # type: dict[str, str], dict[Any, list[Fact]], dict[str, Run]
    for fact in facts:
        by_run.setdefault(fact.run, []).append(fact)
        if fact.kind == "team_entered":
            divisions.setdefault(fact.body["team"], fact.body["division"])

    def owner(body: dict[str, Any]) -> Competition | None:
        """Whose a fact is; if it does not say, that of the only one there is."""
        name, only = (body.get("args", {}) | body).get("competition"), [*found.values()] if len(opens) == 1 else []
        return found.get(name) if name is not None else next(iter(only), None)

    for at, fact in enumerate(facts):
        whole = owner(fact.body)
        if whole and (fact.kind != "team_entered" or whole.is_single):
            whole.take(at, fact, divisions)
    for name, own in by_run.items():
        opened: dict[str, Any] = next((fact.body for fact in own if fact.kind == "run_opened"), {})
        if name is not None and (whole := owner(opened)):
            stage = next((stage for stage in whole.stages if stage["id"] == opened.get("stage")), None)
            runs[name] = Run(whole.rules, whole.overlay_of(stage), whole.opened["division"], own, whole.sign_off)
            whole.runs.append(runs[name])
    return list(found.values()), runs


def results(rows: list[Fact], definitions: dict[str, Any]) -> dict[str, Any]:
    """What the bundle has to say came of its facts. `definitions`: by the hash of each."""
    facts = standing(rows)
    found, runs = competitions(facts, definitions)
    tops = {row.station: [row.station, row.seq, row.hash] for row in sorted(rows, key=attrgetter("seq"))}
    shown = ("stage", "teams", "points", "sides", "ended")
    says: dict[str, Any] = {"definition": {}, "team": {}, "stage": {}, "standing": {}, "heat": {}, "question": {}}
    says |= {"place": {}, "champion": {}, "certificate": {}, "head": digest([tops[one] for one in sorted(tops)])}
    stale = {name: run.stale for name, run in runs.items() if run.stale and run.official and run.stage != "voided"}
    says["apart"] = apart(rows) | {f"{name}/announced": old for name, old in stale.items()}
    says["runs"] = {name: {what: getattr(run, what) for what in shown} for name, run in runs.items()}
    for one in found:
        one.play()
        for stage in one.played:
            at = f"{one.name}/{stage.id}"
            says["stage"][at] = {"over": stage.is_over, "entrants": stage.entrants}
            for name, heat in stage.heats.items():
                teams = [team for team in heat.teams if team]
                says["heat"][f"{at}/{name}"] = {"teams": teams, "winner": heat.winner, "loser": heat.loser}
            for group, lines in stage.standings.items():
                for team, (rank, total) in lines.items():
                    says["standing"][f"{at}/{group or ''}/{team}"] = {"rank": rank, "total": total}
            says["apart"] |= {f"{at}/{team}": names for team, names in stage.beyond.items()}
            for asked in stage.decisions:
                say = {"teams": asked["teams"], "played": asked["played"]}
                says["question"].setdefault(f"{at}/{asked['where']}", []).append(say)
        says["definition"][one.name], says["champion"][one.name] = one.opened["definition_hash"], one.champion
        for team, number in one.numbers.items():
            says["team"][f"{one.name}/{team}"] = [number, one.left.get(team, (0, "in"))[1]]
        says["place"] |= {f"{one.name}/{team}": place for team, place in one.places.items()}
    if found and found[0].is_single:  # a journal of the first kind says less, and by other names
        stages = found[0].played
        return {name: says[name] for name in ("head", "runs", "apart")} | {
            "definition": found[0].opened["definition_hash"], "champion": found[0].champion,
            "standings": {name.split("/")[-1]: one for name, one in says["standing"].items()},
            "bracket": {name.split("/")[-1]: one for name, one in says["heat"].items()},
            "placings": stages[1].places if len(stages) > 1 and stages[1].heats else {},
        }  # fmt: skip
    papers = [fact.body for fact in facts if fact.kind == "paper_printed" and fact.body["paper"] == "certificate"]
    for at, said in {f"{body['competition']}/{body['team']}": body["place"] for body in papers}.items():
        says["certificate"] |= {at: says["place"].get(at)} if says["place"].get(at) != said else {}
    return says


if __name__ == "__main__":
    with open(sys.argv[1], "rb") as bundle_file:
        differences = verify(bundle_file.read())
    for what, where, says, found in differences:
        print(f"{what} {where}: {says!r}, here {found!r}")  # noqa: T201
    sys.exit(bool(differences))
