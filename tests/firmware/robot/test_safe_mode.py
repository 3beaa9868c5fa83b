"""Safe mode's buttons and light, against a clock of the test's own."""

# mypy: disable-error-code="no-untyped-call"
# What runs on a board carries no annotations.

import itertools

import pytest

from firmware.robot.safe_mode import AGAIN, HELD_MS, LOOK_MS, PREVIOUS, PREVIOUS_MS, SAY_MS, SafeMode, is_held

LIMIT_MS = 60_000


class Clock:
    """MicroPython's time, moved by who sleeps. Raises: KeyboardInterrupt after LIMIT_MS, as a mentor's Ctrl-C."""

    def __init__(self) -> None:
        self.now_ms = 0

    def ticks_ms(self) -> int:
        return self.now_ms

    def ticks_diff(self, end: int, start: int) -> int:
        return end - start

    def sleep_ms(self, duration_ms: int) -> None:
        self.now_ms += duration_ms
        if self.now_ms >= LIMIT_MS:
            raise KeyboardInterrupt


class Finger:
    """A button that is pressed in these spans of milliseconds."""

    def __init__(self, clock: Clock, *spans: tuple[int, int]) -> None:
        self._clock, self._spans = clock, spans

    def is_pressed(self) -> bool:
        return any(begin <= self._clock.now_ms < end for begin, end in self._spans)


def choose(*spans: tuple[int, int], held_ms: int = 0) -> tuple[str, list[tuple[int, int]], list[int]]:
    """Wait in safe mode; what was chosen, the light's (ms, level), and when something was said."""
    clock = Clock()
    lights: list[tuple[int, int]] = []
    said: list[int] = []
    mode = SafeMode(
        Finger(clock, *spans),
        lambda level: lights.append((clock.now_ms, level)),
        lambda: said.append(clock.now_ms),
        clock,
    )
    try:
        return mode.wait(held_ms), lights, said
    except KeyboardInterrupt:
        return "", lights, said


@pytest.mark.parametrize(
    ("held_at_start_ms", "is_safe"), [(0, False), (200, False), (HELD_MS - 100, False), (HELD_MS + 100, True)]
)
def test_a_second_of_holding_at_the_start_is_meant(held_at_start_ms: int, is_safe: bool) -> None:
    """A finger that was too early is not."""
    clock = Clock()

    assert is_held(Finger(clock, (0, held_at_start_ms)), clock) == is_safe
    assert clock.now_ms <= HELD_MS + LOOK_MS


def test_a_button_nobody_presses_costs_no_time() -> None:
    """And neither does a board without one."""
    clock = Clock()

    assert not is_held(Finger(clock), clock)
    assert not is_held(None, clock)
    assert clock.now_ms == 0


def test_a_short_press_lets_the_program_run_again() -> None:
    """When the button is let go."""
    assert choose((3000, 3300))[0] == AGAIN


def test_a_long_press_brings_the_program_before() -> None:
    """5 s, told by a light that no longer blinks."""
    chosen, lights, _ = choose((3000, 3000 + PREVIOUS_MS + 500))

    assert chosen == PREVIOUS
    assert {level for at_ms, level in lights if at_ms >= 3000 + PREVIOUS_MS} == {1}


def test_a_hold_that_began_at_the_start_goes_on_counting() -> None:
    """Without a computer: 1 s is safe mode, 5 s the program before."""
    assert choose((0, PREVIOUS_MS - HELD_MS + 100), held_ms=HELD_MS)[0] == PREVIOUS
    assert choose((0, 1000), held_ms=HELD_MS)[0] == ""
    assert choose((0, 1000), (5000, 5200), held_ms=HELD_MS)[0] == AGAIN


def test_it_blinks_and_says_so_again_and_again_until_somebody_decides() -> None:
    """The LED four times in two seconds; a sentence every 5 s."""
    chosen, lights, said = choose()
    changes = [at_ms for (at_ms, level), (_, before) in zip(lights[1:], lights, strict=False) if level != before]

    assert chosen == ""
    assert len([at_ms for at_ms in changes if at_ms < 10_000]) == pytest.approx(40, abs=2)
    assert said[0] == 0
    assert {later - earlier for earlier, later in itertools.pairwise(said)} == {SAY_MS}
