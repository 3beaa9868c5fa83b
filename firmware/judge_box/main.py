"""Importing this is running the judge box; /main.py on the board does it when the power comes."""

from judge_box.box import run

run()
