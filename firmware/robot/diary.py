"""What the robot does, told to the computer 50 times a second: only when the computer asks, before it starts a program.

    from robot import diary; diary.begin()
    from robot.launcher import run; run("/program.py")

tele seen LEFT RIGHT LINES FLAGS TONE DISTANCE MILLIVOLTS: both wheels' ways in tenths of a millimetre; percent black of
the three line sensors as one number (left * 1000000 + middle * 1000 + right); flags 1 light, 2 button, 4 bump switch;
Hz; mm that the program measured last, -1 without an echo or before. tele light 0|1 and tele tone HZ: at the moment.
A robot that nobody asked never loads this.
"""

import time

from robot import hardware
from robot.telemetry import telemetry

EVERY_MS = 20
BATTERY_LOOKS = 50  # a second


class _Told:
    """A part whose method tells what it was given; everything else is the part's own."""

    def __init__(self, part, name, tell):
        self._part = part
        self._tell = tell
        setattr(self, name, self._call)
        self._method = getattr(part, name)

    def __getattr__(self, name):
        return getattr(self._part, name)

    def _call(self, *given):
        result = self._method(*given)
        self._tell(given, result)
        return result


class Diary:
    """A watcher for the guard."""

    def __init__(self):
        self._told_ms = 0
        self._light = self._hertz = 0
        self._distance_mm = -1
        self._millivolts = self._looks = 0

    def begin(self):
        """Listen in at the parts, and tell how the robot stands."""
        hardware.led_pin = _Told(hardware.led_pin, "value", self._take_light)
        if hardware.buzzer is not None:
            hardware.buzzer = _Told(_Told(hardware.buzzer, "sound", self._take_tone), "silence", self._take_silence)
        if hardware.rangefinder is not None:
            hardware.rangefinder = _Told(hardware.rangefinder, "distance_mm", self._take_distance)
        hardware.base.guard.add(self)
        self._tell()

    def check(self):
        """Tell, when it is time."""
        if time.ticks_diff(time.ticks_ms(), self._told_ms) >= EVERY_MS:
            self._tell()

    def _take_light(self, given, _result):
        if given and given[0] != self._light:
            self._light = given[0]
            telemetry.tell("light", self._light)

    def _take_tone(self, given, _result):
        if given[0] != self._hertz:
            self._hertz = given[0]
            telemetry.tell("tone", self._hertz)

    def _take_silence(self, _given, _result):
        self._take_tone((0,), None)

    def _take_distance(self, _given, result):
        self._distance_mm = -1 if result is None else result

    def _tell(self):
        self._told_ms = time.ticks_ms()
        if self._looks % BATTERY_LOOKS == 0 and hardware.battery is not None:
            self._millivolts = hardware.battery.millivolts()
        self._looks += 1
        left, right = hardware.base.ways_tenths_mm()
        flags = self._light | _is_pressed(hardware.button) << 1 | _is_pressed(hardware.bump) << 2
        telemetry.tell("seen", left, right, _lines(), flags, self._hertz, self._distance_mm, self._millivolts)


def begin():
    """Keep a diary from now on."""
    Diary().begin()


def _is_pressed(button):
    return 1 if button is not None and button.is_pressed() else 0


def _lines():
    packed = 0
    for number in range(3):
        percent = hardware.line.percent(number) if hardware.line.is_there(number) else 0
        packed = packed * 1000 + percent
    return packed
