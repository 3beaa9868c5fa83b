"""The words of movements with an end. Each waits for its end; with wait=False it gives a Motion to ask: done().

then="go" ends without a stop, so that the next straight or curve carries on at this speed. The `_async` forms are for
programs with asyncio: `await straight_async(30)`.
"""

from robot.drivebase import TICK_MS
from robot.hardware import base


def straight(cm, speed_cm_s=20, wait=True, then="stop"):
    """Drive straight for some centimetres and stop. straight(-10) goes back 10 cm."""
    return _finish(base.straight(number(cm) * 10, number(speed_cm_s) * 10, _goes_on(then)), wait)


def turn(deg, rate_deg_s=120, wait=True):
    """Turn on the spot and stop. turn(90) is a quarter turn to the right, turn(-90) to the left."""
    return _finish(base.turn(number(deg), number(rate_deg_s)), wait)


def curve(radius_cm, deg, speed_cm_s=20, wait=True, then="stop"):
    """Drive an arc of a circle and stop. curve(30, 90) bends to the right, curve(30, -90) to the left.

    radius_cm: of the circle the robot's middle drives; a negative one drives backward. The outer wheel has the speed.
    """
    radius_mm, speed_mm_s = number(radius_cm) * 10, number(speed_cm_s) * 10
    return _finish(base.curve(radius_mm, number(deg), speed_mm_s, _goes_on(then)), wait)


async def straight_async(cm, speed_cm_s=20, then="stop"):
    """As straight, while other tasks run."""
    await _until_done(straight(cm, speed_cm_s, False, then))


async def turn_async(deg, rate_deg_s=120):
    """As turn, while other tasks run."""
    await _until_done(turn(deg, rate_deg_s, False))


async def curve_async(radius_cm, deg, speed_cm_s=20, then="stop"):
    """As curve, while other tasks run."""
    await _until_done(curve(radius_cm, deg, speed_cm_s, False, then))


def number(value):
    """Return the value. Raises: TypeError: it is no number."""
    if isinstance(value, (int, float)):
        return value
    raise TypeError("a number is needed here, not " + repr(value))


def _goes_on(then):
    if then not in ("stop", "go"):
        raise ValueError('then can be "stop" or "go", not ' + repr(then))
    return then == "go"


def _finish(motion, wait):
    if wait:
        motion.wait()
    return motion


async def _until_done(motion):
    import asyncio

    while not motion.done():
        await asyncio.sleep_ms(TICK_MS)
