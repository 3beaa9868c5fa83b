"""The pages of a tournament as a folder that opens from a USB stick: no server, no script, links beside links."""

from collections.abc import Iterator
from pathlib import Path

from markupsafe import escape

from tui.i18n import _, speaking
from tui.live import words
from tui.live.names import INDEX
from tui.live.public_site import Site, page_names, static_files
from tui.live.watch import Seen

__all__ = ["LIVE_ONLY", "folder_of_pages"]

LIVE_ONLY = ("live.js",)


def folder_of_pages(seen: Seen, folder: Path, languages: tuple[str, ...] = words.LANGUAGES) -> Iterator[Path]:
    """Write every page in every language; the files, as they are written. Equal facts give equal bytes.

    Raises: OSError: the folder cannot be written.
    """
    site = Site(seen, 0, is_live=False, languages=languages)
    for language in languages:
        with speaking(language):
            foot = _("As recorded until {time}.", time=seen.last_wall)
        for name in page_names(seen, is_live=False):
            yield _write(folder / language / name, site.page(language, name, foot).html.encode())
    for name, content in static_files().items():
        if name not in LIVE_ONLY:
            yield _write(folder / "static" / name, content)
    yield _write(folder / INDEX, _chooser(seen, languages).encode())


def _chooser(seen: Seen, languages: tuple[str, ...]) -> str:
    """The first page: which language?"""
    title, names = escape(words.site_title(seen.hall)), words.language_names()
    links = "".join(
        f'<li><a href="{one}/{INDEX}" lang="{words.html_language(one)}">{names[one]}</a></li>' for one in languages
    )
    return (
        f'<!DOCTYPE html>\n<html lang="{words.html_language(languages[0])}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{title}</title><link rel="stylesheet" href="static/live.css"></head>'
        f'<body class="page"><h1>{title}</h1><ul class="links">{links}</ul></body></html>\n'
    )


def _write(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path
