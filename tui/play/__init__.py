"""Try a program: flash a robot, run it on a field, say how it was, in lines or in a window."""
