"""The second verifier: a tournament's bundle worked out again, from nothing but the bundle.

    python -m judge.verify BUNDLE       exit code 0: all of it holds; 1: what differs, a line each

Rule: written apart from the program that makes bundles, and sharing nothing with it but the formats of the files: no
import of it, no rule copied, so that a mistake made there is not made here again. Its own parts: `judge.verify_run`
works out a single run, `judge.verify_formats` a competition, `judge.verify_stages` one stage of it with
`judge.verify_leagues` and `judge.verify_brackets`, and `judge.verify_ranks` ranks.
"""

import hashlib
import io
import json
import sys
import tomllib
import zipfile
from collections import namedtuple
from contextlib import suppress
from operator import attrgetter
from typing import Any, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from judge.verify_formats import Competition
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
        manifest = json.loads(members["manifest.json"])
        if manifest["files"].keys() - members.keys():
            raise KeyError(*sorted(manifest["files"].keys() - members.keys()))
        rules = [tomllib.loads(text.decode()) for name, text in sorted(members.items()) if name.endswith(".toml")]
        chain = {f"{one.station}:{one.seq}": [one.hash, one.seq, one.prev] for one in facts}
        seals = {"fact": chain, "file": manifest["files"], "signature": {"manifest.json": manifest["public_key"]}}
        says = by_name(json.loads(members["results.json"]) | seals)
        found = by_name(
            results(facts, {digest(one): one for one in rules}) | sealed(members, facts, manifest["public_key"])
        )
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


def competitions(facts: list[Fact], definitions: dict[str, Any]) -> list[Competition]:
    """The competitions of a journal with their facts taken in; one that cannot be played is left out."""
    opens = [fact.body for fact in facts if fact.kind in ("competition_opened", "tournament_opened")]
    by_name: dict[str, Competition] = {}
    for body in opens:
        name, rules = body.get("competition", body.get("tournament")), definitions.get(body["definition_hash"])
        if name not in by_name and rules is not None and body["division"] in rules["divisions"]:
            with suppress(ValueError):
                by_name[name] = Competition(name, body, rules, len(opens) == 1)
    divisions: dict[str, str] = {}
    for fact in facts:
        if fact.kind == "team_entered":
            divisions.setdefault(fact.body["team"], fact.body["division"])
    for at, fact in enumerate(facts):
        named = fact.body.get("competition", fact.body["args"].get("competition") if fact.kind == "noted" else None)
        for one in by_name.values():
            is_its_own = named == one.name or (named is None and one.is_only)
            if is_its_own and (fact.kind != "team_entered" or one.is_single):
                one.take(at, fact, divisions)
    return list(by_name.values())


def take_runs(facts: list[Fact], found: list[Competition]) -> dict[str, Run]:
    """Work out every run, each by what holds in its stage, and give it to its competition."""
    by_run: dict[Any, list[Fact]] = {}
    for fact in facts:
        by_run.setdefault(fact.run, []).append(fact)
    runs = {}
    for name, own in by_run.items():
        opened: Any = next((fact.body for fact in own if fact.kind == "run_opened"), {})
        named = opened.get("competition")
        for one in found if name is not None else []:
            if named == one.name or (named is None and one.is_only):
                stage = next((stage for stage in one.stages if stage["id"] == opened.get("stage")), None)
                runs[name] = Run(one.rules, one.overlay_of(stage), one.opened["division"], own, one.sign_off)
                one.runs.append(runs[name])
    return runs


def results(rows: list[Fact], definitions: dict[str, Any]) -> dict[str, Any]:
    """What the bundle has to say came of its facts. `definitions`: by the hash of each."""
    facts = standing(rows)
    found = competitions(facts, definitions)
    runs = take_runs(facts, found)
    tops = {row.station: [row.station, row.seq, row.hash] for row in sorted(rows, key=attrgetter("seq"))}
    shown = ("stage", "teams", "points", "sides", "ended")
    says = {
        "head": digest([tops[station] for station in sorted(tops)]),
        "runs": {name: {what: getattr(run, what) for what in shown} for name, run in runs.items()},
    }
    played = {one.name: one.play() for one in found}
    if any(one.is_single for one in found):
        return says | of_single(found[0], played[found[0].name])
    return says | of_hall(facts, {one.name: one for one in found}, played)


def of_single(one: Competition, played: Any) -> dict[str, Any]:
    """What came of a journal of one competition, in its words: the open runs, the bracket."""
    stages = played["stages"]
    lines = stages[0].standings[None]
    cup = stages[1] if len(stages) > 1 else None
    return {
        "definition": one.opened["definition_hash"],
        "standings": {team: {"rank": rank, "total": total} for rank, team, total in lines},
        "bracket": cup.heats() if cup else {},
        "placings": cup.places if cup and cup.drawn else {},
        "champion": played["champion"],
    }


def of_hall(facts: list[Fact], found: dict[str, Competition], played: dict[str, Any]) -> dict[str, Any]:
    """What came of many competitions: all by the competition's name, its stage's, and what else there is."""
    says: dict[str, Any] = {
        what: {} for what in ("definition", "team", "stage", "standing", "heat", "question", "place", "champion")
    }
    for name, one in found.items():
        says["definition"][name] = one.opened["definition_hash"]
        says["champion"][name] = played[name]["champion"]
        for team, number in one.numbers.items():
            says["team"][f"{name}/{team}"] = [number, one.left.get(team, (0, "in"))[1]]
        for team, place in played[name]["placings"].items():
            says["place"][f"{name}/{team}"] = place
        for stage in played[name]["stages"]:
            at = f"{name}/{stage.id}"
            says["stage"][at] = {"over": stage.is_over, "entrants": stage.entrants}
            says["heat"] |= {f"{at}/{heat}": one for heat, one in stage.heats().items()}
            for group, lines in stage.standings.items():
                for rank, team, total in lines:
                    says["standing"][f"{at}/{group or ''}/{team}"] = {"rank": rank, "total": total}
            for asked in stage.decisions:
                say = {"teams": asked["teams"], "played": asked["played"]}
                says["question"].setdefault(f"{at}/{asked['where']}", []).append(say)
    return says | {"certificate": false_certificates(facts, played)}


def false_certificates(facts: list[Fact], played: dict[str, Any]) -> dict[str, Any]:
    """The certificates, the last of each team in each competition, that say a place it has not: what it has."""
    papers = [fact.body for fact in facts if fact.kind == "paper_printed" and fact.body["paper"] == "certificate"]
    last = {(body["competition"], body["team"]): body["place"] for body in papers}
    now = {key: played[key[0]]["placings"].get(key[1]) if key[0] in played else None for key in last}
    return {f"{name}/{team}": now[name, team] for (name, team), place in last.items() if now[name, team] != place}


if __name__ == "__main__":
    with open(sys.argv[1], "rb") as bundle_file:
        differences = verify(bundle_file.read())
    for what, where, says, found in differences:
        print(f"{what} {where}: {says!r}, here {found!r}")  # noqa: T201
    sys.exit(bool(differences))
