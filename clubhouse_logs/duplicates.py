"""Members who may be one child: suggested to staff, merged by nobody else.

Rules: a pair is suggested when the nicknames are one but for kana, widths, spaces and variants of a character (髙 and
       高), which may be two children all the same;
       two who were inside at one moment are two, and are not suggested;
       who is one child already is no pair any more.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from typing import Protocol

from clubhouse_logs.member_index import search_key
from clubhouse_logs.merges import Roots
from clubhouse_logs.people import Member

__all__ = ["Pair", "pairs"]

VARIANTS = str.maketrans("髙﨑𠮷濵邉邊齋斎齊德塚", "高崎吉浜辺辺斉斉斉徳塚")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two ids that may be one child's."""

    one: Member
    other: Member
    is_variant: bool
    """The nicknames differ by a variant of a character, so they are less likely one."""


class TimeInside(Protocol):
    """Who was inside, and when."""

    @property
    def person(self) -> str | None:
        """None: nobody named."""

    @property
    def came_in(self) -> datetime:
        """Aware."""

    @property
    def went_out(self) -> datetime | None:
        """None: nobody saw it."""


def pairs(members: Iterable[Member], roots: Roots, presences: Iterable[TimeInside]) -> list[Pair]:
    """Return the pairs nobody has merged, in a fixed order.

    Args: presences: everyone's; gone through only where two nicknames are alike.
    """
    by_name: dict[str, list[Member]] = {}
    for member in members:
        by_name.setdefault(search_key(member.nickname).translate(VARIANTS), []).append(member)
    found = [pair for alike in by_name.values() for pair in combinations(alike, 2)]
    open_pairs = [pair for pair in found if _root(pair[0], roots) != _root(pair[1], roots)]
    if not open_pairs:
        return []
    inside: dict[str, list[TimeInside]] = {}
    for one in presences:
        if one.person is not None and one.went_out is not None:
            inside.setdefault(one.person, []).append(one)
    return sorted(
        (
            Pair(one, other, search_key(one.nickname) != search_key(other.nickname))
            for one, other in open_pairs
            if not _together(inside.get(_root(one, roots), []), inside.get(_root(other, roots), []))
        ),
        key=lambda pair: (pair.is_variant, pair.one.person, pair.other.person),
    )


def _root(member: Member, roots: Roots) -> str:
    return roots.get(member.person, member.person)


def _together(ones: Sequence[TimeInside], others: Sequence[TimeInside]) -> bool:
    return any(
        one.came_in < other.went_out and other.came_in < one.went_out
        for one in ones
        for other in others
        if one.went_out is not None and other.went_out is not None
    )
