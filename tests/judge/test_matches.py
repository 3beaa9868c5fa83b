"""Matches in a tournament: standings by points, the matches among equals, and merged divisions."""

from typing import Any

import pytest

from judge.challenge import Key
from judge.challenges import load
from judge.facts import (
    GENESIS,
    Body,
    Called,
    Fact,
    RunEnded,
    RunOpened,
    RunSigned,
    RunStarted,
    TeamEntered,
    TournamentOpened,
    seal,
)
from judge.sides import sides_drawn
from judge.tournament.fold import TournamentState, fold
from judge.tournament.ranking import Entry, Why, rank

SUMOBOT = load("sumobot")


class LeagueBook:
    """Writes the facts of a league of SumoBot."""

    def __init__(self, overlay: dict[str, Any], *teams: tuple[str, str]) -> None:
        self.facts: list[Fact] = []
        self.matches = 0
        self.add(TournamentOpened("demo", "sumobot", SUMOBOT.hash, overlay, "ES", 2, 2, 0, 7, "Asia/Tokyo"))
        for team, division in teams:
            self.add(TeamEntered(team, team.upper(), division, (), "ja"))

    def add(self, body: Body, run: str | None = None, at_ms: int | None = None) -> None:
        """Write the next fact."""
        seq = len(self.facts) + 1
        fact = seal(
            body, station="t1", seq=seq, lamport=seq, at_ms=at_ms, wall="2026-01-01T10:00:00+09:00", by="referee",
            run=run, prev=self.facts[-1].hash if self.facts else GENESIS,
        )  # fmt: skip
        self.facts.append(fact)

    def match(self, *teams: str, winners: str, has_sides: bool = True) -> None:
        """A whole match, a bout a second; `winners` by side."""
        self.matches += 1
        run = f"r{self.matches}"
        self.add(RunOpened(teams[0], self.matches, True, "open_runs", None, 1), run)
        if has_sides:
            self.add(sides_drawn(teams), run)
        self.add(RunStarted("hand"), run, 0)
        for second, winner in enumerate(winners, start=1):
            self.add(Called("bout", {"winner": winner}), run, 1000 * second)
        self.add(RunEnded("time"), run, 300_000)
        self.add(RunSigned("referee", "p-aaaaaaaaaa"), run)

    def state(self) -> TournamentState:
        """The league as it stands."""
        return fold(self.facts, {"sumobot": SUMOBOT})


@pytest.fixture(name="league")
def _league() -> LeagueBook:
    return LeagueBook({}, ("t1", "ES"), ("t2", "ES"), ("t3", "ES"))


def test_a_league_is_ranked_by_points_then_by_the_matches_among_equals(league: LeagueBook) -> None:
    """Three for a win, one for a draw; t1 and t3 have equal points, t3 beat t1."""
    league.match("t1", "t2", winners="AA")
    league.match("t1", "t3", winners="BB")
    league.match("t2", "t3", winners="A")
    standings = league.state().standings

    assert [("t3", 4), ("t1", 3), ("t2", 1)] == [(line.team, line.result.total) for line in standings]
    assert ("done", "t3") == (league.state().stage, league.state().champion)


def test_a_match_without_sides_is_a_finding_and_counts_nowhere(league: LeagueBook) -> None:
    """Nobody guesses who was side B."""
    league.match("t1", "t2", winners="AA", has_sides=False)
    state = league.state()

    assert ["match-without-sides"] == [finding.code for finding in state.findings]
    assert {None} == {line.result.total for line in state.standings}


def test_a_merged_division_enters_the_league_of_the_other() -> None:
    """With too few teams in MS the director lets them play with ES, and the facts say so."""
    alone = LeagueBook({}, ("t1", "ES"), ("t2", "MS"))
    merged = LeagueBook({"merge.MS": "ES"}, ("t1", "ES"), ("t2", "MS"))

    assert ["team-of-another-division"] == [finding.code for finding in alone.state().findings]
    assert (("t1", "t2"), ()) == (tuple(team.id for team in merged.state().teams), merged.state().findings)


def test_head_to_head_asks_only_for_matches_among_equals() -> None:
    """Points won against somebody who is not equal do not help."""
    keys = (Key("total", "high"), Key("head_to_head", "high"))
    entries = [
        Entry("a", 1, {"total": 6}, {"b": 0, "c": 3}),
        Entry("b", 2, {"total": 6}, {"a": 3}),
        Entry("c", 3, {"total": 3}, {"a": 0}),
    ]
    lines = rank(entries, keys)

    assert ["b", "a", "c"] == [line.entry.id for line in lines]
    assert Why("key", {"key": "head_to_head", "better": "high", "mine": 3, "next": 0}) == lines[0].why
    assert Why("key", {"key": "total", "better": "high", "mine": 6, "next": 3}) == lines[1].why
