# kagarobo launcher: on a robot this is /main.py. It finishes what a cut-off installation left, then starts the program.
# mypy: ignore-errors
# ruff: noqa: T201 - printing is how a board speaks

import os


def _settle(folder):
    """Finish a switch of libraries that was decided: the new one lies whole in FOLDER.go, its wire beside the old."""
    try:
        os.stat(folder + ".go")
    except OSError:
        return
    for old, now in ((folder, folder + ".old"), ("/lib/wire.py.new", "/lib/wire.py"), (folder + ".go", folder)):
        try:
            os.rename(old, now)
        except OSError:
            continue  # it was moved before the power failed


def _take_back(old, now):
    """What is missing is taken back from what it was; the power failed between two renames."""
    try:
        os.stat(now)
    except OSError:
        try:
            os.rename(old, now)
        except OSError:
            return  # a board that is new


_settle("/lib/robot")
_take_back("/lib/robot.old", "/lib/robot")
_take_back("/program.prev.py", "/program.py")
_take_back("/program.swap.py", "/program.prev.py")

try:
    from robot.launcher import IS_WHOLE, start  # noqa: F401
except Exception as error:
    # Without the launcher nothing would stop the motors: the program stays where it is, and the prompt comes.
    import sys

    sys.print_exception(error)
    print("the robot library is damaged or missing: flash the program again")
else:
    start()
