"""The demo as a whole: the same seed gives the same document, whatever is killed on the way.

All demos here are real: two teams, six runs, in the invented town, 10 to 20 s each. What several tests ask about one
demo is held once (fixtures of the module, on one worker); nothing is told to a demo but its command line.

    KAGAROBO_KILL_SEED=5 python -m pytest tests/tui/test_demo.py

draws other moments for the kills.
"""

import json
import os
import random
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from firmware.virtual.session import run_program
from judge.challenges import load
from judge.facts import Fact, Noted, RunOpened, RunSigned, Signalled, TeamEntered, TournamentOpened
from judge.journal import Journal
from tests.tui.demo_process import (
    NORDHAVN,
    SAME_AFTER_A_KILL,
    DemoProcess,
    Held,
    Moment,
    facts_of,
    hold_demo,
    pull_out,
    visits_of,
)
from tui import i18n
from tui.__main__ import main
from tui.demo.document import document
from tui.demo.engine import DemoOptions
from tui.demo.roster import PROGRAMS_FOLDER, demo_teams, run_seed
from tui.demo.run import RunConductor
from tui.demo.venue import Venue
from tui.i18n import use_language
from tui.journal_story import fold_known
from tui.program_words import ending_line
from tui.town import Town

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="boards are confined on Linux only"),
    pytest.mark.xdist_group("demo"),
]

KILL_SEED = int(os.environ.get("KAGAROBO_KILL_SEED", "20260329"))
SEED, OTHER_SEED = "7", "8"
BOX_LOSSES = 3
KILLS = 3
RUN_MS_MAX = 180_000
KEYS = {"runs", "standings", "bracket", "champion", "kpi", "head", "replayed", "wall"}


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where this module's demos live."""
    return tmp_path_factory.mktemp("homes")


# -- one seed, one document ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def reference(homes: Path) -> Held:
    """A demo that nobody disturbed, in a home that was not there before."""
    return hold_demo(homes / "fresh", "--seed", SEED, "--teams", "2")


@pytest.fixture(scope="module")
def broken_off(homes: Path) -> list[Fact]:
    """The facts of a demo of another seed, killed after its first run; begun with --resume where nothing was."""
    with DemoProcess(homes / "used", ("--resume", "--seed", OTHER_SEED, "--teams", "2")) as demo:
        seen = demo.wait_for_facts(1)
        while sum(isinstance(fact.body, RunSigned) for fact in facts_of(demo.home)) < 2:
            seen = demo.wait_for_facts(seen + 1)
        demo.kill()
        return facts_of(demo.home)


@dataclass(frozen=True, slots=True)
class Twice:
    """A demo, and a second one that was started in the same home in the middle of it."""

    first: Held
    second: Held


