"""Three servers, many tables, everything dies in turn: nothing is lost or twice, and everybody comes to one head."""

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.tui.hall_net.day_by_network import FAULTS, NetworkDay


def play(folder: Path, seed: int, tables: int, faults: Sequence[str] | int, *, tls: bool = False) -> None:
    """One day; what is printed is shown with a failure."""
    with ExitStack() as stack:
        day = NetworkDay(folder, stack, seed, tables, tls=tls)
        head = day.play(day.chance.choices(FAULTS, k=faults) if isinstance(faults, int) else faults)
        facts = day.is_whole(head)
        day.log_from_journals(head, len(facts))
        print(f"{len(facts)} facts, {day.figures()}")


def test_a_day_of_three_servers_and_two_tables(tmp_path: Path) -> None:
    play(tmp_path, seed=4, tables=2, faults=("server", "station", "cut"))


@pytest.mark.torture
@pytest.mark.parametrize("seed", range(1, 7))
def test_a_day_of_three_servers_and_twenty_tables(tmp_path: Path, seed: int) -> None:
    """About a minute and a half each; every second one by TLS."""
    play(tmp_path, seed, tables=20, faults=24, tls=seed % 2 == 0)
