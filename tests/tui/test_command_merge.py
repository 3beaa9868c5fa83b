"""`kagarobo journal merge`: results come back by stick."""

import json
import random
import sqlite3
from pathlib import Path

import pytest

from judge.challenges import load
from judge.facts import Called, RunEnded, RunOpened, RunStarted, TeamEntered, TournamentOpened, head
from judge.journal import Journal, check, read_facts
from tui.__main__ import main

WALL = "2026-03-01T09:00:00+09:00"
TABLES = 3


def journal(path: Path, station: str) -> Journal:
    """Open with a clock that stands still."""
    return Journal.open(path, station, clock=lambda: WALL)


@pytest.fixture
def sticks(tmp_path: Path) -> list[Path]:
    """A desk that founded a tournament, and tables that began with its facts and never saw a network again."""
    rules = load("line_following")
    with journal(tmp_path / "desk.db", "desk") as desk:
        founding = TournamentOpened("t", rules.id, rules.hash, {"T": 100}, "ES", 2, 1, 0, 7, "Asia/Tokyo")
        desk.append(founding, by="chief")
        for team in range(TABLES):
            desk.append(TeamEntered(f"t{team}", f"Team {team}", "ES", (), "ja"), by="chief")
        begun = [fact.row() for fact in desk.facts()]
    paths = []
    for table in range(TABLES):
        paths.append(tmp_path / f"table-{table}.db")
        with journal(paths[-1], f"table-{table}") as station:
            station.take(begun)
            for number in (1, 2):
                run = f"t{table}-{number}"
                station.append(
                    RunOpened(f"t{table}", number, True, "open_runs", None, table + 1), run=run, by="referee"
                )
                station.append(RunStarted("hand"), run=run, at_ms=0, by="referee")
                station.append(Called("leave"), run=run, at_ms=900, by="referee")
                station.append(RunEnded("time"), run=run, at_ms=9000, by="referee")
    return paths


def merged(into: Path, *files: Path, options: tuple[str, ...] = ()) -> int:
    """The command as a scorekeeper types it."""
    return main(["--lang", "en", "journal", "merge", *map(str, files), "--into", str(into), *options])


def test_sticks_in_any_order_any_number_of_times_give_one_journal(sticks: list[Path], tmp_path: Path) -> None:
    """Every fact once, the same head, nothing wrong with the file."""
    heads = set()
    for seed in range(4):
        into, came = tmp_path / f"into-{seed}.db", [*sticks, *sticks, tmp_path / "desk.db"]
        random.Random(seed).shuffle(came)
        for path in came:
            assert 0 == merged(into, path)
        facts = read_facts(into)
        assert 1 + TABLES + TABLES * 8 == len(facts)
        assert not check(into)
        heads.add(head(facts))
    assert 1 == len(heads)


def test_what_came_is_said_and_a_dry_run_writes_nothing(
    sticks: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As lines and as JSON."""
    desk = tmp_path / "desk.db"
    before = desk.read_bytes()
    assert 0 == merged(desk, *sticks, options=("--dry-run", "--json"))
    told = json.loads(capsys.readouterr().out)
    assert [8] * TABLES == [file["new"] for file in told["files"]]
    assert before == desk.read_bytes()
    assert 0 == merged(desk, *sticks)
    assert "table-1.db: 8 new facts, 4 were here already." in capsys.readouterr().out
    assert 0 == merged(desk, *sticks)
    assert "table-1.db: 0 new facts, 12 were here already." in capsys.readouterr().out


def test_another_tournament_is_refused(sticks: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing of it comes in."""
    other, rules = tmp_path / "other.db", load("line_following")
    with journal(other, "desk") as station:
        opened = TournamentOpened("u", rules.id, rules.hash, {"T": 90}, "ES", 2, 1, 0, 8, "Asia/Tokyo")
        station.append(opened, by="chief")
    before = head(read_facts(sticks[0]))
    assert 2 == merged(sticks[0], other)
    assert "another tournament" in capsys.readouterr().err
    assert before == head(read_facts(sticks[0]))
    assert 2 == merged(sticks[0], sticks[0])


def test_two_laptops_that_were_the_same_table_are_shown_to_the_chief(
    sticks: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A copy of a table's journal that went its own way: what contradicts is not taken, and the answer is no."""
    copy = tmp_path / "copy.db"
    with journal(copy, "table-0") as station:
        station.take(fact.row() for fact in read_facts(tmp_path / "desk.db"))
        station.append(RunOpened("t2", 9, True, "open_runs", None, 1), run="t2-9", by="referee")
    desk = tmp_path / "desk.db"
    assert 0 == merged(desk, sticks[0])
    before = head(read_facts(desk))
    assert 1 == merged(desk, copy)
    assert "another fact stands in its place" in capsys.readouterr().out
    assert before == head(read_facts(desk))


def test_a_damaged_stick_gives_what_is_good_of_it(
    sticks: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The row is named, what stands before it is taken, what waits behind it is counted."""
    with sqlite3.connect(sticks[1]) as database:
        database.execute(
            "update facts set body = replace(body, 'leave', 'leaves') where station = 'table-1' and seq = 3"
        )
    database.close()
    desk = tmp_path / "desk.db"
    assert 1 == merged(desk, sticks[1])
    out = capsys.readouterr().out
    assert "table-1.db: 2 new facts" in out
    assert "the facts 3 to 3 are missing; 5 behind them wait" in out
    assert not check(desk)
