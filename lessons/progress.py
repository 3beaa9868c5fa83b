"""What a learner has done: lessons passed, tries, when. One small file a learner, no name in it.

The learner is an opaque id: a clubhouse member's, so that progress follows the child, or an animal of a home computer.
Time comes in as an argument; the file is replaced as a whole, so a power cut leaves the one before.
"""

import json
import os
import re
from dataclasses import asdict, dataclass
from pathlib import Path

from judge.fact_shapes import is_person
from lessons.errors import BadLearner, ProgressUnreadable

__all__ = ["ALIAS", "Done", "Progress", "learner_folder", "learners"]

VERSION = 1
NAME = "progress.json"
ALIAS = re.compile(r"[a-z]{2,10}-[a-z]{2,10}(-\d{1,3})?")
"""`red-fox`, `red-fox-2`: who learns at home needs no name here."""


@dataclass(frozen=True, slots=True)
class Done:
    """One lesson of one learner."""

    checks: int = 0
    """How often a program was judged."""
    passed_at: str | None = None
    """When one passed for the first time, ISO 8601."""
    tries: int = 0
    """How many hidden tries that one went through."""
    last_answer: str = ""
    """What the last program was told; empty when it passed."""
    hints: int = 0
    """How many hints were read."""


def learner_folder(home: Path, learner: str) -> Path:
    """Return where a learner's programs and progress lie. Raises: BadLearner: not an id."""
    if not (is_person(learner) or ALIAS.fullmatch(learner)):
        raise BadLearner(learner=learner)
    return home / "children" / learner / "lessons"


def learners(home: Path) -> list[str]:
    """Return who has begun, in the order of their ids."""
    return sorted(file.parent.parent.name for file in home.glob(f"children/*/lessons/{NAME}"))


class Progress:
    """A learner's record, read once; every change is on the disk when its call is done."""

    def __init__(self, home: Path, learner: str) -> None:
        """Raises: BadLearner; ProgressUnreadable: the file is there and is none of ours."""
        self.learner = learner
        self._file = learner_folder(home, learner) / NAME
        self._done = _read(self._file)

    def of(self, number: int) -> Done:
        """What was done of a lesson."""
        return self._done.get(number, Done())

    def passed(self) -> list[int]:
        """The lessons that are passed, in their order."""
        return sorted(number for number, done in self._done.items() if done.passed_at is not None)

    def begin(self) -> None:
        """Be there, so that the learner is known."""
        self._write()

    def note_check(self, number: int, answer: str, tries: int, at: str) -> Done:
        """A program was judged. Args: answer: empty when it passed. at: now, ISO 8601."""
        before = self.of(number)
        is_first = not answer and before.passed_at is None
        self._done[number] = Done(
            checks=before.checks + 1,
            passed_at=at if is_first else before.passed_at,
            tries=tries if is_first else before.tries,
            last_answer=answer,
            hints=before.hints,
        )
        self._write()
        return self._done[number]

    def note_hints(self, number: int, hints: int) -> None:
        """So many hints of a lesson were read."""
        before = self.of(number)
        if hints > before.hints:
            self._done[number] = Done(before.checks, before.passed_at, before.tries, before.last_answer, hints)
            self._write()

    def as_json(self) -> dict[str, object]:
        """Plain values."""
        lessons = {str(number): asdict(done) for number, done in sorted(self._done.items())}
        return {"version": VERSION, "learner": self.learner, "lessons": lessons}

    def _write(self) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        beside = self._file.with_suffix(".new")
        with beside.open("w", encoding="utf-8") as file:
            json.dump(self.as_json(), file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self._file)


def _read(file: Path) -> dict[int, Done]:
    if not file.exists():
        return {}
    try:
        table = json.loads(file.read_text(encoding="utf-8"))
        if table["version"] > VERSION:
            raise ProgressUnreadable(path=str(file), reason="newer")
        return {int(number): Done(**done) for number, done in table["lessons"].items()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ProgressUnreadable(path=str(file), reason="damaged") from error
