"""The board's end of the lock-step channel: one clock, one wire to the field, and what waits on it.

Runs on MicroPython. `time`, `machine` and `select` beside this file stand on it; a child's program never imports it.

Rules: time passes only where this module says so. Reading the clock, a pin or a sensor costs COST_US, so that a polling
loop ends. A write is not answered: it travels with the next question. A clock read is answered here, without the field,
for at most LOCAL_US; then the field is asked. Handlers of edges and timers run inside waits, as soft interrupts do.
Without a channel (a board of its own on a desk) the clock is the real one and pins are a dictionary in `machine`.

Frames are little-endian. Board to field: 8 bytes `<BBHi` op, pin, arg, value. Field to board: 64 bytes: `<qi` now_us,
value; a word whether edges may wait; and up to six steps ahead, two words each: `pin | kind << 8 | offset << 16` and
the reading. The field knows from the turn before what this board will read in this same millisecond, in which its world
does not change, and says at once what each reading will be at its moment, `offset` us after now_us. A reading asked for
in just that order, at just that moment, needs no question; any other does, and nothing is different for a program.
Where nothing but the wheels can move, the field tells even what comes after that millisecond: a wait that is over at
`offset` (kind WAITED, pin 0), or a reading; either is marked FAR and holds only while no command was given.

What runs in every tick of a control loop takes no heap, as the library it serves: frames are written as whole words
into an array, and a function that holds more than 11 values at once (MicroPython puts its frame on the heap) is cut.
A board of its own process has it compiled to machine code where MicroPython can do that: `launcher.py` makes decorators
of the comments that say so.
"""

import sys
import uctypes
import utime
from array import array
from struct import pack_into

from micropython import const

HELLO = const(1)  # value: pid. Answered with the same pid.
WAIT = const(2)  # value: us to let pass, 0 = one COST_US. Answered 0 = over, 1 = an edge is queued.
POLL = const(3)  # as WAIT by a board that also waits for its serial line; may be answered HELD.
READ = const(4)  # pin, arg: kind. Answered with the reading.
WRITE = const(5)  # pin, arg: kind, value. Not answered.
IRQ = const(6)  # pin, arg: trigger bits. Not answered.
EDGE = const(7)  # answered pin << 1 | level, or -1.
HALT = const(8)  # the program is over. Not answered.
PASS = const(9)  # value: us that passed on the board alone, pin: steps ahead used, first of all. Not answered.
SYNC = const(10)  # value: a mark. Answered with the same mark, free; an unanswered question before it is forgotten.

HELD = const(2)
COST_US = const(20)
LOCAL_US = const(1000)  # a physics step: what the board may count by itself before it asks again
ARMED_OPS = const(16)  # with a handler armed, look for edges at least this often
FRAMES = const(127)  # unanswered frames kept back for the next question: more than go into 2 ms
REPLY_BYTES = const(64)
AHEAD = const(4)  # the first reading ahead in _reply
NO_READING = const(0xFFFFFFFF)
FAR = const(0x8000)
WAITED = const(0xC000)  # 0x40 as a kind, and FAR
WAIT_US_MAX = const(1 << 30)
EPOCH_S = const(1775001600)  # 2026-04-01 00:00 UTC: what time() says when the field's clock stands at 0

connected = False  # whether a field is on the other end
_write = _read = None  # the channel
_pid = 0
_is_exact = False
_here = False  # HELLO has been answered
_plain = False  # connected and greeted, and nobody is in a hurry: the short ways below may be taken
_eager = False  # the program is over: somebody types at the REPL, so nothing is kept back
_asking = False  # a question is under way; still true at the next one when a Ctrl-C broke it off
_hellos = 0  # sent since the last that was answered
_syncs = 0x5A000000  # marks for SYNC that no reading looks like
_sync_frame = bytearray(8)
_out = array("i", [0] * (2 * (FRAMES + 2)))  # two words a frame
_n = 0  # words of _out in use
_reply = array(
    "I", [0] * 16 + [NO_READING]
)  # the low and the high half of now_us (an array("q") gives objects on the heap), value, …
_reply_bytes = memoryview(uctypes.bytearray_at(uctypes.addressof(_reply), REPLY_BYTES))
_next = AHEAD  # the reading ahead that is due
_told_us = 0  # the moment that the offsets of readings ahead are from
_now = 0  # the field's clock at the last answer, us
_debt = 0  # us that passed here since then
_unsent = 0  # the part of _debt that the field cannot count by itself
_born = utime.ticks_us()  # the clock's value when this board started, us
_since = 0  # questions since edges were last looked for
_handling = False
handlers = {}  # pin number -> (pin object, what to call with it and the new level)
timers = []  # [due_us, timer], unsorted: a board has few


