"""Certificates (賞状), upright or across, each in its team's language.

A certificate names a team, never a child. The words are the catalogue's, said in the language of the team; an upright
one is for the languages that are written from top to bottom, and everyone else's is written across.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from babel.dates import format_date

from tui.i18n import BABEL_NAMES, _, language, speaking
from tui.paper.press import said

__all__ = ["UPRIGHT", "Certificate", "certificates", "kanji_date", "place_words"]

UPRIGHT = ("ja", "zh-tw")
KANJI_DIGITS = "〇一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a certificate says. `place`: 1, 2, 3, ... or None for taking part; `language` is the team's."""

    team: str
    language: str
    place: int | None
    is_joint: bool
    tournament: str
    challenge: str
    division: str
    day: date
    issuers: Sequence[str]


def certificates(pages: Sequence[Certificate], *, upright: bool) -> dict[str, Any]:
    """The data of template `certificate`. Raises: ValueError: an upright one in a language that is not written so."""
    for page in pages:
        if upright and page.language not in UPRIGHT:
            raise ValueError(f"{page.language} is not written from top to bottom")
    return {"vertical": upright, "pages": [_page(page, upright) for page in pages]}


def place_words(place: int | None, is_joint: bool = False) -> str:
    """A place as a certificate names it, in the language that is spoken."""
    match place:
        case None:
            return _("Participation")
        case 1 if not is_joint:
            return _("Champion")
        case 2 if not is_joint:
            return _("Second place")
        case 3 if not is_joint:
            return _("Third place")
        case _ if is_joint:
            return _("Joint place {place}", place=place)
    return _("Place {place}", place=place)


def kanji_date(day: date) -> str:
    """A date as it is written from top to bottom: 二〇二六年十一月二十三日."""
    year = "".join(KANJI_DIGITS[int(digit)] for digit in str(day.year))
    return f"{year}年{_kanji(day.month)}月{_kanji(day.day)}日"


def _kanji(number: int) -> str:
    """A number from 1 to 99 with its tens named."""
    tens, ones = divmod(number, 10)
    return ("" if tens < 2 else KANJI_DIGITS[tens]) + ("十" if tens else "") + (KANJI_DIGITS[ones] if ones else "")


def _page(page: Certificate, upright: bool) -> dict[str, Any]:
    with speaking(page.language):
        words: dict[str, Any] = {
            "title": said(_("Certificate")),
            "award": said(place_words(page.place, page.is_joint)),
            "event": said(f"{page.challenge}  {page.division}"),
            "team": said(
                _("Team {team}", team=page.team), page.language
            ),  # a name keeps the shapes of its own language
            "body": [said(line) for line in _body(page).split("\n")],
            "date": said(kanji_date(page.day) if upright else _date(page.day)),
            "issuers": [said(issuer) for issuer in page.issuers],
        }
    return words


def _body(page: Certificate) -> str:
    if page.place is None:
        return _("took part in {tournament}\nand brought a robot of its own making.", tournament=page.tournament)
    return _("reached this place at {tournament}.\nWe honour it with this certificate.", tournament=page.tournament)


def _date(day: date) -> str:
    return format_date(day, "long", locale=BABEL_NAMES.get(language(), language()))
