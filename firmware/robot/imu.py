"""The gyro of an LSM6DSOX on I2C: every reading it takes is added up, so that a late tick loses no angle.

Never run on a physical board. Registers and amounts: ST's data sheet of the LSM6DSOX (DS12814). The chip lies flat, its
marked side up: its z axis counts to the left, and the library counts to the right.
"""

import time

from machine import I2C, Pin
from robot.heading import Heading

BUS_HZ = 400000
WHO_AM_I, THIS_CHIP = 0x0F, 0x6C
FIFO_CTRL3, FIFO_CTRL4, CTRL2_G, CTRL3_C = 0x09, 0x0A, 0x11, 0x12
FIFO_STATUS1, FREQ_FINE, FIFO_DATA_OUT_TAG = 0x3A, 0x63, 0x78
RESET, WHOLE_READINGS = 0x01, 0x44  # the two bytes of a reading belong together; addresses count up by themselves
RATE_208_HZ_1000_DPS = 0x58
STORE_208_HZ, BYPASS, CONTINUOUS = 0x50, 0x00, 0x06
MDPS_PER_UNIT = 35
WORD_BYTES, WORDS_AT_ONCE = 7, 8  # a tag, x, y, z
GYRO_TAG = 1
READINGS_MAX = 512  # the store's size
ROLLING_READINGS = 32  # after a stop: 0.15 s
REST_WAIT_MS = 1000


class Gyro:
    """setting: a board's (bus, sda, scl, address). `is_there` is False without the chip, and when it falls silent."""

    def __init__(self, setting):
        bus, sda, scl, self._address = setting
        self._bytes = bytearray(WORD_BYTES * WORDS_AT_ONCE)
        view = memoryview(self._bytes)
        self._views = [view[: WORD_BYTES * count] for count in range(WORDS_AT_ONCE + 1)]  # made once: no heap in a tick
        self._two = bytearray(2)
        self._one = bytearray(1)  # of its own: a stop by interrupt may write in the middle of a look
        self._is_resting = True
        self._to_skip = 0
        try:
            self._bus = I2C(bus, sda=Pin(sda), scl=Pin(scl), freq=BUS_HZ)
            self.is_there = self._bus.readfrom_mem(self._address, WHO_AM_I, 1)[0] == THIS_CHIP
            self._heading = Heading(self._set_up() if self.is_there else 1)
        except (OSError, ValueError):  # nobody answers; no such bus
            self.is_there = False

    def begin(self):
        """A movement begins: what came since the last one tells the error at rest; here is 0."""
        self._rest()
        wait_ms = 0
        while self.is_there and not self._heading.is_learned and wait_ms < REST_WAIT_MS:
            time.sleep_ms(10)
            wait_ms += 10
            self._rest()
        self._empty()
        self.move()
        self._heading.begin()

    def move(self):
        """The robot moves, and nobody will ask for its angle."""
        self._is_resting = False
        self._heading.forget_rest()

    def mdeg(self):
        """Return the angle since begin(), in thousandths of a degree; positive to the right."""
        if self.is_there:
            self._take(READINGS_MAX)
        return self._heading.mdeg()

    def end(self):
        """The movement is over; the robot still rolls a little."""
        if not self._is_resting:
            self._empty()
            self._is_resting = True
            self._to_skip = ROLLING_READINGS

    def _set_up(self):
        """Start the chip; return its units per degree."""
        self._write(CTRL3_C, RESET)
        time.sleep_ms(1)
        self._write(CTRL3_C, WHOLE_READINGS)
        self._write(CTRL2_G, RATE_208_HZ_1000_DPS)
        self._write(FIFO_CTRL3, STORE_208_HZ)
        self._write(FIFO_CTRL4, CONTINUOUS)
        fine = self._bus.readfrom_mem(self._address, FREQ_FINE, 1)[0]
        fine = fine - 256 if fine > 127 else fine  # 0.15 % each: how fast this chip's own clock is
        rate_mhz = 208344 + 208344 * 15 * fine // 10000
        return rate_mhz // MDPS_PER_UNIT

    def _write(self, register, value):
        self._one[0] = value
        self._bus.writeto_mem(self._address, register, self._one)

    def _empty(self):
        """Forget what is in the store."""
        if not self.is_there:
            return
        try:
            self._write(FIFO_CTRL4, BYPASS)
            self._write(FIFO_CTRL4, CONTINUOUS)
        except OSError:
            self.is_there = False

    def _rest(self):
        """Learn from what was stored since the robot stands; with too little of it, what was known stays."""
        if self.is_there and self._is_resting:
            self._take(ROLLING_READINGS + 104)

    def _take(self, count_max):
        """Take what is in the store, at most so many."""
        try:
            count_max = min(count_max, self._stored())
            while count_max > 0:
                count_max -= self._read_some(min(count_max, WORDS_AT_ONCE))
        except OSError:
            self.is_there = False

    def _stored(self):
        """Return how many readings wait in the store."""
        self._bus.readfrom_mem_into(self._address, FIFO_STATUS1, self._two)
        return self._two[0] | (self._two[1] & 3) << 8

    def _read_some(self, count):
        self._bus.readfrom_mem_into(self._address, FIFO_DATA_OUT_TAG, self._views[count])
        self._add(count)
        return count

    def _add(self, count):
        data = self._bytes
        at = 0
        while count > 0:
            if data[at] >> 3 == GYRO_TAG:
                rate = data[at + 5] | data[at + 6] << 8
                self._put(rate if rate < 32768 else rate - 65536)
            at += WORD_BYTES
            count -= 1

    def _put(self, rate):
        if not self._is_resting:
            self._heading.turn(-rate)
        elif self._to_skip > 0:
            self._to_skip -= 1
        else:
            self._heading.rest(-rate)
