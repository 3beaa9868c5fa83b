"""What a child reads about a program: a mistake before it runs, or how it ended on the robot.

Numbers first, one thing to try, no codes; the child's own line with a caret. The findings come from
`firmware.flasher.check`, the endings from the robot's launcher (`Noted("program", …)`).
"""

from collections.abc import Mapping

from firmware.flasher.check import Finding
from tui.i18n import _

__all__ = ["ending_line", "finding_lines", "nothing_wrong"]


def finding_lines(finding: Finding) -> list[str]:
    """Return the sentence, the line itself and a caret under the place."""
    lines = [_where(finding.line) + _sentence(finding)]
    if finding.source_line:
        lines.append("    " + finding.source_line)
        if finding.column:
            before = finding.source_line[: finding.column - 1]
            # A wide character takes two columns on a terminal, so the caret's blanks must be as wide as what it skips.
            blanks = "".join("\u3000" if _is_wide(character) else " " for character in before)
            lines.append("    " + blanks + "^")
    return lines


def nothing_wrong(program: str) -> str:
    """Return what is said of a program without findings."""
    return _("{program}: nothing wrong found.", program=program)


def ending_line(args: Mapping[str, int | str]) -> str:
    """Return how a program ended, from the note of the run."""
    error = str(args.get("error", ""))
    words = _endings().get(error, _("The program stopped with {error}. Show this to a mentor.")).format(error=error)
    return _where(int(args.get("line", 0))) + words


def _where(line: int | None) -> str:
    """Return the beginning of a sentence about a line; nothing when the line is not known (None, 0)."""
    return _("Line {line}: ", line=line) if line else ""


def _sentence(finding: Finding) -> str:
    fields: dict[str, object] = {**finding.fields}
    sentences = _sentences()
    sentence = sentences.get(finding.code, sentences["syntax"])
    if finding.code == "full_width" and str(fields.get("instead")).isspace():
        sentence = _("There is a wide or invisible space here. Type a normal space.")
    if finding.code == "not_utf8" and not fields.get("encoding"):
        sentence = _("The file is not saved as UTF-8. Save it as UTF-8.")
    if fields.get("after") == "function":
        fields["after"] = "def"
    return sentence.format_map(_Fields(fields))


class _Fields(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "—"


def _is_wide(character: str) -> bool:
    import unicodedata

    return unicodedata.east_asian_width(character) in ("W", "F")


def _endings() -> dict[str, str]:
    return {
        "NameError": _("The robot does not know a name here. Is it spelled the same everywhere?"),
        "ZeroDivisionError": _("You divided by 0, and no robot can. Check the number after the /."),
        "TypeError": _("Two things here do not go together, such as a number and a word. Change one of them."),
        "ValueError": _("The robot cannot use this value. Look at what is in the brackets."),
        "IndexError": _("You asked a list for more than it holds. Check the number in the [ ]."),
        "KeyError": _("You asked for a key that is not there. Is it spelled the same?"),
        "AttributeError": _("That thing does not have what stands after the dot. Is it spelled right?"),
        "ImportError": _("There is no such library on the robot. Is the name right?"),
        "SyntaxError": _("The robot cannot read this line. Try: kagarobo check"),
        "IndentationError": _("The spaces before this line are not right. Try: kagarobo check"),
        "MemoryError": _("The robot's memory is full. Keep less in lists."),
        "OSError": _("The robot could not open or reach something here. Is the name right?"),
        "RuntimeError": _("The robot could not go on here. Does a function call itself without an end?"),
        "safe_mode": _(
            "The robot keeps this program back: it broke at once, 3 times. Press the robot's button, or flash."
        ),
        "RobotStopped": _("The robot was stopped: by its button, by the program or by the computer."),
        "RobotStuck": _("Something held the robot. Set its wheels free, or let it go another way."),
        "NotThereError": _("This robot does not have that part. Leave the word out, or take another robot."),
        "never_waits": _("The program never waited, so it was stopped. Put a wait() into the loop."),
    }


def _sentences() -> dict[str, str]:
    return {**_file_sentences(), **_place_sentences(), **_word_sentences()}


def _file_sentences() -> dict[str, str]:
    return {
        "file_missing": _("There is no file {path}. Is the name right?"),
        "not_a_file": _("{path} is a folder. Choose the program in it."),
        "unreadable": _("{path} cannot be opened. Ask an adult to help."),
        "empty": _("The file is empty. Save your program and try again."),
        "not_text": _("This file is no program. Choose a file that ends in .py."),
        "too_large": _("The program has {bytes} bytes. The robot takes {bytes_max} at most. Make it shorter."),
        "not_utf8": _("The file is not saved as UTF-8 ({encoding}). Save it as UTF-8."),
        "bom": _("There are invisible characters at the start of the file. Save it as UTF-8 (without BOM)."),
    }


def _place_sentences() -> dict[str, str]:
    return {
        "full_width": _("There is a wide {character} here. Type the narrow {instead}."),
        "bad_character": _("{character} cannot be used in a program. Delete it."),
        "tabs_mixed": _("Tabs and spaces are mixed. Use 4 spaces everywhere."),
        "indent_extra": _("This line stands too far to the right. Take spaces away."),
        "indent_uneven": _("This line does not line up with the ones before it. Give it the same spaces."),
        "indent_missing": _("The {after} in line {after_line} has nothing inside. Put 4 spaces before the next line."),
        "bracket_open": _("This {bracket} is never closed. Close it."),
        "bracket_extra": _("There is one {bracket} too many. Delete it, or open it first."),
        "bracket_mismatch": _("You opened with {opened} and closed with {bracket}. Use the same kind."),
        "quote_open": _("A text has no quote at its end. Put one there."),
        "comma_missing": _("A comma seems to be missing here. Put one between the two."),
        "number_wrong": _("This is no number. Write only digits; a name may not start with a digit."),
        "assign_to": _("Left of = there must be a name. Turn the two round."),
        "equals_single": _("To compare, write ==."),
        "plus_plus": _("Python has no ++ and no --. Write: x = x + 1"),
        "loop_never_waits": _("This loop never waits and never ends. Put a wait(0.1) into it."),
        "swallows_all": _("This except hides every mistake. Name the one you mean, such as: except ValueError:"),
        "not_in_micropython": _("Python on a computer can do this, Python on the robot cannot. Try a simpler way."),
        "syntax": _("The robot cannot read this line. Compare it with one that works."),
    }


def _word_sentences() -> dict[str, str]:
    return {
        "colon_missing": _("The line with {word} needs a : at its end."),
        "word_alone": _("This {word} stands alone. Look above: is its partner there, with the same spaces?"),
        "outside_function": _("{word} works only inside a def. Is it far enough to the right?"),
        "outside_loop": _("{word} works only inside a loop. Is it far enough to the right?"),
        "print_brackets": _("{word} needs brackets. Write: {word}(...)"),
        "unknown_word": _("The robot does not know {word}. Did you mean {instead}?"),
        "unknown_name": _("Nothing here is called {word}. Is it spelled right? Write a def for a word of your own."),
        "small_word": _("Not {word}: write {instead}, with a capital letter."),
        "import_missing": _("{word} is not there yet. Write at the very top: from robot import *"),
        "capital_word": _("Not {word}: write {instead}, in small letters."),
        "else_if": _("In Python, write elif."),
        "try_alone": _("A try needs an except below it."),
    }
