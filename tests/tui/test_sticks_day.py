"""A whole tournament by sticks alone: nothing is lost, nothing is there twice, and everybody comes to one head."""

from collections.abc import Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import pytest

from judge.facts import Fact, head
from judge.hall_kinds import TournamentFounded
from judge.journal import Journal
from judge.journal.messages import Subjects
from tests.tui.hall_net.test_hall_net import Hall, until
from tests.tui.sticks_day import SticksDay, is_everywhere
from tui.founding.stick import station_of
from tui.hall_net.at_screen import HallAtScreen, beside
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
    """Every station has only what it wrote itself, and hands it in by the real server: at the end each has all."""
    day = SticksDay(tmp_path / "sticks", seed=1, tables=20, competitions=3)
    by_stick = day.play()
    hall = Carried(tmp_path / "hall", by_stick)
    with hall.served(), ExitStack() as links:
        tables = [hall.linked(station_of(number), links) for number in day.tables]
        for journal, link in tables:
            until(partial(has_all, journal, link, len(by_stick)))
        assert {head(by_stick)} == {head(journal.facts()) for journal, _link in tables}, day.again


def has_all(journal: Journal, link: HallAtScreen, count: int) -> bool:
    """Take what came in; whether all stands there now."""
    link.take()
    return len(journal.facts()) == count


class Carried(Hall):
    """A hall whose stations hold what they wrote themselves, the desk's laptop too. Args: facts: all there are."""

    def __init__(self, folder: Path, facts: Sequence[Fact]) -> None:
        super().__init__(folder)
        self.folder, self.facts = folder, facts
        self.journal.unlink()
        self.own("desk", self.journal).close()
        token = Subjects.of(next(fact for fact in facts if isinstance(fact.body, TournamentFounded))).token
        self.house = open_house(self.home, token, None, self.house.port)

    def own(self, station: str, path: Path) -> Journal:
        """A station's journal, with what it wrote and nothing else."""
        path.parent.mkdir(parents=True, exist_ok=True)
        journal = Journal.open(path, station, clock=wall)
        journal.take(fact.row() for fact in self.facts if fact.station == station)
        return journal

    def linked(self, station: str, links: ExitStack) -> tuple[Journal, HallAtScreen]:
        """A station in the hall, with its screen open."""
        home = self.folder / station
        journal = links.enter_context(self.own(station, home / "tournament.db"))
        self.member(station).keep(home)
        link = links.enter_context(beside(home, journal))
        assert link is not None
        return journal, link
