"""`select` on a virtual board: poll() that waits on the field's clock.

The serial line (stdin) is asked for real, without waiting; between two looks the field's time passes. When the field
holds its clock (a signal is not yet safe, a host is being waited for) the board really waits, for its serial line.
A stream that a program made itself (an ioctl of its own, as a flag set by an interrupt has) is asked here: the
built-in poll would wait a real millisecond each time. Every other stream goes to the built-in poll.
"""

import sys
import uselect

import _world
from uselect import POLLERR, POLLHUP, POLLIN, POLLOUT  # noqa: F401 - part of the interface

_LOOK_US = 20000  # how long the field's time passes between two looks at the serial line
_POLL_REQUEST = 3  # MP_STREAM_POLL
_HELD_MS = 20  # how long one real wait for the serial line lasts while the field holds


def _is_stdin(stream):
    return stream is sys.stdin or stream is sys.stdin.buffer or stream == 0


class _Poll:
    def __init__(self):
        self._real = uselect.poll()
        self._streams = []
        self._flags = []  # [stream, events]
        self._has_serial = False

    def register(self, stream, events=POLLIN | POLLOUT):
        if hasattr(stream, "ioctl"):
            self.unregister(stream)
            self._flags.append([stream, events])
            return
        self._real.register(stream, events)
        if stream not in self._streams:
            self._streams.append(stream)
            self._has_serial = self._has_serial or _is_stdin(stream)

    def modify(self, stream, events):
        for entry in self._flags:
            if entry[0] is stream:
                entry[1] = events
                return
        self._real.modify(stream, events)

    def unregister(self, stream):
        if hasattr(stream, "ioctl"):
            self._flags = [entry for entry in self._flags if entry[0] is not stream]
            return
        self._real.unregister(stream)
        if stream in self._streams:
            self._streams.remove(stream)
            self._has_serial = any(_is_stdin(s) for s in self._streams)

    def poll(self, timeout=-1):
        """List of (stream, event, …) that are ready; waits at most `timeout` ms, for ever when negative or None."""
        self._wait(timeout)
        return self._real.poll(0) + self._raised()

    def ipoll(self, timeout=-1, flags=0):
        """As poll, without building a list."""
        self._wait(timeout)
        if self._flags:
            return iter(self._real.poll(0) + self._raised())
        return self._real.ipoll(0, flags)

    def _raised(self):
        """List of (stream, event) of the program's own streams that are ready."""
        raised = []
        for stream, events in self._flags:
            ready = stream.ioctl(_POLL_REQUEST, events)
            if ready > 0:
                raised.append((stream, ready))
        return raised

    def _wait(self, timeout):
        """Let time pass until a stream is ready or `timeout` ms are over."""
        forever = timeout is None or timeout < 0
        if not _world.connected and not _world.timers:
            if self._streams or not forever:
                self._real.poll(-1 if forever else timeout)
            return
        deadline = 0 if forever else (_world.peek_us() // 1000 + int(timeout)) * 1000  # on a tick, as asyncio counts
        while True:
            left = _LOOK_US if forever else deadline - _world.peek_us()
            if left <= 0 or (self._streams and self._real.poll(0)) or (self._flags and self._raised()):
                _world.spend()
                return
            if self._has_serial:
                answer = _world.wait(min(left, _LOOK_US), _world.POLL, early=True)
            else:
                answer = _world.wait(left, early=True)
            if answer == _world.HELD:
                self._real.poll(_HELD_MS)


def poll():
    return _Poll()
