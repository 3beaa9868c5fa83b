"""Inputs: each edge stamped in its interrupt, contact chatter left out, in the device's own time.

An input counts when it falls (the beam is broken) after it has been quiet for its debounce time. Chatter follows
within that time, at the break and at the release, and so never counts; two balls 25 ms apart are never quiet for less.

The interrupt allocates nothing and writes nothing that the loop writes: no lock is needed.
"""

from array import array

FALLING = 1  # the bits that this file sees, whatever the board calls them
RISING = 2

EPOCH_US = 1 << 27  # 134 s; two of them fit in the half of the counter that ticks_diff can tell apart


class EdgeQueue:
    """Edges between the interrupts and the loop. Full: the newest is counted and left out."""

    def __init__(self, capacity):
        self._inputs = bytearray(capacity)
        self._ticks = array("I", [0] * capacity)
        self._put_count = 0
        self._taken_count = 0
        self.refused_count = 0
        self.epoch = 0  # grows each EPOCH_US, says the loop: for an input that was quiet for longer than a wrap

    def put(self, number, ticks):
        """Called in an interrupt."""
        if self._put_count - self._taken_count == len(self._inputs):
            self.refused_count += 1
            return
        slot = self._put_count % len(self._inputs)
        self._inputs[slot] = number
        self._ticks[slot] = ticks
        self._put_count += 1

    def is_waiting(self):
        """True: take() has one to give."""
        return self._taken_count != self._put_count

    def take(self):
        """Return (input number, ticks) of the oldest edge, or None."""
        if self._taken_count == self._put_count:
            return None
        slot = self._taken_count % len(self._inputs)
        edge = (self._inputs[slot], self._ticks[slot])
        self._taken_count += 1
        return edge


class GateInput:
    """One input: which edges count. number: from 0, as in the field's file."""

    def __init__(self, number, debounce_us, queue, ticks_diff):
        self._number = number
        self._debounce_us = debounce_us
        self._queue = queue
        self._ticks_diff = ticks_diff
        self._last_ticks = 0
        self._last_epoch = -2  # quiet since for ever

    def on_edge(self, bits, ticks):
        """Called in an interrupt with FALLING, RISING or both, and the stamp."""
        epoch = self._queue.epoch
        is_quiet = epoch - self._last_epoch >= 2 or self._ticks_diff(ticks, self._last_ticks) >= self._debounce_us
        self._last_ticks = ticks
        self._last_epoch = epoch
        if is_quiet and bits & FALLING:
            self._queue.put(self._number, ticks)
