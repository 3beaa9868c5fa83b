"""Runs on the board first, in the raw REPL, while the flasher is connected: what is there, and one program.

Docstrings and comments do not travel. This is what nearly every installation needs and no more, for the board compiles
all of it; the helpers that do the rest are sent when something else is lacking, and use these.

A file that is replaced is staged beside its place, read back and hashed, and only then moved. At every moment the board
holds a program to run: /program.py, or, between two renames, /program.prev.py, which the launcher takes back.
"""

# mypy: ignore-errors
# ruff: noqa: F821, T201 - what only a board that lacks something needs is in the helpers; printing is how it answers

import binascii
import gc
import hashlib
import io
import json
import os
import sys

PROGRAM, PREVIOUS = "/program.py", "/program.prev.py"
LAUNCHER = "/main.py"
GUARD = "/guard.txt"
LEFT_OVER = {"program.swap.py", "program.py.new", "program.prev.py.new", "main.py.new"}
CHUNK_BYTES = 4096  # a block of the flash
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
        if path.rfind("/"):
            k_folders(path)
        try:
            with open(path, "ab" if append else "wb") as file:
                while left:
                    chunk = packed.read(min(left, CHUNK_BYTES))
                    file.write(chunk)
                    left -= len(chunk)
        except OSError:
            k_remove(path)
            raise


def k_switch_program(sha256):
    """Check the staged program and make it the one that runs; the one before becomes the previous. Whether it did."""
    found = k_sha256(PROGRAM + ".new")
    if found != sha256:
        k_remove(PROGRAM + ".new")
        k_answer({"path": PROGRAM, "sent": sha256, "read": found})
        return False
    if k_exists(PROGRAM):
        k_move(PROGRAM, PREVIOUS)  # one write of the directory; the previous one is there until it is replaced
    elif not k_exists(PREVIOUS) and k_exists(LAUNCHER):
        k_copy(LAUNCHER, PREVIOUS)  # a board that came with a program of its own in main.py
    os.rename(PROGRAM + ".new", PROGRAM)
    k_answer({"program": found})
    return True


def k_names(folder):
    """What lies in a folder."""
    try:
        return {entry[0] for entry in os.ilistdir(folder)}
    except OSError:
        return set()


def k_look(folder):
    """Say what is on the board; change nothing but the boot guard's notes: who connects to flash ends safe mode."""
    there = k_names("/")
    if GUARD[1:] in there:
        os.remove(GUARD)
    name = folder[5:]
    is_whole = PROGRAM[1:] in there and not there & LEFT_OVER
    is_whole = is_whole and not k_names("/lib") & {name + ".old", name + ".new", name + ".go"}
    gc.collect()
    k_answer(
        {
            "memory": gc.mem_free(),
            "library": k_library(folder),
            "program": k_sha256(PROGRAM),
            "launcher": k_sha256(LAUNCHER),
            "whole": is_whole,
        }
    )


def k_go_on():
    """Let the host think about it, and do what it says in one line."""
    print(end=READY)
    exec(sys.stdin.buffer.readline(), globals())
