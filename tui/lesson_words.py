"""What a child reads in a lesson: what every lesson says in the same words, and the lesson's own answers.

A lesson's own texts stand in its folder in each language; these here stand in the catalogues.
"""

from firmware.flasher.check import Finding
from lessons.lesson import Lesson, Texts
from lessons.miss import Miss
from lessons.ruby import fill, plain
from tui.i18n import BASES, FALLBACK_LANGUAGE, _, language, speaking
from tui.program_words import ending_line, finding_lines

__all__ = ["block_names", "general_sentence", "own", "passed_sentence", "say", "sentence"]


def own(texts: Texts) -> str:
    """Return a lesson's own text in the reader's language, readings in brackets."""
    return plain(texts[text_language(language())])


def text_language(wanted: str) -> str:
    """Return the language of a lesson's texts for a reader of WANTED: Chinese readers get English."""
    return wanted if wanted in ("ja", "ja-easy", "en") else BASES.get(wanted, FALLBACK_LANGUAGE)


def say(lesson: Lesson, miss: Miss, wanted: str) -> str:
    """Return the sentence of a miss in a language. Raises: KeyError, ValueError: a figure is missing."""
    with speaking(wanted):
        return sentence(lesson, miss)


def sentence(lesson: Lesson, miss: Miss) -> str:
    """Return what the child reads of a miss. Raises: KeyError, ValueError: a figure is missing."""
    if miss.answer in lesson.answers:
        return plain(fill(lesson.answers[miss.answer][text_language(language())], miss.figures))
    return general_sentence(miss)


def general_sentence(miss: Miss) -> str:
    """Return what every lesson says in the same words."""
    figures = dict(miss.figures)
    line = int(figures.get("line", 0))
    if miss.answer == "refused":
        fields = {name: figure for name, figure in figures.items() if not isinstance(figure, float)}
        return finding_lines(Finding(str(figures["code"]), line or None, fields=fields))[0]
    if miss.answer in ("error", "memory", "never_waits"):
        error = {"memory": "MemoryError", "never_waits": "never_waits"}.get(miss.answer, str(figures.get("error")))
        return ending_line({"error": error, "line": line})
    return _general()[miss.answer].format(**figures)


def _general() -> dict[str, str]:
    return {
        "prints_without_end": _(
            "The program printed without an end ({kilobytes} kB), more than a cable takes. Put a wait() into the loop."
        ),
        "files_gone": _("The program deleted itself from the robot. Take that line out. Your file is still here."),
        "waits_for_keys": _(
            "The program waits for somebody to type, and a robot has no keyboard. Take input() away."
        ),
        "stopped": _("The program was stopped before its end. Run it again."),
        "was_reset": _("The program switched the robot off and on again. Take that line out."),
        "crashed": _("The robot's Python stopped all at once. Show this to a mentor."),
        "out_of_time": _("After {seconds} s the program was still running. Does a loop go on without an end?"),
        "never_moved": _("The robot did not move. Is there a line that makes it drive, without a # before it?"),
    }  # fmt: skip


def passed_sentence(tries: int) -> str:
    """Return the praise."""
    return _("Done! It worked {tries} times out of {tries}.", tries=tries)


def block_names() -> dict[str, str]:
    """Return the names of the lessons' blocks, in their order."""
    return {
        "hello": _("Hello, robot"),
        "drive": _("Drive"),
        "sense": _("Sense"),
        "follow": _("Follow the line"),
        "together": _("All together"),
    }
