"""An ultrasonic rangefinder (HC-SR04): a short call, and how long its echo takes there and back."""

import time

import machine
from machine import Pin

MIN_MM = 20  # nearer, what it says means nothing
MAX_MM = 4000
TIMEOUT_US = 30000
SOUND_MM_MS = 343


class Rangefinder:
    """pins: (trigger, echo). Untouched until the first look."""

    def __init__(self, pins):
        self._pins = pins
        self._trigger = self._echo = None

    def distance_mm(self):
        """Return how far it is to what is ahead, or None when no echo comes."""
        if self._trigger is None:
            self._trigger = Pin(self._pins[0], Pin.OUT, value=0)
            self._echo = Pin(self._pins[1], Pin.IN)
        self._trigger.value(1)
        time.sleep_us(10)
        self._trigger.value(0)
        try:
            echo_us = machine.time_pulse_us(self._echo, 1, TIMEOUT_US)
        except OSError:  # some ports say "too late" in this way
            return None
        distance_mm = echo_us * SOUND_MM_MS // 2000
        return distance_mm if echo_us > 0 and MIN_MM <= distance_mm <= MAX_MM else None
