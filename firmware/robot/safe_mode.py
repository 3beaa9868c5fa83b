"""Safe mode: the program does not run, the LED blinks, the robot says why, and Ctrl-C brings the prompt. No hardware.

    a short press               the program gets its tries again and runs
    held 5 s (the LED is on)    the program before takes its place and runs
    another program is flashed  it runs

A robot whose button is held while it is switched on comes here, and the hold goes on counting: so 1 s is safe mode and
5 s the program before, without a computer.
"""

LOOK_MS = 50
BLINK_MS = 250
HELD_MS = 1000  # at the start: less is a finger that was too early
PREVIOUS_MS = 5000
SAY_MS = 5000  # so that who listens later hears it too
BUTTON, CRASHES = "button", "crashes"
AGAIN, PREVIOUS = "again", "previous"


def is_held(button, clock):
    """Return whether the button is held at the start; comes back at once when it is not pressed."""
    begin_ms = clock.ticks_ms()
    while button is not None and button.is_pressed():
        if clock.ticks_diff(clock.ticks_ms(), begin_ms) >= HELD_MS:
            return True
        clock.sleep_ms(LOOK_MS)
    return False


class SafeMode:
    """button: Button or None. light: called with 1 or 0. say: called with no argument, every 5 s."""

    def __init__(self, button, light, say, clock):
        self._button = button
        self._light = light
        self._say = say
        self._clock = clock

    def wait(self, held_ms=0):
        """Wait for a press; return AGAIN or PREVIOUS. held_ms: how long the button has been held already, 0 not at all.

        A hold from the start that ends before 5 s is no press: its owner wants to be here.
        """
        is_first = held_ms > 0
        here_ms = 0
        while True:
            if here_ms % SAY_MS == 0:
                self._say()
            if self._is_pressed():
                held_ms += LOOK_MS
            elif held_ms >= PREVIOUS_MS:
                return PREVIOUS
            elif held_ms and not is_first:
                return AGAIN
            else:
                held_ms, is_first = 0, False
            is_on = held_ms >= PREVIOUS_MS or here_ms // BLINK_MS % 2 == 0
            self._light(1 if is_on else 0)
            self._clock.sleep_ms(LOOK_MS)
            here_ms += LOOK_MS

    def _is_pressed(self):
        return self._button is not None and self._button.is_pressed()
