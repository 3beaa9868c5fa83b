"""What the robot library holds of the heap once a program has imported it; see `library_size`, which prints it too.

Measured where a word has 8 bytes; on a robot's board it has 4, and nearly everything the library holds is words. The
peer is half of it: what is left there, if all of it were.
"""

from benchmarks.library_size import HEAP_AIM_KB, heap_bytes
from benchmarks.row import Row


def measure() -> Row:
    """Import the compiled library in the real MicroPython."""
    ours_kb = heap_bytes() / 1024
    return Row(
        name="library_heap",
        peer="half of it: words of 4 bytes",
        ours=ours_kb,
        theirs=ours_kb / 2,
        unit="kB of heap (64 bit)",
        aim=HEAP_AIM_KB,
        is_less_better=True,
    )
