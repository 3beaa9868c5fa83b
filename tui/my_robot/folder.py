"""The child's folder: which programs are in it, and which one was saved just now, by whatever editor.

Editors save in many ways: they write into the file, or beside it and rename, in pieces or at once. So a change counts
when two looks in a row see the same: half a file is never checked.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

__all__ = ["PROGRAMS_MAX", "Folder", "Look", "SavedFile"]

PROGRAMS_MAX = 200  # the newest; a download folder with thousands of files is no folder of programs


@dataclass(frozen=True, slots=True)
class SavedFile:
    """A program as it was saved: saved again, it is another."""

    path: Path
    saved_ns: int
    bytes: int
    inode: int
    changed_ns: int
    """A file with the same name, size and time in its place is another all the same."""

    @property
    def name(self) -> str:
        """Without its folder."""
        return self.path.name


class Look(NamedTuple):
    """What one look at the folder found."""

    files: tuple[SavedFile, ...]
    """By name."""
    saved: str | None
    """The program that was saved since the look before; at the first look, the newest."""


class Folder:
    """Looks at a folder again and again."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._seen: dict[str, SavedFile] = {}
        self._settled: dict[str, SavedFile] | None = None

    def look(self) -> Look | None:
        """Look once; None when nothing changed, or when what changes is not written to its end yet."""
        now = {file.name: file for file in _programs(self.path)}
        if self._settled is None:
            changed = dict(now)
            settled = dict(now)
        else:
            changed = {
                name: file
                for name, file in now.items()
                if file == self._seen.get(name) and file != self._settled.get(name)
            }
            # An editor that replaces a file takes it away for a moment: it is gone when two looks miss it.
            kept = {name: file for name, file in self._settled.items() if name in now or name in self._seen}
            settled = {**kept, **changed}
        self._seen = now
        if settled == self._settled:
            return None
        self._settled = settled
        saved = max(changed.values(), key=lambda file: file.saved_ns).name if changed else None
        return Look(tuple(sorted(settled.values(), key=lambda file: file.name.casefold())), saved)


def _programs(folder: Path) -> list[SavedFile]:
    """The programs that are there; a folder that is gone, or may not be read, has none."""
    files = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.lower().endswith(".py") and not entry.name.startswith((".", "~", "#", "_")):
                    files += _saved(entry)
    except OSError:
        return []
    return sorted(files, key=lambda file: file.saved_ns)[-PROGRAMS_MAX:]


def _saved(entry: "os.DirEntry[str]") -> list[SavedFile]:
    """The file behind an entry; none when it is no file, or went while we looked."""
    try:
        if not entry.is_file():
            return []
        stat = os.stat(entry.path)  # on Windows the entry's own is without an inode, and stale
    except OSError:
        return []
    return [SavedFile(Path(entry.path), stat.st_mtime_ns, stat.st_size, stat.st_ino, stat.st_ctime_ns)]
