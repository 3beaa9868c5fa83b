"""The same line follower as `field_speed`, in MicroPython as WebAssembly, against openbricks' simulator."""

import importlib.util
import os

from benchmarks.field_speed import REFLECTANCE, field_s_per_wall_s, peer_s_per_wall_s
from benchmarks.row import Row
from firmware.errors import FirmwareError
from firmware.virtual.engine import ENGINE_VARIABLE, WASM

AIM = 0.5


def measure(length_s: float = 60.0, peer_length_s: float = 9.0) -> Row:
    """Run both; what is missing is said."""
    whys, ours, theirs = [], None, None
    before = os.environ.get(ENGINE_VARIABLE)
    os.environ[ENGINE_VARIABLE] = WASM
    try:
        field_s_per_wall_s(0.1)  # compiling the module is not counted
        ours = field_s_per_wall_s(length_s)
    except FirmwareError as error:
        whys.append(f"no WebAssembly here: {error}")
    finally:
        os.environ.pop(ENGINE_VARIABLE)
        if before is not None:
            os.environ[ENGINE_VARIABLE] = before
    if importlib.util.find_spec("openbricks_sim") is None:
        whys.append("openbricks[sim] is not installed: pip install -e '.[bench]'")
    else:
        theirs = peer_s_per_wall_s(REFLECTANCE, peer_length_s)
    return Row("field_speed_wasm", "openbricks[sim]", ours, theirs, "simulated s/s", AIM, "; ".join(whys) or None)
