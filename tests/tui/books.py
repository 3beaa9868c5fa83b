"""Small journals for tests of the commands: real ones, written by `Journal`."""

from pathlib import Path

from judge.challenges import load
from judge.facts import (
    Body,
    Called,
    Corrected,
    Fact,
    Noted,
    PersonAdded,
    RunEnded,
    RunOpened,
    RunSigned,
    RunStarted,
    Signalled,
    TeamEntered,
    TournamentOpened,
    Visited,
    person_id,
)
from judge.journal import Journal

WALL = "2022-10-29T00:00:00Z"
REFEREE, MIKA, TARO = (person_id(bytes([number]) * 7) for number in (1, 2, 3))


def tournament_book(path: Path) -> list[Fact]:
    """Two teams, a run each, judged by hand: Foxes 250 after a withdrawn call, Cranes 50. Foxes win."""
    rules = load("line_following")
    with Journal.open(path, "table-1", clock=lambda: WALL) as journal:

        def add(body: Body, run: str | None = None, at_ms: int | None = None, by: str = "referee") -> Fact:
            return journal.append(body, run=run, at_ms=at_ms, by=by)

        add(TournamentOpened("spring", rules.id, rules.hash, {"T": 100}, "ES", 1, 1, 0, 7, "Asia/Tokyo"), by="chief")
        add(TeamEntered("t1", "Foxes", "ES", (MIKA,), "ja"), by="scorekeeper")
        add(TeamEntered("t2", "Cranes", "ES", (TARO,), "en"), by="scorekeeper")
        for team, calls in (("t1", ("leave", "stop", "ball", "back")), ("t2", ("leave",))):
            run = f"{team}-open-1"
            add(RunOpened(team, 1, True, "open_runs", None, 1), run)
            add(RunStarted("hand"), run, 0)
            made = [add(Called(call), run, 1000 * number) for number, call in enumerate(calls, start=1)]
            add(Noted("program", {"error": "NameError", "line": 12, "name": "speed"}), run, 9000, "station")
            add(RunEnded("declared"), run, 9500)
            if team == "t1":
                add(Corrected(made[-1].station, made[-1].seq, "withdraw", None, "miscounted"))
            add(RunSigned("referee", REFEREE), run, by=REFEREE)
        return journal.facts()


def questioned_book(path: Path) -> list[Fact]:
    """One run with a signal that only the referee can explain: a ball before the robot came to the tower."""
    rules = load("line_following")
    with Journal.open(path, "table-1", clock=lambda: WALL) as journal:
        opened = TournamentOpened("spring", rules.id, rules.hash, {}, "ES", 1, 1, 0, 7, "Asia/Tokyo")
        journal.append(opened, by="chief")
        journal.append(TeamEntered("t1", "Foxes", "ES", (MIKA,), "ja"), by="scorekeeper")
        journal.append(RunOpened("t1", 1, True, "open_runs", None, 1), run="r1", by="referee")
        journal.append(RunStarted("box"), run="r1", at_ms=0, by="judge_box")
        journal.append(Signalled("ball", {"n": 1}, 5_000_000), run="r1", at_ms=5000, by="judge_box")
        return journal.facts()


def clubhouse_book(path: Path, site: str = "clubhouse") -> list[Fact]:
    """Three visits of two children on two Saturdays of October 2022, and a group on the second; entered days later."""
    with Journal.open(path, "door-1", clock=lambda: "2022-11-02T10:15:00+09:00") as journal:
        for child in (MIKA, TARO):
            journal.append(PersonAdded(child, "child"), by="staff")
        visits: tuple[tuple[str | None, int, str], ...] = (
            (MIKA, 1, "2022-10-01T01:30:00Z"),
            (MIKA, 1, "2022-10-08T01:30:00Z"),
            (TARO, 1, "2022-10-08T04:00:00Z"),
            (None, 5, "2022-10-08T05:00:00Z"),
        )
        for person, count, at in visits:
            journal.append(Visited(person, count, at, site, "youth", "paper"), by="staff")
        return journal.facts()
