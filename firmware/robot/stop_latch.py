"""The emergency stop: once set, nothing moves until it is reset."""


class RobotStopped(Exception):  # noqa: N818 - a child reads it in a traceback
    """stop_all() was called; reset_stop() lets the robot move again."""


class StopLatch:
    """Asked by whatever moves a part, before it does."""

    def __init__(self):
        self.is_set = False

    def check(self):
        """Raises: RobotStopped: it is set."""
        if self.is_set:
            raise RobotStopped("stop_all() was called: reset_stop() first")
