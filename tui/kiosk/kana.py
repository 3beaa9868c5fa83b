"""Letters to touch: kana in their fifty-sound order, or the alphabet, so that nobody needs an input method.

Rules: to find somebody, か also means が, つ also っ and づ: a child touches what it hears;
       to write a new nickname, ゛ turns the last letter into its sisters in turn.
"""

from collections.abc import Collection, Iterable, Mapping
from itertools import product

from clubhouse_logs.member_index import MemberIndex, search_key
from clubhouse_logs.people import Member
from tui.kiosk.touches import PAD_COLUMNS, PAD_ROWS, Touch

__all__ = ["ABC", "KANA", "find", "find_others", "lit_letters", "next_sister", "pad"]

KANA = (
    "あかさたなはまやらわ",
    "いきしちにひみ　り　",
    "うくすつぬふむゆるを",
    "えけせてねへめ　れ　",
    "おこそとのほもよろん",
)
ABC = ("abcdefghij", "klmnopqrst", "uvwxyz    ", "0123456789", "          ")
LONG = "ー"
SISTERS = (
    *(
        "あぁ",
        "いぃ",
        "うぅゔ",
        "えぇ",
        "おぉ",
        "かが",
        "きぎ",
        "くぐ",
        "けげ",
        "こご",
        "さざ",
        "しじ",
        "すず",
        "せぜ",
        "そぞ",
    ),
    *(
        "ただ",
        "ちぢ",
        "つっづ",
        "てで",
        "とど",
        "はばぱ",
        "ひびぴ",
        "ふぶぷ",
        "へべぺ",
        "ほぼぽ",
        "やゃ",
        "ゆゅ",
        "よょ",
    ),
    "わゎ",
)
FAMILY: Mapping[str, str] = {letters[0]: letters for letters in SISTERS}
BASE: Mapping[str, str] = {letter: letters[0] for letters in SISTERS for letter in letters}
ON_PADS = frozenset("".join((*KANA, *ABC, LONG))) - set("　 ")
LIMIT = 200


def pad(
    letters: Iterable[str], extra: Iterable[Touch | None], *, lit: Collection[str] | None
) -> tuple[Touch | None, ...]:
    """Return the places of a pad: rows of ten letters, each followed by one of the extra keys.

    Args: lit: the letters that lead on; None: all of them.
    """
    places: list[Touch | None] = []
    for row, key in zip(letters, extra, strict=True):
        places += [
            None if letter.isspace() else Touch(f"letter:{letter}", letter.upper(), lit is None or letter in lit)
            for letter in row
        ]
        places.append(key)
    assert len(places) == PAD_ROWS * PAD_COLUMNS
    return tuple(places)


def find(index: MemberIndex, letters: str) -> list[Member]:
    """Return the members whose nickname may begin with the letters as they were touched, by nickname."""
    found = {one.person: one for begin in _readings(letters) for one in index.starting(begin, LIMIT)}
    return sorted(found.values(), key=lambda one: (search_key(one.nickname), one.person))


def find_others(index: MemberIndex) -> list[Member]:
    """Return the members whose nickname begins with no letter of the pads, such as a kanji."""
    begins = [letter for letter in index.next_letters("") if BASE.get(letter, letter) not in ON_PADS]
    return [one for begin in begins for one in index.starting(begin, LIMIT)]


def lit_letters(index: MemberIndex, letters: str) -> set[str]:
    """Return the letters of the pads that lead on to somebody."""
    following = (letter for begin in _readings(letters) for letter in index.next_letters(begin))
    return {BASE.get(letter, letter) for letter in following}


def next_sister(letter: str) -> str:
    """Return the letter that ゛ makes of a letter: は, ば, ぱ and は again."""
    family = FAMILY.get(BASE.get(letter, letter), letter)
    return family[(family.index(letter) + 1) % len(family)]


def _readings(letters: str) -> list[str]:
    """Every text that may be meant; the first three letters are heard, the others are taken as touched."""
    heard = [FAMILY.get(letter, letter) for letter in letters[:3]]
    return ["".join(one) + letters[3:] for one in product(*heard)]
