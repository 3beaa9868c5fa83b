"""Files of earlier releases, kept as they were written: this release opens, checks, prints and continues them."""

import shutil
from pathlib import Path

import pytest

from judge.facts import SCHEMA, Called, DayReviewed, RunDisputed, Unknown, head
from judge.journal import Journal, check, read_evidence, read_facts
from tui.__main__ import main

SAMPLES = Path(__file__).with_name("samples")
HEADS = {"journal-v1.db": ("7500ac2a39093454f6c2ef734142446fb38ac04bb020c845013b5263b19c6bbf", 33)}


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


def test_an_older_file_goes_on_with_facts_of_today(sample: Path) -> None:
    """What was there keeps its hashes; a kind of today carries its schema, and one of then the schema of then."""
    before = read_facts(sample)
    with Journal.open(sample, "table-3", clock=lambda: "2026-03-01T09:00:00+09:00") as journal:
        call = journal.append(Called("leave"), run="t1-open-1", at_ms=1, by="referee")
        dispute = journal.append(RunDisputed("t1", None, "not_so", 15), run="t1-open-1", by="team")
        reviewed = journal.append(DayReviewed("2026-03-01", "clubhouse", 0), by="staff")

    assert (1, 2, SCHEMA) == (call.schema, dispute.schema, reviewed.schema)
    assert {fact.hash for fact in before} < {fact.hash for fact in read_facts(sample)}
    assert [] == check(sample)
