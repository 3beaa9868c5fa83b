"""Starts the child's program when the board gets power."""

from robot.launcher import run

run()
