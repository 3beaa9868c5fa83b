"""The ten questions, asked on a terminal: each with its default, and again until the answer can be used."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from judge.fact_shapes import is_label
from tui.founding.answers import FINALS, Answers
from tui.i18n import _

__all__ = ["Question", "ask", "questions", "read_answers"]

DAYS_MAX, TABLES_MAX, RUNS_MAX = 14, 99, 100


class NotUsable(ValueError):  # noqa: N818 - it says what the answer is
    """An answer that cannot be used; its text says why, in the reader's language."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question: the name of its answer, its words, what Enter means, and how an answer is read (NotUsable)."""

    name: str
    words: str
    default: str
    read: Callable[[str], Any]


def questions(
    *, title: str, today: date, challenges: Sequence[str], known: Sequence[str], divisions: Sequence[str]
) -> list[Question]:
    """The ten questions. Args: challenges, divisions: the town's; known: the challenges there are rules of."""
    return [
        Question("title", _("What is the tournament called?"), title, _title),
        Question("first_day", _("Its first day?"), today.isoformat(), _day),
        Question("days", _("How many days?"), "1", _number(1, DAYS_MAX)),
        Question("challenges", _("Which challenges? ({all})", all=" ".join(known)), " ".join(challenges),
                 _words(known)),
        Question("divisions", _("Which divisions? ({all})", all=" ".join(divisions)), " ".join(divisions),
                 _words(divisions)),
        Question("tables", _("How many tables?"), str(max(1, len(challenges))), _number(1, TABLES_MAX)),
        Question("runs_official", _("How many official runs has a team? (0: as each definition says)"), "0",
                 _number(0, RUNS_MAX)),
        Question("runs_counted", _("How many of them count? (0: as each definition says)"), "0", _number(0, RUNS_MAX)),
        Question("finals", _("Finals: none, single or double elimination, and for how many teams?"), "single 8",
                 _finals),
        Question("is_confirmed", _("Does a second person confirm every run? (yes, no)"), "no", _yes),
    ]  # fmt: skip


def ask(wanted: Sequence[Question], read_line: Callable[[str], str], say: Callable[[str], None]) -> dict[str, Any]:
    """Ask one after the other. Raises: EOFError: nobody answers any more."""
    given: dict[str, Any] = {}
    for number, question in enumerate(wanted, start=1):
        while question.name not in given:
            line = read_line(f"{number:>2}/{len(wanted)}  {question.words} [{question.default}] ").strip()
            try:
                given[question.name] = question.read(line or question.default)
            except NotUsable as error:
                say(f"       {error}")
    return given


def read_answers(given: dict[str, Any], wanted: Sequence[Question]) -> Answers:
    """Put answers together: read ones, or texts of a file; what is missing is as its question's default.

    Raises: NotUsable: an answer cannot be used, or nothing is asked by its name.
    """
    fields = {question.name: question for question in wanted}
    unknown = set(given) - set(fields) - {"finals_size", "overlays"}
    if unknown:
        raise NotUsable(_("nothing is asked by the name {name}", name=" ".join(sorted(unknown))))
    values: dict[str, Any] = {}
    for name, question in fields.items():
        answer = given.get(name, question.default)
        if name == "finals" and isinstance(answer, str) and "finals_size" in given:
            answer = f"{answer} {given['finals_size']}"
        if isinstance(answer, list):
            answer = " ".join(map(str, answer))
        if isinstance(answer, bool):
            answer = "yes" if answer else "no"
        try:
            values[name] = question.read(str(answer)) if isinstance(answer, str | int) else answer
        except NotUsable as error:
            raise NotUsable(f"{name}: {error}") from error
    finals, size = values.pop("finals")
    if values["runs_counted"] > values["runs_official"]:
        raise NotUsable(_("no more runs can count than there are"))
    return Answers(**values, finals=finals, finals_size=size, overlays=given.get("overlays", {}))


def _title(text: str) -> str:
    if not text or not is_label(text):
        raise NotUsable(_("a title has 1 to 80 characters"))
    return text


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise NotUsable(_("a day is written {example}", example="2026-11-23")) from error


def _number(low: int, high: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not text.isdecimal() or not low <= int(text) <= high:
            raise NotUsable(_("a number from {low} to {high}", low=low, high=high))
        return int(text)

    return read


def _words(offered: Sequence[str]) -> Callable[[str], tuple[str, ...]]:
    def read(text: str) -> tuple[str, ...]:
        words = tuple(dict.fromkeys(text.replace(",", " ").split()))
        strange = [word for word in words if word not in offered]
        if strange or not words:
            raise NotUsable(_("choose among: {offered}", offered=" ".join(offered)))
        return words

    return read


def _finals(text: str) -> tuple[str, int]:
    kind, _blank, size = text.partition(" ")
    if kind not in FINALS or (size and not size.isdecimal()) or (kind != "none" and int(size or 8) < 2):
        raise NotUsable(_("none, or single or double and a number of teams from 2: single 8"))
    return kind, int(size or 8)


def _yes(text: str) -> bool:
    if text.lower() in ("yes", "y", "はい"):
        return True
    if text.lower() in ("no", "n", "いいえ"):
        return False
    raise NotUsable(_("yes or no"))
