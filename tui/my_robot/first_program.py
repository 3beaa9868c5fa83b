"""A first program for an empty folder, to be opened in an editor and changed."""

from pathlib import Path

from tui.my_robot.words import first_words

__all__ = ["write_first"]

NAME = "my_program.py"
PROGRAM = """from robot import *

print("{words}")
straight(20)
turn(90)
"""


def write_first(folder: Path) -> Path:
    """Write the program; what a child has written is never written over.

    Raises: OSError: there is a file of this name, or the folder takes none.
    """
    path = folder / NAME
    with path.open("x", encoding="utf-8", newline="\n") as file:
        file.write(PROGRAM.format(words=first_words()))
    return path
