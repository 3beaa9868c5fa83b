"""Frames a second of the field's window that plays a try, against the 60 of a screen.

The whole window under SDL's dummy driver: field, trail, robot, panel with sensors, score and printed lines. The try is
a real one, and over when the film begins; what a screen itself costs is not in it.
"""

import os
import tempfile
import time
from pathlib import Path

from benchmarks.field_speed import FIELD, PROGRAM
from benchmarks.row import Row
from firmware.errors import FirmwareError
from firmware.virtual.plan import load_plan

AIM = 3.0
SCREEN_HZ = 60.0
TRIAL_S_MAX = 60.0


def measure(frames: int = 600) -> Row:
    """Hold a try, then play it; a machine without virtual boards says so."""
    os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
    before = os.environ.get("SDL_VIDEODRIVER")
    os.environ["SDL_VIDEODRIVER"] = "dummy"
    ours, why = None, None
    try:
        with tempfile.TemporaryDirectory(prefix="kagarobo-bench-") as folder:
            ours = frames_per_s(Path(folder), frames)
    except FirmwareError as error:
        why = f"no virtual boards here: {error}"
    finally:
        os.environ.pop("SDL_VIDEODRIVER")
        if before is not None:
            os.environ["SDL_VIDEODRIVER"] = before
    return Row("window_frames", "a screen", ours, SCREEN_HZ, "frames/s", AIM, why)


def frames_per_s(home: Path, frames: int) -> float:
    """Play that many frames. Raises: FirmwareError."""
    from firmware.virtual.window.field_window import FieldWindow
    from tui.play.stage import StudioStage
    from tui.play.studio import Studio

    studio = Studio(PROGRAM, home, load_plan(FIELD), 1, has_noise=True)
    window = FieldWindow(StudioStage(studio, home / "pictures"), 1.0)
    try:
        with studio:
            until_s = time.monotonic() + TRIAL_S_MAX
            while (studio.stand.trace is None or studio.stand.trace.ending is None) and time.monotonic() < until_s:
                studio.look()
                time.sleep(0.05)
            window.frame(0.0)
            begin_s = time.perf_counter()
            for _ in range(frames):
                window.frame(1 / SCREEN_HZ)
            return frames / (time.perf_counter() - begin_s)
    finally:
        window.close()
