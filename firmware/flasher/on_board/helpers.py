"""Runs on the board, in the raw REPL, while the flasher is connected; docstrings and comments do not travel.

Files that are replaced are staged beside their place, read back and hashed, and only then moved. At every moment the
board holds a program to run: /program.py, or, between two renames, /program.prev.py, which the launcher takes back;
a library likewise waits as NAME.go, with what it shares with others beside it, until it has its place.
"""

# mypy: ignore-errors
# ruff: noqa: T201 - printing is how the board answers

import binascii
import gc
import hashlib
import io
import json
import os
import sys

PROGRAM, PREVIOUS, SWAP = "/program.py", "/program.prev.py", "/program.swap.py"
LAUNCHER = "/main.py"
GUARD = "/guard.txt"
CHUNK_BYTES = 1024
READY = "\x06"


def k_answer(value):
    """Answer the host in one line it can tell from whatever else is printed."""
    print("kagarobo " + json.dumps(value))


def k_exists(path):
    try:
        os.stat(path)
    except OSError:
        return False
    return True


def k_sha256(path):
    """The hash of what lies on the flash now; "" when there is no such file."""
    digest = hashlib.sha256()
    try:
        with open(path, "rb") as file:
            chunk = file.read(CHUNK_BYTES)
            while chunk:
                digest.update(chunk)
                chunk = file.read(CHUNK_BYTES)
    except OSError:
        return ""
    return binascii.hexlify(digest.digest()).decode()


def k_fetch(path):
    """Answer with a file, piece by piece."""
    with open(path, "rb") as file:
        chunk = file.read(CHUNK_BYTES)
        while chunk:
            k_answer({"piece": binascii.b2a_base64(chunk).decode().strip()})
            chunk = file.read(CHUNK_BYTES)


def k_remove(path):
    """Remove a file or a whole folder, if it is there."""
    if not k_exists(path):
        return
    if os.stat(path)[0] & 0x4000:
        for entry in list(os.ilistdir(path)):
            k_remove(path + "/" + entry[0])
        os.rmdir(path)
    else:
        os.remove(path)


def k_move(source, target):
    """Rename, also onto an existing file; FAT needs the old one removed first."""
    try:
        os.rename(source, target)
    except OSError:
        k_remove(target)
        os.rename(source, target)


def k_write_small(path, text):
    """Write a small file, whole or not at all, and only when it holds something else."""
    try:
        with open(path) as file:
            if file.read(CHUNK_BYTES) == text:
                return
    except OSError:
        pass
    with open(path + ".new", "w") as file:
        file.write(text)
    k_move(path + ".new", path)


def k_folders(path):
    """Make the folders a file lies in."""
    place = ""
    for name in path.split("/")[1:-1]:
        place += "/" + name
        if not k_exists(place):
            os.mkdir(place)


def k_take(count):
    """Say that we read, and read so many bytes; the host sends no Ctrl-C among them, so that ours still works."""
    gc.collect()
    data = bytearray(count)
    view = memoryview(data)
    print(end=READY)
    while view:
        view = view[sys.stdin.buffer.readinto(view) :]
    print(end=READY)
    return bytes(data).replace(b"\x1bC", b"\x03").replace(b"\x1b[", b"\x1b")


def k_put(count, window_bits, entries):
    """Take count bytes, deflated when window_bits is not 0, and write them to staged files: (path, bytes, append)."""
    packed = io.BytesIO(k_take(count))
    if window_bits:
        import deflate

        packed = deflate.DeflateIO(packed, deflate.RAW, window_bits)
    for path, left, append in entries:
        k_folders(path)
        try:
            with open(path, "ab" if append else "wb") as file:
                while left:
                    chunk = packed.read(min(left, CHUNK_BYTES))
                    file.write(chunk)
                    left -= len(chunk)
        except OSError as error:
            k_remove(path)
            if error.errno == 28:  # ENOSPC
                k_answer({"largest": k_largest("", "")})
            raise


def k_largest(folder, largest):
    """The path and size of the largest file that is not ours: [path, bytes], or "" without any."""
    for entry in os.ilistdir(folder or "/"):
        path = folder + "/" + entry[0]
        if entry[1] & 0x4000:
            largest = largest if path == "/lib" else k_largest(path, largest)
        elif path not in (PROGRAM, PREVIOUS, LAUNCHER) and (not largest or entry[3] > largest[1]):
            largest = [path, entry[3]]
    return largest


def k_sizes(folder, inside=""):
    """{path inside the folder: bytes} of every file."""
    sizes = {}
    if k_exists(folder):
        for entry in os.ilistdir(folder):
            name = inside + entry[0]
            if entry[1] & 0x4000:
                sizes.update(k_sizes(folder + "/" + entry[0], name + "/"))
            else:
                sizes[name] = entry[3]  # a stat of each would look for it in the folder again
    return sizes


def k_library(folder):
    """The version of a library that is whole, "" otherwise: its manifest names every file and its size."""
    try:
        with open(folder + "/manifest.json") as file:
            manifest = json.load(file)
        sizes = k_sizes(folder)
        sizes.pop("manifest.json")
        beside = {path: os.stat(path)[6] for path in manifest["beside"]}
    except (OSError, ValueError, KeyError):
        return ""
    return manifest["version"] if sizes == manifest["files"] and beside == manifest["beside"] else ""


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


def k_switch_program(sha256):
    """Check the staged program and make it the one that runs; the one before becomes the previous."""
    found = k_sha256(PROGRAM + ".new")
    if found != sha256:
        k_remove(PROGRAM + ".new")
        k_answer({"path": PROGRAM, "sent": sha256, "read": found})
        return
    if k_exists(PROGRAM):
        k_remove(PREVIOUS)
        os.rename(PROGRAM, PREVIOUS)
    elif not k_exists(PREVIOUS) and k_exists(LAUNCHER):
        k_copy(LAUNCHER, PREVIOUS)  # a board that came with a program of its own in main.py
    os.rename(PROGRAM + ".new", PROGRAM)
    k_answer({"program": found})


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
