"""Listen to a board as a serial monitor does."""

import os
import select
import time


def heard_on(port: str, wanted: bytes, seconds_max: float = 5.0) -> bytes:
    """What comes over the port until `wanted` does, or the time is over; also what came while nobody listened."""
    heard = b""
    descriptor = os.open(port, os.O_RDWR | os.O_NOCTTY)
    try:
        give_up_s = time.monotonic() + seconds_max
        while wanted not in heard and (left_s := give_up_s - time.monotonic()) > 0:
            if select.select([descriptor], [], [], left_s)[0]:
                heard = (heard + os.read(descriptor, 4096))[-65536:]
    finally:
        os.close(descriptor)
    return heard
