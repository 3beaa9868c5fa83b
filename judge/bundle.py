"""A tournament as one signed file that anyone can work out again: facts, the definition, and what we say came of them.

A zip of `facts.jsonl` (a fact a line: its columns as they were hashed), `definition.toml` (as it was read),
`results.json`, `manifest.json` (the sha256 of each, the public key) and `signature` (Ed25519 over the manifest, hex).
`judge/verify.py` reads it and shares nothing with this module but these formats.
Equal facts, definition and key give equal bytes. No person's name is in it: facts hold none.
"""

import io
import json
import tomllib
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from judge.challenge import canonical_hash
from judge.errors import NotBundled
from judge.facts import Fact, RunOpened, head
from judge.home_key import public_hex
from judge.run_state import RunState
from judge.tournament.elimination import Bracket, Heat
from judge.tournament.hall_state import HallState
from judge.tournament.state import Decision, Group, StageState, TournamentState

__all__ = ["FORMAT", "bundle", "hall_bundle", "hall_results", "public_key", "results"]

FORMAT = 1
MOMENT = (1980, 1, 1, 0, 0, 0)  # the least a zip can say; when the facts were written stands in them


def bundle(facts: Sequence[Fact], state: TournamentState, definition_text: str, key: Ed25519PrivateKey) -> bytes:
    """Make the bundle of a folded tournament.

    Raises: NotBundled: nothing was opened, or the definition is not the one the tournament was opened under.
    """
    if state.opened is None or state.definition is None:
        raise NotBundled("nothing_opened")
    if canonical_hash(tomllib.loads(definition_text)) != state.opened.definition_hash:
        raise NotBundled("definition_changed")
    said = _json(results(facts, state))
    return _sealed({"facts.jsonl": _lines(facts), "definition.toml": definition_text, "results.json": said}, key)


def hall_bundle(facts: Sequence[Fact], hall: HallState, texts: Mapping[str, str], key: Ed25519PrivateKey) -> bytes:
    """Make the bundle of a whole tournament. `texts`: the files of the definitions, by their hash.

    Raises: NotBundled: nothing was opened, or a definition is not the one a competition was opened under.
    """
    if hall.is_single:
        (state,) = hall.competitions.values()
        return bundle(facts, state, texts[state.opened.definition_hash if state.opened else ""], key)
    played = [state for state in hall.competitions.values() if state.definition is not None]
    if not played:
        raise NotBundled("nothing_opened")
    needed = {state.opened.definition_hash for state in played if state.opened is not None}
    if any(canonical_hash(tomllib.loads(texts[one])) != one if one in texts else True for one in needed):
        raise NotBundled("definition_changed")
    members = {f"definitions/{one}.toml": texts[one] for one in sorted(needed)}
    return _sealed({"facts.jsonl": _lines(facts), **members, "results.json": _json(hall_results(facts, hall))}, key)


