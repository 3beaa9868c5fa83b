# kagarobo launcher: on a robot this is /main.py. It finishes what a cut-off installation left, then runs /program.py.
# mypy: ignore-errors

import os


def _take_back(old, now):
    """What is missing is taken back from what it was; the power failed between two renames."""
    try:
        os.stat(now)
    except OSError:
        try:
            os.rename(old, now)
        except OSError:
            return  # a board that is new


_take_back("/lib/robot.old", "/lib/robot")
_take_back("/program.prev.py", "/program.py")

try:
    from robot.launcher import run
except ImportError:  # the library was deleted: a program that does not need it runs all the same

    def run():
        execfile("/program.py", {"__name__": "__main__"})  # noqa: F821 - MicroPython has it


run()
