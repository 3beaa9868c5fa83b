"""The one ranking function: standings, heats and third places all come from here.

Rules: keys decide in their order; a figure that is not there (None) comes last whichever way a key runs, because
"no run" is not 0; who is equal in every key shares a rank, unless the director's order or the draw separates them; and
for every entry there is a reason why it stands before the next.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from judge.challenge import Key
from judge.stable_random import draw

__all__ = ["Entry", "Figure", "Ranked", "Why", "rank", "tied"]

Figure = int | tuple[int, ...] | None
"""A number, numbers compared one after the other (next best, the one after it, ...), or nothing."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Who is ranked: `id` names it, `number` (of entry) orders those who share a rank and draws lots."""

    id: str
    number: int
    figures: Mapping[str, Figure] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Why:
    """Why an entry stands before the next: code key (key, mine, next), director, draw, or equal."""

    code: str
    fields: Mapping[str, int | str]


@dataclass(frozen=True, slots=True)
class Ranked:
    """One line of a ranking, best first. `is_joint`: others have the same rank. `why` is None in the last line."""

    rank: int
    entry: Entry
    is_joint: bool
    why: Why | None


def rank(
    entries: Iterable[Entry],
    keys: Sequence[Key],
    *,
    decided: Sequence[str] = (),
    draw_seed: int | None = None,
    place: str = "",
) -> list[Ranked]:
    """Rank entries, best first.

    Args: decided: the director's order of ids; it separates a group of equals only when it names all of them.
    draw_seed: the published seed; given, it separates what is still equal, by the lots of `place`.
    """
    ordered = sorted(entries, key=lambda entry: (_sort_key(entry, keys), entry.number))
    lines: list[Ranked] = []
    for _, equals in groupby(ordered, key=lambda entry: _sort_key(entry, keys)):
        group, code = _separate(list(equals), decided, draw_seed, place)
        first = len(lines) + 1
        for offset, entry in enumerate(group):
            is_joint = code == "equal" and len(group) > 1
            why = Why(code, {}) if offset + 1 < len(group) else None
            lines.append(Ranked(first if is_joint else first + offset, entry, is_joint, why))
    followers = [line.entry for line in lines[1:]]
    return [
        line if line.why is not None else Ranked(line.rank, line.entry, line.is_joint, _why(line.entry, follower, keys))
        for line, follower in zip(lines, followers, strict=False)
    ] + lines[-1:]


def tied(lines: Iterable[Ranked]) -> list[tuple[str, ...]]:
    """The groups that share a rank, best first."""
    shared = (line for line in lines if line.is_joint)
    return [tuple(line.entry.id for line in group) for _, group in groupby(shared, key=lambda line: line.rank)]


def _separate(
    equals: list[Entry], decided: Sequence[str], draw_seed: int | None, place: str
) -> tuple[list[Entry], str]:
    if len(equals) > 1 and all(entry.id in decided for entry in equals):
        return sorted(equals, key=lambda entry: decided.index(entry.id)), "director"
    if len(equals) > 1 and draw_seed is not None:
        drawn = draw(draw_seed, place, [entry.number for entry in equals])
        return sorted(equals, key=lambda entry: drawn.index(entry.number)), "draw"
    return equals, "equal"


def _sort_key(entry: Entry, keys: Sequence[Key]) -> tuple[Any, ...]:
    return tuple(_figure_key(entry.figures.get(key.name), key) for key in keys)


def _figure_key(figure: Figure, key: Key) -> tuple[Any, ...]:
    if figure is None:
        return (1,)
    sign = -1 if key.better == "high" else 1
    # The closing item puts a list that goes on before one that stops (high), or behind it (low).
    numbers = figure if isinstance(figure, tuple) else (figure,)
    return (0, *((0 if sign < 0 else 1, sign * number) for number in numbers), (1 if sign < 0 else 0, 0))


def _why(entry: Entry, follower: Entry, keys: Sequence[Key]) -> Why:
    for key in keys:
        mine, theirs = entry.figures.get(key.name), follower.figures.get(key.name)
        if _figure_key(mine, key) != _figure_key(theirs, key):
            return Why("key", {"key": key.name, "better": key.better, "mine": _shown(mine), "next": _shown(theirs)})
    return Why("equal", {})


def _shown(figure: Figure) -> int | str:
    if isinstance(figure, tuple):
        return " ".join(map(str, figure))
    return "none" if figure is None else figure
