"""The clock of the computer at a table."""

import sys
import time

import pytest

from judge.host_clock import host_us


@pytest.mark.skipif(sys.platform != "linux", reason="the name of the clock is Linux'")
def test_the_host_clock_goes_on_while_the_computer_sleeps(monkeypatch: pytest.MonkeyPatch) -> None:
    """A laptop that was closed in a run must not find every judge box ahead of itself by that time."""
    asked = []
    monkeypatch.setattr(time, "clock_gettime_ns", lambda clock: asked.append(clock) or 5_000_999)

    assert host_us() == 5000
    assert asked == [time.CLOCK_BOOTTIME]


def test_the_host_clock_never_goes_back() -> None:
    """However often it is read."""
    read = [host_us() for _ in range(1000)]

    assert read == sorted(read)
