"""`kagarobo challenge`: a definition shown, checked and applied, and bad input named by its place."""

import json
import os
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from firmware.virtual.plan import load_plan
from judge.challenges import ids, load
from judge.scoring import score
from tui.__main__ import main
from tui.demo.roster import PLAYED

LINE_FOLLOWING = Path(str(files("judge"))) / "challenges" / "line_following.toml"
MISSION_ES = ("leave", "stop", "ball", "back", "home")


def kagarobo(*arguments: object) -> int:
    """Run the command line in English."""
    return main(["--lang", "en", "--home", os.devnull, *map(str, arguments)])


def write_calls(path: Path, *entries: Any) -> Path:
    """Write FACTS.json."""
    path.write_text(json.dumps(entries), encoding="utf-8")
    return path


def mission(path: Path, *more: Any) -> Path:
    """A whole mission of ES, a second a call, and what comes behind it."""
    calls = [{"at_ms": 1000 * number, "kind": kind} for number, kind in enumerate(MISSION_ES, start=1)]
    return write_calls(path, *calls, *more)


def test_list_names_every_challenge(capsys: pytest.CaptureFixture[str]) -> None:
    """Ids and titles; the same as JSON with the hash that a tournament is opened with."""
    assert 0 == kagarobo("challenge", "list")
    out = capsys.readouterr().out
    assert 0 == kagarobo("challenge", "list", "--json")
    rows = json.loads(capsys.readouterr().out)

    assert ids() == tuple(line.split()[0] for line in out.splitlines())
    assert {one: load(one).hash for one in ids()} == {row["id"]: row["hash"] for row in rows}


def test_show_explains_a_challenge(capsys: pytest.CaptureFixture[str]) -> None:
    """Calls with key and points of each division, the day's parameters with their notes, and the sources."""
    assert 0 == kagarobo("challenge", "show", "line_following")

    out = capsys.readouterr().out
    assert "[x]  ES    —  MS   25  HS   25  UP   25   First crossing  (x1)" in out
    assert "T: ES 100 (1 to 500), MS 150 (1 to 500)" in out
    assert "https://" in out


def test_show_one_division_in_japanese(capsys: pytest.CaptureFixture[str]) -> None:
    """Only what the division has, in the definition's own Japanese."""
    assert 0 == kagarobo("challenge", "show", "line_following", "--division", "ES", "--lang", "ja")

    out = capsys.readouterr().out
    assert "ライントレース" in out
    assert "タワーで停止" in out
    assert "(x1)" not in out


def test_show_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    """Plain values, cut down to the division."""
    assert 0 == kagarobo("challenge", "show", "line_following", "--division", "HS", "--json")

    shown = json.loads(capsys.readouterr().out)
    assert ["HS"] == list(shown["divisions"])
    assert {"HS": 25} == next(call["points"] for call in shown["calls"] if call["id"] == "x2")
    assert {"mission": "ball", "bonus": "bonus_ball"} == shown["gates"]["ball"]


@pytest.mark.parametrize("challenge", ids())
def test_our_own_definitions_are_sound(challenge: str, capsys: pytest.CaptureFixture[str]) -> None:
    """What comes with the program passes its own check, its examples included."""
    assert 0 == kagarobo("challenge", "check", LINE_FOLLOWING.with_name(f"{challenge}.toml"))

    assert "sound" in capsys.readouterr().out


BREAKAGES = [
    pytest.param("ES = 50", 'ES = "fifty"', "calls.leave.points.ES", "not-a-whole-number", id="no-number"),
    pytest.param('kind = "flag"', 'kind = "fleg"', "calls.leave.kind", "unknown-name", id="misspelt"),
    pytest.param('max = "400 + T"', 'max = "500 + T"', "scoring.max", "wrong-maximum", id="maximum"),
    pytest.param("[timer]", "[timer", "", "not-toml", id="no-toml"),
    pytest.param("\nexpect = ", "\nexpect = 1", "tests[0]", "wrong-example", id="example"),
]


