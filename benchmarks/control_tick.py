"""Bytes of heap that one control tick takes in the real MicroPython: 10,000 ticks of straight, turn and follow_line.

The words are a child's own, on the field, gyro and all watchers on; the virtual `time` and `machine` below them count
too. The collector is off meanwhile, so that a byte that was taken stays taken; a watcher of the guard reads
`gc.mem_alloc()` at the second tick and at the last. MicroPython for 64-bit Linux: an object is 32 bytes at least.
The peer is a tick as one writes it first, with floats: a profile, two wheels, proportional and integral.

`python -m benchmarks.control_tick` prints each of the three.
"""

import sys

from benchmarks.row import Row
from firmware.virtual.session import run_program

__all__ = ["WORDS", "bytes_per_tick", "measure"]

TICKS = 10_000
TICK_S = 0.01
SPARE = 1.15  # how much longer a word is than the ticks that are counted
WORDS = {
    "straight": ("straight({})", 1),  # cm a second
    "turn": ("turn({}, 7)", 7),  # degrees a second
    "follow_line": ("follow_line({}, 2)", 1),  # seconds, at 2 cm a second
}
PROGRAM = """
import gc
from robot import *
from robot import hardware

class Meter:
    def __init__(self, last):
        self.ticks, self.last, self.begin, self.end = 0, last, 0, 0

    def check(self):
        self.ticks += 1
        if self.ticks == 2:
            self.begin = gc.mem_alloc()
        elif self.ticks == self.last:
            self.end = gc.mem_alloc()

meter = Meter({last})
wait(0.5)
hardware.base.guard.add(meter)
gc.collect()
gc.disable()
{word}
gc.enable()
tell("bytes", meter.end - meter.begin)
tell("ticks", meter.ticks)
"""
PEER = """
import gc

def tick(state, at_s, counts):
    goal = min(0.5, state["speed"] * at_s)
    efforts = []
    for wheel in ("left", "right"):
        behind = goal * 7636.0 - counts
        state[wheel] += behind * 0.01
        efforts.append(state["speed"] / 0.54 + behind * 0.003 + state[wheel] * 0.01)
    return efforts

state = {"speed": 0.2, "left": 0.0, "right": 0.0}
tick(state, 0.5, 760)
gc.collect()
gc.disable()
begin = gc.mem_alloc()
for at in range(1000):
    tick(state, at * 0.01, at * 15)
print("bytes", gc.mem_alloc() - begin)
"""


def measure(ticks: int = TICKS) -> Row:
    """Measure the three words, and the peer's tick."""
    ours = max(bytes_per_tick(word, ticks) for word in WORDS)
    peer = run_program(PEER, has_library=False, presses_button=False, limit_s=5)
    return Row(
        name="control_tick",
        peer="a tick in floats, in the same MicroPython",
        ours=ours,
        theirs=int(peer.output.split()[1]) / 1000,
        unit="bytes/tick (64 bit)",
        aim=0.0,
        is_less_better=True,
    )


def bytes_per_tick(word: str, ticks: int) -> float:
    """Run one of WORDS for that many ticks; return how many bytes of heap each took.

    Raises: RuntimeError: the word ended before its ticks; the text is what the program printed.
    """
    pattern, amount = WORDS[word]
    length_s = ticks * TICK_S * SPARE
    text = pattern.format(f"{length_s * amount:.0f}" + (", 1" if word == "straight" else ""))
    trace = run_program(PROGRAM.format(last=ticks, word=text), seed=1, limit_s=length_s + 20)
    told = [line.split("*")[0].split(",tele,")[1].split(",") for line in trace.output.splitlines() if ",tele," in line]
    answers = {name: value for name, value, *_ in told}
    if int(answers.get("ticks", 0)) < ticks:
        raise RuntimeError(trace.output)
    return int(answers["bytes"]) / (ticks - 2)


if __name__ == "__main__":
    for name in WORDS:
        sys.stdout.write(f"{name:<12} {bytes_per_tick(name, TICKS):6.2f} bytes/tick over {TICKS:,} ticks (64 bit)\n")
