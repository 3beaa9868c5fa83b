"""Whether a program may run at this start, or is kept back because it broke at once three times in a row. No hardware.

    at the start   another program than last time: all is forgotten
                   it was running, and the watchdog (or it itself) has reset the board: a crash
    at the end     it raised within LIVED_MS: a crash; later: none, for it lived
                   it came to its end: all is forgotten; Ctrl-C says nothing about it

What has to be known at the next start is one short line in a file: crashes, whether it runs now, and which program.
It is written only when it changes and never while the program runs: writing flash stops a Pico for up to 0.4 s. A robot
that is switched on, used and switched off writes nothing. A line that is missing or damaged is no crash.
"""

import os
from binascii import crc32

CRASHES_MAX = 3
LIVED_MS = 5000
DONE, STOPPED, BROKEN = "done", "stopped", "error"
LINE_BYTES_MAX = 32
CHUNK_BYTES = 512


class BootGuard:
    """path: of the state's file. program_path: what it guards."""

    def __init__(self, path, program_path):
        self._path = path
        self._program = fingerprint(program_path)
        self._written = (0, False, self._program)
        found = read_state(path)
        if found is not None:
            self._written = found
        self.crashes, self._is_running, program = self._written
        if program != self._program:
            self.crashes, self._is_running = 0, False

    def begin(self, was_reset):
        """Take note of a start. was_reset: by the watchdog or by the program, not by a person or by power.

        Returns whether the program may run. When it may, it is known to be running from now on.
        """
        if self._is_running and was_reset:
            self.crashes += 1
        self._is_running = self.crashes < CRASHES_MAX
        self._save()
        return self._is_running

    def end(self, ending, lived_ms):
        """Take note of an end. ending: DONE, STOPPED or BROKEN."""
        if ending == BROKEN and lived_ms < LIVED_MS:
            self.crashes += 1
        elif ending != STOPPED:
            self.crashes = 0
        self._is_running = False
        self._save()

    def forgive(self):
        """The program gets its three tries again."""
        self.crashes = 0
        self._is_running = False
        self._save()

    def _save(self):
        state = (self.crashes, self._is_running, self._program)
        if state != self._written and write_state(self._path, state):
            self._written = state


def fingerprint(path):
    """Return a number for a file's content; 0 when there is none."""
    check = 0
    try:
        with open(path, "rb") as file:
            chunk = file.read(CHUNK_BYTES)
            while chunk:
                check = crc32(chunk, check)
                chunk = file.read(CHUNK_BYTES)
    except OSError:
        return 0
    return check


def read_state(path):
    """Return (crashes, is running, fingerprint), or None where there is no such line."""
    try:
        with open(path) as file:
            return decode(file.read(LINE_BYTES_MAX))
    except (OSError, ValueError):  # ValueError: not even text
        return None


def write_state(path, state):
    """Put the line in place of the old one; return False when the flash does not take it."""
    staged = path + ".new"
    try:
        with open(staged, "w") as file:
            file.write(encode(state))
        try:
            os.rename(staged, path)
        except OSError:  # FAT does not rename onto a file; a cut here leaves no line, which is no crash
            os.remove(path)
            os.rename(staged, path)
    except OSError:
        return False
    return True


def encode(state):
    """Return the line of a state."""
    crashes, is_running, program = state
    return "%d %d %08x\n" % (crashes, is_running, program)


def decode(text):
    """Return the state of a line. Raises: ValueError: it is none."""
    fields = text.split()
    if len(fields) != 3:
        raise ValueError("no state of the guard")
    state = (int(fields[0]), fields[1] == "1", int(fields[2], 16))
    if encode(state) != text:
        raise ValueError("no state of the guard")
    return state
