"""A whole practice event as people live it, by the screens and their keys: from ten questions to the certificates.

One journal; whoever writes it lets go before the next one sits down. Nothing here says what a score is: the keys do.
"""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from judge.facts import Called, Fact, Noted, RunDisputed, person_id
from judge.hall_kinds import PlacesRevealed, PlanMade, StandingsFrozen
from judge.journal import Follower, Journal, read_facts
from judge.testing import FakeClock
from judge.tournament.hall import HallState, fold_hall
from tests.tui.table_hall import MORNING, day_clock
from tests.tui.team_lists import HEADER, saved_by_excel, team_row
from tui import i18n
from tui.__main__ import main
from tui.desk.deeds import Desk
from tui.desk.screen import DeskApp
from tui.display.screen import DisplayApp
from tui.exit_codes import ExitCode
from tui.founding.paper import wanted_documents
from tui.i18n import use_language
from tui.kept_definitions import known_definitions
from tui.table.desk import Desk as TableDesk
from tui.table.screen import TableApp

ANSWERS = ("Practice day", "21 November", "2026-11-21", "1", "line_following", "ES", "2", "1", "1", "single 4", "no")
"""What is typed at the ten questions; a day is not written so, and is asked for again."""
HOME = "l s b k h"
RUNS = {1: "l", 2: "l s", 3: "l s", 4: f"{HOME} 2 n", 5: f"{HOME} 5 n", 6: f"{HOME} 9 n"}
"""What a team does in each of its runs, by its number: 2 and 3 are equal, just where four go on."""
LATE = 7
LF = "line_following-ES"


@pytest.fixture(autouse=True)
def in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    """The language belongs to the process: the next test finds the one it left."""
    monkeypatch.setattr(i18n, "_translations", i18n._translations)
    monkeypatch.setattr(i18n, "_language", i18n._language)
    use_language("en")


@dataclass
class Event:
    """The event's folder, its clock, and whoever sits down at a screen."""

    home: Path
    clock: FakeClock = field(default_factory=lambda: FakeClock(1_000_000))

    def __post_init__(self) -> None:
        self.path, self._people = self.home / "tournament.db", count()

    def tournament(self, part: str, *arguments: str | Path) -> int:
        """A part of `kagarobo tournament`."""
        return main(["tournament", part, "--home", str(self.home), "--lang", "en", *map(str, arguments)])

    def person(self) -> str:
        """The next random id."""
        return person_id(hashlib.sha256(b"%d" % next(self._people)).digest())

    def now_ms(self) -> int:
        """The time of day."""
        return round(MORNING.timestamp() * 1000) + self.clock() // 1000

    @property
    def facts(self) -> list[Fact]:
        """What is recorded."""
        return read_facts(self.path)

    @property
    def hall(self) -> HallState:
        """What follows from it."""
        return fold_hall(self.facts, known_definitions(self.facts))

    @asynccontextmanager
    async def desk(self) -> AsyncIterator[tuple[DeskApp, Pilot[None]]]:
        """Somebody sits down at the tournament desk."""
        with Journal.open(self.path, "desk", clock=day_clock(self.clock)) as journal:
            app = DeskApp(Desk(journal, now_ms=self.now_ms, new_person=self.person))
            async with app.run_test(size=(100, 30)) as pilot:
                yield app, pilot

    @asynccontextmanager
    async def table(self, number: int) -> AsyncIterator[tuple[TableDesk, Pilot[None]]]:
        """A referee sits down at a table."""
        with Journal.open(self.path, f"table-{number}", clock=day_clock(self.clock)) as journal:
            desk = TableDesk(journal, number, now_us=self.clock, new_person=self.person)
            async with TableApp(desk).run_test(size=(80, 24)) as pilot:
                yield desk, pilot

    async def keys(self, pilot: Pilot[None], script: str) -> None:
        """Press the keys of a script; a while later it goes on."""
        for key in script.split():
            pilot.app.simulate_key(key)
        await pilot.pause()
        self.clock.pass_ms(30_000)

    async def judge(self, desk: TableDesk, pilot: Pilot[None], *, agrees: bool = True) -> int:
        """The next team of the list runs by its keys, and signs, or does not agree; return its number."""
        number = desk.hall.teams[desk.line[0].teams[0]].number
        await self.keys(pilot, f"space {RUNS[number]} space {'enter enter' if agrees else 'f2'}")
        return number


def shown(pilot: Pilot[None], panel: str) -> str:
    """What stands in a panel."""
    return str(pilot.app.query_one(f"#{panel}", Static).render())


def asked_on_a_terminal(home: Path) -> str:
    """`tournament new` on a terminal, its questions answered by typing; what stood there."""
    outer, inner = os.openpty()
    asking = subprocess.Popen(
        [sys.executable, "-m", "tui", "--lang", "en", "--home", str(home), "tournament", "new"],
        stdin=inner, stdout=inner, stderr=inner,
    )  # fmt: skip
    os.close(inner)
    os.write(outer, "".join(f"{answer}\n" for answer in ANSWERS).encode())
    said = bytearray()
    try:
        while data := os.read(outer, 4096):
            said += data
    except OSError:  # the other side of the terminal has gone
        pass
    os.close(outer)
    assert ExitCode.DONE == asking.wait()
    return said.decode()


