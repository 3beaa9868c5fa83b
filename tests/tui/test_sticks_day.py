"""A whole tournament by sticks alone: nothing is lost, nothing is there twice, and everybody comes to one head."""

from pathlib import Path

import pytest

from judge.facts import Fact, head
from judge.journal import Journal, read_facts
from tests.tui.hall_net.test_hall_net import Hall, until
from tests.tui.sticks_day import SticksDay, is_everywhere
from tui.founding.stick import station_of
from tui.hall_net.at_screen import beside
from tui.hall_net.house import open_house
from tui.now import wall


def test_a_tournament_whose_tables_never_hear_each_other_comes_to_one_head(tmp_path: Path) -> None:
    """Torn copies, older ones, a laptop that dies, a person forgotten at noon; the bracket goes by sticks as well."""
    day = SticksDay(tmp_path, seed=3, tables=2, competitions=1)
    is_everywhere(day, day.play())


@pytest.mark.torture
@pytest.mark.parametrize("seed", range(1, 21))
def test_twenty_tables_cut_off_all_day(tmp_path: Path, seed: int) -> None:
    """Three competitions; the sticks come in any order, some twice, some torn, some from before."""
    day = SticksDay(tmp_path, seed, tables=20, competitions=3)
    is_everywhere(day, day.play())


@pytest.mark.torture
def test_the_same_tournament_by_network_comes_to_the_same_head(tmp_path: Path) -> None:
    """Every station has only what it wrote itself, and hands it in by the real server: at the end it has all."""
    day = SticksDay(tmp_path / "sticks", seed=1, tables=20, competitions=3)
    by_stick = day.play()
    hall = Carried(tmp_path / "hall", by_stick)
    with hall.served():
        for _round in ("hand in", "take"):
            for number in day.tables:
                hall.visit(number, at_least=len(by_stick) if _round == "take" else 0)
    for path in (hall.journal, *(hall.path(number) for number in day.tables)):
        if path != hall.journal:
            assert head(by_stick) == head(read_facts(path)), day.again


class Carried(Hall):
    """A hall whose stations hold what they wrote themselves. Args: facts: all there are."""

    def __init__(self, folder: Path, facts: list[Fact]) -> None:
        self.folder, self.facts, self.told = folder, facts, []
        self.home, self.journal = folder / "desk", folder / "desk" / "tournament.db"
        self.home.mkdir(parents=True)
        self._own(self.journal, "desk")
        super().found()

    def path(self, number: int) -> Path:
        """A table's journal."""
        return self.folder / station_of(number) / "tournament.db"

    def visit(self, number: int, at_least: int) -> None:
        """A table hands in what it wrote, and stays until it has so many facts."""
        path, station = self.path(number), station_of(number)
        if not path.exists():
            self._own(path, station)
            self.member(station).keep(path.parent)
        with Journal.open(path, station, clock=wall) as journal, beside(path.parent, journal) as link:
            assert link is not None
            until(lambda: link._thread.state.phase == "in_step" and not link._thread.state.waiting)
            until(lambda: bool(link.take() or True) and len(journal.facts()) >= at_least)

    def _own(self, path: Path, station: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        with Journal.open(path, station, clock=wall) as journal:
            journal.take(fact.row() for fact in self.facts if fact.station == station)
