"""What the commands share: results to stdout, words to stderr, and one way to turn down what somebody gave us."""

import argparse
import json
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tui.exit_codes import ExitCode
from tui.i18n import LANGUAGES, _

__all__ = ["WrongInput", "add_part", "print_json", "print_lines", "read_text", "refuse", "say"]

TEXT_BYTES_MAX = 1024 * 1024  # a definition has some 10 kB, a run's calls less


class WrongInput(Exception):  # noqa: N818 - it says whose fault it is
    """What somebody gave us cannot be used; `sentence` tells them what and what to do, in their language."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def add_part(
    parts: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, line: str, *, has_json: bool = True
) -> argparse.ArgumentParser:
    """Add a part of a command (`journal show`) with its help; --home and --lang may stand behind it as well."""
    part = parts.add_parser(name, help=line, description=line)
    suppress = argparse.SUPPRESS  # what stood before the part must not be overwritten by a default
    part.add_argument("--home", type=Path, default=suppress, help=_("the folder that holds all data"))
    part.add_argument("--lang", choices=LANGUAGES, default=suppress, help=_("the language to speak"))
    if has_json:
        part.add_argument("--json", action="store_true", help=_("one JSON document on stdout"))
    return part


def print_json(document: Any) -> None:
    """Print one document on stdout."""
    print_lines([json.dumps(document, ensure_ascii=False, indent=2)])


def print_lines(lines: Iterable[str]) -> None:
    """Print lines on stdout; a reader who has seen enough (head, a pager) is no failure."""
    try:
        sys.stdout.write("".join(f"{line}\n" for line in lines))
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def say(line: str) -> None:
    """Say something to the person, beside the result."""
    sys.stderr.write(f"{line}\n")


def refuse(wrong: WrongInput) -> ExitCode:
    """Say what is wrong with the input."""
    say(f"kagarobo: {wrong.sentence}")
    return ExitCode.WRONG_USE


def read_text(path: Path) -> str:
    """Read a text file that somebody named.

    Raises: WrongInput: missing, no file, no access, too large, or not UTF-8.
    """
    if not path.exists():
        raise WrongInput(_("There is no file {path}. Is the name right?", path=path))
    if not path.is_file():
        raise WrongInput(_("{path} is not a file.", path=path))
    try:
        with path.open("rb") as file:
            raw = file.read(TEXT_BYTES_MAX + 1)
    except OSError as error:
        raise WrongInput(_("{path} cannot be read. Look at its permissions.", path=path)) from error
    if len(raw) > TEXT_BYTES_MAX:
        raise WrongInput(_("{path} is larger than {most} bytes.", path=path, most=TEXT_BYTES_MAX))
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise WrongInput(_("{path} is not UTF-8 text. Save it as UTF-8.", path=path)) from error
