"""The words of the buzzer. The `_async` forms are for programs with asyncio: `await play_async("C4 E4 G4")`."""

import time

from robot import hardware
from robot.drivebase import TICK_MS
from robot.motions import number
from robot.notes import note_hertz, parse_tune
from robot.parts import need

NOTE_GAP_MS = 20  # between two notes


def beep(note="A4", seconds=0.2):
    """Sound one note: "C4" is the middle C, "F#5" and "Bb3" have signs."""
    _sound(note_hertz(note), int(number(seconds) * 1000))


def play(tune, beats_per_minute=120):
    """Play a tune: play("C4 D4 E4:2") are two notes of one beat and one of two. "R" is a rest."""
    for hertz, quarters in parse_tune(tune):
        _sound(hertz, _length_ms(quarters, beats_per_minute))


async def beep_async(note="A4", seconds=0.2):
    """As beep, while other tasks run."""
    await _sound_async(note_hertz(note), int(number(seconds) * 1000))


async def play_async(tune, beats_per_minute=120):
    """As play, while other tasks run."""
    for hertz, quarters in parse_tune(tune):
        await _sound_async(hertz, _length_ms(quarters, beats_per_minute))


def _length_ms(quarters, beats_per_minute):
    return int(quarters * 15000 / beats_per_minute)


def _sound(hertz, duration_ms):
    buzzer = need(hardware.buzzer, "buzzer")
    buzzer.sound(hertz)
    hardware.base.wait_ms(max(1, duration_ms - NOTE_GAP_MS))
    buzzer.silence()
    hardware.base.wait_ms(NOTE_GAP_MS)


async def _sound_async(hertz, duration_ms):
    buzzer = need(hardware.buzzer, "buzzer")
    buzzer.sound(hertz)
    try:
        await _pass_ms(max(1, duration_ms - NOTE_GAP_MS))
    finally:  # a task that is cancelled leaves no tone behind
        buzzer.silence()
    await _pass_ms(NOTE_GAP_MS)


async def _pass_ms(duration_ms):
    """Let time pass for the other tasks, and keep a movement going."""
    import asyncio

    begin_ms = time.ticks_ms()
    left_ms = duration_ms
    while left_ms > 0:
        await asyncio.sleep_ms(min(left_ms, TICK_MS))
        hardware.base.tick()
        left_ms = duration_ms - time.ticks_diff(time.ticks_ms(), begin_ms)
