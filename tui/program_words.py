"""What a child reads about a program: a mistake before it runs, or how it ended on the robot.

Numbers first, one thing to try, no codes; the child's own line with a caret. The findings come from
`firmware.flasher.check`, the endings from the robot's launcher (`Noted("program", …)`).
"""

from collections.abc import Mapping

from firmware.flasher.check import Finding
from tui.i18n import _

__all__ = ["ending_line", "finding_lines"]


def finding_lines(finding: Finding) -> list[str]:
    """Return the sentence, the line itself and a caret under the place."""
    fields = {"line": finding.line or 0, **finding.fields}
    sentence = _sentences().get(finding.code, _sentences()["syntax"]).format_map(_Fields(fields))
    where = _("Line {line}: ", line=finding.line) if finding.line else ""
    lines = [where + sentence]
    if finding.source_line:
        lines.append("    " + finding.source_line)
        if finding.column:
            before = finding.source_line[: finding.column - 1]
            # A wide character takes two columns on a terminal, so the caret's blanks must be as wide as what it skips.
            blanks = "".join("\u3000" if _is_wide(character) else " " for character in before)
            lines.append("    " + blanks + "^")
    return lines


def ending_line(args: Mapping[str, int | str]) -> str:
    """Return how a program ended, from the note of the run."""
    error, line = str(args.get("error", "")), args.get("line", 0)
    sentence = {
        "NameError": _("Line {line}: the robot does not know a name you used. Is it spelled the same everywhere?"),
        "ZeroDivisionError": _("Line {line}: you divided by 0, and no robot can. Check the number under the line."),
        "TypeError": _("Line {line}: two things that do not go together, such as a number and a word."),
        "ValueError": _("Line {line}: a value the robot cannot use. Look at what is in the brackets."),
        "IndexError": _("Line {line}: you asked a list for more than it holds."),
        "KeyError": _("Line {line}: you asked for a key that is not there."),
        "AttributeError": _("Line {line}: that thing does not have what stands after the dot."),
        "ImportError": _("Line {line}: there is no such library on the robot."),
        "SyntaxError": _("Line {line}: the robot cannot read this line. Try kagarobo check."),
        "MemoryError": _("Line {line}: the robot's memory is full. Keep less in lists."),
        "never_waits": _("The program never waited, so it was stopped. Put a wait() into the loop."),
    }.get(error, _("Line {line}: the program stopped with {error}."))
    return sentence.format(line=line, error=error)


class _Fields(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "—"


def _is_wide(character: str) -> bool:
    import unicodedata

    return unicodedata.east_asian_width(character) in ("W", "F")


def _sentences() -> dict[str, str]:
    return {
        "file_missing": _("There is no file {path}. Is the name right?"),
        "not_a_file": _("{path} is a folder, not a program."),
        "unreadable": _("{path} cannot be opened. Ask an adult to look at its permissions."),
        "empty": _("The file is empty. Save your program and try again."),
        "not_text": _("This file is not text, so it is no program."),
        "too_large": _("The program has {bytes} bytes; the robot takes {bytes_max} at most."),
        "not_utf8": _("The file was saved as {encoding}. Save it as UTF-8."),
        "bom": _("There are invisible marks at the very start. Save the file as UTF-8 without BOM."),
        "full_width": _("{character} is a wide character. Type {instead} with the half-width keyboard."),
        "bad_character": _("{character} cannot stand in a program. Delete it."),
        "tabs_mixed": _("Tabs and spaces are mixed before this line. Use 4 spaces everywhere."),
        "indent_extra": _("This line starts too far to the right. Take its spaces away."),
        "indent_uneven": _("The spaces before this line fit no line above. Line it up with the others."),
        "indent_missing": _(
            "After line {after_line} something must stand further right. Put 4 spaces before this line."
        ),
        "bracket_open": _("This {bracket} was opened and never closed. Close it."),
        "bracket_extra": _("This {bracket} closes nothing. Take it away, or open one before it."),
        "bracket_mismatch": _("{bracket} does not close {opened}. Use the same kind."),
        "quote_open": _("A text starts with a quote and never ends. Put the quote at its end."),
        "comma_missing": _("A comma seems to be missing here."),
        "number_wrong": _("This is not a number the robot knows. Look at its digits."),
        "assign_to": _("Left of = there must be a name."),
        "equals_single": _("One = gives a value. To compare, write ==."),
        "colon_missing": _("A : is missing at the end of this line."),
        "word_alone": _("{word} stands alone: what it belongs to is missing above, or has other spaces before it."),
        "outside_function": _("{word} may only stand inside a def."),
        "outside_loop": _("{word} may only stand inside a loop."),
        "print_brackets": _("{word} needs brackets: {word}(...)"),
        "capital_word": _("Write {instead} with small letters, not {word}."),
        "else_if": _("In Python it is elif."),
        "try_alone": _("A try needs an except below it."),
        "plus_plus": _("Python has no ++. Write: x = x + 1"),
        "not_in_micropython": _("Big Python can do this, the robot's Python cannot. Write it more simply."),
        "syntax": _("The robot cannot read this line. Compare it with one that works."),
    }
