"""A practice tournament in one key: six invented teams, a journal of its own, thrown away by whoever tidies up."""

import secrets
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from judge.challenges import load
from judge.errors import JudgeError
from judge.facts import RunSigned, person_id
from judge.journal import Journal, read_facts
from tui.kept_definitions import keep_definitions
from tui.table.founding import TeamRow, founding_facts

__all__ = ["FOLDER", "begin", "rehearsals"]

FOLDER = "practice"
CHALLENGE = "line_following"
TEAMS = (
    ("Blue Foxes", "en"), ("白山うさぎ", "ja"), ("Crane Flyers", "en"), ("柴山がに", "ja"), ("松明隊", "zh-tw"),
    ("River Otters", "en"),
)  # fmt: skip
SEED_BITS = 31


def begin(home: Path, *, stamp: str, timezone: str, languages: tuple[str, ...]) -> Path:
    """Make a practice tournament's journal; return its path. Teams speak their own language, where it is there."""
    definition = load(CHALLENGE)
    rows = [
        TeamRow(f"t{number}", name, 2, spoken if spoken in languages else languages[0])
        for number, (name, spoken) in enumerate(TEAMS, start=1)
    ]
    path = home / FOLDER / f"{stamp}.db"
    path.parent.mkdir(parents=True, exist_ok=True)
    facts = founding_facts(
        definition, next(iter(definition.divisions)), rows, overlay={}, tournament="practice",
        seed=secrets.randbits(SEED_BITS), timezone=timezone, new_person=_person(),
    )  # fmt: skip
    with Journal.open(path, "table-1", clock=lambda: datetime.now().astimezone().isoformat()) as journal:
        keep_definitions(journal, facts)
        for body in facts:
            journal.append(body, by="staff")
    return path


def rehearsals(home: Path) -> int:
    """How many practice tournaments on this computer have a signed run."""
    return sum(_is_judged(path) for path in (home / FOLDER).glob("*.db"))


def _is_judged(path: Path) -> bool:
    try:
        return any(isinstance(fact.body, RunSigned) for fact in read_facts(path))
    except JudgeError:
        return False  # a damaged rehearsal is none


def _person() -> Callable[[], str]:
    return lambda: person_id(secrets.token_bytes(8))
