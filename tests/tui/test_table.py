"""The referee's station on a terminal, driven by Textual's pilot: keys alone, no judge box, any robot."""

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Digits, Static

from judge.challenges import ids
from judge.facts import RunEnded, RunReturned, RunSigned, RunVoided
from judge.run_state import RunStage
from tests.tui.table_hall import Hall
from tui import i18n
from tui.i18n import use_language
from tui.table.desk import Mode
from tui.table.screen import TableApp

TICK_S = 0.15


@pytest.fixture(autouse=True)
def same_language_after(monkeypatch: pytest.MonkeyPatch) -> None:
    """The language belongs to the process: the next test finds the one it left."""
    monkeypatch.setattr(i18n, "_translations", i18n._translations)
    monkeypatch.setattr(i18n, "_language", i18n._language)


@pytest.fixture(name="tmp_db")
def _tmp_db(tmp_path: Path) -> Path:
    return tmp_path / "hall.db"


def shown(app: TableApp, selector: str) -> str:
    """What stands in a panel."""
    widget = app.query_one(selector)
    if isinstance(widget, Digits):
        return widget.value
    assert isinstance(widget, Static)
    return str(widget.render())


async def keys(hall: Hall, pilot: Pilot[None], script: str) -> int:
    """Press the keys of a script; `+5000` lets so many milliseconds pass. Returns how many keys were pressed."""
    pressed = 0
    for word in script.split():
        if word.startswith("+"):
            await pilot.pause()  # what was pressed before belongs to the moment before
            hall.clock.pass_ms(int(word[1:]))
            continue
        pilot.app.simulate_key(word)
        pressed += 1
    await pilot.pause()
    return pressed


# One run of each challenge: the keys from its start to its end, and what it is worth.
RUNS: list[tuple[str, str, str, int | dict[str, int]]] = [
    ("amazeing", "ES", "+9000 3 l +6000 f +75000 7 l", 530),
    ("line_following", "ES", "+5000 l +4000 s +9000 b +9000 k +9000 h +9000 1 0 1 n +20 space", 499),
    ("fire_fighting", "ALL", "+9000 c 1 +11000 c 2 +20 space", 200),
    ("jousting", "MS", "+9000 p +11000 f 2 2 2", {"A": 0, "B": 90}),
    ("sumobot", "HS", "+9000 b 1 +11000 r +30000 b 1", {"A": 3, "B": 0}),
    ("alpinebot", "UP", "+9000 2 l +41000 d", 100),
    ("entrepreneurial", "ES_MS", "+9000 1 2 v +11000 3 0 e e 1 enter +20 space", 42),
    ("micromouse", "ALL", "+9000 s +40000 g +11000 s +31500 g +7500 s +500 r +20 space", 31_500),
]  # fmt: skip


def test_the_list_above_knows_all_challenges() -> None:
    """A new challenge has to be judged by keys as well."""
    assert {row[0] for row in RUNS} == set(ids())


