"""Starts the judge box when the board gets power."""

from judge_box.box import run

run()
