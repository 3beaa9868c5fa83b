"""Lessons proved by their own programs: the starter misses, the solution passes, each wrong program hears its answer.

Every answer that was given is also said in each language, so a sentence that lacks a figure is found.
"""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from firmware.virtual.side_by_side import on_all_cores
from lessons.classroom import Classroom, Verdict
from lessons.lesson import LANGUAGES, Lesson, load_lesson
from lessons.miss import Miss
from lessons.picture import picture_of
from lessons.ruby import bare_kanji

__all__ = ["Order", "Proved", "Say", "matches", "prove", "prove_all", "text_problems"]

Say = Callable[[Lesson, Miss, str], str]
"""(lesson, miss, language) to what the child reads. Raises: KeyError, ValueError: a figure is missing."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be proved of one lesson. `wrong` None: every wrong program; `say` is a function of a module."""

    folder: Path
    seeds: int
    say: Say
    wrong: tuple[str, ...] | None = None
    makes_picture: bool = False


@dataclass(frozen=True, slots=True)
class Proved:
    """One program of a lesson. `problem` is empty when it did what it is there for."""

    lesson: int
    program: str
    tries: int
    answer: str
    """What it was told; empty when it passed."""
    sentences: dict[str, str]
    """By language."""
    problem: str = ""


def prove_all(orders: Sequence[Order]) -> Iterator[list[Proved]]:
    """Prove lessons side by side on the cores, in their order."""
    yield from on_all_cores(_prove_there, orders)


def _prove_there(order: Order) -> list[Proved]:
    with tempfile.TemporaryDirectory(prefix="lesson-") as home, Classroom(Path(home)) as room:
        return prove(order, room)


def prove(order: Order, room: Classroom) -> list[Proved]:
    """Prove one lesson: starter, solution, wrong programs, then what its texts lack."""
    lesson = load_lesson(order.folder)
    proved = []
    for starter in sorted({lesson.starter_for(language) for language in LANGUAGES}):
        verdict = room.judge(lesson, starter)
        proved.append(_proved(order, lesson, starter.stem, verdict, "passes" if verdict.has_passed else ""))
    solution = room.judge(lesson, lesson.solution, tries=order.seeds)
    problem = "" if solution.has_passed else f"misses at try {solution.tries}: {solution.miss}"
    proved.append(_proved(order, lesson, "solution", solution, problem or _stale(order, lesson, solution)))
    for name in lesson.wrong if order.wrong is None else order.wrong:
        expected = lesson.wrong[name]
        verdict = room.judge(lesson, lesson.wrong_program(name), tries=expected.seeds)
        problem = "" if matches(expected.answer, verdict.miss) else f"expected {expected.answer}, got {verdict.miss}"
        proved.append(_proved(order, lesson, f"wrong/{name}", verdict, problem))
    texts = text_problems(lesson)
    return proved + ([Proved(lesson.number, "texts", 0, "", {}, "; ".join(texts))] if texts else [])


def matches(expected: str, miss: Miss | None) -> bool:
    """Whether it is the answer: `too_far`, or with its kind `refused.colon_missing`, `error.NameError`."""
    if miss is None:
        return False
    answer, _, kind = expected.partition(".")
    return miss.answer == answer and (not kind or kind in (miss.figures.get("code"), miss.figures.get("error")))


def text_problems(lesson: Lesson) -> list[str]:
    """Kanji that a child of eight cannot read, and a text without a heading or its picture."""
    easy = [lesson.titles["ja-easy"], lesson.text("ja-easy"), *lesson.hints["ja-easy"]]
    easy += [texts["ja-easy"] for texts in (*lesson.answers.values(), lesson.not_on_robot) if texts]
    bare = bare_kanji("\n".join(easy))
    problems = [f"ja-easy without a reading: {bare}"] if bare else []
    for language in LANGUAGES:
        text = lesson.text(language)
        if not text.startswith("# "):
            problems.append(f"text.{language}.md does not begin with a heading")
        if "(picture.svg)" not in text:
            problems.append(f"text.{language}.md does not show the picture")
    return problems


def _proved(order: Order, lesson: Lesson, program: str, verdict: Verdict, problem: str) -> Proved:
    sentences, miss = {}, verdict.miss
    if miss is not None and not problem:
        for language in LANGUAGES:
            try:
                sentences[language] = order.say(lesson, miss, language)
            except (KeyError, ValueError) as error:
                problem = f"{miss.answer} in {language}: {error!r}"
    return Proved(lesson.number, program, verdict.tries, miss.answer if miss else "", sentences, problem)


def _stale(order: Order, lesson: Lesson, solution: Verdict) -> str:
    """Compare the picture with what the field draws now, or make it."""
    assert solution.run is not None
    picture = picture_of(lesson, solution.run)
    if order.makes_picture:
        lesson.picture.write_text(picture, encoding="utf-8")
    elif not lesson.picture.is_file() or lesson.picture.read_text(encoding="utf-8") != picture:
        return "picture.svg is stale: kagarobo lesson test --pictures makes it anew"
    return ""
