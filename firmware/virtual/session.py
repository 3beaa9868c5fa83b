"""Run one trusted program on one robot in a field, headless: what tests, benchmarks and the library's authors use.

The MicroPython process here is NOT confined: only programs of this repository may come this way. A child's program runs
on a board (`firmware.virtual.board`), which is.
"""

import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from firmware.virtual.events import GatePassed, WorldEvent
from firmware.virtual.field import Field, FieldView
from firmware.virtual.physics import RobotModel
from firmware.virtual.plan import load_plan
from firmware.virtual.world import World

__all__ = ["RunTrace", "run_program", "start_micropython"]

MICROPYTHON = Path(__file__).with_name("micropython")
FIRMWARE = Path(__file__).parent.parent
_HOST = (
    "import os, sys; from micropython_run import run_main; run_main(['micropython', *sys.argv[1:], str(os.getpid())])"
)
_BOOT = """
import sys
board, library, fd, pid = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
sys.path[:] = [board, '.frozen']
import _world, time, machine, select
sys.path[:] = ['', library, '.frozen']
if fd >= 0:
    _world.open_channel(fd, pid)
del board, library, fd, pid
try:
    execfile('main.py')
except BaseException as error:
    if not isinstance(error, SystemExit):
        sys.print_exception(error)
_world.halt()
"""
WITH_LIBRARY = "from robot.launcher import run\nrun('program.py')\n"
WITHOUT_LIBRARY = "execfile('program.py')\n"
BOOT_S = 10.0


@dataclass(frozen=True, slots=True)
class RunTrace:
    """What happened in one run. Times are the field's, from the button."""

    output: str
    gates: tuple[tuple[str, int], ...]
    """(gate, us)."""
    view: FieldView
    """The end."""
    field_us: int
    is_over: bool
    """The program ended before the limit."""
    events: tuple[WorldEvent, ...]
    samples: tuple[tuple[int, float, float, float, float, float], ...] = field(repr=False)
    """Every 20 ms: us, x, y, heading, left and right wheel's way."""
    wall_s: float
    exchanges: int


def start_micropython(
    folder: Path, channel: socket.socket | None, output: int, *, stdin: int = subprocess.DEVNULL
) -> subprocess.Popen[bytes]:
    """Start an unconfined MicroPython in `folder`, which holds main.py; `channel` is its end of the field's channel."""
    fd = -1 if channel is None else channel.fileno()
    (folder / "_boot.py").write_text(_BOOT, encoding="utf-8")
    return subprocess.Popen(
        [sys.executable, "-c", _HOST, "_boot.py", str(MICROPYTHON), str(FIRMWARE), str(fd)],
        cwd=folder,
        stdin=stdin,
        stdout=output,
        stderr=subprocess.STDOUT,
        pass_fds=[] if channel is None else [fd],
    )


def run_program(
    program: str | Path,
    *,
    field_id: str = "line_following",
    seed: int = 1,
    limit_s: float = 180.0,
    extra_files: Mapping[str, str] | None = None,
    has_library: bool = True,
    presses_button: bool = True,
    model: RobotModel | None = None,
    cpu_limit_s: float = 5.0,
) -> RunTrace:
    """Run a program (its text, or its path) from the button to its end, or until `limit_s` of the field's time.

    Args: has_library: under `robot.launcher`, as on a robot; else it is main.py itself.
    """
    source = program.read_text(encoding="utf-8") if isinstance(program, Path) else program
    arena = Field(load_plan(field_id), seed, model)
    events: list[WorldEvent] = []
    samples: list[tuple[int, float, float, float, float, float]] = []

    def sample(now_us: int) -> None:
        drive = arena.robot.drive
        samples.append((now_us, drive.x_mm, drive.y_mm, drive.heading_deg, drive.left_mm, drive.right_mm))

    world = World(arena, on_event=events.append, pace=sample, cpu_limit_s=cpu_limit_s)
    near, far = socket.socketpair()
    with tempfile.TemporaryDirectory() as name, tempfile.TemporaryFile() as output:
        folder = Path(name)
        files = {"program.py": source, "main.py": WITH_LIBRARY if has_library else WITHOUT_LIBRARY}
        for path, text in {**files, **(extra_files or {})}.items():
            (folder / path).write_text(text, encoding="utf-8")
        with start_micropython(folder, far, output.fileno()) as process:
            far.close()
            world.attach("robot", near, role="robot")
            try:
                world.hold(lambda: world.is_here("robot") or process.poll() is not None, BOOT_S)
                began_s, began_us = time.perf_counter(), world.now_us
                if presses_button:
                    arena.robot.press_button()
                world.run(lambda: not world.is_here("robot"), int(limit_s * 1_000_000))
                wall_s = time.perf_counter() - began_s
                is_over = not world.is_here("robot")
            finally:
                world.detach("robot")
                process.kill()
        output.seek(0)
        text = output.read().decode("utf-8", "replace")
    return RunTrace(
        output=text,
        gates=tuple((event.gate, event.at_us - began_us) for event in events if isinstance(event, GatePassed)),
        view=arena.view(),
        field_us=world.now_us - began_us,
        is_over=is_over,
        events=tuple(events),
        samples=tuple(samples),
        wall_s=wall_s,
        exchanges=world.exchanges,
    )
