"""Runs on a board that is full, after the look: which file takes the room."""

# mypy: ignore-errors
# ruff: noqa: F821 - the look is sent first


def k_largest(folder, largest):
    """The path and size of the largest file that is not ours: [path, bytes], or "" without any."""
    for entry in os.ilistdir(folder or "/"):
        path = folder + "/" + entry[0]
        if entry[1] & 0x4000:
            largest = largest if path == "/lib" else k_largest(path, largest)
        elif path not in (PROGRAM, PREVIOUS, LAUNCHER) and (not largest or entry[3] > largest[1]):
            largest = [path, entry[3]]
    return largest