async def test_a_practice_event_from_the_ten_questions_to_its_certificates(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Founded, planned, checked in, judged at two tables, disputed, drawn, frozen, corrected, revealed, printed."""
    event = Event(tmp_path)
    evening_before(event, capsys)
    await a_late_team_comes(event)
    await open_runs_at_two_tables(event)
    await who_goes_on_is_settled(event)
    await semi_finals(event)
    await the_hall_sees_no_more(event)
    await a_semi_final_is_corrected_after_the_final(event)
    await places_are_revealed(event)
    papers_and_proof(event, capsys)


def evening_before(event: Event, capsys: pytest.CaptureFixture[str]) -> None:
    """Ten questions, the teams of a school, the day's plan, and what is still red."""
    said = asked_on_a_terminal(event.home)
    teams = event.home / "teams.csv"
    rows = [team_row(number, 部門="小学生", 参加競技="ライントレース") for number in range(1, len(RUNS) + 1)]
    teams.write_bytes(saved_by_excel([HEADER, *rows]))
    done = [
        event.tournament("import", teams, "--dry-run"),
        event.tournament("import", teams),
        event.tournament(
            "plan",
            "--open",
            "2026-11-21/09:00-12:00",
            "--finals-from",
            "2026-11-21/10:30",
            "--from",
            "2026-11-21/09:00",
        ),
    ]
    why = capsys.readouterr().err
    event.tournament("ready", "--json")
    before = red(capsys)
    event.tournament("set", LF, "T=137")
    capsys.readouterr()
    event.tournament("ready", "--json")

    assert "a day is written 2026-11-23" in said
    assert "10/10" in said
    assert [ExitCode.DONE] * 3 == done, why
    assert any(isinstance(fact.body, PlanMade) for fact in event.facts)
    assert {"of-the-day"} == before - red(capsys)
    assert () == event.hall.findings


def red(capsys: pytest.CaptureFixture[str]) -> set[str]:
    """What `ready` is not content with."""
    return {line["code"] for line in json.loads(capsys.readouterr().out)["lines"] if line["state"] == "red"}


async def a_late_team_comes(event: Event) -> None:
    """Everyone of the list is here; one more is typed in, enters, and is here too."""
    async with event.desk() as (app, pilot):
        await event.keys(pilot, "enter down " * len(RUNS))
        await event.keys(pilot, "n L a t e enter enter 1 2 2 enter 1 enter")
        body = shown(pilot, "body")
        assert app.keyboard.refused == ""

    late = list(event.hall.teams.values())[-1]
    assert f"{LATE} of {LATE} teams are here." in body
    assert (LATE, "Late", 2, (LF,)) == (late.number, late.entered.name, len(late.entered.members), late.competitions)


async def open_runs_at_two_tables(event: Event) -> None:
    """They join the line by number; one does not agree; the late team never comes, and the desk closes the stage."""
    async with event.table(1) as (desk, pilot):
        for number in (4, 2, 6, 1, 5, 3):
            await event.keys(pilot, f"plus {number} enter")
        ran = [await event.judge(desk, pilot, agrees=number != 2) for number in (4, 2, 6)]
    async with event.table(2) as (desk, pilot):
        ran += [await event.judge(desk, pilot) for _team in range(3)]
    async with event.desk() as (app, pilot):
        await event.keys(pilot, "2 c 1")
        too_early = app.keyboard.refused
        await event.keys(pilot, "7 enter 1")
        await event.keys(pilot, "2 c 1")

    assert [4, 2, 6, 1, 5, 3] == ran
    assert 1 == sum(isinstance(fact.body, RunDisputed) for fact in event.facts)
    assert "under review" in too_early
    assert "over" == event.hall.competitions[LF].stages[0].state


async def who_goes_on_is_settled(event: Event) -> None:
    """Two are equal where four go on: nothing moves until the desk leaves it to the lots, which anyone can repeat."""
    state = event.hall.competitions[LF]
    (tie,) = state.decisions
    lots = state.lots(tie)
    async with event.desk() as (_app, pilot):
        await event.keys(pilot, "9 enter 2")
        await event.keys(pilot, f"5 slash {event.hall.teams[lots[0]].number} enter")
        why = shown(pilot, "detail")

    settled = event.hall.competitions[LF]
    first, second = (next(team.number for team in settled.teams if team.id == one) for one in lots)
    assert settled.opened is not None
    drawn = [
        hashlib.sha256(f"{settled.opened.seed}/open_runs/{number}".encode()).hexdigest() for number in (first, second)
    ]
    assert f"{settled.opened.seed}/open_runs/{first}" in why
    assert sorted(drawn) == drawn
    assert (lots[0], ()) == (settled.stages[1].entrants[3], settled.decisions)


async def semi_finals(event: Event) -> None:
    """Each table judges one."""
    for number in (1, 2):
        async with event.table(number) as (desk, pilot):
            heats = {desk.line[0].heat}
            for _side in range(2):
                await event.judge(desk, pilot)
            assert len(heats) == 1


async def the_hall_sees_no_more(event: Event) -> None:
    """The desk freezes; the hall's screen keeps what it showed, and the final is run."""
    async with event.desk() as (_app, pilot):
        await event.keys(pilot, "2 f")
    async with event.table(1) as (desk, pilot):
        assert [6, 5] == [await event.judge(desk, pilot) for _side in range(2)]

    assert any(isinstance(fact.body, StandingsFrozen) for fact in event.facts)
    pages = await hall_screen(event)
    assert any("ロボ006号" in page for page in pages)
    assert not any("Champion" in page for page in pages)


async def hall_screen(event: Event) -> list[str]:
    """What the screen of the hall shows, page after page."""
    follower, pages = Follower(event.path), []
    try:
        app = DisplayApp(follower.fresh, turn_s=60, now=lambda: datetime.now(UTC), monotonic_s=lambda: 0.0)
        async with app.run_test(size=(100, 30)) as pilot:
            for _turn in range(4):
                await pilot.pause()
                pages.append(f"{app.query_one('#title').render()}\n{app.query_one('#page').render()}")
                await pilot.press("right")
    finally:
        follower.close()
    return pages


async def a_semi_final_is_corrected_after_the_final(event: Event) -> None:
    """Five balls were one: 4 should have been in the final that was run; the head referee lets it stand."""
    hall = event.hall
    five = next(team.id for team in hall.teams.values() if team.number == 5)
    runs = {run.run for run in hall.competitions[LF].runs if five in run.teams and run.opened and run.opened.heat}
    wrong = next(fact for fact in event.facts if fact.run in runs and fact.body == Called("bonus_ball", {"n": 5}))
    async with event.desk() as (app, pilot):
        await event.keys(pilot, "8")
        assert app.keyboard.view.move_to(wrong.source)
        await event.keys(pilot, "enter 2 1 enter 1")
        asked = shown(pilot, "body")
        await event.keys(pilot, "1 1")
        assert app.keyboard.refused == ""

    assert "heat F1 was played on the old result" in asked
    assert () == event.hall.competitions[LF].decisions
    assert any(isinstance(fact.body, Noted) and fact.body.topic == "heat_kept" for fact in event.facts)


async def places_are_revealed(event: Event) -> None:
    """From the last one up; with the first the freeze ends."""
    async with event.desk() as (app, pilot):
        while LF in app.desk.hall.frozen:
            await event.keys(pilot, "2 v")
            assert app.keyboard.refused == ""
    revealed = [fact.body.from_place for fact in event.facts if isinstance(fact.body, PlacesRevealed)]
    assert revealed == sorted(revealed, reverse=True)
    assert 1 == revealed[-1]
    assert any(page.count("Champion       ロボ006号") for page in await hall_screen(event))


def papers_and_proof(event: Event, capsys: pytest.CaptureFixture[str]) -> None:
    """Certificates, sheets and lists are there; the record is whole; the second verifier comes to the same."""
    hall, out = event.hall, event.home / "out"
    state = hall.competitions[LF]
    bundle = event.home / "day.bundle"
    done = [
        event.tournament("export", "--paper", "certificates", "--folder", out, "--issuer", "Kaga", "--pixels", "20"),
        event.tournament("export", "--paper", "sheets", "--folder", out, "--pixels", "20"),
        event.tournament("export", "--csv", out),
        main(["journal", "check", str(event.path), "--lang", "en"]),
        main(["--home", str(event.home), "--lang", "en", "journal", "bundle", str(event.path), str(bundle)]),
        main(["--home", str(event.home), "--lang", "en", "journal", "verify", str(bundle)]),
    ]
    (paper,) = wanted_documents(hall, "certificates", places=3, is_upright=False, issuers=["Kaga"])
    numbers = {team: one.number for team, one in hall.teams.items()}

    assert [ExitCode.DONE] * 6 == done, capsys.readouterr()
    assert [(1, 6), (2, 5)] == [(line.place, numbers[line.team]) for line in state.placings[:2]]
    assert {f"certificates-{LF}.pdf", f"1-score-sheet-{LF}.pdf", "places.csv"} <= {file.name for file in out.iterdir()}
    assert "ロボ006号" in json.dumps(paper.data["pages"][0], ensure_ascii=False, default=str)
    assert (out / f"certificates-{LF}.pdf").read_bytes().startswith(b"%PDF")
    assert "ロボ006号" in (out / "places.csv").read_text(encoding="utf-8-sig").splitlines()[1]
    assert () == event.hall.findings
    assert () == event.hall.false_certificates
