"""`kagarobo journal`: what a referee, a scorekeeper or a parent can read out of a journal."""

import json
import os
import re
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from firmware.wire import Sentence, encode
from judge.facts import Body, head
from judge.journal import Journal, read_facts
from tests.judge.test_facts import ONE_OF_EACH
from tests.tui.books import clubhouse_book, questioned_book, tournament_book
from tui.__main__ import main
from tui.fact_words import Names, fact_sentence


@pytest.fixture(name="journal")
def _journal(tmp_path: Path) -> Path:
    """A finished tournament of two runs."""
    path = tmp_path / "spring.db"
    tournament_book(path)
    return path


def damaged(journal: Path) -> Path:
    """Change one row, take another away, behind the journal's back."""
    connection = sqlite3.connect(journal)
    connection.execute("UPDATE facts SET body = replace(body, 'stop', 'back') WHERE seq = 7")
    connection.execute("DELETE FROM facts WHERE seq = 10")
    connection.commit()
    connection.close()
    return journal


def kagarobo(*arguments: object) -> int:
    """Run the command line in English."""
    return main(["--lang", "en", "--home", os.devnull, *map(str, arguments)])


def test_show_lists_every_fact_in_words(journal: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A line a fact, with the id, the hall's time or the run's, who, and what, by the names people use."""
    assert 0 == kagarobo("journal", "show", journal)

    out, err = capsys.readouterr()
    lines = out.splitlines()
    assert [fact.source for fact in read_facts(journal)] == [line.split()[0] for line in lines]
    assert re.search(r"2022-10-29 09:00:00 +scorekeeper +Foxes entered as t1", lines[1])
    assert re.search(r"1\.000 s +referee +t1-open-1 +Left home\.", out)
    assert "Line 12: " in out
    assert "19 facts." in err


def test_show_as_json_holds_every_column(journal: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A program gets the facts as they are recorded, and the head that stands for all of them."""
    assert 0 == kagarobo("journal", "show", journal, "--json")

    shown = json.loads(capsys.readouterr().out)
    facts = read_facts(journal)
    assert head(facts) == shown["head"]
    assert [fact.hash for fact in facts] == [fact["hash"] for fact in shown["facts"]]
    assert {"call": "leave", "args": {}} == shown["facts"][5]["body"]


def test_the_story_of_a_run(journal: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Only that run, its score after each fact, and the breakdown at the end; a correction is part of the story."""
    assert 0 == kagarobo("journal", "show", journal, "--run", "t1-open-1")

    out = capsys.readouterr().out
    assert ["0", "0", "50", "150", "250", "300", "300", "300", "250", "250"] == re.findall(r"(\d+)/500", out)
    assert "was withdrawn (miscounted)" in out
    assert "Cranes" not in out
    assert "250 of 500 points" in out
    assert re.search(r"100  Stopped at the tower  \(at 2\.000 s\)", out)


def test_the_story_asks_what_only_the_referee_can_answer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A signal that cannot stand is a question, with its place and its time; it gives no points."""
    questioned_book(tmp_path / "spring.db")

    assert 0 == kagarobo("journal", "show", tmp_path / "spring.db", "--run", "r1")

    out = capsys.readouterr().out
    assert "0 of 500 points" in out
    assert "A question for the referee, table-1:5 at 5.000 s: this should have come first: stop" in out


def test_a_run_that_is_not_there(journal: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Wrong use, and the runs there are."""
    assert 2 == kagarobo("journal", "show", journal, "--run", "t9")

    assert "t1-open-1, t2-open-1" in capsys.readouterr().err


def test_check_of_a_whole_journal(journal: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 0 and a sentence."""
    assert 0 == kagarobo("journal", "check", journal)

    assert "nothing is wrong" in capsys.readouterr().out


def test_check_names_each_damaged_row(journal: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 1; the row, what is wrong with it, its code; and what to do now."""
    assert 1 == kagarobo("journal", "check", damaged(journal))

    out, err = capsys.readouterr()
    assert "table-1:7: this row was changed: it does not give its hash [J-HASH]" in out
    assert "table-1:10: this row is missing [J-GAP]" in out
    assert "kagarobo journal recover" in err


def test_check_as_json(journal: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The same findings as codes and places."""
    assert 1 == kagarobo("journal", "check", damaged(journal), "--json")

    shown = json.loads(capsys.readouterr().out)
    assert not shown["clean"]
    assert {("table-1:7", "J-HASH"), ("table-1:10", "J-GAP")} <= {
        (finding["source"], finding["code"]) for finding in shown["findings"]
    }


def test_replay_shows_the_score_after_each_fact(journal: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Folded anew: the run each fact touched, a correction outside the run included; standings and champion last."""
    assert 0 == kagarobo("journal", "replay", journal, "--json")

    shown = json.loads(capsys.readouterr().out)
    steps = shown["steps"]
    assert list(range(1, 20)) == [step["n"] for step in steps]
    assert [None, None, None, 0, 0, 50, 150, 250, 300, 300, 300, 250, 250] == [step["score"] for step in steps[:13]]
    assert ("corrected", "t1-open-1") == (steps[11]["kind"], steps[11]["run"])
    assert [("Foxes", 250), ("Cranes", 50)] == [(line["name"], line["total"]) for line in shown["standings"]]
    assert {"team": "t1", "name": "Foxes"} == shown["champion"]


def test_replay_until_a_fact(journal: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What stood then, not what stands now; more than there are is all of them."""
    assert 0 == kagarobo("journal", "replay", journal, "--until", "8")
    early = capsys.readouterr().out
    assert 0 == kagarobo("journal", "replay", journal, "--until", "999")
    late = capsys.readouterr().out

    assert "250/500" in early
    assert "300/500" not in early
    assert "Champion" not in early
    assert "Champion: Foxes" in late
    assert f"Head: {head(read_facts(journal))}" in late


@pytest.mark.parametrize("number", ["0", "-1", "x", "1.5"])
def test_until_is_a_number_from_one(journal: Path, number: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Anything else is wrong use."""
    with pytest.raises(SystemExit) as caught:
        kagarobo("journal", "replay", journal, f"--until={number}")

    assert 2 == caught.value.code
    assert "--until" in capsys.readouterr().err


def test_recover_keeps_the_good_part_and_names_the_rest(
    journal: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The damaged file stays as it is; the new one opens; what is missing is named, row by row."""
    before = damaged(journal).read_bytes()

    assert 0 == kagarobo("journal", "recover", journal, tmp_path / "good.db")

    out = capsys.readouterr().out
    assert "17 facts are kept" in out
    assert ["table-1:7", "table-1:10"] == re.findall(r"Missing: (\S+)", out)
    assert before == journal.read_bytes()
    assert 17 == len(read_facts(tmp_path / "good.db"))


def test_recover_takes_what_is_missing_from_a_mirror(
    journal: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A copy that is whole makes the journal whole."""
    mirror = tmp_path / "mirror.db"
    facts = tournament_book(mirror)

    asked = ("journal", "recover", damaged(journal), tmp_path / "good.db", "--mirror", mirror, "--json")
    assert 0 == kagarobo(*asked)

    assert ([], 19) == (json.loads(capsys.readouterr().out)["lost"], len(facts))
    assert head(facts) == head(read_facts(tmp_path / "good.db"))


def test_what_is_no_journal_is_said_and_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Missing files and other files give a sentence with the file, and no traceback."""
    other = tmp_path / "letter.txt"
    other.write_text("Dear judges,")

    for part in ("show", "check", "replay"):
        assert kagarobo("journal", part, other)
        assert kagarobo("journal", part, tmp_path / "nowhere.db")

    err = capsys.readouterr().err
    assert 3 == err.count("letter.txt")
    assert "Traceback" not in err
    assert "Dear judges," == other.read_text()


def test_a_journal_without_a_tournament(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A clubhouse's journal is read as well; it has no scores, and that is said."""
    clubhouse_book(tmp_path / "2022.db")

    assert 0 == kagarobo("journal", "replay", tmp_path / "2022.db")

    out = capsys.readouterr().out
    assert "came in at 2022-10-01 01:30:00 (youth, by paper)" in out
    assert "5 people without a name" in out
    assert "there are no scores" in out


@pytest.mark.parametrize("body", ONE_OF_EACH, ids=lambda body: body.KIND)
def test_every_kind_of_fact_has_a_sentence(body: Body) -> None:
    """Nothing that can be recorded goes unsaid, with or without the names."""
    assert fact_sentence(body, Names())


def test_a_reader_who_has_seen_enough(journal: Path) -> None:
    """`kagarobo journal show FILE | head` ends quietly when head closes the pipe."""
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-m", "tui.__main__", "--lang", "en", "journal", "show", str(journal)]

    done = subprocess.run(command, stdout=writer, stderr=subprocess.PIPE, text=True)

    os.close(writer)
    assert (0, "19 facts.\n") == (done.returncode, done.stderr)


@pytest.mark.parametrize("part", [[], ["show"], ["check"], ["replay"], ["recover"]], ids=str)
def test_help(part: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Each part explains itself."""
    with pytest.raises(SystemExit) as caught:
        kagarobo("journal", *part, "--help")

    assert 0 == caught.value.code
    assert "usage:" in capsys.readouterr().out


def test_the_language_may_stand_last(journal: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """--lang and --home are taken before the command, behind it and behind its part."""
    seen: list[Any] = []
    for arguments in (["--lang", "en", "journal", "check"], ["journal", "--lang", "en", "check"],
                      ["journal", "check", "--lang", "en"]):  # fmt: skip
        assert 0 == main([*arguments, str(journal)])
        seen.append(capsys.readouterr().out)

    assert 1 == len(set(seen))


@pytest.fixture(name="evidence")
def _evidence(tmp_path: Path) -> Path:
    """A journal with what a box said before and in a run."""
    path = tmp_path / "box.db"

    def said(kind: str, seq: int, *args: str) -> bytes:
        return encode(Sentence("box", 77, seq, 1_000_000 + seq, kind, args))

    with Journal.open(path, "table-1", clock=lambda: "2026-03-01T09:00:00Z") as journal:
        journal.evidence(None, said("hello", 0, "0.1.0", "5", "1"), 1_000_000)
        journal.evidence("r1", b"oops\n" + said("signal", 1, "4", "17"), 2_500_000)
    return path


def test_show_evidence_hears_the_boxes_again(evidence: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """From the raw bytes alone: who said hello, what it signalled and when, and what it printed."""
    assert 0 == kagarobo("journal", "show", evidence, "--evidence")

    lines = capsys.readouterr().out.splitlines()
    assert ["hello", "oops", "signal 4 17"] == [
        word for line, word in zip(lines, ("hello", "oops", "signal 4 17"), strict=True) if word in line
    ]
    assert "1.000001 s" in lines[2]


def test_show_evidence_of_a_run_is_data_too(evidence: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A program gets the events as they are."""
    assert 0 == kagarobo("journal", "show", evidence, "--evidence", "--run", "r1", "--json")

    events = json.loads(capsys.readouterr().out)["events"]
    assert ["TextArrived", "SignalArrived"] == [event["event"] for event in events]
    assert (["4", "17"], 1_000_001, 2_500_000) == (events[1]["args"], events[1]["device_us"], events[1]["at_us"])


def test_damaged_evidence_is_named(evidence: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No half of it is shown as if it were the whole."""
    connection = sqlite3.connect(evidence)
    connection.execute("UPDATE evidence SET chunks = x'00' WHERE run = 'r1'")
    connection.commit()
    connection.close()

    assert 2 == kagarobo("journal", "show", evidence, "--evidence")
    assert "damaged" in capsys.readouterr().err