@pytest.mark.parametrize(("challenge", "division", "script", "worth"), RUNS, ids=[row[0] for row in RUNS])
async def test_a_challenge_is_judged_whole_by_keys_alone(
    tmp_db: Path, challenge: str, division: str, script: str, worth: int | dict[str, int]
) -> None:
    """No box, any robot; and from the end of a run to the start of the next it takes three keys."""
    use_language("en")
    hall = Hall(tmp_db, challenge, division, teams=4)
    app = TableApp(hall.desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await keys(hall, pilot, "space")
        await keys(hall, pilot, script)
        over, hands = hall.desk.mode(), hall.desk.hands()
        between = await keys(hall, pilot, "enter enter space")
        now = hall.desk.mode()
    run = hall.desk.tournament.runs[0]
    hall.journal.close()

    assert (Mode.OVER, Mode.RUNNING, "hand") == (over, now, hands)
    assert (RunStage.SIGNED, worth) == (run.stage, dict(run.score.sides) or run.score.points)
    assert between <= 3
    assert 2 == len(hall.desk.tournament.runs)


async def test_a_dispute_at_the_third_of_fifteen_teams_delays_the_fourth_by_no_more_than_a_key(tmp_db: Path) -> None:
    """One key sets the run aside, the next starts the fourth team; the third shows as under review, without a total."""
    use_language("en")
    hall = Hall(tmp_db, division="ES", teams=15)
    app = TableApp(hall.desk)
    took = []
    async with app.run_test(size=(80, 24)) as pilot:
        await keys(hall, pilot, "space")
        for team in range(1, 15):
            await keys(hall, pilot, "l space")
            took.append(await keys(hall, pilot, "f2 space" if team == 3 else "enter enter space"))
        under_review = shown(app, "#teams")
    state = hall.desk.tournament
    totals = {line.team: line.result.total for line in state.standings}
    hall.journal.close()

    assert took[2] <= took[1] + 1
    assert 3 == max(took)
    assert [f"t{n}" for n in range(1, 16)] == [run.teams[0] for run in state.runs]
    assert (["t3"], None, 50) == ([run.teams[0] for run in state.under_review], totals["t3"], totals["t4"])
    assert "review" not in under_review.splitlines()[-1]
    assert 26 == len(hall.bodies(RunSigned))


async def test_the_station_changes_hands_in_two_keys(tmp_db: Path) -> None:
    """In the middle of a run too; the record says who called what."""
    use_language("en")
    hall = Hall(tmp_db, division="ES")
    before = hall.desk.referee
    app = TableApp(hall.desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await keys(hall, pilot, "space +1000 l")
        took = await keys(hall, pilot, "f4 0")
        await keys(hall, pilot, "+1000 s")
        new = hall.desk.referee
        await keys(hall, pilot, "f4 1")
        top = shown(app, "#top")
    called = [fact.by for fact in hall.journal.facts() if fact.kind == "called"]
    hall.journal.close()

    assert 2 == took
    assert ([before, new], before) == (called, hall.desk.referee)
    assert "referee 1 · by hand" in top


async def test_a_second_person_agrees_or_sends_back_by_keys(tmp_db: Path) -> None:
    """The bar offers it where it is asked for; a key and a reason send the run back, and the team is asked again."""
    use_language("en")
    hall = Hall(tmp_db, division="ES", overlay={"confirm": 1})
    app = TableApp(hall.desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await keys(hall, pilot, "space +1000 l space f9")
        too_early = shown(app, "#asks")
        await keys(hall, pilot, "enter enter")
        asks, bar = shown(app, "#asks"), shown(app, "#keys")
        await keys(hall, pilot, "f9")
        refused = shown(app, "#asks")
        await keys(hall, pilot, "f4 0 f9 1")
        sent_back = shown(app, "#asks")
        await keys(hall, pilot, "f4 1 enter enter f4 1 enter")
    stages = [run.stage for run in hall.desk.tournament.runs]
    returned = hall.bodies(RunReturned)
    hall.journal.close()

    assert "No run waits for a second person here." == too_early
    assert asks.endswith("Does the second person agree? [Enter] yes  [F9] send it back")
    assert "send back" in bar
    assert refused.startswith("A second person has to sign")
    assert sent_back.startswith("Sent back: something happened that was not called. 1 Blue Foxes: 50 points.")
    assert (["call_missing"], [RunStage.SIGNED]) == ([body.reason for body in returned], stages)  # type: ignore[attr-defined]


async def test_nothing_called_and_zero_look_different(tmp_db: Path) -> None:
    """A dash before anything was called; a zero once a fall was, and at the sign-off it is said in words."""
    use_language("en")
    hall = Hall(tmp_db, "amazeing", "ES")
    app = TableApp(hall.desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await keys(hall, pilot, "space +1000")
        nothing, calls = shown(app, "#total"), shown(app, "#left")
        await keys(hall, pilot, "f")
        zero, calls_then = shown(app, "#total"), shown(app, "#left")
        await keys(hall, pilot, "backspace space")
        asks = shown(app, "#asks")
    hall.journal.close()

    assert ("-", "0") == (nothing, zero)
    assert (True, False) == ("—" in calls.splitlines()[1], "—" in calls_then.splitlines()[1])
    assert asks.startswith("1 Blue Foxes: 0 points (nothing was called). Does the team agree?")


async def test_a_fault_of_the_hall_is_picked_from_a_list(tmp_db: Path) -> None:
    """Two keys: void, and why; the team is the next in the line again."""
    use_language("en")
    hall = Hall(tmp_db, division="ES")
    app = TableApp(hall.desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await keys(hall, pilot, "space +1000 l f3")
        offered = shown(app, "#left")
        await keys(hall, pilot, "escape")
        left = hall.desk.mode()
        await keys(hall, pilot, "f3 2")
        head = shown(app, "#head")
    hall.journal.close()

    assert "2  the judge box or its cable failed" in offered
    assert Mode.RUNNING is left
    assert [RunVoided("judge_box")] == hall.bodies(RunVoided)
    assert "OFFICIAL, run 1   1 Blue Foxes" == head


async def test_a_slip_of_the_hand_is_refused_in_words_and_writes_nothing(tmp_db: Path) -> None:
    """A call out of its turn, a key that means nothing, a signature before the end."""
    use_language("en")
    hall = Hall(tmp_db, division="ES")
    app = TableApp(hall.desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await keys(hall, pilot, "f8 backspace f3 f2")
        refused = shown(app, "#asks")
        await keys(hall, pilot, "space +1000")
        before = len(hall.journal.facts())
        await keys(hall, pilot, "h")
        early = shown(app, "#asks")
        await keys(hall, pilot, "z enter tab 9 escape")
        after = len(hall.journal.facts())
    hall.journal.close()

    assert "No run is at this table." == refused
    assert "Home cannot come now. Nothing was recorded." == early
    assert before == after


async def test_the_time_runs_out_while_nobody_presses_anything(tmp_db: Path) -> None:
    """The station ends the run at its limit by itself, and asks whether the team agrees."""
    use_language("en")
    hall = Hall(tmp_db, division="ES")
    app = TableApp(hall.desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await keys(hall, pilot, "space +60000 l +121000")
        while not hall.bodies(RunEnded):
            await pilot.pause(TICK_S)
        await pilot.pause(TICK_S)
        clock, asks = shown(app, "#clock"), shown(app, "#asks")
    hall.journal.close()

    assert ("0:00.0", "1 Blue Foxes: 50 points. Does the team agree? [Enter] yes  [F2] no") == (clock, asks)


async def test_leaving_in_a_run_has_to_be_asked_for_twice(tmp_db: Path) -> None:
    """The run would be void; between runs one key is enough."""
    use_language("en")
    hall = Hall(tmp_db, division="ES")
    app = TableApp(hall.desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await keys(hall, pilot, "space")
        await keys(hall, pilot, "ctrl+q")
        is_warned = "Once more" in shown(app, "#asks") and app.is_running
        await keys(hall, pilot, "ctrl+q")
        await pilot.pause()
        is_running = app.is_running
    hall.journal.close()

    assert (True, False) == (is_warned, is_running)


@pytest.mark.parametrize(("language", "size"), [("ja", (80, 24)), ("en", (80, 24)), ("ja", (100, 32))])
async def test_every_call_of_the_longest_challenge_stands_on_the_screen(
    tmp_db: Path, language: str, size: tuple[int, int]
) -> None:
    """Twelve calls with their keys, the clock, the total, the question and the key bar, in 80 by 24 as well."""
    use_language(language)
    hall = Hall(tmp_db, "line_following", "HS", teams=15)
    app = TableApp(hall.desk)
    async with app.run_test(size=size) as pilot:
        await keys(hall, pilot, "space +1000 l")
        lines = shown(app, "#left").splitlines()
        room = app.query_one("#left").content_size
        cut = [name for name in ("#clock", "#total", "#asks", "#keys") if not app.query_one(name).content_size.height]
        bar = app.query_one("#keys").content_size.height
        await keys(hall, pilot, "question_mark")
        help_lines = len(shown(app, "#left").splitlines())
        await keys(hall, pilot, "question_mark")
    hall.journal.close()

    assert ["l", "x", "y", "s", "b", "k", "w", "c", "h", "n", "t", "r"] == [line.split()[0] for line in lines]
    assert (True, []) == (len(lines) <= room.height, cut)
    assert bar <= 3
    assert help_lines >= 10
