"""Open the field's window on a program and stay until it is closed."""

from pathlib import Path

from firmware.virtual.board import check_machine
from firmware.virtual.plan import FieldPlan
from firmware.virtual.robot_model import RobotModel
from firmware.virtual.window.field_window import FieldWindow
from tui.exit_codes import ExitCode
from tui.play.recorded import Recording
from tui.play.stage import StudioStage
from tui.play.studio import Studio

__all__ = ["show"]


def show(
    program: Path,
    home: Path,
    plan: FieldPlan,
    seed: int,
    speed: float,
    *,
    has_noise: bool,
    recording: Recording | None = None,
    model: RobotModel | None = None,
) -> ExitCode:
    """Show it; the program is tried again each time its file is saved.

    Raises: NoDisplay: there is no screen. NoConfinement, NoMicroPython: nothing may run on this machine.
    """
    check_machine()
    studio = Studio(program, home, plan, seed, has_noise=has_noise, model=model)
    window = FieldWindow(StudioStage(studio, home / "pictures", recording), speed)
    with studio:
        window.run()
    return ExitCode.DONE
