"""Teaches: lessons as folders, what a robot did as a Run, checks that judge it, and progress."""
