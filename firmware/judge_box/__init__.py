"""The judge box: gates in, sentences out. MicroPython; on the board as /lib/judge_box, with /lib/wire.py and /main.py.

It decides nothing. It stamps what its inputs see with its own clock, keeps each signal until the host says that it is
safe on a disk, and shows two lamps: start (a run is on) and pending (something is not yet acknowledged).

    boards/       one small file of pins a board
    edges.py      interrupt: an input's edge, debounced and stamped
    load_cell.py  a weight that grows, as a counter
    clock.py      a clock that does not wrap
    ring.py       what is not yet acknowledged, bounded
    boot_id.py    a number of its own for each boot
    talk.py       the talk with the host: no pin, no port
    box.py        pins, port and the loop
"""

VERSION = "0.1.0"
