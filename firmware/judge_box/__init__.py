"""The judge box: gates in, sentences out. MicroPython; on the board as /lib/judge_box, with /lib/wire.py and /main.py.

It decides nothing. It stamps what its inputs see with its own clock, keeps each signal until the host says that it is
safe on a disk, and shows two lamps: start (a run is on) and pending (something is not yet acknowledged).

    boards/     one small file of pins a board
    edges.py    interrupt: an input's edge, debounced and stamped
    clock.py    a clock that does not wrap
    ring.py     what is not yet acknowledged, bounded
    boot_id.py  a number of its own for each boot
    box.py      the talk with the host, and the loop
"""

VERSION = "0.1.0"
