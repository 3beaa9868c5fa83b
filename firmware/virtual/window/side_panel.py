"""The text beside and below the field."""

from collections.abc import Sequence

import pygame

from firmware.virtual.window import ink
from firmware.virtual.window.scene import Bars, Heading, Item, Line, Row
from firmware.virtual.window.view_port import Box

__all__ = ["draw_help", "draw_lines", "draw_panel"]

MARGIN = 14
SMALL, PLAIN, BIG = 15, 17, 30
BAR_WIDTH, BAR_HEIGHT, BAR_GAP = 38, 14, 6


def draw_panel(screen: pygame.Surface, box: Box, items: Sequence[Item]) -> None:
    """The panel, from the top; what does not fit is left out at the bottom."""
    left, top, width, height = box
    screen.fill(ink.PANEL, box)
    y = top + MARGIN
    for item in items:
        needed = _height(item)
        if y + needed > top + height:
            break
        _draw(screen, item, left + MARGIN, y, width - 2 * MARGIN)
        y += needed


def draw_lines(screen: pygame.Surface, box: Box, lines: Sequence[Line]) -> None:
    """Sentences below the field, cut into lines that fit."""
    left, top, width, height = box
    y = top
    for line in lines:
        for words in ink.wrapped(line.text, PLAIN, width):
            if y + PLAIN * 1.5 > top + height:
                return
            screen.blit(ink.text(words, PLAIN, ink.ALARM if line.is_alarm else ink.INK), (left, y))
            y += round(PLAIN * 1.5)


def draw_help(screen: pygame.Surface, box: Box, keys: Sequence[tuple[str, str]]) -> None:
    """The keys and what they do, as many as fit."""
    left, top, width, height = box
    screen.fill(ink.INK, box)
    x = left + MARGIN
    y = top + (height - round(SMALL * 1.45)) // 2
    for key, what in keys:
        key_text, what_text = ink.text(key, SMALL, ink.BODY), ink.text(what, SMALL, ink.PAPER)
        if x + key_text.get_width() + what_text.get_width() + 5 > left + width:
            return
        screen.blit(key_text, (x, y))
        screen.blit(what_text, (x + key_text.get_width() + 5, y))
        x += key_text.get_width() + what_text.get_width() + 20


def _height(item: Item) -> int:
    match item:
        case Heading():
            return round(PLAIN * 1.9)
        case Row(is_big=True):
            return round(BIG * 1.5)
        case _:
            return round(SMALL * 1.5)


def _draw(screen: pygame.Surface, item: Item, left: int, y: int, width: int) -> None:
    match item:
        case Heading(text=text):
            screen.blit(ink.text(text, PLAIN, ink.ACCENT), (left, y + 5))
            pygame.draw.line(screen, ink.ACCENT, (left, y + _height(item) - 2), (left + width, y + _height(item) - 2))
        case Row(name=name, value=value, is_big=is_big):
            name_text = ink.text(name, PLAIN if is_big else SMALL, ink.FAINT)
            value_text = ink.text(value, BIG if is_big else SMALL, ink.INK)
            screen.blit(name_text, (left, y + (round(BIG * 0.55) if is_big else 0)))
            screen.blit(value_text, (left + width - value_text.get_width(), y))
        case Bars(name=name, shares=shares):
            screen.blit(ink.text(name, SMALL, ink.FAINT), (left, y))
            x = left + width - len(shares) * (BAR_WIDTH + BAR_GAP) + BAR_GAP
            for share in shares:
                _draw_bar(screen, x, y + 4, share)
                x += BAR_WIDTH + BAR_GAP
        case Line(text=text, is_alarm=is_alarm):
            shown = ink.wrapped(text, SMALL, width)[:1]
            for words in shown:
                screen.blit(ink.text(words, SMALL, ink.ALARM if is_alarm else ink.INK), (left, y))


def _draw_bar(screen: pygame.Surface, x: int, y: int, share: float) -> None:
    pygame.draw.rect(screen, ink.MAT, (x, y, BAR_WIDTH, BAR_HEIGHT))
    pygame.draw.rect(screen, ink.LINE, (x, y, round(BAR_WIDTH * share), BAR_HEIGHT))
    pygame.draw.rect(screen, ink.FAINT, (x, y, BAR_WIDTH, BAR_HEIGHT), 1)