@pytest.mark.parametrize(("before", "after", "key", "reason"), BREAKAGES)
def test_check_names_file_key_and_reason(
    before: str, after: str, key: str, reason: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The answer is no; the sentence holds file and key, the JSON the reason's code too."""
    text = LINE_FOLLOWING.read_text(encoding="utf-8")
    assert before in text
    path = tmp_path / "mine.toml"
    path.write_text(text.replace(before, after, 1), encoding="utf-8")

    assert 1 == kagarobo("challenge", "check", path, "--json")
    shown = json.loads(capsys.readouterr().out)
    assert 1 == kagarobo("challenge", "check", path)
    out = capsys.readouterr().out

    assert (False, reason) == (shown["sound"], shown["reason"])
    assert key == shown["key"]
    assert str(path) in out
    assert key in out


@pytest.mark.parametrize("text", ["calls = 3", "params = 1", "calls = [1]", "phases = true", "[params]\n1 = 2", ""])
def test_check_takes_any_toml(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """TOML that is no definition at all is a sentence too."""
    path = tmp_path / "mine.toml"
    path.write_text(text)

    assert 1 == kagarobo("challenge", "check", path)
    assert str(path) in capsys.readouterr().out


def test_check_of_what_is_no_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A missing file, a folder and bytes are bad input."""
    (tmp_path / "bytes.toml").write_bytes(b"\xff\xfe\x00")

    for path in (tmp_path / "nowhere.toml", tmp_path, tmp_path / "bytes.toml"):
        assert 2 == kagarobo("challenge", "check", path)
        assert str(path) in capsys.readouterr().err


def test_score_with_the_days_parameter(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Kaga's 140 balls of 137 are worth 134."""
    path = mission(tmp_path / "facts.json", {"at_ms": 90_000, "kind": "bonus_ball", "n": 140})

    assert 0 == kagarobo("challenge", "score", "line_following", path, "--set", "T=137", "--json")

    shown = json.loads(capsys.readouterr().out)
    assert (534, "time", 537, []) == (shown["score"], shown["ended"], shown["max"], shown["questions"])
    assert [*MISSION_ES, "bonus"] == [term["term"] for term in shown["breakdown"]]
    assert 134 == shown["breakdown"][-1]["points"]
    assert 137 == shown["breakdown"][-1]["why"]["T"]


def test_score_is_that_of_the_library(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The command is the scoring fold and nothing else: nothing called is 0 of everything."""
    assert 0 == kagarobo("challenge", "score", "line_following", write_calls(tmp_path / "facts.json"), "--json")

    shown, expected = json.loads(capsys.readouterr().out), score(load("line_following"), "ES", [])
    assert (expected.points, expected.max_points) == (shown["score"], shown["max"])


def test_an_end_stops_the_clock(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What comes later does not count, wherever it stands in the list; at the limit it is the time that ended it."""
    path = write_calls(
        tmp_path / "facts.json",
        {"at_ms": 2000, "kind": "stop"}, {"at_ms": 1000, "kind": "leave"}, {"at_ms": 1500, "kind": "end"},
    )  # fmt: skip
    assert 0 == kagarobo("challenge", "score", "line_following", path, "--json")
    shown = json.loads(capsys.readouterr().out)
    write_calls(path, {"at_ms": 180_000, "kind": "end"})
    assert 0 == kagarobo("challenge", "score", "line_following", path, "--json")
    at_limit = json.loads(capsys.readouterr().out)

    assert (50, "declared") == (shown["score"], shown["ended"])
    assert "time" == at_limit["ended"]


def test_what_does_not_count_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A call of another division, and one nobody knows, are questions on stderr and in the document; never points."""
    path = write_calls(tmp_path / "facts.json", {"at_ms": 1, "kind": "x1"}, {"at_ms": 2, "kind": "looping"})

    assert 0 == kagarobo("challenge", "score", "line_following", path, "--division", "ES", "--json")

    out, err = capsys.readouterr()
    assert 0 == json.loads(out)["score"]
    assert ["not-in-division", "unknown-call"] == [question["code"] for question in json.loads(out)["questions"]]
    assert "First crossing, 0.001 s: a question for the referee" in err
    assert "looping" in err


def test_score_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Points of points, then each line with its reason."""
    assert 0 == kagarobo("challenge", "score", "line_following", mission(tmp_path / "facts.json"))

    out = capsys.readouterr().out
    assert "400 of 500 points" in out
    assert "Stopped at the tower  (at 2.000 s)" in out


def test_facts_without_an_end_are_of_a_run_that_was_over_at_its_limit(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One bout and nothing more: the match was a draw when its time was over, not a match without a result."""
    path = write_calls(tmp_path / "facts.json", {"at_ms": 9000, "kind": "bout", "winner": "A"})

    assert 0 == kagarobo("challenge", "score", "sumobot", path, "--division", "ES", "--json")

    shown = json.loads(capsys.readouterr().out)
    assert ({"A": 1, "B": 1}, "time", 3) == (shown["score"], shown["ended"], shown["max"])


CANDLES = [{"at_ms": at_ms, "kind": "extinguish", "quality": "full"} for at_ms in (1000, 139_500, 3000, 2000)]
SCORES: list[Any] = [
    pytest.param("amazeing", "ES", [{"at_ms": 107_060, "kind": "line", "n": 7}], 512, "goal", id="amazeing"),
    pytest.param("fire_fighting", "ALL", CANDLES, 1040, "all_out", id="fire_fighting"),
    pytest.param(
        "jousting", "MS", [{"at_ms": 9000, "kind": "felled", "winner": "B", "zone": 100, "pass": 2}],
        {"A": 0, "B": 90}, "knight_down", id="jousting",
    ),
    pytest.param(
        "sumobot", "HS", [{"at_ms": 1000 * n, "kind": "bout", "winner": side} for n, side in enumerate("ABA")],
        {"A": 3, "B": 0}, "bouts_won", id="sumobot",
    ),
    pytest.param(
        "alpinebot", "ES", [{"at_ms": 9000, "kind": "line", "n": 2}, {"at_ms": 9500, "kind": "end"}], 100, "declared",
        id="alpinebot",
    ),
    pytest.param("entrepreneurial", "HS_UP", [{"at_ms": 1, "kind": "visitor_vote", "n": 9}], 9, "time", id="votes"),
    pytest.param(
        "micromouse", "ALL", [{"at_ms": 9000, "kind": "start"}, {"at_ms": 21_345, "kind": "goal"}], 12_345, "time",
        id="micromouse",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("challenge", "division", "facts", "expected", "ended"), SCORES)
def test_every_challenge_is_scored_from_its_facts(
    challenge: str,
    division: str,
    facts: list[Any],
    expected: Any,
    ended: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Score, breakdown with why, end and maximum; in words too, where a match names its sides."""
    path = write_calls(tmp_path / "facts.json", *facts)

    assert 0 == kagarobo("challenge", "score", challenge, path, "--division", division.lower(), "--json")
    shown = json.loads(capsys.readouterr().out)
    assert 0 == kagarobo("challenge", "score", challenge, path, "--division", division, "--lang", "ja")
    words = capsys.readouterr().out

    assert (expected, ended, True, []) == (shown["score"], shown["ended"], shown["result"], shown["questions"])
    assert all({"term", "points", "why"} <= term.keys() for term in shown["breakdown"])
    sides = expected if isinstance(expected, dict) else {"": expected}
    for side, points in sides.items():
        assert points == sum(term["points"] for term in shown["breakdown"] if term.get("side", "") == side)
        assert points <= shown["max"] or shown["unit"] == "ms"
    assert "終了" in words
    assert all(f"{side} {points}" in words for side, points in sides.items() if side)


def test_without_a_division_the_first_is_taken_and_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where there is only one there is nothing to say."""
    path = write_calls(tmp_path / "facts.json")

    assert 0 == kagarobo("challenge", "score", "amazeing", path, "--json")
    assert "Scored as division ES; --division chooses another: MS." in capsys.readouterr().err
    assert 0 == kagarobo("challenge", "score", "fire_fighting", path, "--json")
    assert "" == capsys.readouterr().err


def test_merged_divisions_and_other_readings_are_set_like_targets(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What a tournament lays over a definition can be tried out."""
    path = write_calls(tmp_path / "facts.json", {"at_ms": 1000, "kind": "line", "n": 7})

    assert 0 == kagarobo("challenge", "score", "amazeing", path, "--set", "merge.ES=MS", "--json")
    assert 500 == json.loads(capsys.readouterr().out)["score"]
    assert 2 == kagarobo("challenge", "score", "amazeing", path, "--set", "merge.ES=ES")
    assert "merge.ES" in capsys.readouterr().err


def test_a_window_without_a_time_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No time is no result, whatever number stands for it."""
    path = write_calls(tmp_path / "facts.json", {"at_ms": 9000, "kind": "start"})

    assert 0 == kagarobo("challenge", "score", "micromouse", path)
    assert "No result" in capsys.readouterr().out


@pytest.mark.parametrize("challenge", ids())
@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_challenge_has_a_page_and_a_sheet(
    challenge: str, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each call stands on both in the reader's language, with a box or a blank on the sheet, and a place to sign."""
    definition = load(challenge)
    division = next(iter(definition.divisions))
    assert 0 == kagarobo("challenge", "show", challenge, "--lang", language)
    page = capsys.readouterr().out
    assert 0 == kagarobo("challenge", "show", challenge, "--sheet", "--division", division, "--lang", language)
    sheet = capsys.readouterr().out

    for rule in definition.calls_of(division):
        assert rule.labels[language] in page
        assert rule.labels[language] in sheet
    for note in definition.notes:
        assert note[language] in page
    assert "[ ]" in sheet
    assert sheet.rstrip().endswith("______")


@pytest.mark.parametrize("challenge", ids())
def test_the_facts_a_page_shows_are_facts_that_are_understood(
    challenge: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever copies the page's examples writes calls that the definition knows, told what they have to be told."""
    assert 0 == kagarobo("challenge", "show", challenge)
    facts = [json.loads(line) for line in capsys.readouterr().out.splitlines() if line.startswith('  {"at_ms"')]
    assert [fact["kind"] for fact in facts] == list(load(challenge).calls)
    division = list(load(challenge).divisions)[-1]  # it has all calls

    for fact in facts:
        path = write_calls(tmp_path / "facts.json", fact)
        assert 0 == kagarobo("challenge", "score", challenge, path, "--division", division, "--json")
        codes = {question["code"] for question in json.loads(capsys.readouterr().out)["questions"]}
        assert codes <= {"out-of-order", "phase-not-yet"}


def test_the_sheet_of_a_match_has_a_place_for_each_side(capsys: pytest.CaptureFixture[str]) -> None:
    """Both teams, the table of zones and passes, and who won."""
    assert 0 == kagarobo("challenge", "show", "jousting", "--sheet", "--division", "MS")
    sheet = capsys.readouterr().out

    assert "Team A ______" in sheet
    assert "Team B ______" in sheet
    assert "Zone [ ] 150  [ ] 100  [ ] 50" in sheet
    assert "110" in sheet


def test_the_demo_says_which_challenges_it_can_play(capsys: pytest.CaptureFixture[str]) -> None:
    """Without a field there is no demo, but the way to score is named; a challenge nobody knows is named too."""
    for challenge, said in (("sumobot", "it plays: line_following"), ("juggling", "there is no such challenge")):
        with pytest.raises(SystemExit) as caught:
            kagarobo("demo", "--headless", "--challenge", challenge)
        assert 2 == caught.value.code
        assert said in " ".join(capsys.readouterr().err.split())


def test_what_the_demo_plays_has_a_field() -> None:
    """The promise of the demo is kept by a field and its gates."""
    for challenge in PLAYED:
        assert load_plan(challenge).id == challenge in ids()


BAD_FACTS = [
    pytest.param("{", "not JSON", id="no-json"),
    pytest.param('{"at_ms": 1, "kind": "leave"}', "a list", id="no-list"),
    pytest.param("[" * 100_000, "nested", id="deep"),
    pytest.param('[{"at_ms": 1, "kind": "leave"}, 7]', "index 1", id="no-object"),
    pytest.param('[{"kind": "leave"}]', 'index 0): "at_ms" is missing', id="no-time"),
    pytest.param('[{"at_ms": 1}]', 'index 0): "kind" is missing', id="no-kind"),
    pytest.param('[{"at_ms": 1.5, "kind": "leave"}]', "not 1.5", id="half-a-millisecond"),
    pytest.param('[{"at_ms": "1", "kind": "leave"}]', 'not "1"', id="text-time"),
    pytest.param('[{"at_ms": true, "kind": "leave"}]', "not true", id="flag-time"),
    pytest.param('[{"at_ms": NaN, "kind": "leave"}]', "not NaN", id="nan"),
    pytest.param('[{"at_ms": 99999999999, "kind": "leave"}]', "of a day", id="far"),
    pytest.param('[{"at_ms": 1, "kind": null}]', "not null", id="no-word"),
    pytest.param('[{"at_ms": 1, "kind": "leave", "n": [1]}]', '"n" should be', id="list-argument"),
    pytest.param('[{"at_ms": 1, "kind": "leave", "n": "4"}]', '"n" should be a whole number', id="text-count"),
    pytest.param('[{"at_ms": 1, "kind": "end"}, {"at_ms": 2, "kind": "end"}]', "by entry 1", id="two-ends"),
]


@pytest.mark.parametrize(("text", "said"), BAD_FACTS)
def test_bad_facts_are_named_by_their_place(
    text: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Bad input: file, entry, what is wrong; nothing on stdout."""
    path = tmp_path / "facts.json"
    path.write_text(text)

    assert 2 == kagarobo("challenge", "score", "line_following", path, "--json")

    out, err = capsys.readouterr()
    assert "" == out
    assert str(path) in err
    assert said in err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--division", "XX"], "ES, MS, HS, UP"),
        (["--set", "T=9999"], "1 to 500"),
        (["--set", "Q=1"], "Q"),
        (["--set", "T"], "T=137"),
        (["--set", "T=many"], "T=137"),
    ],
)
def test_wrong_options_say_what_there_is(
    arguments: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Unknown divisions and parameters, and values out of range, are wrong use."""
    assert 2 == kagarobo("challenge", "score", "line_following", mission(tmp_path / "facts.json"), *arguments)
    assert said in capsys.readouterr().err


def test_an_unknown_challenge(capsys: pytest.CaptureFixture[str]) -> None:
    """The ones there are stand in the answer."""
    assert 2 == kagarobo("challenge", "show", "juggling")
    assert "line_following" in capsys.readouterr().err


@pytest.mark.parametrize("part", [[], ["list"], ["show"], ["check"], ["score"]], ids=str)
def test_help(part: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Each part explains itself."""
    with pytest.raises(SystemExit) as caught:
        kagarobo("challenge", *part, "--help")

    assert 0 == caught.value.code
    assert "usage:" in capsys.readouterr().out
