"""A whole tournament by sticks alone: nothing is lost, nothing is there twice, and everybody comes to one head."""

from pathlib import Path

import pytest

from tests.tui.sticks_day import SticksDay, is_everywhere


def test_a_tournament_whose_tables_never_hear_each_other_comes_to_one_head(tmp_path: Path) -> None:
    """Two tables, torn copies, older ones, a laptop that dies; the bracket is played by sticks as well."""
    day = SticksDay(tmp_path, seed=3, tables=2, competitions=1)
    is_everywhere(day, day.play())


@pytest.mark.torture
@pytest.mark.parametrize("seed", range(1, 21))
def test_twenty_tables_cut_off_all_day(tmp_path: Path, seed: int) -> None:
    """Three competitions; the sticks come in any order, some twice, some torn, some from before."""
    day = SticksDay(tmp_path, seed, tables=20, competitions=3)
    is_everywhere(day, day.play())
