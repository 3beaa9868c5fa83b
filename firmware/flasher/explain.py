"""Say why a source does not compile, in a stable code with fields.

mpy-cross decides whether a program runs and says little more than "invalid syntax"; CPython's parser reads the same
grammar and knows a bracket that was never closed from a colon that is missing. So its message is looked up in ONE
table, and the few mistakes it cannot tell apart are told apart by the line itself. Nothing is guessed: what is in no
row is plain `syntax`.
"""

import ast
import keyword
import re
import threading
import warnings
from dataclasses import dataclass

from firmware.flasher.characters import code_only, open_brackets

__all__ = ["Explanation", "explain", "parsed"]

Fields = dict[str, str | int]

# (code, what CPython says). Named groups become fields. First match wins; messages of 3.11 to 3.13.
MESSAGES: tuple[tuple[str, str], ...] = (
    ("tabs_mixed", r"inconsistent use of tabs"),
    ("indent_missing", r"expected an indented block after (?P<after>\S+).* on line (?P<after_line>\d+)"),
    ("indent_extra", r"unexpected indent"),
    ("indent_uneven", r"unindent does not match"),
    ("bracket_open", r"'(?P<bracket>[(\[{])' was never closed"),
    ("bracket_extra", r"unmatched '(?P<bracket>.)'"),
    ("bracket_mismatch", r"closing parenthesis '(?P<bracket>.)' does not match opening parenthesis '(?P<opened>.)'"),
    ("quote_open", r"unterminated (?:triple-quoted )?(?:f-)?string literal"),
    ("quote_open", r"unterminated triple-quoted f-string"),
    ("equals_single", r"Maybe you meant '=='"),
    ("colon_missing", r"expected ':'"),
    ("print_brackets", r"Missing parentheses in call to '(?P<word>\w+)'"),
    ("comma_missing", r"Perhaps you forgot a comma"),
    ("outside_function", r"'(?P<word>\w+)' outside (?:async )?function"),
    ("outside_loop", r"'(?P<word>\w+)' (?:outside loop|not properly in loop)"),
    ("try_alone", r"expected 'except' or 'finally' block"),
    ("number_wrong", r"invalid \w+ literal|leading zeros in decimal"),
    ("assign_to", r"cannot assign to|can't assign to"),
)
ELSE_IF = re.compile(r"\s*(?:else\s*if|elseif|elsif)\b")
CONTINUING_WORDS = {"else", "elif", "except", "finally"}
_CPYTHON_LOCK = threading.Lock()  # warnings filters belong to the process, and boards are flashed side by side


@dataclass(frozen=True, slots=True)
class Explanation:
    """One cause, at the place CPython points to."""

    code: str
    line: int
    column: int | None
    fields: Fields


def explain(text: str) -> Explanation | None:
    """Name what is wrong with a source that MicroPython refused; None when CPython finds nothing wrong in it."""
    error = _cpython_error(text)
    if error is None:
        return None
    line = error.lineno or 1
    column = error.offset or None
    message = error.msg or ""
    source_line = (text.split("\n") + [""] * line)[line - 1]
    for code, pattern in MESSAGES:
        match = re.search(pattern, message)
        if match:
            return _refined(code, line, column, _fields(match), source_line)
    return _from_the_line(text, line, column, source_line)


def parsed(text: str) -> ast.Module | None:
    """Return the syntax tree of a source; None when CPython cannot read what MicroPython can."""
    with _CPYTHON_LOCK, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ast.parse(text)
        except (SyntaxError, MemoryError, RecursionError, ValueError):
            return None


def _cpython_error(text: str) -> SyntaxError | None:
    with _CPYTHON_LOCK, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            compile(text, "program.py", "exec", dont_inherit=True)
        except SyntaxError as error:
            return error
        except (MemoryError, RecursionError, ValueError):
            return None  # nested too deep for CPython: nothing more can be said
    return None


def _fields(match: re.Match[str]) -> Fields:
    groups = {name: value for name, value in match.groupdict().items() if value is not None}
    return {name: int(value) if name.endswith("line") else value.strip("'") for name, value in groups.items()}


def _refined(code: str, line: int, column: int | None, fields: Fields, source_line: str) -> Explanation:
    """Add the word the line begins with where the sentence needs it, and tell `1 = x` from `if 1 = x:`."""
    word = _first_word(source_line)
    if code == "colon_missing" and ELSE_IF.match(source_line):
        return Explanation("else_if", line, column, {})
    if code == "comma_missing" and re.search(r"\d\.\d+\.\d", code_only(source_line)):
        return Explanation("number_wrong", line, column, {})
    if code == "colon_missing":
        fields = {"word": word}
    elif code == "equals_single" and word not in {"if", "elif", "while"}:
        return Explanation("assign_to", line, column, {})
    return Explanation(code, line, column, fields)


def _from_the_line(text: str, line: int, column: int | None, source_line: str) -> Explanation:
    """Tell apart what CPython calls `invalid syntax`."""
    word = _first_word(source_line)
    inner = open_brackets(text, line)
    at_column = source_line[column - 1 : column] if column else ""
    if ELSE_IF.match(source_line):
        return Explanation("else_if", line, column, {})
    if word and word not in keyword.kwlist and word.lower() in keyword.kwlist:
        start = source_line.index(word) + 1
        return Explanation("capital_word", line, start, {"word": word, "instead": word.lower()})
    if inner and at_column == ":" and inner[-1].character == "(":
        return Explanation("bracket_open", inner[-1].line, inner[-1].column, {"bracket": inner[-1].character})
    if word in CONTINUING_WORDS and column is not None and not source_line[: column - 1].strip():
        return Explanation("word_alone", line, column, {"word": word})
    if re.search(r"\+\+|--", source_line) and source_line.rstrip().endswith(("++", "--")):
        return Explanation("plus_plus", line, column, {})
    return Explanation("syntax", line, column, {})


def _first_word(source_line: str) -> str:
    match = re.match(r"\s*(\w+)", source_line)
    return match.group(1) if match else ""
