"""Walls around a child's program: the board's process may use its tty, its flash and the field's channel, nothing else.

Rule 1: the kernel keeps the walls, because MicroPython can run native code: whatever it imports, pokes or assembles
        meets them. No wall hangs on a name being hidden.
Rule 2: what is not listed is forbidden. No call that takes a path is listed, so there is no host file to open, look at
        or rename; Landlock forbids the same once more by itself.
Rule 3: a wall that cannot be built is an error (`NoConfinement`). Only the namespace wall may be missing: many machines
        forbid it to ordinary users, and it holds nothing that the other two do not.

Call `confine` once, last, in a process with one thread; from then on nothing can be imported or opened.
"""

import ctypes
import os
import platform
import resource
import signal
import struct
import sys
from collections.abc import Collection

from firmware.errors import NoConfinement

MEMORY_BYTES_MORE = 64 * 1024 * 1024  # address space beyond what is in use now: the heap, and a few hundred threads
DESCRIPTORS_MAX = 16
DESCRIPTOR_LAST = 2**31 - 1
THREADS_MAX = 64

AUDIT_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}

# What MicroPython uses once it runs: its tty and flash by descriptor, memory, time, its own threads and signals.
ALLOWED = {
    "x86_64": {
        "read": 0, "write": 1, "close": 3, "fstat": 5, "poll": 7, "lseek": 8, "mmap": 9, "mprotect": 10, "munmap": 11,
        "brk": 12, "rt_sigaction": 13, "rt_sigprocmask": 14, "rt_sigreturn": 15, "pread64": 17, "pwrite64": 18,
        "readv": 19, "writev": 20, "select": 23, "sched_yield": 24, "mremap": 25, "madvise": 28, "nanosleep": 35,
        "getpid": 39, "exit": 60, "fsync": 74, "fdatasync": 75, "gettimeofday": 96, "sigaltstack": 131, "gettid": 186,
        "time": 201, "futex": 202, "restart_syscall": 219, "clock_gettime": 228, "clock_getres": 229,
        "clock_nanosleep": 230, "exit_group": 231, "pselect6": 270, "ppoll": 271, "set_robust_list": 273,
        "getrandom": 318, "rseq": 334,
    },
    "aarch64": {
        "read": 63, "write": 64, "close": 57, "fstat": 80, "ppoll": 73, "lseek": 62, "mmap": 222, "mprotect": 226,
        "munmap": 215, "brk": 214, "rt_sigaction": 134, "rt_sigprocmask": 135, "rt_sigreturn": 139, "pread64": 67,
        "pwrite64": 68, "readv": 65, "writev": 66, "pselect6": 72, "sched_yield": 124, "mremap": 216, "madvise": 233,
        "nanosleep": 101, "getpid": 172, "exit": 93, "fsync": 82, "fdatasync": 83, "gettimeofday": 169,
        "sigaltstack": 132, "gettid": 178, "futex": 98, "restart_syscall": 128, "clock_gettime": 113,
        "clock_getres": 114, "clock_nanosleep": 115, "exit_group": 94, "set_robust_list": 99, "getrandom": 278,
        "rseq": 293,
    },
}  # fmt: skip
JUDGED = {  # allowed for some arguments only
    "x86_64": {"ioctl": 16, "clone": 56, "fcntl": 72, "tgkill": 234, "clone3": 435},
    "aarch64": {"ioctl": 29, "clone": 220, "fcntl": 25, "tgkill": 131, "clone3": 435},
}

IOCTLS_READ = (0x5401, 0x802C542A, 0x541B, 0x5413)  # TCGETS, TCGETS2, FIONREAD, TIOCGWINSZ
# TCSETS, TCSETSW, TCSETSF and their newer forms: answered "done" and not done. The tty is raw already, and the flushing
# form, which MicroPython uses at every change between REPL and program, would throw away what was typed ahead.
IOCTLS_PRETENDED = (0x5402, 0x5403, 0x5404, 0x402C542B, 0x402C542C, 0x402C542D)
FCNTLS = (1, 2, 3, 4)  # F_GETFD, F_SETFD, F_GETFL, F_SETFL; F_SETOWN and F_SETSIG could signal other processes
CLONE_THREAD = 0x00010000
CLONE_NAMESPACES = 0x7E020000

ALLOW = 0x7FFF0000
KILL_PROCESS = 0x80000000
PRETEND = 0x00050000  # SECCOMP_RET_ERRNO with error 0: the call returns 0 and was not made
EPERM = 0x00050001
ENOSYS = 0x00050026

PR_SET_PDEATHSIG = 1
PR_SET_SECCOMP = 22
PR_SET_NO_NEW_PRIVS = 38
SECCOMP_MODE_FILTER = 2
CLONE_NEWUSER, CLONE_NEWNET, CLONE_NEWIPC = 0x10000000, 0x40000000, 0x08000000


