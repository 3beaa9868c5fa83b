"""Where and why a program broke, for the one who wrote it. No hardware."""


def line_in_program(traceback, file_name):
    """Return the last line of the child's own file that MicroPython's traceback names, or 0.

    The last one is the innermost: a mistake inside a robot word is shown at the line that used the word.
    """
    marker = 'File "' + file_name + '", line '
    start = traceback.rfind(marker)
    if start < 0:
        return 0
    digits = ""
    for character in traceback[start + len(marker) :]:
        if not character.isdigit():
            break
        digits += character
    return int(digits or "0")


def without_launcher(traceback, launcher_name):
    """Return the traceback without the launcher's own lines: they are no part of what went wrong."""
    lines = traceback.split("\n")
    return "\n".join([line for line in lines if not (line.startswith("  File ") and launcher_name + '"' in line)])
