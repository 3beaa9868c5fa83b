"""Runs on the board after the look, in the raw REPL, when more than a program is lacking.

A library that is replaced is staged like a program; it waits as NAME.go, with what it shares with others beside it,
until it has its place.
"""

# mypy: ignore-errors
# ruff: noqa: F821 - the look is sent first

SWAP = "/program.swap.py"


def k_fetch(path):
    """Answer with a file, piece by piece."""
    with open(path, "rb") as file:
        chunk = file.read(CHUNK_BYTES)
        while chunk:
            k_answer({"piece": binascii.b2a_base64(chunk).decode().strip()})
            chunk = file.read(CHUNK_BYTES)


def k_folders(path):
    """Make the folders a file lies in."""
    place = ""
    for name in path.split("/")[1:-1]:
        place += "/" + name
        if not k_exists(place):
            os.mkdir(place)


def k_settle(folder):
    """Finish a switch of libraries that is decided: NAME.go is whole. The launcher does the same after a power cut."""
    if not k_exists(folder + ".go"):
        return
    if k_exists(folder):
        k_remove(folder + ".old")
        os.rename(folder, folder + ".old")
    with open(folder + ".go/manifest.json") as file:
        beside = json.load(file)["beside"]
    for path in beside:
        if k_exists(path + ".new"):
            k_move(path + ".new", path)
    os.rename(folder + ".go", folder)
    k_remove(folder + ".old")


def k_state(folder):
    """Tidy up after an installation that was cut off, and say what is on the board.

    The boot guard's notes go too: who connects to flash is the way out of safe mode, also with the same program.
    """
    k_settle(folder)
    for old, now in ((folder + ".old", folder), (PREVIOUS, PROGRAM), (SWAP, PREVIOUS)):
        if not k_exists(now) and k_exists(old):
            os.rename(old, now)
    for path in (folder + ".old", folder + ".new", SWAP, PROGRAM + ".new", PREVIOUS + ".new", LAUNCHER + ".new", GUARD):
        k_remove(path)
    try:
        import deflate  # noqa: F401
    except ImportError:
        has_deflate = False
    else:
        has_deflate = True
    gc.collect()
    k_answer(
        {
            "deflate": has_deflate,
            "memory": gc.mem_free(),
            "library": k_library(folder),
            "program": k_sha256(PROGRAM),
            "previous": k_sha256(PREVIOUS),
            "launcher": k_sha256(LAUNCHER),
            "box": k_is_box(),
        }
    )


def k_is_box():
    """Whether this board starts as a judge box: by the first words of its launcher."""
    try:
        with open(LAUNCHER) as file:
            return "on a judge box" in file.read(80)
    except (OSError, ValueError):
        return False


def k_switch_library(folder, manifest, sha256s):
    """Check every staged file and put the library in place, with what lies beside it: one rename decides for both."""
    with open(folder + ".new/manifest.json", "w") as file:
        json.dump(manifest, file)
    for path in sha256s:
        found = k_sha256(path)
        if found != sha256s[path]:
            k_answer({"path": path, "sent": sha256s[path], "read": found})
            return
    os.rename(folder + ".new", folder + ".go")  # decided: from here on every start ends with the new one
    k_settle(folder)
    k_answer({"library": k_library(folder)})


def k_copy(source, target):
    """Copy a text file by way of a staged one, unless it is a launcher of ours."""
    with open(source) as file:
        text = file.read()
    if text.startswith("# kagarobo"):
        return
    with open(target + ".new", "w") as file:
        file.write(text)
    os.rename(target + ".new", target)


def k_switch_launcher(sha256):
    """Check the staged launcher and put it in place."""
    found = k_sha256(LAUNCHER + ".new")
    if found == sha256:
        k_move(LAUNCHER + ".new", LAUNCHER)
        k_answer({"launcher": found})
    else:
        k_answer({"path": LAUNCHER, "sent": sha256, "read": found})


def k_rollback():
    """Exchange the program and the previous one."""
    if not k_exists(PREVIOUS):
        k_answer({"program": k_sha256(PROGRAM), "previous": ""})
        return
    if k_exists(PROGRAM):
        os.rename(PROGRAM, SWAP)
    os.rename(PREVIOUS, PROGRAM)
    if k_exists(SWAP):
        os.rename(SWAP, PREVIOUS)
    k_answer({"program": k_sha256(PROGRAM), "previous": k_sha256(PREVIOUS)})