def confine(keep: Collection[int], *, file_bytes_max: int, parent_pid: int) -> None:
    """Shut this process in for good: only the descriptors `keep` stay open, and it dies with its parent.

    Args: file_bytes_max: no file grows beyond this. parent_pid: who must be alive; another parent means it has gone.
    Raises: NoConfinement.
    """
    if sys.platform != "linux":
        raise NoConfinement(f"boards are confined on Linux only, this is {sys.platform}")
    machine = platform.machine()
    if machine not in AUDIT_ARCH:
        raise NoConfinement(f"no list of system calls for {machine}")
    try:
        in_namespace = _leave_namespaces()
        _die_with_parent(parent_pid)
        _limit(file_bytes_max, in_namespace)
        _forbid_paths()
        _close_others(keep)
        _filter_calls(filter_program(machine, os.getpid()))
    except (OSError, ValueError, ImportError) as error:
        raise NoConfinement(f"{type(error).__name__}: {error}") from error


def filter_program(machine: str, pid: int) -> bytes:
    """Return the seccomp filter (struct sock_filter, 8 bytes each) for a process `pid` on this machine."""
    calls, judged = ALLOWED[machine], JUDGED[machine]
    program = [_load(4), _unless(AUDIT_ARCH[machine], KILL_PROCESS), _load(0)]
    program += [_when(number, ALLOW) for number in calls.values()]
    for name, answer in (
        ("ioctl", [_load(24), *(_when(n, ALLOW) for n in IOCTLS_READ), *(_when(n, PRETEND) for n in IOCTLS_PRETENDED)]),
        ("fcntl", [_load(24), *(_when(n, ALLOW) for n in FCNTLS)]),
        ("tgkill", [_load(16), _when(pid, ALLOW)]),  # abort() and MicroPython's own threads
        ("clone", [_load(16), _when_bits(CLONE_NAMESPACES, EPERM), _when_bits(CLONE_THREAD, ALLOW)]),
        ("clone3", [_return(ENOSYS)]),  # its flags lie in memory where no filter sees them; libc falls back to clone
    ):
        block = b"".join([*answer, _return(EPERM)])
        program += [_op(0x15, 0, len(block) // 8, judged[name]), block]
    return b"".join([*program, _return(EPERM)])


def _op(code: int, if_true: int, if_false: int, value: int) -> bytes:
    return struct.pack("<HBBI", code, if_true, if_false, value)


def _load(offset: int) -> bytes:
    """Load a word of struct seccomp_data: 0 the call's number, 4 the machine, 16 + 8 n the low half of argument n."""
    return _op(0x20, 0, 0, offset)


def _return(answer: int) -> bytes:
    return _op(0x06, 0, 0, answer)


def _when(value: int, answer: int) -> bytes:
    return _op(0x15, 0, 1, value) + _return(answer)


def _unless(value: int, answer: int) -> bytes:
    return _op(0x15, 1, 0, value) + _return(answer)


def _when_bits(bits: int, answer: int) -> bytes:
    return _op(0x45, 0, 1, bits) + _return(answer)


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _prctl(option: int, argument: int, pointer: object = 0) -> None:
    if _libc().prctl(option, ctypes.c_ulong(argument), pointer, 0, 0) != 0:
        code = ctypes.get_errno()
        raise OSError(code, f"prctl({option}): {os.strerror(code)}")


def _close_others(keep: Collection[int]) -> None:
    low = 0
    for descriptor in [*sorted(keep), DESCRIPTOR_LAST]:
        if low < descriptor:  # closerange(0, 0) closes everything
            os.closerange(low, descriptor)
        low = descriptor + 1


def _leave_namespaces() -> bool:
    """Go where there is no network device and no privilege over the host; False where the machine forbids that."""
    return bool(_libc().unshare(CLONE_NEWUSER | CLONE_NEWNET | CLONE_NEWIPC) == 0)


def _die_with_parent(parent_pid: int) -> None:
    _prctl(PR_SET_PDEATHSIG, signal.SIGKILL)  # after unshare, which clears it
    if os.getppid() != parent_pid:
        os._exit(1)


def _limit(file_bytes_max: int, in_namespace: bool) -> None:
    with open("/proc/self/statm", encoding="ascii") as file:
        address_space_bytes = int(file.read().split()[0]) * resource.getpagesize()
    limits = {
        resource.RLIMIT_AS: address_space_bytes + MEMORY_BYTES_MORE,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_FSIZE: file_bytes_max,
        resource.RLIMIT_MEMLOCK: 0,
        resource.RLIMIT_NOFILE: DESCRIPTORS_MAX,
    }
    if in_namespace:  # elsewhere the count takes in all of the user's processes; there memory bounds the threads
        limits[resource.RLIMIT_NPROC] = THREADS_MAX
    for kind, most in limits.items():
        hard = resource.getrlimit(kind)[1]
        value = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (value, value))


def _forbid_paths() -> None:
    import landlock  # Linux only

    ctypes.set_errno(0)  # the package takes a stale errno for a failure of its own
    try:
        landlock.Ruleset().apply()  # type: ignore[no-untyped-call]  # every right is handled and none is given
    except landlock.LandlockError as error:
        raise NoConfinement(f"Landlock: {error}") from error


def _filter_calls(program: bytes) -> None:
    class SockFprog(ctypes.Structure):
        _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_char_p)]

    _prctl(PR_SET_NO_NEW_PRIVS, 1)
    _prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(SockFprog(len(program) // 8, program)))
