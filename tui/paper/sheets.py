"""Score sheets on paper: the lines of the referee's sheet, their boxes and blanks drawn.

The sheet is the definition's (`tui.challenge_sheet`), so what is ticked by hand can be typed in
afterwards, call by call.
"""

import re
from collections.abc import Sequence
from typing import Any

from judge.challenge import Definition
from tui.challenge_sheet import sheet_lines
from tui.paper.press import said

__all__ = ["sheets"]

PIECES = re.compile(r"\[ \] ?(?P<box>\S(?:(?! {2}|\[ \]|_{3}).)*)?|(?P<blank>_{3,})|(?P<gap> {2,})")


def sheets(definition: Definition, divisions: Sequence[str], copies: int = 1, foot: str = "") -> dict[str, Any]:
    """The data of template `sheet`: a page for each division, so many copies of each.

    Args: foot: a line at the foot of every page, such as the tournament's name.
    """
    pages = [_page(sheet_lines(definition, [division])) for division in divisions for _copy in range(copies)]
    return {"sheets": pages, "foot": said(foot) if foot else None}


def _page(lines: Sequence[str]) -> list[list[dict[str, Any]]]:
    return [_pieces(line) for line in lines]


def _pieces(line: str) -> list[dict[str, Any]]:
    """A line as boxes, blanks, gaps and the texts between them."""
    pieces: list[dict[str, Any]] = []
    end = 0
    for found in PIECES.finditer(line):
        pieces += _text(line[end : found.start()])
        if found["blank"] or found["gap"]:
            pieces.append({"kind": found.lastgroup, "n": len(found.group())})
        else:  # a box and what it stands for are not to be parted at the end of a line
            pieces.append({"kind": "box", "said": said(found["box"] or "")})
        end = found.end()
    return pieces + _text(line[end:])


def _text(text: str) -> list[dict[str, Any]]:
    return [{"kind": "text", "said": said(text)}] if text else []
