"""Who is meant by the first letters of a nickname: an index in memory, so that a touch costs no query.

Rules: hiragana and katakana, widths, spaces and case make no difference; 髙 and 高 stay two;
       what somebody typed matches from the beginning of the nickname; equal nicknames all come, in a fixed order.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from itertools import islice, takewhile

from clubhouse_logs.people import Member
from clubhouse_logs.visit_import import name_key

__all__ = ["MemberIndex", "search_key"]

HIRAGANA = {ord("ァ") + offset: ord("ぁ") + offset for offset in range(ord("ヶ") - ord("ァ") + 1)}


def search_key(text: str) -> str:
    """Return what a nickname is found by."""
    return name_key(text).translate(HIRAGANA)


class MemberIndex:
    """Members by nickname and by id."""

    def __init__(self, members: Iterable[Member]) -> None:
        self._rows = sorted((search_key(member.nickname), member.person, member) for member in members)
        self._by_person = {member.person: member for _, _, member in self._rows}

    def starting(self, letters: str, limit: int = 50) -> list[Member]:
        """Return the members whose nickname begins with the letters; everyone for none; at most `limit`."""
        wanted = search_key(letters)
        first = bisect_left(self._rows, wanted, key=lambda row: row[0])
        beginning = takewhile(lambda row: row[0].startswith(wanted), islice(self._rows, first, None))
        return [member for _, _, member in islice(beginning, limit)]

    def next_letters(self, letters: str) -> list[str]:
        """Return the letters that lead on from these, each once: what a kana pad lights up."""
        wanted = search_key(letters)
        keys = (key for key, _, _ in self._rows if key.startswith(wanted) and len(key) > len(wanted))
        return sorted({key[len(wanted)] for key in keys})

    def member(self, person: str) -> Member | None:
        """Return a member by id; None for the unknown and the forgotten."""
        return self._by_person.get(person)
