"""A first morning through facts: nobody is overtaken against the rule, and everyone who is in line still runs."""

import pytest

from tests.judge.hall_morning import MINUTE_MS, Morning, morning


def test_a_small_morning_serves_everyone_in_turn(capsys: pytest.CaptureFixture[str]) -> None:
    """Three lines, three tables, twenty minutes."""
    check(morning(24, 3, 20, seed=1), capsys)


@pytest.mark.torture
@pytest.mark.parametrize("seed", range(3))
def test_a_first_morning_of_170_teams_and_20_tables(seed: int, capsys: pytest.CaptureFixture[str]) -> None:
    """Three hours; tables break, robots are mended, teams lose patience."""
    check(morning(170, 20, 180, seed), capsys)


def check(played: Morning, capsys: pytest.CaptureFixture[str]) -> None:
    """No finding of any line, or of anything else; the longest wait is printed."""
    assert [] == [one for line in played.hall.lines.values() for one in line.at(0).findings], played.again
    assert () == played.hall.findings, played.again
    assert played.runs == len(played.waits_ms) > 0
    with capsys.disabled():
        longest = max(played.waits_ms) / MINUTE_MS
        print(f"\n  {played.runs} runs, the longest wait {longest:.0f} min; {played.again}")
