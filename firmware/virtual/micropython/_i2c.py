"""I2C of a virtual board, with the one chip that is on it: a gyro at 0x6B of bus 1; `machine` hands it out.

The chip is as much of an LSM6DSOX as a driver of its gyro needs: who it is, the registers it is set up by, and the
store of readings (FIFO) at 208 Hz, with only the z axis. The readings come from the field. Without a field nobody is on
the bus. A transfer takes its time: nine bits a byte.
"""

# ruff: noqa: ARG002 - signatures are MicroPython's

import _world
from micropython import const

_ADDRESS = const(0x6B)
_EIO = const(5)
_IMU_PIN = const(30)
_COUNT = const(4)
_RATE = const(5)
_WHO_AM_I, _FREQ_FINE = const(0x0F), const(0x63)
_FIFO_CTRL3, _FIFO_CTRL4, _CTRL2_G, _CTRL3_C = const(0x09), const(0x0A), const(0x11), const(0x12)
_STATUS, _TAG, _LAST = const(0x3A), const(0x78), const(0x7E)
_MDPS = {0: 8750, 2: 4375, 4: 17500, 8: 35000, 12: 70000}  # full scale in CTRL2_G: thousandths of a mdps a unit
_RATE_208 = const(0x50)
_CONTINUOUS = const(6)


class _Chip:
    def __init__(self):
        self._registers = bytearray(128)
        self._reset()

    def _reset(self):
        for register in range(128):
            self._registers[register] = 0
        self._registers[_WHO_AM_I] = 0x6C
        self._registers[_FREQ_FINE] = 3
        self._registers[_CTRL3_C] = 4

    def _is_storing(self):
        registers = self._registers
        return (
            registers[_FIFO_CTRL4] & 7 == _CONTINUOUS
            and registers[_FIFO_CTRL3] & 0xF0 == _RATE_208
            and registers[_CTRL2_G] & 0xF0 == _RATE_208
        )

    def write(self, register, data):
        for byte in data:
            self._registers[register] = byte
            if register == _CTRL3_C and byte & 1:
                self._reset()
            elif register == _FIFO_CTRL4 and byte & 7 != _CONTINUOUS:
                _world.tell(_world.WRITE, _IMU_PIN, 0, 0)
            register = register + 1 & 127

    def read(self, register, buffer):
        at = 0
        while at < len(buffer):
            if register == _STATUS:
                self._count()
            elif register == _TAG:
                self._next()
            buffer[at] = self._registers[register]
            register = _TAG if register == _LAST else register + 1 & 127
            at += 1

    def _count(self):
        """How many readings wait, into the status."""
        count = _world.read(_IMU_PIN, _COUNT) if self._is_storing() else 0
        self._registers[_STATUS] = count & 0xFF
        self._registers[_STATUS + 1] = count >> 8 & 3

    def _next(self):
        """One reading, into the output."""
        units = _world.read(_IMU_PIN, _RATE) * 1000 // _MDPS[self._registers[_CTRL2_G] & 0x0E]
        units = min(32767, max(-32768, units))
        self._registers[_TAG] = 1 << 3
        self._registers[_LAST - 1] = units & 0xFF
        self._registers[_LAST] = units >> 8 & 0xFF


_chip = _Chip()


class I2C:
    """Bus 1 has the gyro; on any other nobody answers."""

    def __init__(self, id=1, *, scl=None, sda=None, freq=400000, timeout=50000):
        if id not in (-1, 0, 1):
            raise ValueError("I2C(%d) doesn't exist" % id)
        self._bus = id
        self._byte_us = 9000000 // freq

    def _begin(self, address, count):
        """Let the time of a transfer pass. Raises: OSError: nobody answers."""
        _world.wait((count + 3) * self._byte_us)
        if not (_world.connected and self._bus == 1 and address == _ADDRESS):
            raise OSError(_EIO)

    def scan(self):
        """Addresses of all that answer."""
        return [_ADDRESS] if _world.connected and self._bus == 1 else []

    def readfrom_mem(self, addr, memaddr, nbytes, *, addrsize=8):
        buffer = bytearray(nbytes)
        self.readfrom_mem_into(addr, memaddr, buffer)
        return bytes(buffer)

    def readfrom_mem_into(self, addr, memaddr, buf, *, addrsize=8):
        self._begin(addr, len(buf))
        _chip.read(memaddr, buf)

    def writeto_mem(self, addr, memaddr, buf, *, addrsize=8):
        self._begin(addr, len(buf))
        _chip.write(memaddr, buf)
