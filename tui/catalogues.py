"""Bring the gettext catalogues up to the strings in the code: `make messages`.

Extracts every `_("…")` of tui and lessons, of code and pages, and updates
tui/locale/*/LC_MESSAGES/kagarobo.po, keeping what is translated.
English is filled in by itself: its sentences are the message ids. `ja-easy` holds only what children read, Chinese all
of a tournament, and Traditional Chinese what a family signs. A catalogue holds no date, and one that is up to date is
not written again.
"""

import io
import sys
from functools import cache
from pathlib import Path

from babel.core import Locale
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from tui.i18n import BABEL_NAMES, DOMAIN, LANGUAGES, LOCALE_FOLDER

__all__ = ["extract", "main", "missing", "po_path", "read", "update"]

ROOT = Path(__file__).parent.parent
SPOKEN_FOLDERS = ("tui", "lessons")
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2")]
CHILDREN_READ = (
    "tui/program_words.py",
    "tui/flash_words.py",
    "tui/board_words.py",
    "tui/play/words.py",
    "tui/my_robot/words.py",
    "tui/kiosk/form_words.py",
    "tui/kiosk/words.py",
    "tui/lesson/",
    "tui/lesson_words.py",
    "tui/room/pupil_",
    "tui/room/templates/base",
    "tui/room/templates/pupil",
)
TOURNAMENT_READ = (
    "tui/__main__.py",
    "tui/challenge_",
    "tui/command_io.py",
    "tui/commands/app.py",
    "tui/commands/challenge",
    "tui/commands/display",
    "tui/commands/journal",
    "tui/commands/live",
    "tui/commands/judge_box",
    "tui/commands/table",
    "tui/commands/tournament",
    "tui/desk",
    "tui/display",
    "tui/error_words/judge.py",
    "tui/error_words/table.py",
    "tui/evidence_words.py",
    "tui/fact_words.py",
    "tui/finding_words.py",
    "tui/founding/",
    "tui/hall_",
    "tui/home.py",
    "tui/journal_",
    "tui/live/",
    "tui/messages.py",
    "tui/paper/",
    "tui/plan_",
    "tui/table/",
    "tui/tablet/",
    "tui/teams/",
    "tui/tournament",
)
FAMILIES_READ = ("tui/kiosk/form",)
READ = {"ja-easy": CHILDREN_READ, "zh-tw": (*TOURNAMENT_READ, *FAMILIES_READ), "zh-cn": TOURNAMENT_READ}
"""What a language that is only a part has to be whole for: how the names of its files begin."""
LINE_COLUMNS = 110
HEADER = """\
# {language_name} sentences of kagarobo. The message ids are the English sentences in the code; `make messages`
# brings this file up to date with them.
msgid ""
msgstr ""
"Project-Id-Version: kagarobo\\n"
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plural_forms}\\n"

"""


def extract(language: str = "en") -> Catalog:
    """Return a catalogue of every sentence in the code that LANGUAGE is to have: a part has its own files."""
    catalogue = Catalog(project="kagarobo", charset="utf-8")
    for path, message, comments, context in _sentences():
        if path.startswith(READ.get(language, "")):
            catalogue.add(message, None, [(path, 0)], auto_comments=comments, context=context)
    return catalogue


@cache
def _sentences() -> list[tuple[str, str | tuple[str, ...], list[str], str | None]]:
    """Return (file, sentence, comments, context) for every sentence in the code, which all languages ask for."""
    return [
        (f"{folder}/{name}", message, comments, context)
        for folder in SPOKEN_FOLDERS
        for name, _line, message, comments, context in extract_from_dir(
            ROOT / folder, method_map=METHODS, keywords={"_": None}, comment_tags=["For translators:"]
        )
    ]


def read(language: str, folder: Path = LOCALE_FOLDER) -> Catalog:
    """Return the catalogue of LANGUAGE as it is on the disk."""
    with po_path(language, folder).open("rb") as po_file:
        return read_po(po_file, locale=_babel_locale(language))


def po_path(language: str, folder: Path = LOCALE_FOLDER) -> Path:
    """Return where the catalogue of LANGUAGE is."""
    return folder / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def missing(language: str, folder: Path = LOCALE_FOLDER) -> list[str]:
    """Return the sentences of the code that LANGUAGE does not have."""
    known = {message.id for message in read(language, folder) if message.id and message.string and not message.fuzzy}
    return [str(message.id) for message in extract(language) if message.id and message.id not in known]


def update(language: str, folder: Path = LOCALE_FOLDER) -> bool:
    """Bring the catalogue of LANGUAGE up to the code, keeping its translations; return whether it changed."""
    path = po_path(language, folder)
    path.parent.mkdir(parents=True, exist_ok=True)
    before = path.read_bytes() if path.exists() else b""
    catalogue = read_po(io.BytesIO(before), locale=_babel_locale(language), charset="utf-8")
    catalogue.update(extract(language), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    if language == "en":
        for message in catalogue:
            if message.id:
                message.string = message.id
    after = _po_bytes(catalogue, language)
    if after != before:
        path.write_bytes(after)
    compiled = path.with_suffix(".mo.new")
    with compiled.open("wb") as mo_file:
        write_mo(mo_file, read(language, folder))
    compiled.replace(path.with_suffix(".mo"))  # at once: somebody may be reading the old one
    return after != before


def _babel_locale(language: str) -> str:
    """Return the name Babel knows a language by; for it `ja-easy` is Japanese."""
    return BABEL_NAMES.get(language, language)


def _po_bytes(catalogue: Catalog, language: str) -> bytes:
    easy = " (easy)" if language == "ja-easy" else ""
    header = HEADER.format(
        language_name=f"{Locale.parse(_babel_locale(language)).get_display_name('en')}{easy}",
        language=language,
        plural_forms=catalogue.plural_forms,
    )
    body = io.BytesIO()
    write_po(body, catalogue, width=LINE_COLUMNS, sort_output=True, omit_header=True, include_lineno=False)
    return header.encode() + body.getvalue().lstrip(b"\n")


def main() -> int:
    """Update all catalogues and list what is not translated yet."""
    for language in LANGUAGES:
        update(language)
        for sentence in missing(language):
            sys.stdout.write(f"{language}: {sentence}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
