"""The judge box's side of the talk with the host, and its loop.

Box to host   hello version inputs oldest | signal input count | start label | stop label | lost count | sync token
              selftest levels | refused kind
Host to box   hello | ack boot seq | start label | stop | sync token | selftest

Kept kinds are signal, start, stop and lost: each has the next sequence number and is sent until it is acknowledged.
The others carry the last number given. `lost` says how many signals since the boot found the ring full: the newest is
refused, nothing is overwritten, and each input's own count goes on, so that the hole can be seen there too.
"""

import os
import select
import sys
import time

import machine
import micropython
from machine import Pin

import wire
from judge_box import VERSION
from judge_box.boards import this_board
from judge_box.boot_id import next_boot_id
from judge_box.clock import DeviceClock
from judge_box.edges import EPOCH_US, FALLING, RISING, EdgeQueue, GateInput
from judge_box.ring import KeptRing

SOURCE = "box"
HOST = "host"
SIGNALS_MAX = 256  # a whole run's balls, twice
OTHERS_MAX = 8  # room that signals leave for start, stop and lost
EDGES_MAX = 64  # between two turns of the loop
TURN_MS = 20  # shorter than from one ball to the next
ARGUMENT_BYTES_MAX = 24  # of a label or a token: three times as many when escaped still fit in a sentence
READ_BYTES_MAX = 256
RESEND_US = 500000
RESEND_LINES_MAX = 16  # about 1 kB, 0.1 s at 115200 baud
BEEP_US = 300000


class JudgeBox:
    """Everything but the ports. write takes bytes; clock is a DeviceClock."""

    def __init__(self, board, boot, clock, write):
        self._boot = boot
        self._clock = clock
        self._write = write
        self._ring = KeptRing(SIGNALS_MAX + OTHERS_MAX)
        self._edges = EdgeQueue(EDGES_MAX)
        self._counts = [0] * len(board.INPUT_PINS)
        self._lost_count = 0
        self._lost_told = 0
        self._label = None  # of the run that is on
        self._stop_seq = 0
        self._sent_us = 0
        self._beep_end_us = 0
        self._splitter = wire.Splitter()
        self._start_lamp = Pin(board.START_LAMP_PIN, Pin.OUT, value=0)
        self._pending_lamp = Pin(board.PENDING_LAMP_PIN, Pin.OUT, value=0)
        self._buzzer = Pin(board.BUZZER_PIN, Pin.OUT, value=0)
        self._input_pins = [
            listen(pin, number, board.DEBOUNCE_US[number], self._edges) for number, pin in enumerate(board.INPUT_PINS)
        ]

    def say_hello(self):
        """Say who is here, and from which number on signals are still kept."""
        self._say("hello", VERSION, str(len(self._counts)), str(self._ring.oldest_seq))

    def hear(self, data):
        """Take bytes from the host, whole, in parts or with noise around them."""
        for what, piece in self._splitter.feed(data):
            if what == "sentence" and piece.source == HOST:
                self._take_edges()  # what happened before the host's word keeps its place before the answer
                self._obey(piece.kind, piece.args)

    def work(self):
        """One turn, each TURN_MS or sooner: new signals out, old ones again, the buzzer off."""
        now_us = self._clock.now_us()
        self._edges.epoch = now_us // EPOCH_US
        self._take_edges()
        if len(self._ring) and now_us - self._sent_us >= RESEND_US:
            self._resend(RESEND_LINES_MAX)
        if self._beep_end_us and now_us >= self._beep_end_us:
            self._beep_end_us = 0
            self._buzzer.value(0)

    def lamps_off(self):
        """The box stops working."""
        for pin in (self._start_lamp, self._pending_lamp, self._buzzer):
            pin.value(0)

    # -- what the host asks ------------------------------------------------------------------------------------------

    def _obey(self, kind, args):
        if kind == "hello":
            self.say_hello()
            self._resend(SIGNALS_MAX + OTHERS_MAX)
        elif kind == "ack" and len(args) == 2 and args[0] == str(self._boot) and args[1].isdigit():
            self._forget(int(args[1]))
        elif kind == "sync" and is_short(args):
            self._say("sync", args[0])
        elif kind == "start" and is_short(args):
            self._start(args[0])
        elif kind == "stop":
            self._stop()
        elif kind == "selftest":
            self._beep()
            self._say("selftest", "".join([str(pin.value()) for pin in self._input_pins]))
        elif kind != "ack":  # an ack for an earlier boot is no mistake
            self._say("refused", kind)

    def _start(self, label):
        if label == self._label:
            return  # the host asked twice; the answer to the first is kept until acknowledged
        self._start_lamp.value(1)
        if self._keep("start", (label,), self._clock.now_us(), 0):
            self._label = label
            self._beep()
        else:
            self._start_lamp.value(0)
            self._say("refused", "start")

    def _stop(self):
        if self._label is None and self._stop_seq >= self._ring.oldest_seq:
            return  # the host asked twice; the first stop is still on its way
        self._start_lamp.value(0)
        if self._keep("stop", (self._label or "",), self._clock.now_us(), 0):
            self._label = None
            self._stop_seq = self._ring.last_seq
        else:
            self._say("refused", "stop")

    def _forget(self, seq):
        if self._ring.forget(seq):
            self._sent_us = self._clock.now_us()
            self._tell_lost()
            self._pending_lamp.value(1 if len(self._ring) else 0)

    def _beep(self):
        self._buzzer.value(1)
        self._beep_end_us = self._clock.now_us() + BEEP_US

    # -- what the host is told ---------------------------------------------------------------------------------------

    def _take_edges(self):
        edge = self._edges.take()
        if edge is None:
            return
        self._clock.now_us()  # so that the stamps are near it
        while edge is not None:
            number, ticks = edge
            self._counts[number] += 1
            args = (str(number), str(self._counts[number]))
            if not self._keep("signal", args, self._clock.at_us(ticks), OTHERS_MAX):
                self._lost_count += 1
            edge = self._edges.take()

    def _tell_lost(self):
        """Now that there is room again."""
        lost_count = self._lost_count + self._edges.refused_count
        if lost_count > self._lost_told and self._keep("lost", (str(lost_count),), self._clock.now_us(), OTHERS_MAX):
            self._lost_told = lost_count

    def _keep(self, kind, args, time_us, room):
        """Number, keep and send; the lamp goes on first. False: fewer than room + 1 places are free."""
        if len(self._ring) + room >= SIGNALS_MAX + OTHERS_MAX:
            return False
        line = wire.encode(wire.Sentence(SOURCE, self._boot, self._ring.last_seq + 1, time_us, kind, args))
        if not len(self._ring):
            self._sent_us = self._clock.now_us()
            self._pending_lamp.value(1)
        self._ring.keep(line)
        self._write(line)
        return True

    def _resend(self, count):
        for line in self._ring.lines(count):
            self._write(line)
        self._sent_us = self._clock.now_us()

    def _say(self, kind, *args):
        """Send a sentence that is not kept."""
        time_us = self._clock.now_us()
        self._write(wire.encode(wire.Sentence(SOURCE, self._boot, self._ring.last_seq, time_us, kind, args)))


