"""The judge box on its board: pins, interrupts, the port, and the loop. What is said is in talk.py."""

import io
import os
import select
import sys
import time

import machine
import micropython
from machine import Pin

from judge_box.boards import this_board
from judge_box.boot_id import next_boot_id
from judge_box.clock import DeviceClock
from judge_box.edges import EPOCH_US, FALLING, RISING, EdgeQueue, GateInput
from judge_box.load_cell import LoadCell
from judge_box.talk import Talk

INPUTS_MAX = 8
EDGES_MAX = 64  # between two turns of the loop
TURN_MS = 20  # for what nothing wakes the loop for: saying it again, the buzzer
READ_BYTES_MAX = 256
POLL_REQUEST = 3  # MP_STREAM_POLL


class Pins:
    """The panel of a board: two lamps, a buzzer and the inputs' levels."""

    def __init__(self, board, input_pins):
        self._input_pins = input_pins
        self.start_lamp = Pin(board.START_LAMP_PIN, Pin.OUT, value=0).value
        self.pending_lamp = Pin(board.PENDING_LAMP_PIN, Pin.OUT, value=0).value
        self.buzzer = Pin(board.BUZZER_PIN, Pin.OUT, value=0).value

    def levels(self):
        """Return the inputs' levels, one character each."""
        return "".join([str(pin.value()) for pin in self._input_pins])


class JudgeBox(Talk):
    """A talk whose inputs are pins. write takes bytes; clock is a DeviceClock."""

    def __init__(self, board, boot, clock, write):
        edges = EdgeQueue(EDGES_MAX)
        input_pins = [
            listen(pin, number, board.DEBOUNCE_US[number], edges) for number, pin in enumerate(board.INPUT_PINS)
        ]
        self._cells = [
            LoadCell(Pin(data, Pin.IN), Pin(clock_pin, Pin.OUT, value=0), raw_a_step)
            for data, clock_pin, raw_a_step in board.LOAD_CELLS
        ]
        inputs = len(input_pins) + len(self._cells)
        if inputs > INPUTS_MAX:
            raise ValueError("more than 8 inputs")
        Talk.__init__(self, inputs, boot, clock, write, edges, Pins(board, input_pins))
        self._first_cell = len(input_pins)

    def work(self):
        """One turn, each TURN_MS or sooner."""
        now_us = self._clock.now_us()
        self._edges.epoch = now_us // EPOCH_US
        for index, cell in enumerate(self._cells):
            for _ in range(cell.steps()):
                self.signal(self._first_cell + index, now_us)
        Talk.work(self)

    def waker(self):
        """Return something to poll for that is ready as soon as an interrupt has caught an edge."""
        return EdgeWaker(self._edges)


class EdgeWaker(io.IOBase):
    """A stream for poll(), readable while an edge waits: a signal is sent at once, not a turn later."""

    def __init__(self, edges):
        self._edges = edges

    def ioctl(self, request, arg):
        """Answer poll(); -1: nothing else can be asked of this stream."""
        if request != POLL_REQUEST:
            return -1
        return arg & select.POLLIN if self._edges.is_waiting() else 0


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
    serial = select.poll()
    serial.register(sys.stdin, select.POLLIN)
    either = select.poll()
    either.register(sys.stdin, select.POLLIN)
    either.register(box.waker(), select.POLLIN)
    try:
        box.say_hello()
        while True:
            box.work()
            if either.poll(TURN_MS) and serial.poll(0):
                data = read_waiting(serial, sys.stdin.buffer)
                if data:
                    box.hear(data)
                else:
                    time.sleep_ms(TURN_MS)
    finally:
        box.lamps_off()
