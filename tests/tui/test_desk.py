"""The tournament desk on a terminal, driven by Textual's pilot: keys alone, each deed a fact in a real journal."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from textual import events
from textual.pilot import Pilot
from textual.widgets import Static

from judge.consequences import Choice
from judge.errors import JournalTaken
from judge.facts import Called, Corrected, DisputeDecided, RunDisputed, RunReturned, RunSigned, RunVoided
from judge.hall_kinds import (
    CompetitionEntered,
    CompetitionLeft,
    HeatForfeited,
    LineJoined,
    LineMissed,
    PlacesRevealed,
    PlanMade,
    RoundPublished,
    StandingsFrozen,
    TableClosed,
    TeamArrived,
    TeamInspected,
)
from judge.journal import Follower, Journal
from judge.run_state import RunStage
from judge.tournament.plan import Match, Plan, Planned
from judge.tournament.plan_tree import as_tree
from judge.tournament.state import next_official
from tests.judge.hall_book import MORNING, HallBook
from tests.tui.desk_day import OPEN_RUNS, Day, play_until_final
from tui import i18n
from tui.desk.screen import DeskApp
from tui.i18n import use_language

SIZE = (80, 24)


@pytest.fixture(autouse=True)
def same_language_after(monkeypatch: pytest.MonkeyPatch) -> None:
    """The language belongs to the process: the next test finds the one it left."""
    monkeypatch.setattr(i18n, "_translations", i18n._translations)
    monkeypatch.setattr(i18n, "_language", i18n._language)
    use_language("en")


def shown(app: DeskApp, panel: str) -> str:
    """What stands in a panel."""
    return str(app.query_one(f"#{panel}", Static).render())


async def keys(pilot: Pilot[None], script: str) -> None:
    """Press the keys of a script."""
    for key in script.split():
        pilot.app.simulate_key(key)
    await pilot.pause()


async def test_a_morning_is_led_by_keys_alone(tmp_path: Path) -> None:
    """Check-in, inspection, late entry, drop-out, line, table, plan, round, freeze: each deed is a fact."""
    book = HallBook(tables=2)
    book.open("lf", [OPEN_RUNS], 3)
    book.open("sumo", [{"id": "all", "type": "round_robin"}], 2, challenge="sumobot")
    match = Match("sumo", "all", "r1-1", (("sumo-1",), ("sumo-2",)))
    book.add(PlanMade(1, "all", as_tree(Plan(1, 600_000, (Planned(match, 2, round(MORNING.timestamp() * 1000)),)))))
    day = Day(tmp_path / "day.db", book)
    app = DeskApp(day.desk)
    async with app.run_test(size=SIZE) as pilot:
        assert "0 of 5 teams are here" in shown(app, "body")
        await keys(pilot, "enter down i 1")  # lf-1 is here, lf-2 passed
        await keys(pilot, "slash 4 enter enter e 1 slash 3 enter x 1 2")  # sumo-1 enters lf; lf-3 did not come
        await keys(pilot, "slash 5 enter i 3 2 4 0 enter 9 9 9 9 enter 2 0 0 enter")
        teams = shown(app, "body")
        await keys(pilot, "3 j 1 enter 1 j 2 enter 2 k m 4 down x escape x 3")  # the line; table 2 has no power
        tables = shown(app, "body")
        await keys(pilot, "p")
        plan = shown(app, "body")
        await keys(pilot, "2 down p up f v")
        refused = shown(app, "asks")
        await keys(pilot, "question_mark")
        help_words = shown(app, "body")
    day.journal.close()

    assert "late" not in teams  # nobody has run yet
    assert [TeamArrived("lf-1"), TeamArrived("sumo-1")] == day.bodies(TeamArrived)
    assert [("lf-2", True), ("sumo-2", False)] == [(b.team, b.passed) for b in day.bodies(TeamInspected)]  # type: ignore[attr-defined]
    assert CompetitionEntered("lf", "sumo-1") == day.bodies(CompetitionEntered)[-1]
    assert [CompetitionLeft("lf", "lf-3", "no_show")] == day.bodies(CompetitionLeft)
    assert [LineJoined("lf", "lf-1", True, True), LineJoined("lf", "lf-2", False, True)] == day.bodies(LineJoined)
    assert [LineMissed("lf", "lf-1")] == day.bodies(LineMissed)
    assert [TableClosed(2, "power")] == day.bodies(TableClosed)
    assert "closed: power or light went out" in tables
    assert "! 11-21 09:00  2      4 SUMO-1 – 5 SUMO-2" in plan.replace("▶", "!")
    assert 1 == len(day.bodies(RoundPublished))
    assert [StandingsFrozen("lf")] == day.bodies(StandingsFrozen)
    assert "no places to reveal yet" in refused
    assert "freezes what the hall sees" in help_words


async def test_a_team_that_is_on_no_list_is_typed_in_and_taken_back(tmp_path: Path) -> None:
    """Name, reading, division, language, children; what cannot be used is asked for again; a team that ran stays."""
    book = HallBook(tables=2)
    book.open("lf", [OPEN_RUNS], 2)
    book.open("sumo", [{"id": "all", "type": "round_robin"}], 2, challenge="sumobot")
    day = Day(tmp_path / "day.db", book)
    app = DeskApp(day.desk)
    async with app.run_test(size=SIZE) as pilot:
        await keys(pilot, "n L f - 1 enter")
        twice = shown(app, "body")
        await keys(pilot, "backspace backspace x")
        await pilot.press("space", "白", "enter")
        app.on_paste(events.Paste("えるえっくす"))
        await keys(pilot, "enter 1 3 0 enter")
        none = shown(app, "body")
        await keys(pilot, "backspace 3 enter 1")
        entered = shown(app, "body")
        before = day.desk.hall.teams["t1"]
        await keys(pilot, "u 1")
        gone = "t1" in day.desk.hall.teams
        await keys(pilot, "n N e w enter enter 1 2 1 enter 1 3 j 5 enter 1 1")
        await keys(pilot, "slash 5 enter u 1")
        refused = shown(app, "asks")
    hall = day.desk.hall
    day.journal.close()

    assert "There is a team of this name: number 1." in twice
    assert "a number from 1 to 20" in none
    assert ("Lfx 白", "えるえっくす", "ES", "zh-tw", 3, ("lf",)) == (
        before.entered.name, before.entered.reading, before.entered.division, before.entered.language,
        len(before.entered.members), before.competitions,
    )  # fmt: skip
    assert "▶ 5    Lfx 白" in entered
    assert not gone
    assert (("New", None, 1), ("lf",)) == (
        (hall.teams["t2"].entered.name, hall.teams["t2"].entered.reading, len(hall.teams["t2"].entered.members)),
        hall.teams["t2"].competitions,
    )  # fmt: skip
    assert "Something rests on 5 New by now" in refused
    assert () == hall.findings


@pytest.mark.parametrize("choice", ["keep", "rerun", "joint"])
async def test_a_semifinal_is_corrected_after_the_final_began(tmp_path: Path, choice: Choice) -> None:
    """What would change is shown before it is written, the choice is made by name, and all of it can be taken back."""
    book = HallBook(tables=2)
    one, two, three, four = play_until_final(book)
    book.run(next(run for run in next_official(book.state("lf")) if (run.heat, run.team) == ("F1", one)), 405)
    semifinal = next(
        run for run in book.state("lf").runs if run.opened and run.opened.heat == "S1" and one in run.teams
    )
    home = next(fact for fact in book.facts if fact.run == semifinal.run and fact.body == Called("home"))
    day = Day(tmp_path / "day.db", book)
    before, count = day.desk.state("lf"), len(day.desk.facts)
    app = DeskApp(day.desk)
    async with app.run_test(size=SIZE) as pilot:
        await keys(pilot, "8")
        assert app.keyboard.view.move_to(home.source)
        await keys(pilot, "enter 1 1")
        said, recorded = shown(app, "body"), len(day.desk.facts)
        await keys(pilot, f"{['keep', 'rerun', 'joint'].index(choice) + 1} 1")  # as head referee
        bracket = day.desk.state("lf").stage_state("finals").bracket
        assert bracket is not None
        finalists = {side.team for side in bracket.rounds[-1][0].sides}
        names = {run.team for run in next_official(day.desk.state("lf")) if run.heat == "F1"}

        assert count == recorded  # nothing was written before the choice
        assert "heat F1 was played on the old result" in said
        assert {"keep": {one, two}, "rerun": {four, two}, "joint": {one, two}}[choice] == finalists
        assert {"keep": {two}, "rerun": {four, two}, "joint": {two}}[choice] == names
        assert (choice == "rerun") == bool(day.bodies(RunVoided))

        # Played to the end, with a joint rank both who ran the final and who should have stand together.
        after = book_of(book, day)
        after.play("lf", {one: 405, two: 404, three: 403, four: 402}.__getitem__)
        places = {line.team: line.place for line in after.state("lf").placings}
        assert {"keep": 1, "rerun": 3, "joint": 1}[choice] == places[one]
        assert choice != "joint" or places[four] == 1

        chosen = day.desk.state("lf")
        for expected in (before, chosen):  # taken back, and given again
            await keys(pilot, "8")
            assert app.keyboard.view.move_to(next(correctable_corrections(app)))
            await keys(pilot, "enter 1 1 1")
            assert expected == day.desk.state("lf")
    day.journal.close()


def correctable_corrections(app: DeskApp) -> Iterator[str]:
    """The corrections of a call or of a correction, as the page lists them: the head of what was written together."""
    facts = {fact.source: fact for fact in app.desk.facts}
    heads = [row.id for row in app.keyboard.view.sheet().rows if isinstance(facts[row.id].body, Corrected)]
    return reversed(heads)


def book_of(book: HallBook, day: Day) -> HallBook:
    """A book that goes on where the desk has stopped."""
    copy = HallBook(tables=2)
    copy.facts, copy.runs, copy.now_ms = list(day.desk.facts), book.runs + 100, book.now_ms
    return copy


async def test_disputes_are_ruled_and_a_second_person_agrees_or_sends_back(tmp_path: Path) -> None:
    """Who sits at the desk is in the record; a run is confirmed by someone who took no part in it."""
    book = HallBook(tables=2)
    teams = book.open("lf", [OPEN_RUNS], 3, overlay={"confirm": 1})
    first, second, third = (book.run(run, 400) for run in next_official(book.state("lf"))[:3])
    book.add(RunDisputed(teams[0], None, "not_agreed", 15), first)
    day = Day(tmp_path / "day.db", book)
    app = DeskApp(day.desk)
    async with app.run_test(size=SIZE) as pilot:
        tabs = shown(app, "tabs")
        await keys(pilot, "7")
        listed = shown(app, "body")
        await keys(pilot, "enter 1")
        await keys(pilot, "f4 2 enter 1")  # somebody new sits down, and agrees to what is first in the queue now
        await keys(pilot, "b 5")
    runs = {run: state.stage for run, (_name, state) in day.desk.hall.runs.items()}
    day.journal.close()

    assert "7!Review" in tabs
    assert ("dispute" in listed, listed.count("second person")) == (True, 2)
    assert [DisputeDecided("head_referee", "stands", "ruled_stands")] == day.bodies(DisputeDecided)
    assert {first: RunStage.SIGNED, second: RunStage.SIGNED, third: RunStage.ENDED} == runs
    assert 1 == len(day.bodies(RunReturned))
    assert "confirmer" == day.bodies(RunSigned)[-1].role  # type: ignore[attr-defined]


async def test_a_tie_waits_for_one_of_the_allowed_answers_and_a_heat_may_be_lost_at_the_desk(tmp_path: Path) -> None:
    """Nothing moves before; the reason stands beside the two; the final's places are revealed from the last one up."""
    book = HallBook(tables=2)
    teams = play_until_final(book, (405, 404, 403, 402))
    for run in [run for run in next_official(book.state("lf")) if run.heat == "F1"]:
        book.run(run, 405)
    day = Day(tmp_path / "day.db", book)
    app = DeskApp(day.desk)
    async with app.run_test(size=SIZE) as pilot:
        await keys(pilot, "9")
        allowed = shown(app, "detail")
        await keys(pilot, "enter 1 2")  # the director's order: the second team first
        await keys(pilot, "6 h 1 2")
        bracket = shown(app, "body")
        await keys(pilot, "2 down f v v v v")
        await keys(pilot, "5")
        places = shown(app, "body")
        await keys(pilot, "s")
        why = shown(app, "body")
    state = day.desk.state("lf")
    day.journal.close()

    assert "run-off" in allowed
    assert "they share the rank" in allowed
    assert 1 == len(day.bodies(HeatForfeited))
    assert teams[1] == state.champion
    assert [4, 3, 2, 1] == [body.from_place for body in day.bodies(PlacesRevealed)]  # type: ignore[attr-defined]
    assert f"2 {teams[1].upper()}" in bracket
    assert teams[1].upper() in places.splitlines()[1]
    assert "total 405 › 404" in why


