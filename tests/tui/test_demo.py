"""The demo as a whole: the same seed gives the same document, whatever is killed on the way.

All demos here are real: two teams, six runs, in the invented town, 10 to 20 s each. What several tests ask about one
demo is held once (fixtures of the module, on one worker); nothing is told to a demo but its command line.

    KAGAROBO_KILL_SEED=5 python -m pytest tests/tui/test_demo.py

draws other moments for the kills.
"""

import json
import random
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from firmware.virtual.session import run_program
from judge.challenges import load
from judge.facts import Fact, Noted, RunEnded, RunOpened, RunSigned, Signalled, TeamEntered, TournamentOpened
from judge.journal import Journal
from tests.tui.demo_process import (
    KILL_SEED,
    NORDHAVN,
    TURN_MS,
    DemoProcess,
    Held,
    Moment,
    differences,
    facts_of,
    figures,
    hold_demo,
    pull_out,
    visits_of,
)
from tui import i18n
from tui.__main__ import main
from tui.demo.document import document
from tui.demo.engine import DemoOptions, journal_paths, remembered_options
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
        demo.wait_for_facts(2, RunSigned.KIND)  # the team, the referee
        demo.kill()
        return facts_of(demo.home)


@dataclass(frozen=True, slots=True)
class Twice:
    """The facts of a demo's first two runs, and a second demo that was started in the same home in the middle of it."""

    facts: tuple[Fact, ...]
    visits: tuple[Fact, ...]
    second: Held


