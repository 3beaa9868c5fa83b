"""Two threads that look again and again: which robots are plugged in, and which programs were saved.

Looking costs little; what waits (a slow network folder, the compiler) waits here and never in the screen.
"""

import threading
from collections.abc import Callable
from pathlib import Path

from firmware.flasher.check import Finding, check
from firmware.flasher.ports import list_boards
from tui.my_robot.events import BoardsSeen, Checked, Event, Failed, FilesSeen
from tui.my_robot.folder import Folder, SavedFile

__all__ = ["check_file", "watch_boards", "watch_folder"]

BOARDS_S = 1.0
FILES_S = 0.2

Tell = Callable[[Event], object]


def watch_boards(home: Path, tell: Tell, ended: threading.Event) -> None:
    """Tell which boards are there, once a second until ENDED."""
    trouble = ""
    while True:
        try:
            tell(BoardsSeen(tuple(list_boards(home))))
            trouble = ""
        except OSError as error:  # the system's list of ports could not be read just now
            if str(error) != trouble:
                tell(Failed(error, ends_work=False))
            trouble = str(error)
        if ended.wait(BOARDS_S):
            return


def watch_folder(path: Path, tell: Tell, ended: threading.Event) -> None:
    """Tell which programs are there and check each one that is saved, until ENDED; the newest first."""
    folder = Folder(path)
    checked: dict[str, SavedFile] = {}
    to_check: list[SavedFile] = []
    while not ended.wait(0 if to_check else FILES_S):
        look = folder.look()
        if look is not None:
            tell(FilesSeen(look.files, look.saved))
            to_check = [file for file in look.files if checked.get(file.name) != file]
            to_check.sort(key=lambda file: file.saved_ns)
        if to_check:
            file = to_check.pop()
            checked[file.name] = file
            check_file(file, tell, is_asked=False)


def check_file(file: SavedFile, tell: Tell, *, is_asked: bool) -> None:
    """Check a program and tell what was found; a compiler that is missing is told in its place."""
    try:
        findings: list[Finding] = check(file.path)
    except Exception as error:  # no program may keep the others from being checked
        tell(Failed(error, ends_work=False))
    else:
        tell(Checked(file, tuple(findings), is_asked))
