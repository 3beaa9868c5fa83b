"""Two watchers for the guard: the battery, rarely, and the board's own watchdog, always."""

LOOK_TICKS = 500  # about 5 s between two looks at the battery
LOW_LOOKS = 2  # so many in a row: a motor that starts pulls the voltage down for a moment


class BatteryWatch:
    """Tells once that the battery is low. battery: Battery. tell: called with the millivolts."""

    def __init__(self, battery, low_mv, tell):
        self._battery = battery
        self._low_mv = low_mv
        self._tell = tell
        self._ticks = self._looks = 0
        self.is_told = False

    def look(self):
        """Look now; return whether it is low."""
        millivolts = self._battery.millivolts()
        self._looks = self._looks + 1 if millivolts < self._low_mv else 0
        if self._looks >= LOW_LOOKS and not self.is_told:
            self.is_told = True
            self._tell(millivolts)
        return self._looks > 0

    def check(self):
        """Count ticks, and look now and then."""
        self._ticks += 1
        if self._ticks >= LOOK_TICKS:
            self._ticks = 0
            self.look()


class WatchdogFeeder:
    """wdt: machine.WDT, which resets the board when nobody feeds it for long enough."""

    def __init__(self, wdt):
        self._wdt = wdt

    def check(self):
        """The robot's own work goes on."""
        self._wdt.feed()
