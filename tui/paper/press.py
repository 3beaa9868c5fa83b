"""The press: a template and its data become a PDF, or a picture a page.

Rules: data reaches a template as data, never as markup, so that a team may be called `#strong`; only the font that the
program brings is used, so that a page looks alike on every computer; equal data give equal bytes (no date in a PDF).
Every text carries its language: 骨 直 臺 絕 are drawn otherwise in Japanese, Traditional and Simplified Chinese.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal, cast

from tui.i18n import language

__all__ = ["PIXELS_PER_INCH", "Said", "pdf", "pictures", "said"]

PIXELS_PER_INCH = 110
TEMPLATES = Path(str(files("tui.paper"))) / "templates"
EPOCH = datetime(1980, 1, 1, tzinfo=UTC)  # a PDF has to carry some date


@dataclass(frozen=True, slots=True)
class Said:
    """A text and the language it is in."""

    text: str
    lang: str


def said(text: object, lang: str | None = None) -> Said:
    """A text in a language; None: the one that is spoken now."""
    return Said(str(text), lang or language())


def pdf(template: str, data: Mapping[str, Any]) -> bytes:
    """Press one document. `template` names a file of `templates` without its ending."""
    return cast(bytes, _compile(template, data, "pdf"))


def pictures(template: str, data: Mapping[str, Any], *, pixels_per_inch: int = PIXELS_PER_INCH) -> list[bytes]:
    """Press one document as PNG pictures, one a page."""
    pages = _compile(template, data, "png", pixels_per_inch)
    return pages if isinstance(pages, list) else [pages]


def _compile(
    template: str, data: Mapping[str, Any], form: Literal["pdf", "png"], pixels_per_inch: int = PIXELS_PER_INCH
) -> bytes | list[bytes]:
    import typst  # here, because most commands print nothing
    from noto_cjk_sans_jp_regular import FONT_PATH

    return cast(
        "bytes | list[bytes]",
        typst.compile(
            str(TEMPLATES / f"{template}.typ"),
            format=form,
            ppi=float(pixels_per_inch),
            font_paths=[str(Path(str(FONT_PATH)).parent)],
            ignore_system_fonts=True,
            timestamp=int(EPOCH.timestamp()),
            sys_inputs={"data": json.dumps(_plain(data), ensure_ascii=False)},
        ),
    )


def _plain(value: Any) -> Any:
    if isinstance(value, Said):
        return {"text": value.text, "lang": value.lang}
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(item) for item in value]
    return value
