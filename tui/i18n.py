"""The reader's language: gettext catalogues under tui/locale, one a language.

Message ids are the English sentences. `en` is a catalogue too (identity), so a test can see that nothing is missing.
`ja-easy` holds only what children read, in kana; whatever it lacks is said in Japanese.
Rules: every sentence a user reads goes through `_`; fields are named (`{team}`), never positional.
"""

import gettext
import locale
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LOCALE_FOLDER = Path(__file__).parent / "locale"
DOMAIN = "kagarobo"
LANGUAGES = ("ja", "ja-easy", "en")
BASES = {"ja-easy": "ja"}
"""A language that is only a part, and the one it falls back to."""
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
    return "ja" if spoken.lower().startswith(("ja", "japanese")) else FALLBACK_LANGUAGE


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


def language() -> str:
    """Return the language in use."""
    return _language


def _(message: str, **fields: object) -> str:
    """Translate MESSAGE and fill in its named fields."""
    text = _translations.gettext(message)
    return text.format(**fields) if fields else text