def open_channel(fd, pid, is_exact=False):
    """Take the field's end of descriptor `fd`; HELLO goes out with the first use of time or machine.

    Args: is_exact: with a handler armed, ask the field at each clock read, so that its edges come at once; else within
    LOCAL_US.
    """
    global _write, _read, _pid, _here, _is_exact, connected, _plain
    channel = open(fd, "r+b", 0)
    _write, _read, _pid, _here, _plain, connected = channel.write, channel.readinto, pid, False, False, True
    _is_exact = is_exact


def halt():
    """Say that the program is over; the field no longer waits for this board."""
    global _eager, _next, _plain
    timers.clear()
    _eager = True
    _plain = False
    _reply[3] = 1
    _reply[_next] = NO_READING  # nobody waits for somebody at the prompt, so the world moves on meanwhile
    if connected and _here:
        tell(HALT, 0, 0, 0)
        _reply[AHEAD] = NO_READING
        _next = AHEAD
    elif connected and _hellos:  # a HELLO that was broken off reached the field all the same
        pack_into("<BBHi", _sync_frame, 0, HALT, 0, 0, 0)
        _write(_sync_frame, 8)


def _lost():
    global connected, _plain
    connected = _plain = False
    raise OSError(19, "the field is gone")  # ENODEV


def _answer(got=0):
    """Read one whole answer into _reply, of which `got` bytes are there."""
    got = got or _read(_reply_bytes)
    while got != REPLY_BYTES:
        more = _read(_reply_bytes[got:]) if got else 0
        if not more:
            _lost()
        got += more


def _hello():
    global _here, _now, _debt, _unsent, _n, _born, _asking, _hellos, _plain
    _out[0] = HELLO
    _out[1] = _pid
    _n = _debt = _unsent = 0
    _hellos += 1
    if _write(_out, 8) != 8:
        _lost()
    while True:
        _answer()
        if _reply[2] == _pid:  # anything else was meant for the program that ran here before
            break
    _asking = (
        _hellos > 1
    )  # an earlier HELLO was broken off, so its answer looks the same: clear the way at the next question
    _hellos = 0
    _here = True
    _plain = not (_eager or _is_exact)
    _now = _born = _reply[0] | _reply[1] << 32
    if _eager:
        tell(HALT, 0, 0, 0)  # the first word of somebody at the prompt: do not wait for the next


def _sync():
    """Throw away the answers of questions that Ctrl-C broke off; the field's echo of a mark tells where they end."""
    global _syncs
    _syncs += 1
    pack_into("<BBHi", _sync_frame, 0, SYNC, 0, 0, _syncs)
    if _write(_sync_frame, 8) != 8:
        _lost()
    while True:
        _answer()
        if _reply[2] == _syncs:
            return


# @micropython.native
def ask(op, pin, arg, value):
    """Send what is kept back and one question; return the answer's value. The clock is then the field's."""
    global _n, _unsent, _now, _debt, _asking, _next, _told_us
    if not _here:
        _hello()
    if _asking:
        _sync()
    _asking = True  # a KeyboardInterrupt may come between any two steps from here on
    n = _n
    if _unsent or _next != AHEAD:
        _out[n] = PASS | (_next - AHEAD) << 7
        _out[n + 1] = _unsent
        n += 2
    _out[n] = op | pin << 8 | arg << 16
    _out[n + 1] = value
    n = (n + 2) * 4
    if _write(_out, n) != n:
        _lost()
    _n = _unsent = 0
    _next = AHEAD
    n = _read(_reply_bytes)
    if n != REPLY_BYTES:
        _answer(n)
    _asking = False
    _told_us = _now = _reply[0] | _reply[1] << 32
    _debt = 0
    value = _reply[2]
    return value if value < 0x80000000 else value - 0x100000000


# @micropython.native
def tell(op, pin, arg, value):
    """Queue one unanswered frame; it costs COST_US and leaves with the next question."""
    global _n, _debt, _unsent
    if not _here:
        _hello()
    n = _n
    if not n and _unsent:
        _out[0] = PASS | (_next - AHEAD) << 7
        _out[1] = _unsent
        n = 2
        _unsent = 0
    _out[n] = op | pin << 8 | arg << 16
    _out[n + 1] = value
    _n = n + 2
    _debt += COST_US
    if _eager:
        n = _n * 4
        if _write(_out, n) != n:
            _lost()
        _n = 0
    elif _n >= (FRAMES - 1) * 2 or _debt >= LOCAL_US:
        wait(0)


# @micropython.native
def read(pin, kind, value=0):
    """One reading of a pin or sensor, COST_US later."""
    global _since, _next, _now, _debt, _unsent
    if handlers:
        _since += 1
        if _since >= ARMED_OPS:
            _edges()
    if timers:
        _ring()
    now = _now + _debt + COST_US
    due = pin | kind << 8 | (now - _told_us) << 16
    if _reply[_next] == due or (_reply[_next] == due | FAR and not _n):
        _unsent += COST_US
        _now = now
        _debt = 0
        value = _reply[_next + 1]
        _next += 2
        return value if value < 0x80000000 else value - 0x100000000
    return ask(READ, pin, kind, value)


