"""Files of earlier releases, kept as they were written: this release opens, checks, prints and continues them."""

import errno
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from judge.errors import JournalWriteFailed
from judge.facts import Called, DayReviewed, RunDisputed, Unknown, head
from judge.journal import Journal, check, read_definitions, read_evidence, read_facts
from judge.journal.migrations import STEPS
from tui.__main__ import main
from tui.journal_story import fold_known
from tui.kept_definitions import keep_definition

SAMPLES = Path(__file__).with_name("samples")
HEADS = {
    "journal-v1.db": ("7500ac2a39093454f6c2ef734142446fb38ac04bb020c845013b5263b19c6bbf", 33),
    "journal-v2.db": ("85884bf08687d169471f8f1280db602d4e1bde19ae1043687cf242a752f1e837", 18),
}


@pytest.fixture(name="sample", params=sorted(HEADS))
def _sample(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A copy: the sample itself stays as it was written."""
    return Path(shutil.copy(SAMPLES / request.param, tmp_path))


def test_every_sample_is_named() -> None:
    """Each file in the folder is looked at below."""
    assert set(HEADS) == {path.name for path in SAMPLES.iterdir()}


def test_an_older_file_is_read_and_checked(sample: Path) -> None:
    """Every fact of it, understood, with the head it had, and its raw bytes."""
    facts = read_facts(sample)

    assert HEADS[sample.name] == (head(facts), len(facts))
    assert [] == check(sample)
    assert not [fact for fact in facts if isinstance(fact.body, Unknown)]
    assert [b"$box,1,2*"] == [chunk.raw for chunk in read_evidence(sample, "sample-1")]


def test_an_older_file_is_printed(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`show`, `check` and `replay` work on it."""
    for part in ("show", "check", "replay"):
        assert 0 == main(["--lang", "en", "journal", part, str(sample)])

    assert "Foxes" in capsys.readouterr().out


def test_a_file_is_worked_out_under_the_rules_it_was_played_under(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its definition is not this program's any more: it stands in the file, and the file's bundle holds by it."""
    sample = Path(shutil.copy(SAMPLES / "journal-v2.db", tmp_path))
    facts, kept = read_facts(sample), read_definitions(sample)
    now, then = fold_known(facts), fold_known(facts, kept)
    main(["--lang", "en", "--home", str(tmp_path), "journal", "bundle", str(sample), str(tmp_path / "day.bundle")])
    code = main(["--lang", "en", "journal", "verify", str(tmp_path / "day.bundle")])

    assert (["definition-changed"], []) == ([one.code for one in now.findings], [one.code for one in then.findings])
    assert (150, 160, 0) == (now.standings[0].result.total, then.standings[0].result.total, code)
    assert "everything in it holds" in capsys.readouterr().out


def test_an_older_file_goes_on_with_facts_of_today(sample: Path) -> None:
    """What was there keeps its hashes; a kind of today carries its schema, and one of then the schema of then."""
    before = read_facts(sample)
    with Journal.open(sample, "table-3", clock=lambda: "2026-03-01T09:00:00+09:00") as journal:
        call = journal.append(Called("leave"), run="t1-open-1", at_ms=1, by="referee")
        dispute = journal.append(RunDisputed("t1", None, "not_so", 15), run="t1-open-1", by="team")
        reviewed = journal.append(DayReviewed("2026-03-01", "clubhouse", 0), by="staff")

    assert (1, 2, 3) == (call.schema, dispute.schema, reviewed.schema)
    assert {fact.hash for fact in before} < {fact.hash for fact in read_facts(sample)}
    assert [] == check(sample)


def test_a_file_of_version_1_is_migrated_and_its_copy_stays(tmp_path: Path) -> None:
    """Opened to write it becomes a file of today, which keeps definitions; beside it stays what it was, to the byte."""
    sample = Path(shutil.copy(SAMPLES / "journal-v1.db", tmp_path / "day.db"))
    rows = [fact.row() for fact in read_facts(sample)]
    with Journal.open(sample, "table-3", clock=lambda: "2026-03-01T09:00:00+09:00") as journal:
        keep_definition(journal, "line_following")
        journal.append(Called("leave"), run="t1-open-1", at_ms=1, by="referee")
    copy = tmp_path / "day.v1.db"

    assert {"day.db", "day.v1.db"} == {path.name for path in tmp_path.iterdir() if path.suffix == ".db"}
    assert (1, 2) == (version(copy), version(sample))
    assert rows == [fact.row() for fact in read_facts(copy)] == [fact.row() for fact in read_facts(sample)][: len(rows)]
    assert [b"$box,1,2*"] == [chunk.raw for chunk in read_evidence(sample, "sample-1")]
    assert ["line_following"] == [one.id for one in read_definitions(sample).values()]
    assert {} == read_definitions(copy)


def test_a_mirror_of_version_1_goes_on_as_one_of_today(tmp_path: Path) -> None:
    """The stick has a copy by an earlier release: it is brought in step, definitions too, without another copy."""
    sample = Path(shutil.copy(SAMPLES / "journal-v1.db", tmp_path / "day.db"))
    (tmp_path / "stick").mkdir()
    stick = Path(shutil.copy(sample, tmp_path / "stick" / "day.db"))
    with Journal.open(sample, "table-3", clock=lambda: "2026-03-01T09:00:00+09:00", mirror=stick) as journal:
        keep_definition(journal, "line_following")
        journal.append(Called("leave"), run="t1-open-1", at_ms=1, by="referee")
        assert journal.settle_mirror(10)

    assert (2, read_facts(sample)) == (version(stick), read_facts(stick))
    assert read_definitions(sample) == read_definitions(stick) != {}
    assert ["day.db"] == [path.name for path in stick.parent.iterdir() if path.suffix == ".db"]


def test_reading_an_older_file_leaves_it_as_it_was_written(tmp_path: Path) -> None:
    """Only a writer migrates: a file that is shown, checked or worked out again is the same to the byte."""
    sample = Path(shutil.copy(SAMPLES / "journal-v1.db", tmp_path / "day.db"))
    before = sample.read_bytes()
    for part in ("show", "check", "replay"):
        assert 0 == main(["--lang", "en", "journal", part, str(sample)])

    assert before == sample.read_bytes()
    assert ["day.db"] == [path.name for path in tmp_path.iterdir() if path.suffix == ".db"]


def test_a_file_that_cannot_be_copied_is_not_migrated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk is full: the file is what it was, and whoever tries again later has lost nothing."""
    sample = Path(shutil.copy(SAMPLES / "journal-v1.db", tmp_path / "day.db"))
    with monkeypatch.context() as broken:
        broken.setattr("judge.journal.migrations.os.fsync", full_disk)
        with pytest.raises(JournalWriteFailed) as refused:
            Journal.open(sample, "table-3", clock=lambda: "2026-03-01T09:00:00+09:00")
    after = version(sample)
    Journal.open(sample, "table-3", clock=lambda: "2026-03-01T09:00:00+09:00").close()

    assert ("full", 1) == (refused.value.reason, after)
    assert (2, 1) == (version(sample), version(tmp_path / "day.v1.db"))


def test_a_migration_that_is_cut_off_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A step fails after the table was made: nothing of it stays; the next time makes a copy of its own and goes on."""
    sample = Path(shutil.copy(SAMPLES / "journal-v1.db", tmp_path / "day.db"))
    with monkeypatch.context() as broken:
        broken.setitem(STEPS, 1, (*STEPS[1], "INSERT INTO nowhere VALUES (1)"))
        with pytest.raises(JournalWriteFailed):
            Journal.open(sample, "table-3", clock=lambda: "2026-03-01T09:00:00+09:00")
    after = version(sample), read_definitions(sample)
    Journal.open(sample, "table-3", clock=lambda: "2026-03-01T09:00:00+09:00").close()

    assert (1, {}) == after
    assert (2, [1, 1]) == (version(sample), [version(path) for path in sorted(tmp_path.glob("day.v1*.db"))])


def version(path: Path) -> int:
    """The version that a file carries."""
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


def full_disk(_descriptor: int) -> None:
    """What the system says when nothing more fits."""
    raise OSError(errno.ENOSPC, "No space left on device")
