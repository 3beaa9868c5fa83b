"""lesson.toml, key by key, each checked and named when it is wrong; unknown keys are refused: typing errors."""

import dataclasses
import tomllib
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from firmware.virtual.physics import RobotModel
from lessons.errors import LessonFileError
from lessons.miss import GENERAL
from lessons.program import CONCEPTS

__all__ = ["LessonFile"]

_ABSENT: Any = object()


class LessonFile:
    """Keys are written with dots. What was never asked for is refused by `finish`."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._asked: set[str] = set()
        try:
            self._table: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise LessonFileError(file, "toml", str(error)) from error

    def refused(self, place: str, why: str) -> LessonFileError:
        """The error to raise."""
        return LessonFileError(self.file, place, why)

    def _get(self, key: str, default: Any = _ABSENT) -> Any:
        self._asked.add(key)
        found: Any = self._table
        for part in key.split("."):
            found = found.get(part, _ABSENT) if isinstance(found, dict) else _ABSENT
        if found is _ABSENT:
            if default is _ABSENT:
                raise self.refused(key, "is missing")
            return default
        return found

    def number(self, key: str, least: float, most: float, default: Any = _ABSENT) -> float:
        """A number within bounds."""
        found = self._get(key, default)
        if isinstance(found, bool) or not isinstance(found, int | float) or not least <= found <= most:
            raise self.refused(key, f"must be a number from {least} to {most}")
        return found

    def flag(self, key: str, default: bool) -> bool:
        """true or false."""
        found = self._get(key, default)
        if not isinstance(found, bool):
            raise self.refused(key, "must be true or false")
        return found

    def word(self, key: str, default: str | None) -> str | None:
        """A text, or the default."""
        found = self._get(key, default)
        if found is not None and not isinstance(found, str):
            raise self.refused(key, "must be a text")
        return found

    def one_of(self, key: str, words: Sequence[str]) -> str:
        """One of these words."""
        found = self._get(key)
        if found not in words:
            raise self.refused(key, f"must be one of {', '.join(words)}")
        return str(found)

    def texts(self, key: str, languages: Sequence[str]) -> dict[str, str]:
        """A table with a text in each language, and nothing else."""
        found = self._get(key)
        if not isinstance(found, dict) or set(found) != set(languages):
            raise self.refused(key, f"needs {', '.join(languages)}")
        if not all(isinstance(text, str) and text.strip() for text in found.values()):
            raise self.refused(key, "must be texts")
        return {language: found[language] for language in languages}

    def lines(self, key: str, count: int) -> tuple[str, ...]:
        """So many texts."""
        found = self._get(key)
        if not isinstance(found, list) or len(found) != count or not all(isinstance(line, str) for line in found):
            raise self.refused(key, f"must be {count} texts")
        return tuple(found)

    def names(self, key: str) -> list[str]:
        """The keys of a table; none when it is not there."""
        found = self._get(key, {})
        if not isinstance(found, dict):
            raise self.refused(key, "must be a table")
        return list(found)

    def field(self) -> str | Path:
        """A field's id, or the path of a field's file in the lesson's folder."""
        found = str(self._get("field"))
        return self.file.with_name(found) if found.endswith(".toml") else found

    def models(self) -> tuple[RobotModel, ...]:
        """Robots other than the usual one, by their figures."""
        tables = self._get("models", [{}])
        known = {field.name for field in dataclasses.fields(RobotModel)}
        if not isinstance(tables, list) or not tables or any(set(table) - known for table in tables):
            raise self.refused("models", f"must be a list of tables with {', '.join(sorted(known))}")
        return tuple(RobotModel(**table) for table in tables)

    def times_ms(self, table: str, key: str) -> tuple[int, ...]:
        """Moments in seconds, as ms; none when it is not there."""
        found = self._get(f"{table}.{key}", [])
        if not isinstance(found, list) or not all(isinstance(moment, int | float) for moment in found):
            raise self.refused(f"{table}.{key}", "must be a list of seconds")
        return tuple(int(moment * 1000) for moment in found)

    def hands(self) -> tuple[tuple[int, int, int], ...]:
        """`[[player.hands]]`: from_s, to_s, distance_cm."""
        found = self._get("player.hands", [])
        try:
            return tuple(
                (int(hand["from_s"] * 1000), int(hand["to_s"] * 1000), int(hand["distance_cm"] * 10)) for hand in found
            )
        except (TypeError, KeyError) as error:
            raise self.refused("player.hands", "each needs from_s, to_s, distance_cm") from error

    def expected(self, name: str) -> tuple[str, int]:
        """(answer, seeds) of a wrong program: `"too_short"`, or `{answer = "too_short", seeds = 8}`."""
        found = self._get(f"wrong.{name}")
        if isinstance(found, str):
            found = {"answer": found}
        if not isinstance(found, dict) or set(found) - {"answer", "seeds"} or not isinstance(found.get("answer"), str):
            raise self.refused(f"wrong.{name}", 'must be "ANSWER" or {answer = "ANSWER", seeds = N}')
        seeds = found.get("seeds", int(self._get("seeds", 5)))
        if not isinstance(seeds, int) or not 1 <= seeds <= 50:
            raise self.refused(f"wrong.{name}", "seeds must be 1 to 50")
        return found["answer"], seeds

    # -- the whole file ------------------------------------------------------------------------------------------

    def finish(self) -> None:
        """Raises: LessonFileError: a key that nobody asked for."""
        for key in self._table:
            if not any(asked.split(".")[0] == key for asked in self._asked):
                raise self.refused(key, "is no key of a lesson")

    def check_concept(self, concept: str | None, answers: Collection[str]) -> None:
        """A concept is known, and missing it has an answer."""
        if concept is None:
            return
        if concept not in CONCEPTS:
            raise self.refused("concept", f"must be one of {', '.join(CONCEPTS)}")
        if "concept" not in answers:
            raise self.refused("answers.concept", "is missing: what a child reads whose program does without it")

    def check_wrong(self, wrong: Mapping[str, str], answers: Collection[str], least: int) -> None:
        """Enough wrong programs, each a file, each with an answer that there is; each answer of the lesson is tried."""
        if len(wrong) < least:
            raise self.refused("wrong", f"needs at least {least} programs")
        there = {path.stem for path in self.file.parent.glob("wrong/*.py")}
        if there != set(wrong):
            raise self.refused("wrong", f"and the files in wrong/ differ: {', '.join(sorted(there ^ set(wrong)))}")
        for name, answer in wrong.items():
            if answer.partition(".")[0] not in {*answers, *GENERAL}:
                raise self.refused(f"wrong.{name}", f"there is no answer {answer!r}")
        untried = set(answers) - set(wrong.values())
        if untried:
            raise self.refused("answers", f"no wrong program gets {', '.join(sorted(untried))}")

    def check_files(self, names: Sequence[str]) -> None:
        """The other files are there."""
        for name in (*names, "starter.py", "solution.py", "check.py"):
            if not self.file.with_name(name).is_file():
                raise self.refused(name, "is missing")
