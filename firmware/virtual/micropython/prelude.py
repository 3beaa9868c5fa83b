"""What a virtual board does before its prompt: its own `time` and `machine`, its flash at `/`, boot.py, main.py.

Runs on MicroPython, started by `launcher.py`. Nothing of the host can be opened by now; these texts come from memory.

Talks to the relay through marks in its output (`marks.py`): `mark + kind + length + bytes`, where only this process and
the relay know the mark. Kinds: B bytes of sys.stdout.buffer, not to be cooked; M the flash is mounted; D it is damaged;
P the program starts; R the prompt comes next; X this life is over, with its exit status in digits.
"""

import gc
import io
import os
import sys
import vfs
from struct import pack

from micropython import kbd_intr

import _world
import machine  # (these stand in sys.modules from now on, before the built-in ones)
import select  # noqa: F401
import time  # noqa: F401

_BLOCK_BYTES = 4096
_PAGE_BYTES = 256  # written at once, as on the boards (ports/rp2/modules/_boot.py)
_READ_BYTES = 1024  # boards read 32 and their flash like memory; here each read is two calls of the host
_out = sys.stdout.buffer


class _Flash:
    """The block device: one file, whose descriptor is all that this process has of it.

    No method jumps (no if, no loop): KeyboardInterrupt is raised before jumps only, and one that came up through
    littlefs would leave it half-way. Writes go to the file at once and in order, so that a kill is a power cut; a sync
    of littlefs reaches the disk.
    """

    def __init__(self, fd, blocks):
        file = open(fd, "r+b", 0)
        self._seek = file.seek
        self._readinto = file.readinto
        self._write = file.write
        self._ioctl = {
            1: lambda _: 0,
            2: lambda _: file.flush(),
            3: lambda _: file.flush(),
            4: lambda _: blocks,
            5: lambda _: _BLOCK_BYTES,
            6: self._erase,
        }
        self._blank = b"\xff" * _BLOCK_BYTES

    def readblocks(self, block, buffer, offset=0):
        self._seek(block * _BLOCK_BYTES + offset)
        self._readinto(buffer)

    def writeblocks(self, block, buffer, offset=0):
        self._seek(block * _BLOCK_BYTES + offset)
        self._write(buffer)

    def _erase(self, block):
        self._seek(block * _BLOCK_BYTES)
        self._write(self._blank)
        return 0

    def ioctl(self, request, arg):
        return self._ioctl[request](arg)


def _send(mark, kind, payload=b""):
    _out.write(mark + kind + pack("<I", len(payload)) + payload)


class _Binary(io.IOBase):
    """sys.stdout.buffer: bytes that reach the client as they are."""

    def __init__(self, mark):
        self._mark = mark

    def write(self, data, *limits):
        data = memoryview(data)
        if limits:
            data = data[: limits[0]] if len(limits) == 1 else data[limits[0] : limits[0] + limits[1]]
        data = bytes(data)
        try:
            _send(self._mark, b"B", data)
        except KeyboardInterrupt:
            _send(self._mark, b"B")  # it may have come in the middle: a new mark ends what was broken off
            raise
        return len(data)

    def flush(self):
        pass

    def ioctl(self, request, arg):
        return arg & 4 if request == 3 else 0  # always ready for writing


class _Text(_Binary):
    """sys.stdout: text, whose line ends the relay cooks as a board does."""

    def __init__(self, buffer):
        self.buffer = buffer
        self._write = sys.stdout.write

    def write(self, data, *limits):
        return self._write(data, *limits)


def _make_sys(mark):
    """Return a stand-in for sys whose stdout tells text from bytes; everything else is the real one's."""
    real = sys

    class _Sys:
        stdout = _Text(_Binary(mark))

        def __getattr__(self, name):
            return getattr(real, name)

        def __setattr__(self, name, value):
            setattr(real, name, value)

        def __repr__(self):
            return "<module 'sys'>"

    return _Sys()


def _mount(settings):
    """Put the flash at `/`. A fresh one is formatted; one that cannot be read is left as it is, and ends the board."""
    flash = _Flash(settings["image_fd"], settings["image_blocks"])
    if settings["fresh"]:
        vfs.VfsLfs2.mkfs(flash, progsize=_PAGE_BYTES)
    try:
        filesystem = vfs.VfsLfs2(flash, progsize=_PAGE_BYTES, readsize=_READ_BYTES)
    except OSError as error:
        _send(settings["mark"], b"D", str(error).encode())
        return False
    vfs.umount("/board")
    vfs.mount(filesystem, "/")
    os.chdir("/")
    sys.path[:] = ["", ".frozen", "/lib"]
    _send(settings["mark"], b"M")
    return True


def _jump():
    """Where a Ctrl-C that met a program's very end is raised: it ends that program, and the next does not begin."""
    for _ in (0,):
        pass


def _run(name, names):
    """Run a program as a board does; return whether it ended by itself. SystemExit passes: the board resets.

    Ctrl-C counts from here to the program's end, and nothing in between jumps, so that one which comes before the
    program's first line is raised in it and nowhere else.
    """
    try:
        if not os.stat(name)[0] & 0x8000:
            return True
    except OSError:
        return True
    try:
        kbd_intr(3)
        execfile(name, names)  # noqa: F821
        kbd_intr(-1)
        _jump()
    except SystemExit:
        kbd_intr(-1)
        raise
    except BaseException as error:
        kbd_intr(-1)
        trace = io.StringIO()
        sys.print_exception(error, trace)
        for line in trace.getvalue()[:-1].split("\n"):
            if not line.startswith('  File "<stdin>"') and not line.startswith('  File "/board/'):
                print(line)
        return False
    return True


def boot(settings, names):
    """Start the board; on return MicroPython shows its prompt.

    Args: settings: see launcher.program. names: the namespace of the program and of the prompt.
    """
    kbd_intr(-1)
    mark = settings["mark"]
    machine._was_bitten = settings["was_bitten"]
    if settings["field_fd"] is not None:
        _world.open_channel(settings["field_fd"], settings["pid"], settings["is_exact"])
    if not _mount(settings):
        return
    del sys.modules["prelude"]
    for name in ("_texts", "_settings", "prelude"):
        del names[name]
    sys.modules["sys"] = _make_sys(mark)
    gc.collect()
    _send(mark, b"P")
    try:
        for name in settings["programs"]:
            if not _run(name, names):
                break
    except KeyboardInterrupt:  # it came in the last moment, while the program's end was told
        kbd_intr(-1)
    except SystemExit as exit:  # MicroPython would go on to its prompt
        status = exit.args[0] if exit.args else 0
        _send(mark, b"X", str(status if isinstance(status, int) else 1).encode())
        return
    try:
        _world.halt()
    except OSError as error:  # the field has gone; the prompt still comes
        print(error)
    _send(mark, b"R")