def public_key(data: bytes) -> str | None:
    """Who says that they signed a bundle; None: it does not say."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return str(json.loads(archive.read("manifest.json"))["public_key"])
    except (zipfile.BadZipFile, zlib.error, LookupError, ValueError, TypeError, EOFError, RuntimeError, OSError):
        return None


def results(facts: Sequence[Fact], state: TournamentState) -> dict[str, Any]:
    """What we say came of the facts: every run, rank, heat and place."""
    return {
        "head": head(facts),
        "definition": state.opened.definition_hash if state.opened else None,
        "runs": {run.run: _run(run) for run in state.runs},
        "standings": {line.team: {"rank": line.rank, "total": line.result.total} for line in state.standings},
        "bracket": {heat.id: _heat(heat) for heat in state.bracket.heats} if state.bracket else {},
        "placings": _placings(state.bracket),
        "champion": state.champion,
        "apart": dict(_say_apart(state, one) for one in state.asked),
    }


def hall_results(facts: Sequence[Fact], hall: HallState) -> dict[str, Any]:
    """What we say came of the facts of a whole tournament, by competition, stage, and what else there is."""
    says: dict[str, Any] = {
        "head": head(facts),
        "runs": {name: _run(run) for name, (_, run) in hall.runs.items()},
        "definition": {}, "team": {}, "stage": {}, "standing": {}, "heat": {}, "question": {}, "place": {},
        "champion": {}, "apart": {},
        "certificate": {
            f"{one.printed.paper.competition}/{one.printed.paper.team}": one.place_now
            for one in hall.false_certificates
        },
    }  # fmt: skip
    for name, state in hall.competitions.items():
        says["apart"] |= dict(_say_apart(state, one) for one in state.asked)
        if state.definition is None or state.opened is None:
            continue
        says["definition"][name] = state.opened.definition_hash
        says["champion"][name] = state.champion
        says["team"] |= {f"{name}/{one.team}": [one.number, one.status] for one in state.entries.values()}
        says["place"] |= {f"{name}/{one.team}": one.place for one in state.placings}
        for stage in state.stages:
            _say_stage(says, name, stage)
    return says


def _say_stage(says: dict[str, Any], name: str, stage: StageState) -> None:
    at = f"{name}/{stage.id}"
    if stage.state == "waiting":
        return
    says["stage"][at] = {"over": stage.state == "over", "entrants": list(stage.entrants)}
    heats = [heat for heat in stage.heats if heat not in stage.run_offs]
    says["heat"] |= {f"{at}/{heat.id}": _heat(heat) for heat in heats}
    for group in stage.groups or (Group(None, (), stage.standings, (), False),):
        for line in group.standings:
            says["standing"][f"{at}/{group.id or ''}/{line.team}"] = {"rank": line.rank, "total": line.result.total}
    for one in stage.decisions:
        say = {"teams": sorted(one.teams), "played": sorted(one.played)}
        says["question"].setdefault(f"{at}/{one.where}", []).append(say)


def _say_apart(state: TournamentState, asked: Decision) -> tuple[str, Sequence[object]]:
    """What was done apart: the last corrections of a run or fact, runs of a team in a stage, a run's old values."""
    if asked.asks == "corrections":
        return asked.where, [side.facts[-1].source for side in asked.sides]
    if asked.asks == "target":
        old, now = (side.facts[-1].body for side in asked.sides)
        assert isinstance(old, RunOpened)
        assert isinstance(now, RunOpened)
        return f"{asked.where}/announced", sorted({*old.announced.items()} - {*now.announced.items()})
    name = state.opened.tournament if state.opened is not None else ""
    return f"{name}/{asked.stage}/{asked.where}", [side.run or "" for side in asked.sides]


def _sealed(members: Mapping[str, str], key: Ed25519PrivateKey) -> bytes:
    """The zip of these files, a manifest of them and its signature."""
    digests = {name: sha256(text.encode()).hexdigest() for name, text in members.items()}
    manifest = _json({"format": FORMAT, "files": digests, "public_key": public_hex(key)})
    whole = {**members, "manifest.json": manifest, "signature": key.sign(manifest.encode()).hex()}
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in whole.items():
            archive.writestr(zipfile.ZipInfo(name, MOMENT), text.encode(), zipfile.ZIP_DEFLATED)
    return file.getvalue()


def _lines(facts: Sequence[Fact]) -> str:
    return "".join(_json(list(fact.row())) + "\n" for fact in facts)


def _run(run: RunState) -> dict[str, Any]:
    return {
        "stage": run.stage.value,
        "teams": list(run.teams),
        "points": run.score.points,
        "sides": dict(run.score.sides),
        "ended": run.score.ended,
    }


def _heat(heat: Heat) -> dict[str, Any]:
    teams = [side.team for side in heat.sides if side.team is not None]
    return {"teams": teams, "winner": heat.winner, "loser": heat.loser}


def _placings(bracket: Bracket | None) -> dict[str, int]:
    return {placing.team: placing.place for placing in bracket.placings} if bracket else {}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
