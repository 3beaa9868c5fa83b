"""Who looks after the robot at every tick: the battery, the hardware watchdog, whoever listens to the computer.

A watcher is an object with `check()`. It is called every 10 ms while the robot moves or waits, so it must not take heap
or wait; to stop the robot it sets the stop latch or raises RobotStopped. No hardware.
"""


class Guard:
    """Asks its watchers in the order in which they came."""

    def __init__(self):
        self._watchers = []

    def add(self, watcher):
        """Ask this one too, from the next tick on."""
        if watcher not in self._watchers:
            self._watchers.append(watcher)

    def remove(self, watcher):
        """Ask it no longer."""
        if watcher in self._watchers:
            self._watchers.remove(watcher)

    def check(self):
        """Raises: RobotStopped: a watcher wants it."""
        for watcher in self._watchers:
            watcher.check()
