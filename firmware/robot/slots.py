"""The two programs a robot holds: the one that runs, and the one before. No hardware.

Exchanged by three renames. A power cut between two of them leaves a program to run: /main.py takes back what is
missing.
"""

import os


class Slots:
    """folder: where the programs lie, with its slash at the end."""

    def __init__(self, folder="/"):
        self.program = folder + "program.py"
        self.previous = folder + "program.prev.py"
        self._swap = folder + "program.swap.py"

    def has_previous(self):
        """Return whether there is a program before."""
        return exists(self.previous)

    def exchange(self):
        """Make the program before the one that runs; twice is as before. Returns False when there is none before."""
        if not self.has_previous():
            return False
        if exists(self._swap):
            os.remove(self._swap)
        if exists(self.program):
            os.rename(self.program, self._swap)
        os.rename(self.previous, self.program)
        if exists(self._swap):
            os.rename(self._swap, self.previous)
        return True


def exists(path):
    """Return whether there is such a file."""
    try:
        os.stat(path)
    except OSError:
        return False
    return True
