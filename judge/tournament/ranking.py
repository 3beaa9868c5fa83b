"""The one ranking function: standings, heats and third places all come from here.

Rules: keys decide in their order; a figure that is not there (None) comes last whichever way a key runs, because
"no run" is not 0; the key `head_to_head` asks only for the matches among those who are equal in every key before it;
who is equal in every key shares a rank, unless the director's order, a run-off or the draw separates them; and for
every entry there is a reason why it stands before the next.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from judge.challenge import Key
from judge.stable_random import draw

__all__ = ["Entry", "Figure", "Order", "Ranked", "Why", "rank", "tied"]

Figure = int | tuple[int, ...] | None
"""A number, numbers compared one after the other (next best, the one after it, ...), or nothing."""
HEAD_TO_HEAD = "head_to_head"


@dataclass(frozen=True, slots=True)
class Entry:
    """Who is ranked: `id` names it, `number` (of entry) orders those who share a rank and draws lots.

    `against`: the points won in matches against others, by their ids.
    """

    id: str
    number: int
    figures: Mapping[str, Figure] = field(default_factory=dict)
    against: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Order:
    """An order of ids that the director gave. `lots`: of which seed and for which place, where it was left to them.

    `is_joint`: those in it share their rank.
    """

    ids: tuple[str, ...]
    lots: tuple[int, str] | None = None
    is_joint: bool = False


@dataclass(frozen=True, slots=True)
class Why:
    """Why an entry stands before the next.

    Code key (key, mine, next), director, run_off, draw (seed, place, and the numbers of entry: mine, next, whose lots
    `judge.stable_random` says), or equal.
    """

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
    decided: Sequence[Order] = (),
    run_off: Sequence[Sequence[str]] = (),
    draw_seed: int | None = None,
    place: str = "",
) -> list[Ranked]:
    """Rank entries, best first.

    Args: decided: the director's orders; a group of equals is settled by the last one that names all of them.
    run_off: what came of a run-off, best first, equals together; it holds where it names all of the group too.
    draw_seed: the published seed; given, it separates what is still equal, by the lots of `place`.
    """
    everyone = sorted(entries, key=lambda entry: entry.number)
    groups = [everyone] if everyone else []
    for key in keys:
        groups = [finer for group in groups for finer in _split(group, key)]
    lines: list[Ranked] = []
    for equals in groups:
        parts = _after_run_off(equals, _order_of(equals, decided), run_off)
        for number, part in enumerate(parts, start=1):
            group, code, lots = _separate(part, _order_of(part, decided), draw_seed, place)
            first = len(lines) + 1
            for offset, entry in enumerate(group):
                is_joint = code == "equal" and len(group) > 1
                last = Why("run_off", {}) if number < len(parts) else None
                numbers = {"mine": entry.number, "next": group[offset + 1].number} if offset + 1 < len(group) else {}
                why = Why(code, {**lots, **numbers} if lots else {}) if numbers else last
                lines.append(Ranked(first if is_joint else first + offset, entry, is_joint, why))
    followers = [line.entry for line in lines[1:]]
    return [
        line
        if line.why is not None
        else Ranked(line.rank, line.entry, line.is_joint, _why(line.entry, follower, keys, everyone))
        for line, follower in zip(lines, followers, strict=False)
    ] + lines[-1:]


def tied(lines: Iterable[Ranked]) -> list[tuple[str, ...]]:
    """The groups that share a rank, best first."""
    shared = (line for line in lines if line.is_joint)
    return [tuple(line.entry.id for line in group) for _, group in groupby(shared, key=lambda line: line.rank)]


def _order_of(equals: Sequence[Entry], decided: Sequence[Order]) -> Order | None:
    """The director's last word on a group of equals; None: nothing was said that separates them."""
    ids = {entry.id for entry in equals}
    found = next((one for one in reversed(decided) if len(ids) > 1 and ids <= {*one.ids}), None)
    return None if found is None or found.is_joint else found


def _after_run_off(equals: list[Entry], decided: Order | None, run_off: Sequence[Sequence[str]]) -> list[list[Entry]]:
    """The equals as a run-off left them; a later order of the director, who has seen it, stands above it."""
    named = {team for group in run_off for team in group}
    if len(equals) < 2 or decided is not None or not all(entry.id in named for entry in equals):
        return [equals]
    parts = ([entry for entry in equals if entry.id in group] for group in run_off)
    return [part for part in parts if part]


def _separate(
    equals: list[Entry], decided: Order | None, draw_seed: int | None, place: str
) -> tuple[list[Entry], str, dict[str, int | str]]:
    """The equals in their order, what put them into it, and the lots it was, if any."""
    if decided is not None:
        ordered = sorted(equals, key=lambda entry: decided.ids.index(entry.id))
        # An order that only calls itself drawn is the director's own.
        if decided.lots is not None and ordered == _drawn(equals, *decided.lots):
            return ordered, "draw", {"seed": decided.lots[0], "place": decided.lots[1]}
        return ordered, "director", {}
    if len(equals) > 1 and draw_seed is not None:
        return _drawn(equals, draw_seed, place), "draw", {"seed": draw_seed, "place": place}
    return equals, "equal", {}


def _drawn(equals: Sequence[Entry], seed: int, place: str) -> list[Entry]:
    drawn = draw(seed, place, [entry.number for entry in equals])
    return sorted(equals, key=lambda entry: drawn.index(entry.number))


def _split(group: list[Entry], key: Key) -> list[list[Entry]]:
    """Those who were equal so far, by one more key; who stays equal stays in the order of entry."""

    def by_key(entry: Entry) -> tuple[Any, ...]:
        return _figure_key(_figure(entry, key, group), key)

    return [list(equals) for _, equals in groupby(sorted(group, key=by_key), key=by_key)]


def _figure(entry: Entry, key: Key, group: Sequence[Entry]) -> Figure:
    if key.name == HEAD_TO_HEAD:
        return sum(entry.against.get(other.id, 0) for other in group if other is not entry)
    return entry.figures.get(key.name)


def _figure_key(figure: Figure, key: Key) -> tuple[Any, ...]:
    if figure is None:
        return (1,)
    sign = -1 if key.better == "high" else 1
    # The closing item puts a list that goes on before one that stops (high), or behind it (low).
    numbers = figure if isinstance(figure, tuple) else (figure,)
    return (0, *((0 if sign < 0 else 1, sign * number) for number in numbers), (1 if sign < 0 else 0, 0))


def _why(entry: Entry, follower: Entry, keys: Sequence[Key], everyone: Sequence[Entry]) -> Why:
    group = list(everyone)
    for key in keys:
        mine, theirs = _figure(entry, key, group), _figure(follower, key, group)
        if _figure_key(mine, key) != _figure_key(theirs, key):
            return Why("key", {"key": key.name, "better": key.better, "mine": _shown(mine), "next": _shown(theirs)})
        group = next(equals for equals in _split(group, key) if entry in equals)
    return Why("equal", {})


def _shown(figure: Figure) -> int | str:
    if isinstance(figure, tuple):
        return " ".join(map(str, figure))
    return "none" if figure is None else figure
