"""What the player does in a trial, written down before: presses of the button, a hand held before the robot."""

from collections.abc import Sequence

from firmware.virtual.robot_on_field import FieldRobot

__all__ = ["PlayerScript"]


class PlayerScript:
    """For one trial.

    Args: presses_us: when the button is pressed, from the start. hands: (from us, to us, mm ahead of the nose).
    """

    def __init__(self, presses_us: Sequence[int] = (), hands: Sequence[tuple[int, int, int]] = ()) -> None:
        self._presses_us = sorted(presses_us)
        self._hands = list(hands)

    def play(self, robot: FieldRobot, at_us: int) -> None:
        """Do what is due."""
        while self._presses_us and self._presses_us[0] <= at_us:
            self._presses_us.pop(0)
            robot.press_button()
        held = [ahead_mm for begin_us, end_us, ahead_mm in self._hands if begin_us <= at_us < end_us]
        robot.hold_hand(min(held, default=None))
