"""What the robot library holds of the heap once a program has imported it; see `library_size`, which prints it too.

A good part of it is the code itself: a board that loads a module from a file keeps its code on the heap. So the peer is
that code alone, below which no library from files comes. The size of a word matters little: in a MicroPython with words
of 4 bytes (WebAssembly) the same import took 92 % of what it takes here.
"""

from benchmarks.library_size import HEAP_AIM_KB, heap_bytes
from benchmarks.row import Row


def measure() -> Row:
    """Import the compiled library in the real MicroPython."""
    ours, code = heap_bytes()
    return Row(
        name="library_heap",
        peer="its code alone",
        ours=ours / 1024,
        theirs=code / 1024,
        unit="kB of heap (64 bit)",
        aim=HEAP_AIM_KB,
        is_less_better=True,
    )
