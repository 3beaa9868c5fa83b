"""Look at the characters of a child's source: what is code, what is text, which brackets are open.

A Japanese keyboard in its wide mode types `（ ） ＝ ：` and a wide space that look right and are not. MicroPython takes
any character beyond ASCII for a part of a name, so `print（1）` compiles and only fails while the robot drives; that is
why it is looked for here and not left to the compiler. Inside strings and comments every character is allowed.

No file, no process: text in, values out. Lines and columns count from 1, columns in characters.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["Bracket", "WrongCharacter", "code_only", "open_brackets", "repaired", "wrong_characters"]

# What was meant. Full-width forms U+FF01 to U+FF5E are all "ASCII plus 0xFEE0" and need no row.
LOOK_ALIKES = {
    "\u3000": " ",  # ideographic space
    "\u00a0": " ",  # no-break space, pasted from a web page
    "\u200b": " ",  # zero-width space, likewise
    "“": '"',
    "”": '"',
    "„": '"',
    "‘": "'",
    "’": "'",
    "「": '"',
    "」": '"',
    "、": ",",
    "。": ".",
    "−": "-",
    "–": "-",
    "—": "-",
    "×": "*",
    "÷": "/",
    "≠": "!=",
    "≤": "<=",
    "≥": ">=",
    "≦": "<=",
    "≧": ">=",
}
CLOSING = {")": "(", "]": "[", "}": "{"}
# A string that is never closed reaches the end of its line, a long one the end of the text.
STRING_OR_COMMENT = re.compile(
    r'''#[^\n]*|"""(?:\\.|[^\\])*?(?:"""|\Z)|\'\'\'(?:\\.|[^\\])*?(?:\'\'\'|\Z)'''
    r"""|"(?:\\.|[^"\\\n])*"?|\'(?:\\.|[^\'\\\n])*\'?""",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Bracket:
    """An opening bracket and its place."""

    line: int
    column: int
    character: str


@dataclass(frozen=True, slots=True)
class WrongCharacter:
    """A character that MicroPython would read as (part of) a name, though nobody means one."""

    index: int
    line: int
    column: int
    character: str
    instead: str | None
    """What was meant, or None when that cannot be known."""


def code_only(text: str) -> str:
    """The same text with strings and comments blanked out: every character that is left is code, at its own place."""
    return STRING_OR_COMMENT.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), text)


def open_brackets(text: str, upto_line: int) -> list[Bracket]:
    """List the brackets still open at the end of a line, outermost first."""
    stack: list[Bracket] = []
    for line, code in enumerate(code_only(text).split("\n")[:upto_line], start=1):
        for match in re.finditer(r"[()\[\]{}]", code):
            if match.group() not in CLOSING:
                stack.append(Bracket(line, match.start() + 1, match.group()))
            elif stack and CLOSING[match.group()] == stack[-1].character:
                stack.pop()
    return stack


def wrong_characters(text: str) -> list[WrongCharacter]:
    """Find the wide and other look-alike characters in code, in order."""
    if text.isascii():
        return []
    found = []
    for line, (code, line_start) in enumerate(_lines(code_only(text)), start=1):
        for match in re.finditer(r"[^\x00-\x7f]", code):
            character, column = match.group(), match.start()
            if _is_meant(code, column):
                continue
            found.append(WrongCharacter(line_start + column, line, column + 1, character, _instead(character)))
    return found


def repaired(text: str, wrong: list[WrongCharacter]) -> str:
    """Put what was meant in place of each wrong character, so that the rest of the source can be looked at.

    Columns stay as they are but for `≠ ≤ ≥`, which grow by one.
    """
    characters = list(text)
    for place in wrong:
        if place.instead is not None:
            characters[place.index] = place.instead
    return "".join(characters)


def _lines(text: str) -> Iterator[tuple[str, int]]:
    """Each line and the index it starts at."""
    start = 0
    for line in text.split("\n"):
        yield line, start
        start += len(line) + 1


def _is_meant(code: str, column: int) -> bool:
    """速さ１ is a good name for MicroPython too; ｐｒｉｎｔ is not print, and a bracket is never part of a name."""
    if code[column] in LOOK_ALIKES or not ("a" + code[column]).isidentifier():
        return False
    return not _name_around(code, column).isascii()


def _instead(character: str) -> str | None:
    if character in LOOK_ALIKES:
        return LOOK_ALIKES[character]
    return chr(ord(character) - 0xFEE0) if "\uff01" <= character <= "\uff5e" else None


def _name_around(text: str, index: int) -> str:
    """The name or number that holds text[index], its full-width forms read as ASCII."""
    start = end = index
    while start > 0 and ("a" + text[start - 1]).isidentifier():
        start -= 1
    while end < len(text) and ("a" + text[end]).isidentifier():
        end += 1
    return unicodedata.normalize("NFKC", text[start:end])
