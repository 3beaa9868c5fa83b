"""What a child of the class reads from the server; `{漢字|かんじ}` becomes ruby on the page."""

import re
from collections.abc import Callable

from lessons.lesson import Lesson
from lessons.miss import Miss
from lessons.ruby import fill
from tui.i18n import _, language
from tui.lesson_words import general_sentence, text_language
from tui.room.pictures import PICTURES

__all__ = ["bare", "broke", "hint", "picture_names", "refusal", "title", "verdict"]


_RUBY = re.compile(r"\{([^{}|]+)\|([^{}|]+)\}")


def title(lesson: Lesson) -> str:
    """Return a lesson's title, readings marked."""
    return lesson.titles[text_language(language())]


def hint(lesson: Lesson, number: int) -> str:
    """Return hint NUMBER, from 1."""
    return lesson.hints[text_language(language())][number - 1]


def verdict(lesson: Lesson, miss: Miss | None, tries: int) -> str:
    """Return praise, or the one thing to try next. Args: tries: how many went well."""
    if miss is None:
        return _("Well done! Your robot made it in {tries} of {tries} tries.", tries=tries)
    if miss.answer in lesson.answers:
        return fill(lesson.answers[miss.answer][text_language(language())], miss.figures)
    return general_sentence(miss)


def broke(why: str) -> str:
    """Return why a run has no verdict. Args: why: `restarted`, `stopped`, `worker`, or the code of an error."""
    found = {
        "restarted": _("The class's computer was switched on anew. Your program is kept. Please run it again."),
        "stopped": _("Stopped."),
    }
    return found.get(why) or _(
        "The class's computer could not try this. Run it again; if that does not help, tell a mentor."
    )


def refusal(code: str) -> str:
    """Return what a child is told when the class does not do something."""
    found: dict[str, Callable[[], str]] = {
        "code": lambda: _("That is not the room's code. Look at the wall once more."),
        "pictures": lambda: _("Those are not your three pictures. Try again in a moment."),
        "name": lambda: _("A name has 1 to 20 letters."),
        "name_taken": lambda: _("This name is in the list already. Choose it there, or take another."),
        "full": lambda: _("The class is full. Tell a mentor."),
        "wait": lambda: _("That was too fast. Wait a moment."),
        "seat": lambda: _("Please enter again: your name, then your pictures."),
        "room": lambda: _("Please type the room's code first."),
        "too_long": lambda: _("The program is too long."),
        "conflict": lambda: _("You typed on at another machine. Both texts are kept."),
        "too_much": lambda: _("There are too many copies of this program. Tell a mentor."),
        "robots": lambda: _("This robot is not plugged in here."),
        "over": lambda: _("The class is over. All your programs are kept."),
        "disk": lambda: _("The class's computer has no room left. Tell a mentor."),
    }
    return found[code]() if code in found else _("This does not work here.")


def picture_names() -> dict[str, str]:
    """Return what the pictures are called, in their order."""
    names = {
        "sun": _("Sun"), "moon": _("Moon"), "star": _("Star"), "cat": _("Cat"), "fish": _("Fish"), "bird": _("Bird"),
        "tree": _("Tree"), "flower": _("Flower"), "apple": _("Apple"), "house": _("House"), "boat": _("Boat"),
        "key": _("Key"),
    }  # fmt: skip
    return {picture: names[picture] for picture in PICTURES}


def bare(text: str) -> str:
    """Return a text for an attribute: of a kanji with its reading, the reading."""
    return _RUBY.sub(r"\2", text)
