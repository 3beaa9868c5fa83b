"""A whole event as it is lived: made by its answers, teams from a school's list, the line, the table, the papers."""

import hashlib
import json
from collections.abc import Mapping
from itertools import count
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from judge.facts import RunSigned, person_id
from judge.hall_kinds import LineJoined, PaperPrinted
from judge.journal import Journal, read_facts
from judge.testing import FakeClock
from judge.tournament.hall import HallState
from tests.tui.table_hall import day_clock
from tests.tui.team_lists import HEADER, saved_by_excel, team_row
from tui import i18n
from tui.__main__ import main
from tui.exit_codes import ExitCode
from tui.founding.paper import printed_facts, wanted_documents
from tui.i18n import use_language
from tui.table.desk import Desk, Mode
from tui.table.screen import TableApp

ANSWERS: Mapping[str, object] = {
    "title": "Practice day", "first_day": "2026-11-21", "days": 1, "challenges": ["line_following"],
    "divisions": ["ES"], "tables": 1, "runs_official": 1, "runs_counted": 1, "finals": "single", "finals_size": 4,
}  # fmt: skip
CALLS = ("l", "l s", "l s b", "l s b k", "l s b k h", "l s b k h 1 0 n")
"""What a team does in its run, by its number: the later it entered, the better it is."""
TEAMS = 6


@pytest.fixture(autouse=True)
def same_language_after(monkeypatch: pytest.MonkeyPatch) -> None:
    """The language belongs to the process: the next test finds the one it left."""
    monkeypatch.setattr(i18n, "_translations", i18n._translations)
    monkeypatch.setattr(i18n, "_language", i18n._language)


def tournament(home: Path, part: str, *arguments: str | Path) -> int:
    """Run a part of `kagarobo tournament` in English."""
    return main(["tournament", part, "--home", str(home), "--lang", "en", *map(str, arguments)])


def made(home: Path) -> Path:
    """A tournament of one competition, and the teams of a school's list."""
    answers, teams = home / "answers.json", home / "teams.csv"
    answers.write_text(json.dumps(ANSWERS), encoding="utf-8")
    teams.write_bytes(
        saved_by_excel(
            [HEADER, *(team_row(number, 部門="小学生", 参加競技="ライントレース") for number in range(1, TEAMS + 1))]
        )
    )
    assert ExitCode.DONE == tournament(home, "new", "--answers", answers)
    assert ExitCode.DONE == tournament(home, "import", teams)
    return home / "tournament.db"


def a_desk(journal: Journal, clock: FakeClock) -> Desk:
    """Table 1 with its referee."""
    people = count()
    return Desk(
        journal, 1, now_us=clock, new_person=lambda: person_id(hashlib.sha256(b"%d" % next(people)).digest())
    )  # fmt: skip


async def press(pilot: Pilot[None], clock: FakeClock, script: str) -> None:
    """Press the keys of a script; a while later it goes on."""
    for key in script.split():
        pilot.app.simulate_key(key)
    await pilot.pause()
    clock.pass_ms(30_000)


def number_of(desk: Desk) -> int:
    """The number of the team that comes next."""
    return desk.hall.teams[desk.line[0].teams[0]].number


async def test_a_practice_event_from_its_answers_to_its_certificates(tmp_path: Path) -> None:
    """Six teams join by number, run, dispute and sign, asked in their language; four meet; the papers name who won."""
    use_language("en")
    path, clock = made(tmp_path), FakeClock(1_000_000)
    with Journal.open(path, "table-1", clock=day_clock(clock)) as journal:
        desk = a_desk(journal, clock)
        app = TableApp(desk)
        async with app.run_test(size=(80, 24)) as pilot:
            for number in (4, 2, 6, 1, 5, 3):
                await press(pilot, clock, f"plus {number} enter")
            waiting = [place.team for place in desk.waiting.waiting] if desk.waiting is not None else []
            order = [number_of(desk)]
            await press(pilot, clock, f"c space {CALLS[order[0] - 1]} space f2")  # it does not agree
            await press(pilot, clock, "f7 1 1")  # the head referee: it stands as it was called
            while desk.line:
                order.append(number_of(desk))
                await press(pilot, clock, f"space {CALLS[order[-1] - 1]} space")
                asked = str(app.query_one("#asks", Static).render())
                await press(pilot, clock, "enter enter")
            over, mode = desk.todo().code, desk.mode()
        hall, numbers = desk.hall, {team: one.number for team, one in desk.hall.teams.items()}
    state = hall.competitions["line_following-ES"]

    assert [4, 2, 6, 1, 5, 3] == [numbers[team] for team in waiting] == order[:TEAMS]
    assert ("done", Mode.CHOOSING, 6) == (over, mode, numbers[state.champion or ""])
    assert [(1, 6), (2, 5), (3, 4)] == [(line.place, numbers[line.team]) for line in state.placings[:3]]
    assert [] == list(hall.findings)
    assert ["Does the team agree?", "チームは同意しますか。"] == [
        next(words for words in ("Does the team agree?", "チームは同意しますか。") if words in line)
        for line in asked.splitlines()
    ]  # the referee's words, and under them the team's
    check_the_papers(path, hall)


def check_the_papers(path: Path, hall: HallState) -> None:
    """Certificates of the first three name them, and that they went out is known afterwards."""
    (document,) = wanted_documents(hall, "certificates", places=3, is_upright=False, issuers=["Kaga"])
    facts = read_facts(path)
    names = [hall.teams[line.team].entered.name for line in hall.competitions["line_following-ES"].placings[:3]]
    written = json.dumps(document.data, ensure_ascii=False, default=str)

    assert 3 == len(document.data["pages"])
    assert all(name in written for name in names)
    assert [1, 2, 3] == [body.place for body in printed_facts(hall, 3) if isinstance(body, PaperPrinted)]
    assert TEAMS == sum(isinstance(fact.body, LineJoined) for fact in facts)
    assert 6 + 6 <= sum(isinstance(fact.body, RunSigned) for fact in facts)
    assert ExitCode.DONE == main(["journal", "check", str(path), "--lang", "en"])