# @micropython.native
def spend():
    """Let COST_US pass for something that needs no answer; a board with timers asks at once."""
    global _debt, _unsent
    if not connected:
        return
    if not _here:
        _hello()
    if (timers or _eager or (_is_exact and handlers)) and not _handling:
        wait(0)
        return
    _debt += COST_US
    _unsent += COST_US
    if _debt < LOCAL_US:
        return
    if handlers and not _handling:
        wait(0)
    else:
        ask(WAIT, 0, 0, 0)


# @micropython.native
def clock_us():
    """Microseconds since this board started; costs COST_US."""
    global _debt, _unsent
    if _plain and not timers and _debt < LOCAL_US - COST_US:
        _debt += COST_US
        _unsent += COST_US
        return _now + _debt - _born
    if not connected:
        return utime.ticks_us() - _born
    spend()
    return _now + _debt - _born


# @micropython.native
def clock_ms():
    """As clock_us, in milliseconds; a control loop calls nothing as often."""
    global _debt, _unsent
    if _plain and not timers and _debt < LOCAL_US - COST_US:
        _debt += COST_US
        _unsent += COST_US
        return (_now + _debt - _born) // 1000
    return clock_us() // 1000


def peek_us():
    """As clock_us, for nothing: only for this library's own accounts, never for a program."""
    if connected and not _here:
        _hello()
    return (_now + _debt if connected else utime.ticks_us()) - _born


def world_us():
    """The field's clock itself (costs COST_US), which goes on when a board starts anew."""
    spend()
    return _now + _debt


def _edges():
    """Fetch every queued edge and call its handler with the clock at the edge's own moment."""
    global _since, _handling, _now, _debt
    _since = 0
    if _handling:
        return
    if not _reply[3]:  # the field had none at the last answer, and has not moved since
        _now += _debt
        _debt = 0
        return
    _handling = True
    try:
        while _edge():
            pass
    finally:
        _handling = False


def _edge():
    """Fetch one edge and serve it; return whether there was one."""
    global _now
    present = _now + _debt
    value = ask(EDGE, 0, 0, 0)
    if value >= 0:
        entry = handlers.get(value >> 1)
        if entry is not None:
            try:
                entry[1](entry[0], value & 1)
            except Exception as error:
                sys.print_exception(error)  # as on a board: a mistake in it is told, and the program goes on
    _now = max(_now, present)
    return value >= 0


def _ring():
    """Call every timer that is due, the earliest first; return whether there was one."""
    global _handling
    if _handling:
        return False
    _handling = True
    rang = False
    try:
        while timers:
            entry = min(timers, key=_due)
            if entry[0] > peek_us():
                break
            rang = True
            try:
                entry[1]._fire(entry)
            except Exception as error:
                sys.print_exception(error)
    finally:
        _handling = False
    return rang


def _due(entry):
    return entry[0]


# @micropython.native
def wait(us, op=WAIT, early=False):
    """Let `us` microseconds pass (0: just COST_US); edges and timers are served meanwhile.

    Args: early: return as soon as anything was served. op: POLL for a board that waits for its serial line.
    Returns: 0 time is over, 1 something was served, HELD the field holds its clock and does not let this board wait.
    """
    global _debt, _unsent, _now, _next
    if not connected:
        return _wait_real(us, early)
    if not _here:
        _hello()
    if us and _debt + us < LOCAL_US and op == WAIT and not (timers or _eager or (_is_exact and handlers)):
        _debt += us
        _unsent += us
        return 0
    if _reply[_next] == WAITED | (_now + _debt + us - _told_us) << 16 and not _n and us and op == WAIT and not timers:
        _unsent += us
        _now += _debt + us
        _debt = 0
        _next += 2
        return 0
    return _wait_until(_now + _debt + us, us, op, early)


def _wait_until(deadline, left, op, early):
    """The long way of wait: ask the field, and serve what comes, until `deadline`."""
    while True:
        if timers:
            left = _at_most_until_due(left)
        answer = ask(op, 0, 0, min(left, WAIT_US_MAX))
        if answer == 1:
            _edges()
        if timers and _ring():
            answer = 1
        left = deadline - _now - _debt
        if left <= 0 or answer == HELD or (answer and early):
            return answer


def _at_most_until_due(left):
    """Return `left`, or how long it is to the first timer."""
    return max(0, min(left, min(timers, key=_due)[0] - peek_us()))


def _wait_real(us, early):
    deadline = utime.ticks_us() + us
    while True:
        left = deadline - utime.ticks_us()
        if timers:
            until_due = min(timers, key=_due)[0] - peek_us()
            if until_due < left:
                utime.sleep_us(max(0, until_due))
                if _ring() and early:
                    return 1
                continue
        if left > 0:
            utime.sleep_us(left)
        return 0
