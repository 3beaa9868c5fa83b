"""A robot whose motors are listened to: when was its program over, when did the power go, when did it stand?"""

import os
import signal
import subprocess
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest

from firmware.virtual import session
from firmware.virtual.field import Field
from firmware.virtual.ports import BoardPort
from firmware.virtual.session import RunTrace, run_program, start_micropython
from firmware.virtual.wiring import LED_PIN, MOTOR_PINS, RobotPort

STANDS_MM_S = 20.0
US_PER_MS = 1000
DRIVING = "from robot import *\ndrive(50)\nwait(1.5)\n"
OVER = "led(True)\n"
CTRL_C = b"\x03"


@dataclass(frozen=True, slots=True)
class Stand:
    """Device time from the light that the program switches on when it is over, or from the last sentence that came in.

    None: never, as long as was looked.
    """

    power_off_ms: float | None
    """Until neither motor got power, for good."""
    standing_ms: float | None
    """Until both wheels stood, for good (looked at every 20 ms)."""
    was_driving: bool
    """The motors had power at that moment."""
    trace: RunTrace


class _ListeningPort(RobotPort):
    """Pins of a robot whose field listens to its motors."""

    def __init__(self, field: "_Listening") -> None:
        super().__init__(field.robot)
        self._listening = field

    def write(self, pin: int, kind: int, value: int) -> None:
        super().write(pin, kind, value)
        if pin in MOTOR_PINS:
            self._listening.note_power()


class _Listening(Field):
    """Writes down when the motors' power and the light changed."""

    made: "list[_Listening]" = []
    processes: "list[subprocess.Popen[bytes]]" = []

    def __init__(self, *args: Any, sentences: dict[int, bytes], typing: int, **kwargs: Any) -> None:
        self._sentences, self._typing = dict(sentences), typing
        self.power: dict[int, bool] = {}
        self.lit_us: int | None = None
        super().__init__(*args, **kwargs)
        self.made.append(self)
        self._type()

    def port(self, role: str) -> BoardPort:
        assert role == "robot"
        return _ListeningPort(self)

    def note_power(self) -> None:
        duties = self.robot.drive.inputs
        self.power[self.now_us] = duties[0] != duties[1] or duties[2] != duties[3]  # the last of a moment counts

    def advance(self, to_us: int) -> Any:
        if self.lit_us is None and self.robot.outputs.get(LED_PIN):
            self.lit_us = self.now_us
        self._type()
        return super().advance(to_us)

    def _type(self) -> None:
        for at_us in [at_us for at_us in self._sentences if at_us <= self.now_us]:
            sentence = self._sentences.pop(at_us)
            if sentence == CTRL_C:
                self.processes[-1].send_signal(signal.SIGINT)
            else:
                os.write(self._typing, sentence)
            self.lit_us = self.now_us


def measure(
    monkeypatch: pytest.MonkeyPatch,
    ending: str,
    *,
    program: str = DRIVING + OVER,
    files: dict[str, str] | None = None,
    sentences: dict[int, bytes] | None = None,
    limit_s: float = 3.0,
) -> Stand:
    """Drive at 50 cm/s, switch the light on, and then do what `ending` says.

    Args: files: beside the program. sentences: what comes in on the robot's port, CTRL_C too: field time in us → bytes.
    """
    reading, typing = os.pipe()
    try:
        monkeypatch.setattr(session, "Field", partial(_Listening, sentences=sentences or {}, typing=typing))
        monkeypatch.setattr(session, "start_micropython", partial(_start, stdin=reading))
        trace = run_program(program + ending, seed=3, limit_s=limit_s, extra_files=files)
    finally:
        os.close(reading)
        os.close(typing)
    field = _Listening.made.pop()
    assert field.lit_us is not None, trace.output
    before = [is_on for at_us, is_on in field.power.items() if at_us < field.lit_us]
    was_driving = bool(before and before[-1])
    return Stand(_last_power_ms(field, field.lit_us), _standing_ms(trace, field.lit_us), was_driving, trace)


def _start(*args: Any, **kwargs: Any) -> "subprocess.Popen[bytes]":
    _Listening.processes.append(start_micropython(*args, **kwargs))
    return _Listening.processes[-1]


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
