"""The reader's language: gettext catalogues under tui/locale, one a language.

Message ids are the English sentences. `en` is a catalogue too (identity), so a test can see that nothing is missing.
`ja-easy` holds only what children read, in kana; whatever it lacks is said in Japanese. `zh-tw` and `zh-cn` hold all
of a tournament; whatever else there is (robots, lessons, the clubhouse) is said in English.
Rules: every sentence a user reads goes through `_`; fields are named (`{team}`), never positional.
"""

import gettext
import locale
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

LOCALE_FOLDER = Path(__file__).parent / "locale"
DOMAIN = "kagarobo"
LANGUAGES = ("ja", "ja-easy", "en", "zh-tw", "zh-cn")
CHILDRENS_LANGUAGES = ("ja", "ja-easy", "en")
"""Those that a child's screens are whole in; the others have a tournament only."""
BASES = {"ja-easy": "ja", "zh-tw": "en", "zh-cn": "en"}
"""A language that is only a part, and the one it falls back to."""
EASY = "-easy"
BABEL_NAMES = {"ja-easy": "ja", "zh-tw": "zh_Hant_TW", "zh-cn": "zh_Hans_CN"}
"""What Babel calls the languages that have a name of their own here."""
FALLBACK_LANGUAGE = "en"

_translations: gettext.NullTranslations = gettext.NullTranslations()
_language = FALLBACK_LANGUAGE


def pick_language(asked: str | None = None) -> str:
    """Return the language to speak: what was asked for, else the locale's, else English."""
    if asked in LANGUAGES:
        return asked
    spoken = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    if not spoken:
        spoken = locale.getlocale()[0] or ""
    return _spoken_by(spoken.partition(".")[0].lower().replace("-", "_"))


def _spoken_by(place: str) -> str:
    """Return the language of a locale ("zh_tw", "zh_hant_hk"; Windows says "chinese (traditional)_taiwan")."""
    if place.startswith(("ja", "japanese")):
        return "ja"
    if not place.startswith(("zh", "chinese")):
        return FALLBACK_LANGUAGE
    is_traditional = any(word in place for word in ("_tw", "_hk", "_mo", "hant", "traditional", "taiwan", "hong kong"))
    return "zh-tw" if is_traditional and "hans" not in place else "zh-cn"


def childs_language(asked: str | None) -> str:
    """Return the language for a child: easy Japanese where Japanese is spoken, unless a language was asked for."""
    is_asked = bool(asked or os.environ.get("KAGAROBO_LANG"))
    return "ja-easy" if language() == "ja" and not is_asked else language()


def use_language(language: str) -> None:
    """Speak LANGUAGE from now on.

    Raises: FileNotFoundError: the catalogue was not compiled (an install does it).
    """
    global _translations, _language
    translations: gettext.NullTranslations = gettext.translation(DOMAIN, LOCALE_FOLDER, languages=[language])
    if language in BASES:
        translations.add_fallback(gettext.translation(DOMAIN, LOCALE_FOLDER, languages=[BASES[language]]))
    _translations, _language = translations, language


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak LANGUAGE for a while, to a child who reads another than the screen's; one that we lack changes nothing."""
    before = _language
    if language in LANGUAGES:
        use_language(language)
    try:
        yield
    finally:
        use_language(before)


def other_languages(wanted: Iterable[str]) -> list[str]:
    """Return those of the languages that we have and do not speak now, each once; easy Japanese is Japanese."""
    here = _language.removesuffix(EASY)
    return [one for one in dict.fromkeys(wanted) if one in LANGUAGES and one.removesuffix(EASY) != here]


def language() -> str:
    """Return the language in use."""
    return _language


def _(message: str, **fields: object) -> str:
    """Translate MESSAGE and fill in its named fields."""
    text = _translations.gettext(message)
    return text.format(**fields) if fields else text
