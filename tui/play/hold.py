"""What is held on a field: a trial of one program, or a match of two where two robots meet."""

from collections.abc import Callable, Sequence

from firmware.virtual.bout import Bouts
from firmware.virtual.guests import Flash
from firmware.virtual.plan import FieldPlan
from firmware.virtual.robot_model import RobotModel
from firmware.virtual.trial import Trial
from tui.play.tally import Tally

__all__ = ["try_of"]


def try_of(
    images: Sequence[Flash],
    plan: FieldPlan,
    seed: int,
    tally: Tally,
    *,
    has_noise: bool,
    model: RobotModel | None,
    is_left: Callable[[], bool] = lambda: False,
) -> Trial | Bouts:
    """Return a try that has not begun.

    Args: images: the flash of the program's robot, and that of the other robot's where there is one. model: of both.
    """
    if len(images) == 1:
        return Trial(images[0], plan, seed, limit_us=tally.limit_us, has_noise=has_noise, model=model, is_left=is_left)
    robot = model or RobotModel()
    return Bouts(
        images,
        plan,
        seed,
        limit_us=tally.limit_us,
        is_decided=tally.is_decided,
        has_noise=has_noise,
        models=(robot, robot),
        is_left=is_left,
    )