@pytest.fixture(scope="module")
def again(homes: Path, broken_off: list[Fact]) -> Twice:
    """The reference's seed once more, in the home of the demo that was broken off, with a second one in its way."""
    with DemoProcess(homes / "used", ("--seed", SEED, "--teams", "2")) as demo:
        demo.wait_for_facts(len(broken_off) // 2)
        second = hold_demo(homes / "used", "--seed", SEED, "--teams", "2")
        return Twice(demo.wait(), second)


def test_a_demo_ends_with_a_champion_and_one_document(reference: Held) -> None:
    """Exit 0; stdout is one JSON document and nothing else, folded again by a second process."""
    held = reference.document

    assert 0 == reference.status
    assert json.dumps(held, ensure_ascii=False, indent=2) + "\n" == reference.out
    assert KEYS <= held.keys()
    assert held["replayed"] is True
    assert held["champion"]["team"] in {team["team"] for team in held["teams"]}
    assert (1, held["champion"]["team"]) == (held["standings"][0]["rank"], held["bracket"][-1]["winner"])
    assert held["wall"]["simulated_s_per_wall_s"] > 1


def test_every_figure_can_be_followed(reference: Held) -> None:
    """A score is the sum of its breakdown; a total is the best run; no run is longer than its limit."""
    runs = reference.document["runs"]

    assert 6 == len(runs)
    for run in runs:
        assert run["score"] == sum(term["points"] for term in run["breakdown"])
        assert 0 < run["score"] <= run["max"]
        assert 0 < run["ended"]["at_ms"] <= RUN_MS_MAX
        assert ("signed", "box", [], None) == (
            run["state"], run["started_by"], run["questions"], run["program_error"]
        )  # fmt: skip
    for line in reference.document["standings"]:
        open_runs = [run["score"] for run in runs if run["team"] == line["team"] and run["heat"] is None]
        assert max(open_runs) == line["total"]


def test_the_same_seed_gives_the_same_bytes(reference: Held, again: Twice) -> None:
    """In a fresh home and in one where another demo was killed: only what stands under "wall" differs."""
    assert reference.bytes_without_wall() == again.first.bytes_without_wall()


def test_another_seed_gives_another_document(homes: Path, reference: Held, broken_off: list[Fact]) -> None:
    """Other noise, so another first run; other children; another head."""
    other = document(broken_off, [], Town.load(NORDHAVN))

    expected = reference.document
    assert int(OTHER_SEED) == other["demo"]["seed"]
    assert expected["runs"][0]["run"] == other["runs"][0]["run"]
    assert expected["runs"][0]["calls"] != other["runs"][0]["calls"]
    assert expected["teams"] != other["teams"]
    assert facts_of(homes / "fresh")[0].hash != broken_off[0].hash


def test_resume_with_nothing_to_resume_begins(broken_off: list[Fact]) -> None:
    """Whoever types --resume too early gets the demo that was asked for."""
    opened = broken_off[0].body

    assert isinstance(opened, TournamentOpened)
    assert (int(OTHER_SEED), "demo-2") == (opened.seed, opened.tournament)


def test_a_second_demo_in_one_home_is_refused(reference: Held, again: Twice) -> None:
    """The journal has one writer: the second is told so, in a sentence; the first notices nothing."""
    assert (3, "") == (again.second.status, again.second.out)
    assert "Another program writes to the journal" in again.second.err
    assert "[J-TAKEN]" in again.second.err
    assert reference.bytes_without_wall() == again.first.bytes_without_wall()


# -- whatever is killed ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Kill:
    """One kill of a demo: what was seen before it, and what the files held after it."""

    moment: Moment
    seen: int
    facts: tuple[Fact, ...]
    visits: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Campaign:
    """One demo whose judge box was pulled out of its first two runs and which was then killed three times."""

    boxes: tuple[int, ...]
    """The judge box's processes that were killed."""
    two_runs: tuple[Fact, ...]
    """The facts when the second run was signed."""
    kills: tuple[Kill, ...]
    held: Held
    facts: tuple[Fact, ...]
    visits: tuple[Fact, ...]

    def story(self) -> str:
        """Say what was done and how to do it again; a failing assert shows it."""
        moments = ", ".join(f"{kill.moment.facts} facts + {kill.moment.delay_s} s" for kill in self.kills)
        return f"killed at: {moments}. Again: KAGAROBO_KILL_SEED={KILL_SEED} python -m pytest {Path(__file__).name}"


@pytest.fixture(scope="module")
def campaign(homes: Path, reference: Held) -> Campaign:
    """The reference's demo with everything killed: first its judge box, then itself, and resumed each time."""
    assert reference.status == 0, reference.err
    draws = random.Random(KILL_SEED)
    undisturbed = facts_of(homes / "fresh")
    home = homes / "killed"
    with DemoProcess(home, ("--seed", SEED, "--teams", "2")) as demo:
        boxes = _pull_boxes_out(demo, sorted(draws.sample(_in_first_two_runs(undisturbed), BOX_LOSSES)))
        seen = demo.wait_for_facts(boxes[-1].after)
        while sum(isinstance(fact.body, RunSigned) for fact in facts_of(home)) < 4:
            seen = demo.wait_for_facts(seen + 1)
        two_runs = tuple(facts_of(home))
        kills = [_kill(demo, Moment.draw(draws, len(two_runs), len(undisturbed), start_share=0))]
    for _ in range(KILLS - 1):
        with DemoProcess(home, ("--resume",)) as demo:
            kills.append(_kill(demo, Moment.draw(draws, len(kills[-1].facts), len(undisturbed))))
    held = hold_demo(home, "--resume")
    pids = tuple(box.pid for box in boxes)
    return Campaign(pids, two_runs, tuple(kills), held, tuple(facts_of(home)), tuple(visits_of(home)))


@dataclass(frozen=True, slots=True)
class BoxLoss:
    """A judge box that was killed when the journal held AFTER facts."""

    pid: int
    after: int


def _in_first_two_runs(facts: list[Fact]) -> range:
    """How many facts a journal may hold while the first or the second run is on."""
    opened = [number for number, fact in enumerate(facts) if isinstance(fact.body, RunOpened)]
    return range(opened[0] + 4, opened[2] - 8)


def _pull_boxes_out(demo: DemoProcess, moments: list[int]) -> list[BoxLoss]:
    losses = [BoxLoss(0, 0)]
    for moment in moments:
        seen = demo.wait_for_facts(moment)
        pid = demo.wait_for_box(other_than=losses[-1].pid)
        pull_out(pid)
        losses.append(BoxLoss(pid, seen))
    return losses[1:]


def _kill(demo: DemoProcess, moment: Moment) -> Kill:
    seen = demo.kill_at(moment)
    return Kill(moment, seen, tuple(facts_of(demo.home)), tuple(visits_of(demo.home)))


def test_a_judge_box_pulled_out_of_a_run_loses_and_doubles_nothing(reference: Held, campaign: Campaign) -> None:
    """Its process killed in the middle of runs: the run goes on with the same signals at the same moments."""
    lost = [fact for fact in campaign.two_runs if isinstance(fact.body, Noted) and fact.body.topic == "box_lost"]
    signals = [fact.body.args for fact in campaign.two_runs if isinstance(fact.body, Signalled)]
    stamps = [(args["boot"], args["seq"]) for args in signals]
    runs = document(list(campaign.two_runs), [], Town.load(NORDHAVN))["runs"]

    assert BOX_LOSSES == len(set(campaign.boxes)) == len(lost), campaign.story()
    assert 1 < len({boot for boot, _seq in stamps}), campaign.story()
    assert len(stamps) == len(set(stamps)), campaign.story()
    assert reference.document["runs"][:2] == runs[:2], campaign.story()


def test_nothing_acknowledged_is_lost_by_kill_9(campaign: Campaign) -> None:
    """Every fact that the journals held when the demo was killed, or that was seen before, is there at the end."""
    for kill in campaign.kills:
        assert kill.seen <= len(kill.facts), campaign.story()
        assert kill.facts == campaign.facts[: len(kill.facts)], campaign.story()
        assert kill.visits == campaign.visits[: len(kill.visits)], campaign.story()


def test_a_demo_killed_three_times_ends_like_one_that_was_not(reference: Held, campaign: Campaign) -> None:
    """Non-void runs, standings, bracket, champion and figures are those of the undisturbed demo of that seed."""
    expected, held = reference.document, campaign.held.document

    assert held["replayed"] is True
    assert len(held["void_runs"]) <= KILLS, campaign.story()
    for key in SAME_AFTER_A_KILL:
        assert expected[key] == held[key], f"{key}; {campaign.story()}"


# -- a program that crashes ------------------------------------------------------------------------------------------


@pytest.fixture
def same_language_after(monkeypatch: pytest.MonkeyPatch) -> None:
    """The language belongs to the process: the next test finds the one it left."""
    monkeypatch.setattr(i18n, "_translations", i18n._translations)
    monkeypatch.setattr(i18n, "_language", i18n._language)


def test_the_motors_of_a_crashed_program_stop_within_150_ms() -> None:
    """By the device's clock; the wheels turn at the moment of the crash and stand 150 ms later."""
    source = (PROGRAMS_FOLDER / "crashing.py").read_text("utf-8")
    noted = source.replace("seconds = ", 'import time; print("crash", time.ticks_us()); seconds = ')

    trace = run_program(noted, seed=3)

    crash_us = int(trace.output.split("crash ")[1].split()[0])
    ways = [
        (now[0], abs(now[4] - before[4]) + abs(now[5] - before[5]))
        for before, now in zip(trace.samples, trace.samples[1:], strict=False)
    ]
    assert min(way_mm for at_us, way_mm in ways if crash_us - 100_000 < at_us <= crash_us) > 1.0
    assert trace.is_over
    assert trace.view.at_us - crash_us < 152_000  # the report is written, the motors are off
    assert abs(trace.view.speed_mm_s) < 2.0
    assert max(way_mm for at_us, way_mm in ways if at_us > crash_us + 120_000) < 0.2  # both wheels, in 20 ms


@pytest.mark.usefixtures("same_language_after")
def test_a_crash_is_scored_as_far_as_it_went_and_told_in_the_childs_language(tmp_path: Path) -> None:
    """On the real hall: one run of the crashing team; score, note and the sentence in Japanese and in English."""
    town = Town.load(NORDHAVN)
    options = DemoOptions(tmp_path, town, seed=7, teams=4, challenge="line_following")
    team = demo_teams(4, options.seed)[3]
    rules = load(options.challenge)
    opened = TournamentOpened("demo-4", rules.id, rules.hash, {"T": 100}, "ES", 2, 1, 2, 7, town.timezone.key)
    run, run_opened = "t4-open-1", RunOpened(team.id, 1, True, "open_runs", None, 1)
    with Journal.open(tmp_path / "day.db", "table-1", clock=lambda: "2026-08-01T09:00:00Z") as journal:
        journal.append(opened, by="chief")
        journal.append(TeamEntered(team.id, team.name, "ES", team.members, team.language), by="scorekeeper")
        with Venue(options, (team,), lambda _event: None) as venue:
            conductor = RunConductor(venue, journal, lambda _event: None, 1, has_watcher=False)
            seed = run_seed(options.seed, team.id, "open_runs/None/1")
            conductor.conduct(run, run_opened, team, fold_known(journal.facts()), seed)
        facts = journal.facts()

    held = document(facts, [], town)["runs"][0]
    error = held["program_error"]
    assert {"error": "ZeroDivisionError", "line": 18, "name": "crashing"} == error
    assert ("program_ended", "ended") == (held["ended"]["reason"], held["state"])
    assert [("leave", 50), ("stop", 100), ("ball", 100), ("back", 50)] == [
        (term["term"], term["points"]) for term in held["breakdown"] if term["points"]
    ]
    use_language("ja")
    assert ending_line(error).startswith("18行目: ")
    assert "0" in ending_line(error).removeprefix("18行目: ")
    use_language("en")
    assert "Line 18: You divided by 0, and no robot can. Check the number after the /." == ending_line(error)


# -- wrong use -------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("same_language_after")
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        pytest.param(["--seed", "abc"], "--seed: a whole number from 0", id="a seed that is no number"),
        pytest.param(["--teams", "1"], "--teams: a whole number from 2", id="a tournament of one"),
        pytest.param(["--challenge", "sumo"], "sumo", id="a challenge nobody knows"),
        pytest.param(["--town", "{tmp}/nowhere.toml"], "nowhere.toml", id="a town file that is not there"),
        pytest.param(["--town", "{tmp}/folder.toml"], "folder.toml", id="a town file that is a folder"),
        pytest.param(["--town", "{tmp}/noise.toml"], "noise.toml", id="a town file that is noise"),
    ],
)
def test_wrong_use_is_said_before_anything_is_written(
    arguments: list[str], words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit 2, a sentence on stderr that names what is wrong, nothing on stdout, and no demo in the home."""
    (tmp_path / "folder.toml").mkdir()
    (tmp_path / "noise.toml").write_bytes(b"\xff\x00town = [")
    home = tmp_path / "home"
    asked = [argument.format(tmp=tmp_path) for argument in arguments]

    status = _status(lambda: main(["--lang", "en", "--home", str(home), "demo", "--headless", "--json", *asked]))

    out, err = capsys.readouterr()
    assert (2, "") == (status, out)
    assert words in err
    assert "Traceback" not in err
    assert not (home / "demo").exists()
    assert not (home / "boards").exists()


def _status(call: Callable[[], Any]) -> int:
    """Return the exit status of a command, whether it returns it or leaves with it."""
    try:
        return int(call())
    except SystemExit as left:
        return int(left.code or 0)
