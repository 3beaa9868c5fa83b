# kagarobo launcher: on a judge box this is /main.py. It finishes what a cut-off installation left, then runs the box.
# mypy: ignore-errors

import os

try:
    os.stat("/lib/judge_box")
except OSError:
    os.rename("/lib/judge_box.old", "/lib/judge_box")  # the power failed between two renames

import judge_box.main  # noqa: F401 - importing it is running it