async def test_a_desk_that_cannot_write_looks_says_so_and_says_when_it_is_old(tmp_path: Path) -> None:
    """Another program writes: no deed is done, its facts come by themselves, and F5 takes over once it has stopped."""
    path, book = tmp_path / "day.db", HallBook(tables=2)
    book.open("lf", [OPEN_RUNS], 2)
    day = Day(path, book)
    now_ms = day.now_ms
    looking = type(day.desk)(Follower(path), now_ms=lambda: now_ms, new_person=day.person)

    def take() -> Journal:
        return Journal.open(path, "desk", clock=lambda: book.facts[-1].wall)

    with pytest.raises(JournalTaken):
        take()
    app = DeskApp(looking, take_journal=take)
    async with app.run_test(size=SIZE) as pilot:
        await keys(pilot, "enter")
        refused = shown(app, "asks")
        day.desk.arrive("lf-1")
        app._look()
        await pilot.pause()
        seen = shown(app, "body")
        looking.heard_ms -= 4000
        app._show_top()
        await pilot.pause()
        is_old = app.query_one("#old").display
        await keys(pilot, "f5")
        day.journal.close()
        await keys(pilot, "f5 down enter")
        top = shown(app, "top")
    looking.close()

    assert "only looks" in refused
    assert "1 of 2 teams are here" in seen
    assert is_old
    assert "[writes]" in top
    assert {"lf-1", "lf-2"} == {team.id for team in looking.hall.teams.values() if team.is_arrived}
