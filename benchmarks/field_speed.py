"""Simulated seconds a wall second of a line follower, headless, against openbricks' simulator in its own line world.

Ours: `follow_line()` of the robot library, as `kagarobo play` runs it: real MicroPython, confined, three reflectance
sensors, a look every 10 ms. Theirs: a follower of the same make for `openbricks sim run`, in CPython in the simulator's
own process: a reflectance array of three elements, a look every 10 ms, on the world practice-line. openbricks' own
example looks at ten elements every 5 ms and is slower still; a follower by one colour sensor (one ray) is the fastest
that follows a line there at all, and `why` says how that one did in the same run. Starting is not counted anywhere.
"""

import importlib.util
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.row import Row
from firmware.errors import FirmwareError
from firmware.virtual.bench import Bench
from firmware.virtual.plan import load_plan
from firmware.virtual.trial import Trial

__all__ = ["field_s_per_wall_s", "flash_of", "measure", "peer_s_per_wall_s"]

AIM = 3.0
PROGRAM = Path(__file__).parents[1] / "firmware" / "robot" / "examples" / "follow_line.py"
FIELD = "practice"
PEER_TIMEOUT_S = 120.0
REFLECTANCE = """
from openbricks.drivers.qtr import QTRArray
sensor = QTRArray((1, 2, 3), pitch_mm=12.0)
sensor.load_calibration("/qtr.cal")
def look():
    return 6.0 * (sensor.position() or 0.0)
"""
COLOUR = """
from machine import I2C, Pin
from openbricks.drivers.tcs34725 import TCS34725
sensor = TCS34725(I2C(0, sda=Pin(15), scl=Pin(16), freq=400_000))
def look():
    return 0.6 * (sensor.ambient() - 50)
"""
PEER = """
import time
wall_s = time.perf_counter
from openbricks_sim.robot import SimRobot
from openbricks_sim import shim
robot = SimRobot(world="practice-line")
shim.install(robot.runtime)
{sensor}
from openbricks.drivers.st3032 import ST3032Motor
from openbricks.robotics import DriveBase
left = ST3032Motor(servo_id=2, uart_id=1, tx=14, rx=41, invert=True)
right = ST3032Motor(servo_id=1, uart_id=1, tx=14, rx=41)
base = DriveBase(left, right, wheel_diameter_mm=60, axle_track_mm=150)
begin_ms, begin_s = time.ticks_ms(), wall_s()
while time.ticks_diff(time.ticks_ms(), begin_ms) < {length_ms}:
    aside = look()
    base.move_wheels(160 + aside, 160 - aside)
    time.sleep_ms(10)
took_s = wall_s() - begin_s
x_mm, y_mm, _ = robot.chassis_pose()
assert x_mm > 60 * {length_ms} / 1000 and abs(y_mm) < 30, (x_mm, y_mm)
print({length_ms} / 1000 / took_s)
"""


def measure(length_s: float = 180.0, peer_length_s: float = 9.0) -> Row:
    """Run both; a machine that has no virtual boards, or no openbricks, says so."""
    ours, whys = None, []
    try:
        ours = field_s_per_wall_s(length_s)
    except FirmwareError as error:
        whys.append(f"no virtual boards here: {error}")
    theirs = by_colour = None
    if importlib.util.find_spec("openbricks_sim") is None:
        whys.append("openbricks[sim] is not installed: pip install -e '.[bench]'")
    else:
        theirs = peer_s_per_wall_s(REFLECTANCE, peer_length_s)
        by_colour = peer_s_per_wall_s(COLOUR, peer_length_s)
        whys.append(f"a follower there by one colour sensor, which is one ray: {by_colour:.1f}")
    return Row("field_speed", "openbricks[sim]", ours, theirs, "simulated s/s", AIM, "; ".join(whys))


def flash_of(program: Path) -> bytes:
    """The flash of a robot with this program. Raises: FirmwareError."""
    with tempfile.TemporaryDirectory(prefix="kagarobo-bench-") as folder, Bench(Path(folder)) as bench:
        return bench.flash(program)


def field_s_per_wall_s(length_s: float, program: Path = PROGRAM) -> float:
    """One try on the practice field, from the start to its end. Raises: FirmwareError."""
    trace = Trial(flash_of(program), load_plan(FIELD), 1, limit_us=int(length_s * 1_000_000)).hold()
    return trace.end_us / 1_000_000 / trace.wall_s


def peer_s_per_wall_s(sensor: str, length_s: float) -> float:
    """One run of the follower with that sensor. Raises: CalledProcessError: it left the line."""
    text = PEER.format(sensor=sensor, length_ms=int(length_s * 1000))
    run = subprocess.run(
        [sys.executable, "-c", text], capture_output=True, text=True, check=True, timeout=PEER_TIMEOUT_S
    )
    return float(run.stdout.split()[-1])