@pytest.fixture(scope="module")
def again(homes: Path, broken_off: list[Fact]) -> Twice:
    """The reference's seed once more, in the home of the demo that was broken off, with a second one in its way.

    Killed after each team's first run: test_demo_torture.py holds one to its end.
    """
    home = homes / "used"
    with DemoProcess(home, ("--seed", SEED, "--teams", "2")) as demo:
        demo.wait_for_box(other_than=0)  # from here on the journal is its own, not the last demo's
        demo.wait_for_facts(len(broken_off) // 2)
        second = hold_demo(home, "--seed", SEED, "--teams", "2")
        demo.wait_for_facts(4, RunSigned.KIND)
        demo.kill()
    return Twice(tuple(facts_of(home)), tuple(visits_of(home)), second)


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
        assert ("signed", "box", []) == (run["state"], run["started_by"], run["questions"])
        error = run["program_error"] and run["program_error"]["error"]
        assert {"t1": None, "t2": "ZeroDivisionError"}[run["team"]] == error
    for line in reference.document["standings"]:
        open_runs = [run["score"] for run in runs if run["team"] == line["team"] and run["heat"] is None]
        assert max(open_runs) == line["total"]


def test_the_same_seed_gives_the_same_facts(homes: Path, reference: Held, again: Twice) -> None:
    """In a fresh home and in one where another demo was killed: every byte of a fact, and so its hash, is the same."""
    assert 0 == reference.status
    assert tuple(facts_of(homes / "fresh")[: len(again.facts)]) == again.facts
    assert tuple(visits_of(homes / "fresh")) == again.visits
    assert 2 <= sum(isinstance(fact.body, RunEnded) for fact in again.facts)


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


def test_a_second_demo_in_one_home_is_refused(homes: Path, reference: Held, again: Twice) -> None:
    """The journal has one writer: the second is told so, in a sentence; the first notices nothing."""
    assert (3, "") == (again.second.status, again.second.out)
    assert "Another program writes to the journal" in again.second.err
    assert "[J-TAKEN]" in again.second.err
    assert 0 == reference.status
    assert tuple(facts_of(homes / "fresh")[: len(again.facts)]) == again.facts


def test_resume_ends_what_a_killed_demo_began_to_set_aside(homes: Path, broken_off: list[Fact], tmp_path: Path) -> None:
    """Killed between its two journals: the rest of the last demo must not become part of the next one."""
    town = Town.load(NORDHAVN)
    tournament, clubhouse = journal_paths(tmp_path, town)
    tournament.parent.mkdir()
    clubhouse.write_bytes(journal_paths(homes / "used", town)[1].read_bytes())
    wal = tournament.with_name("tournament.db-wal")
    wal.write_bytes(b"of a journal that was set aside")
    asked = DemoOptions(tmp_path, town, seed=9, teams=2, challenge="line_following", is_resumed=True)

    assert broken_off
    assert asked == remembered_options(asked)
    assert [False, False, False] == [path.exists() for path in (tournament, wal, clubhouse)]


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
    """One demo that was killed three times, and resumed each time."""

    kills: tuple[Kill, ...]
    held: Held
    facts: tuple[Fact, ...]
    visits: tuple[Fact, ...]

    def story(self) -> str:
        """Say what was done and how to do it again; a failing assert shows it."""
        moments = ", ".join(f"{kill.moment.facts} facts + {kill.moment.delay_s} s" for kill in self.kills)
        return f"killed at: {moments}; again: KAGAROBO_KILL_SEED={KILL_SEED} python -m pytest tests/tui/test_demo.py"


@pytest.fixture(scope="module")
def campaign(homes: Path, reference: Held) -> Campaign:
    """The reference's demo, killed at three moments of its life."""
    assert reference.status == 0, reference.err
    draws = random.Random(KILL_SEED)
    home, whole = homes / "killed", len(facts_of(homes / "fresh"))
    options: tuple[str, ...] = ("--seed", SEED, "--teams", "2")
    kills: list[Kill] = []
    for moment in [Moment.draw(draws, low, low + whole // KILLS) for low in range(1, whole, whole // KILLS)][:KILLS]:
        with DemoProcess(home, options) as demo:
            seen = demo.kill_at(moment)
        kills.append(Kill(moment, seen, tuple(facts_of(home)), tuple(visits_of(home))))
        options = ("--resume", *options)  # of a demo killed before its first fact nothing is remembered
    held = hold_demo(home, *options)
    return Campaign(tuple(kills), held, tuple(facts_of(home)), tuple(visits_of(home)))


def test_nothing_acknowledged_is_lost_by_kill_9(campaign: Campaign) -> None:
    """Every fact that the journals held when the demo was killed, or that was seen before, is there at the end."""
    for kill in campaign.kills:
        assert kill.seen <= len(kill.facts), campaign.story()
        assert kill.facts == campaign.facts[: len(kill.facts)], campaign.story()
        assert kill.visits == campaign.visits[: len(kill.visits)], campaign.story()


def test_a_demo_killed_three_times_ends_like_one_that_was_not(reference: Held, campaign: Campaign) -> None:
    """Non-void runs, standings, bracket, champion and figures are those of the undisturbed demo of that seed."""
    held = campaign.held.document

    assert held["replayed"] is True
    assert len(held["void_runs"]) <= KILLS, campaign.story()
    assert [] == differences(figures(reference.document), figures(held)), campaign.story()


def test_a_judge_box_pulled_out_of_a_run_loses_and_doubles_nothing(homes: Path, reference: Held) -> None:
    """Its process killed in the middle of the first two runs: they go on, with the same signals and the same score."""
    undisturbed, home = facts_of(homes / "fresh"), homes / "boxless"
    opened = [number for number, fact in enumerate(undisturbed) if isinstance(fact.body, RunOpened)]
    ended = [number for number, fact in enumerate(undisturbed) if isinstance(fact.body, RunEnded)]
    moments = sorted(random.Random(f"{KILL_SEED}/box").sample(range(opened[0] + 4, ended[1] - 4), BOX_LOSSES))
    pid = 0
    with DemoProcess(home, ("--seed", SEED, "--teams", "2")) as demo:
        for moment in moments:
            demo.wait_for_facts(moment)
            pid = demo.wait_for_box(other_than=pid)
            pull_out(pid)
        demo.wait_for_facts(4, RunSigned.KIND)
        demo.kill()

    facts = facts_of(home)
    third = [number for number, fact in enumerate(facts) if isinstance(fact.body, RunOpened)][2:]
    two_runs = facts[: third[0] if third else None]
    story = f"pulled out at {moments} facts; again: KAGAROBO_KILL_SEED={KILL_SEED} python -m pytest -k pulled_out"
    stamps = [
        (fact.body.args["boot"], fact.body.args["seq"])
        for fact in two_runs
        if isinstance(fact.body, Signalled | Noted)
        if "seq" in fact.body.args
    ]
    runs = document(two_runs, [], Town.load(NORDHAVN))["runs"]
    assert BOX_LOSSES == sum(isinstance(fact.body, Noted) and fact.body.topic == "box_lost" for fact in two_runs), story
    assert 1 < len({boot for boot, _seq in stamps}), story
    assert len(stamps) == len(set(stamps)), story
    assert [] == differences(reference.document["runs"][:2], runs, late_ms=TURN_MS), story


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
