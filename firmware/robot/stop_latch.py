"""The emergency stop: once set, nothing moves until it is reset."""

BY_PROGRAM = "stop_all() was called"
BY_BUTTON = "the stop button was pressed"
BY_SILENCE = "the computer is silent"


class RobotStopped(Exception):  # noqa: N818 - a child reads it in a traceback
    """Something stopped the robot; reset_stop() lets it move again."""


class StopLatch:
    """Asked by whatever moves a part, before it does."""

    def __init__(self):
        self.is_set = False
        self._reason = BY_PROGRAM

    def set(self, reason=BY_PROGRAM):
        """Let nothing move; the first reason is the one that is told."""
        if not self.is_set:
            self._reason = reason
            self.is_set = True

    def reset(self):
        """The robot may move again."""
        self.is_set = False

    def check(self):
        """Raises: RobotStopped: it is set."""
        if self.is_set:
            raise RobotStopped(self._reason + ": reset_stop() first")