def listen(pin_number, number, debounce_us, queue):
    """Put an input's interrupt in place; return its pin."""
    pin = Pin(pin_number, Pin.IN, Pin.PULL_UP)
    on_edge = GateInput(number, debounce_us, queue, time.ticks_diff).on_edge
    ticks_us = time.ticks_us
    falling, rising = Pin.IRQ_FALLING, Pin.IRQ_RISING
    flags = None

    def handler(_pin):
        ticks = ticks_us()
        bits = flags() if flags else falling
        on_edge((FALLING if bits & falling else 0) | (RISING if bits & rising else 0), ticks)

    flags = pin.irq(handler=handler, trigger=falling | rising, hard=True).flags
    return pin


def is_short(args):
    """True: one argument, and a sentence that repeats it is not too long."""
    return len(args) == 1 and len(args[0].encode()) <= ARGUMENT_BYTES_MAX


def read_waiting(poller, stream):
    """Return the bytes that are there now; the first is known to be. None of them: the host's end is closed."""
    data = stream.read(1)
    while 0 < len(data) < READ_BYTES_MAX and poller.poll(0):
        data += stream.read(1)
    return data


def run():
    """Be a judge box until Ctrl-C."""
    if hasattr(micropython, "alloc_emergency_exception_buf"):  # a PC's MicroPython has no need of it
        micropython.alloc_emergency_exception_buf(100)
    clock = DeviceClock(time.ticks_us, time.ticks_diff)
    boot = next_boot_id(machine.unique_id(), os.urandom)
    box = JudgeBox(this_board(), boot, clock, sys.stdout.buffer.write)
    poller = select.poll()
    poller.register(sys.stdin, select.POLLIN)
    try:
        box.say_hello()
        while True:
            box.work()
            if poller.poll(TURN_MS):
                data = read_waiting(poller, sys.stdin.buffer)
                if data:
                    box.hear(data)
                else:
                    time.sleep_ms(TURN_MS)
    finally:
        box.lamps_off()
