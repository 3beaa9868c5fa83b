"""A robot on the field whose motors are listened to: when was its program over, when did the power go, when did it stand?"""

from dataclasses import dataclass
from typing import Any

import pytest

from firmware.virtual import session
from firmware.virtual.field import Field
from firmware.virtual.session import RunTrace, run_program
from firmware.virtual.wiring import LED_PIN

STANDS_MM_S = 20.0
US_PER_MS = 1000
DRIVING = "from robot import *\ndrive(50)\nwait(1.5)\n"
OVER = "led(True)\n"


@dataclass(frozen=True, slots=True)
class Stand:
    """Device time from the light that the program switches on when it is over. None: never, as long as was looked."""

    power_off_ms: float | None
    """Until neither motor got power, for good."""
    standing_ms: float | None
    """Until both wheels stood, for good (looked at every 20 ms)."""
    trace: RunTrace


class _Listening(Field):
    """Writes down when the motors' power and the light changed."""

    made: "list[_Listening]" = []  # noqa: RUF012 - the one that session makes

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.power: dict[int, bool] = {}
        self.lit_us: int | None = None
        super().__init__(*args, **kwargs)
        self.made.append(self)

    def set_motor(self, number: int, duty_u16: int) -> None:
        super().set_motor(number, duty_u16)
        duties = self._motor_duties
        self.power[self.now_us] = duties[0] != duties[1] or duties[2] != duties[3]  # the last of a moment counts

    def advance(self, to_us: int) -> Any:
        if self.lit_us is None and self.outputs.get(LED_PIN):
            self.lit_us = self.now_us
        return super().advance(to_us)


def measure(
    monkeypatch: pytest.MonkeyPatch, ending: str, *, files: dict[str, str] | None = None, limit_s: float = 6.0
) -> Stand:
    """Drive at 50 cm/s, switch the light on, and then do what `ending` says. files: beside the program."""
    monkeypatch.setattr(session, "Field", _Listening)
    trace = run_program(DRIVING + OVER + ending, seed=3, limit_s=limit_s, extra_files=files)
    field = _Listening.made.pop()
    assert field.lit_us is not None, trace.output
    return Stand(_last_power_ms(field, field.lit_us), _standing_ms(trace, field.lit_us), trace)


def _last_power_ms(field: _Listening, lit_us: int) -> float | None:
    off_us = None
    for at_us, is_on in reversed(field.power.items()):
        if is_on:
            break
        off_us = at_us
    return None if off_us is None else max(0, off_us - lit_us) / US_PER_MS


def _standing_ms(trace: RunTrace, lit_us: int) -> float | None:
    samples = trace.samples
    stands_us = None
    for before, after in zip(reversed(samples[:-1]), reversed(samples[1:]), strict=True):
        span_s = (after[0] - before[0]) / 1e6
        if max(abs(after[4] - before[4]), abs(after[5] - before[5])) > STANDS_MM_S * span_s:
            break
        stands_us = after[0]
    return None if stands_us is None else max(0, stands_us - lit_us) / US_PER_MS
