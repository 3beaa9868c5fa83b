"""Ctrl-C for a MicroPython process: only while a program runs there, and only at a safe point.

Two faults of the unix port are mended here.
- At its prompt it lets SIGINT kill the process, so a Ctrl-C that comes a moment after the program's end would reset
  the board. `soften` has it ignored there. So that it is not lost, `interrupt` stops the process, looks whether it
  catches SIGINT now, and only then sends it: there is no moment in between.
- While a program runs its handler leaves by longjmp from wherever it is, be it the middle of the memory manager or of
  a write to the flash. `soften` puts the handler of the boards in its place: it notes the interrupt, and the
  interpreter raises KeyboardInterrupt before its next jump. (Done by replacing one entry of the module's table of
  imported functions, before MicroPython starts.)
"""

import ctypes
import mmap
import os
import signal
import struct
import time
from pathlib import Path

from firmware.errors import NoMicroPython

SIG_IGN = 1
STOP_WAIT_S = 0.5  # a process that runs stops within microseconds; one in a disk write takes longer


def look(pid: int) -> tuple[bool, bool]:
    """Return whether this process handles SIGINT now (in MicroPython: whether a program may be interrupted), and
    whether it computes just now.
    """
    state, catches = _status(pid)
    return catches, state == "R"


def interrupt(pid: int, times: int = 1) -> int:
    """Interrupt the program that runs in this MicroPython process.

    Args: times: in a row, as close as on a board, where the next Ctrl-C comes while the first is still being handled.
    Returns: times, or 0 when none runs or it has disabled Ctrl-C; nothing was sent then.
    """
    try:
        os.kill(pid, signal.SIGSTOP)
        try:
            if not _may_be_interrupted(pid):
                return 0
            os.kill(pid, signal.SIGINT)
        finally:
            os.kill(pid, signal.SIGCONT)
        for _ in range(times - 1):  # a prompt that comes meanwhile ignores them, see `soften`
            os.kill(pid, signal.SIGINT)
        return times
    except ProcessLookupError:
        return 0


def _may_be_interrupted(pid: int) -> bool:
    """Whether a process that was told to stop has stopped while it handles SIGINT."""
    until = time.monotonic() + STOP_WAIT_S
    state, catches = _status(pid)
    while state not in "TtZX" and time.monotonic() < until:
        time.sleep(0.0002)
        state, catches = _status(pid)
    return catches and state in "Tt"


def _status(pid: int) -> tuple[str, bool]:
    """Return the process's state letter (X when it is gone) and whether it catches SIGINT."""
    try:
        text = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return "X", False
    fields = dict(line.split(":\t", 1) for line in text.splitlines() if ":\t" in line)
    caught = int(fields.get("SigCgt", "0"), 16)
    return fields.get("State", "X")[0], bool(caught >> (signal.SIGINT - 1) & 1)


_kept_alive: list[object] = []  # what C code points to


def soften(library: Path) -> None:
    """Make MicroPython in this process take SIGINT as a note for the interpreter, not as a jump.

    Args: library: the extension module, already imported. Raises: NoMicroPython: it is built in another way.
    """
    loaded = ctypes.CDLL(str(library))
    try:
        note_interrupt = ctypes.cast(loaded.mp_sched_keyboard_interrupt, ctypes.c_void_p).value
    except AttributeError as error:
        raise NoMicroPython(f"{library.name}: {error}") from error
    prototype = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)
    real = prototype(("sigaction", ctypes.CDLL(None)))

    def sigaction(number: int, action: int | None, old: int | None) -> int:
        handler = ctypes.c_void_p.from_address(action) if action else None  # the first member of struct sigaction
        if number == signal.SIGINT and handler is not None:
            handler.value = note_interrupt if handler.value else SIG_IGN  # 0 is SIG_DFL: no program runs
        return int(real(number, action, old))

    ours = prototype(sigaction)
    _kept_alive.append(ours)
    slot = _base_address(library) + _import_slot(library, b"sigaction")
    _make_writable(slot)
    ctypes.c_void_p.from_address(slot).value = ctypes.cast(ours, ctypes.c_void_p).value


def _base_address(library: Path) -> int:
    """Return where the dynamic loader has put the library."""
    resolved = str(library.resolve())
    for line in Path("/proc/self/maps").read_text().splitlines():
        if line.endswith(resolved):
            return int(line.split("-", 1)[0], 16)
    raise NoMicroPython(f"{library.name} is not loaded")


def _import_slot(library: Path, symbol: bytes) -> int:
    """Return the offset of the pointer through which the library calls an imported function (ELF, 64 bit).

    Source: System V ABI, "Relocation" and "Section header"; both x86-64 and AArch64 use Elf64_Rela.
    """
    data = library.read_bytes()
    (sections_at,) = struct.unpack_from("<Q", data, 40)
    size, count = struct.unpack_from("<HH", data, 58)
    headers = [struct.unpack_from("<IIQQQQIIQQ", data, sections_at + i * size) for i in range(count)]
    for _, kind, _, _, offset, length, link, _, _, entry in headers:
        if kind != 4 or not link:  # SHT_RELA with a symbol table
            continue
        symbols_at = headers[link][4]
        names_at = headers[headers[link][6]][4]
        for at in range(offset, offset + length, entry):
            slot, info, _ = struct.unpack_from("<QQq", data, at)
            name_at = names_at + struct.unpack_from("<I", data, symbols_at + (info >> 32) * 24)[0]
            if data.startswith(symbol + b"\0", name_at):
                return int(slot)
    raise NoMicroPython(f"{library.name} does not import {symbol.decode()}")


def _make_writable(address: int) -> None:
    """Lift the write protection that the loader put on the table of imported functions."""
    page = address & -mmap.PAGESIZE
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mprotect(ctypes.c_void_p(page), ctypes.c_size_t(mmap.PAGESIZE), mmap.PROT_READ | mmap.PROT_WRITE) != 0:
        code = ctypes.get_errno()
        raise OSError(code, f"mprotect: {os.strerror(code)}")
