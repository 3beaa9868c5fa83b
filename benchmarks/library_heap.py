"""What the robot library holds of the heap once a program has imported it; see `library_size`, which prints it too.

Half of it is the code itself: a board that loads a module from a file keeps its code on the heap. So the peer is the
code alone, below which no library from files comes. The size of a word matters little: in a MicroPython with words of
4 bytes (WebAssembly) the same import took 92 % of what it takes here.
"""

from benchmarks.library_size import HEAP_AIM_KB, heap_bytes, module_bytes, modules
from benchmarks.row import Row


def measure() -> Row:
    """Import the compiled library in the real MicroPython."""
    return Row(
        name="library_heap",
        peer="its code alone",
        ours=heap_bytes() / 1024,
        theirs=sum(module_bytes(path) for path in modules()) / 1024,
        unit="kB of heap (64 bit)",
        aim=HEAP_AIM_KB,
        is_less_better=True,
    )
