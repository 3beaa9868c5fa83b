"""Bring the gettext catalogues up to the strings in the code: `make messages`.

Extracts every `_("…")` of tui and lessons, and updates tui/locale/*/LC_MESSAGES/kagarobo.po, keeping what is translated.
English is filled in by itself: its sentences are the message ids.
"""

import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from tui.i18n import DOMAIN, LANGUAGES, LOCALE_FOLDER

ROOT = Path(__file__).parent.parent
SPOKEN_FOLDERS = ("tui", "lessons")
LINE_COLUMNS = 110


def extract() -> Catalog:
    """Return a catalogue of every sentence in the code."""
    catalogue = Catalog(project="kagarobo", charset="utf-8")
    for folder in SPOKEN_FOLDERS:
        for name, _line, message, comments, context in extract_from_dir(
            ROOT / folder, method_map=[("**.py", "python")], keywords={"_": None}, comment_tags=["For translators:"]
        ):
            catalogue.add(message, None, [(f"{folder}/{name}", 0)], auto_comments=comments, context=context)
    return catalogue


def read(language: str) -> Catalog:
    """Return the catalogue of LANGUAGE as it is on the disk."""
    with po_path(language).open("rb") as po_file:
        return read_po(po_file, locale=language)


def po_path(language: str) -> Path:
    """Return where the catalogue of LANGUAGE is."""
    return LOCALE_FOLDER / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def missing(language: str) -> list[str]:
    """Return the sentences of the code that LANGUAGE does not have."""
    known = {message.id for message in read(language) if message.id and message.string and not message.fuzzy}
    return [str(message.id) for message in extract() if message.id and message.id not in known]


def update(language: str) -> None:
    """Write the catalogue of LANGUAGE anew, keeping its translations."""
    path = po_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    catalogue = read(language) if path.exists() else Catalog(locale=language, project="kagarobo", charset="utf-8")
    catalogue.update(extract(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    if language == "en":
        for message in catalogue:
            if message.id:
                message.string = message.id
    with path.open("wb") as po_file:
        write_po(po_file, catalogue, width=LINE_COLUMNS, sort_output=True, omit_header=False, include_lineno=False)
    with path.with_suffix(".mo").open("wb") as mo_file:
        write_mo(mo_file, catalogue)


def main() -> int:
    """Update all catalogues and list what is not translated yet."""
    for language in LANGUAGES:
        update(language)
        for sentence in missing(language):
            sys.stdout.write(f"{language}: {sentence}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
