"""Who looks after the robot at every tick: the stop button, whoever listens to the computer, the hardware watchdog.

A watcher is an object with `check()`. It is called every 10 ms while the robot moves or waits, so it must not take heap
or wait; to stop the robot it raises RobotStopped. No hardware.
"""


class Guard:
    """Asks its watchers in the order in which they came."""

    def __init__(self):
        self._watchers = []
        self.is_awake = False  # there is a watcher: a wait must be cut into ticks

    def add(self, watcher):
        """Ask this one too, from the next tick on."""
        if watcher not in self._watchers:
            self._watchers.append(watcher)
            self.is_awake = True

    def remove(self, watcher):
        """Ask it no longer."""
        if watcher in self._watchers:
            self._watchers.remove(watcher)
            self.is_awake = len(self._watchers) > 0

    def check(self):
        """Raises: RobotStopped: a watcher wants it."""
        for watcher in self._watchers:
            watcher.check()
