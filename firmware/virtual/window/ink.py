"""Colours and type. The type has Japanese, and comes as a package, because no computer is sure to have one."""

from functools import lru_cache

import pygame
from noto_cjk_sans_jp_regular import FONT_PATH

__all__ = ["Colour", "font", "text", "wrapped"]

Colour = tuple[int, int, int]

PAPER: Colour = (247, 248, 250)
PANEL: Colour = (234, 238, 243)
INK: Colour = (28, 34, 44)
FAINT: Colour = (104, 114, 128)
ALARM: Colour = (178, 34, 34)
ACCENT: Colour = (0, 98, 155)
FLOOR: Colour = (205, 198, 186)
MAT: Colour = (255, 255, 255)
LINE: Colour = (20, 20, 20)
HOME: Colour = (214, 233, 247)
HOME_EDGE: Colour = (47, 127, 181)
BLOCK: Colour = (217, 199, 168)
BLOCK_EDGE: Colour = (107, 85, 50)
WALL: Colour = (90, 84, 76)
BODY: Colour = (255, 190, 40)
RIVAL: Colour = (0, 90, 160)
BODY_EDGE: Colour = (120, 82, 0)
WHEEL: Colour = (50, 50, 54)
TRAIL: Colour = (214, 80, 40)
RAY: Colour = (120, 170, 215)
PLANK: Colour = (238, 222, 184)
SHADOW: Colour = (150, 143, 130)
MARK: Colour = (200, 55, 45)
FLAME: Colour = (255, 140, 0)
LAMP: Colour = (230, 40, 40)


@lru_cache(maxsize=8)
def font(size: int) -> pygame.font.Font:
    """The type in this size, in pixels."""
    return pygame.font.Font(str(FONT_PATH), size)


@lru_cache(maxsize=512)
def text(words: str, size: int, colour: Colour) -> pygame.Surface:
    """Words as a picture; the same words are drawn once. Control characters are shown as spaces."""
    shown = "".join(character if character.isprintable() else " " for character in words)
    return font(size).render(shown, True, colour)


@lru_cache(maxsize=256)
def wrapped(words: str, size: int, width: int) -> tuple[str, ...]:
    """Cut words into lines that fit: between words where there are any, between characters in Japanese."""
    lines, line = [], ""
    for piece in _pieces(words):
        if line and font(size).size(line + piece)[0] > width:
            lines.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
    return (*lines, line.rstrip()) if line.strip() else tuple(lines)


def _pieces(words: str) -> list[str]:
    """What may not be cut: a run of Latin characters with the space after it, or one Japanese character."""
    pieces: list[str] = []
    for character in words:
        goes_on = pieces and pieces[-1][-1] < "\u3000" and character < "\u3000" and not pieces[-1].endswith(" ")
        if goes_on or (pieces and character in "、。」）！？"):
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces
