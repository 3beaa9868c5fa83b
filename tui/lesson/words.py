"""The words of the lessons' screen."""

from lessons.classroom import Verdict
from lessons.lesson import Lesson
from lessons.progress import Progress
from lessons.ruby import plain
from tui.i18n import _, language
from tui.lesson_words import block_names, own, passed_sentence, sentence, text_language
from tui.program_words import finding_lines

__all__ = [
    "animal_name", "animals", "colours", "field_only_line", "file_line", "hint_lines", "keys", "keys_beside",
    "lesson_row", "said_lines", "title_line", "waiting_line", "who_words",
]  # fmt: skip


def keys() -> dict[str, str]:
    """Return the big keys' words by what they do, in their order: F1, F2 …"""
    return {
        "run": _("Try it"),
        "hint": _("Hint"),
        "next": _("Next lesson"),
        "list": _("All lessons"),
        "robot": _("On my robot"),
        "again": _("From the start"),
    }


def keys_beside() -> dict[str, str]:
    """Return the small keys' words."""
    return {"language": "F9 " + _("other language"), "leave": "F10 " + _("quit")}


def title_line(lesson: Lesson) -> str:
    """Return the head of the screen."""
    return f"{lesson.number}  {own(lesson.titles)}"


def file_line(name: str) -> str:
    """Return what stands above the program."""
    return _("Your program: {name}", name=name)


def waiting_line(number: int, tries: int) -> str:
    """Return what is said while the robot drives."""
    if not tries:
        return _("Reading the program …")
    return _("The robot drives: {number} of {tries}", number=number, tries=tries)


def said_lines(verdict: Verdict) -> list[str]:
    """Return what happened: praise, or the one thing to try next."""
    if verdict.miss is None:
        return [passed_sentence(verdict.tries), _("F3: on to the next lesson.")]
    if verdict.run is None:
        return finding_lines(verdict.findings[0]) if verdict.findings else [sentence(verdict.lesson, verdict.miss)]
    return [sentence(verdict.lesson, verdict.miss)]


def hint_lines(lesson: Lesson, count: int) -> list[str]:
    """Return the hints that were asked for, the newest last."""
    hints = lesson.hints[text_language(language())][:count]
    return [_("Hint {number}: {hint}", number=number, hint=plain(hint)) for number, hint in enumerate(hints, 1)]


def field_only_line(lesson: Lesson) -> str:
    """Return why a robot on the table cannot be judged in this lesson."""
    return _("This lesson is for the field on the screen. {reason}", reason=own(lesson.not_on_robot))


def lesson_row(lesson: Lesson, progress: Progress) -> str:
    """Return a lesson's row in the list."""
    mark = _("done") if progress.of(lesson.number).passed_at else ""
    return f"{lesson.number:>2}  {own(lesson.titles)}  {mark}".rstrip() + f"   ({block_names()[lesson.block]})"


def who_words() -> dict[str, str]:
    """Return the words of the first question."""
    return {"title": _("Who are you?"), "new": _("I am new here")}


def animal_name(learner: str) -> str:
    """Return an alias as a child reads it: `red-fox-2` is a red fox; a member's id stays as it is."""
    colour, _dash, rest = learner.partition("-")
    animal, _dash, number = rest.partition("-")
    if colour not in colours() or animal not in animals():
        return learner
    name = _("{colour} {animal}", colour=colours()[colour], animal=animals()[animal])
    return f"{name} {number}".strip()


def colours() -> dict[str, str]:
    """Return the colours of aliases."""
    return {
        "red": _("red"), "blue": _("blue"), "green": _("green"), "yellow": _("yellow"), "white": _("white"),
        "black": _("black"), "pink": _("pink"), "orange": _("orange"),
    }  # fmt: skip


def animals() -> dict[str, str]:
    """Return the animals of aliases."""
    return {
        "fox": _("fox"), "cat": _("cat"), "dog": _("dog"), "bear": _("bear"), "crab": _("crab"), "whale": _("whale"),
        "crane": _("crane"), "rabbit": _("rabbit"), "turtle": _("turtle"), "squid": _("squid"),
    }  # fmt: skip
