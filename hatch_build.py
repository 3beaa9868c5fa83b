"""Compile the gettext catalogues when the project is installed.

The .po files are the source; the .mo files that gettext reads are built here, so that no generated file is committed
and an editable install works like a wheel.
"""

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


def compile_catalogues(root: Path) -> None:
    """Write a .mo beside every .po under tui/locale."""
    for po_path in sorted(root.glob("tui/locale/*/LC_MESSAGES/*.po")):
        with po_path.open("rb") as po_file:
            catalogue = read_po(po_file, locale=po_path.parts[-3].replace("-", "_").removesuffix("_easy"))
        with po_path.with_suffix(".mo").open("wb") as mo_file:
            write_mo(mo_file, catalogue)


class CataloguesHook(BuildHookInterface):  # type: ignore[type-arg]
    """Runs before every build, also of an editable install."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        compile_catalogues(Path(self.root))
