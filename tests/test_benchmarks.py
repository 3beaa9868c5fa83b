"""The benchmarks keep their contract; what they measure is for `make bench` to say."""

import importlib
import json
from typing import Any

import pytest

from benchmarks import ROWS, Row, journal_append, library_size
from benchmarks.__main__ import main, table

KEYS = ["name", "peer", "ours", "theirs", "unit", "ratio", "aim"]


def test_a_row_measures_ours_and_theirs_in_the_same_run() -> None:
    """Two rates of one unit, and how many times better ours is."""
    row = journal_append.measure(rounds=2, facts_a_round=5)

    document = row.as_json()
    assert KEYS == list(document)
    assert ("journal_append", "facts/s", 0.33) == (document["name"], document["unit"], document["aim"])
    assert row.ours is not None
    assert row.theirs is not None
    assert document["ratio"] == pytest.approx(row.ours / row.theirs, rel=1e-3)


@pytest.mark.parametrize(
    ("name", "small"),
    [
        ("wire_decode", {"rounds": 2, "sentences_a_round": 50}),
        ("wire_values", {"rounds": 2, "sentences_a_round": 50}),
        ("table_memory", {"tables": 1, "hours": 2}),
        ("plan_quality", {"sizes": (12,)}),
        ("plan_repair", {"times": 1}),
        ("window_frames", {"frames": 20}),
        ("key_to_repaint", {"teams": 4, "runs": 2}),
        ("clubhouse_year", {"years": 2, "visits_a_year": 300, "rounds": 1}),
        ("clubhouse_import", {"rows": 60, "rounds": 1}),
        ("clubhouse_touch", {"years": 1, "visits_a_year": 200, "touches": 2}),
        pytest.param("port_to_fold", {"tables": 2, "seconds_a_round": 0.3, "rounds": 1}, id="port_to_fold"),
    ],
)
def test_a_small_run_of_a_row_gives_both_its_figures(name: str, small: dict[str, Any]) -> None:
    """Ours always; theirs, or why it cannot be had."""
    row: Row = importlib.import_module(f"benchmarks.{name}").measure(**small)

    assert (row.name, row.ours is not None and row.ours > 0) == (name, True)
    assert row.theirs is not None or row.why is not None


def test_a_row_without_its_peer_says_why() -> None:
    """Nothing is compared, nothing is left out: the reason stands in the row."""
    row = Row("upload", "mpremote fs cp", 12.5, None, "kB/s", 2.5, why="no port here")

    document = row.as_json()
    assert (None, None, "no port here") == (document["theirs"], document["ratio"], document["why"])
    assert any("no port here" in line for line in table([row]))


def test_a_missed_aim_is_shown() -> None:
    """A reader of the table sees at once which promise does not hold."""
    kept, missed = (Row("a", "b", ours, 1.0, "x/s", 2.0) for ours in (3.0, 1.5))

    assert [False, True] == ["aim missed" in line for line in table([kept, missed])[1:]]


def test_one_name_prints_one_document(capsys: pytest.CaptureFixture[str]) -> None:
    """`python -m benchmarks NAME --json`: stdout is the row and nothing else."""
    assert 0 == main(["journal_append", "--json"])

    assert KEYS == list(json.loads(capsys.readouterr().out))


def test_an_unknown_name_is_wrong_use(capsys: pytest.CaptureFixture[str]) -> None:
    """The rows there are stand in the message."""
    with pytest.raises(SystemExit) as caught:
        main(["nothing"])

    assert 2 == caught.value.code
    assert all(name in capsys.readouterr().err for name in ROWS[:1])


def test_where_less_is_better_the_aim_is_the_most_that_ours_may_be() -> None:
    """And the ratio is turned round; nothing is divided by 0."""
    kept, missed = (Row("a", "b", ours, 6.0, "bytes", 2.0, is_less_better=True) for ours in (1.5, 3.0))
    nothing = Row("a", "b", 0.0, 6.0, "bytes", 0.0, is_less_better=True)

    assert ([False, True], [4.0, 2.0]) == ([kept.is_missed, missed.is_missed], [kept.ratio, missed.ratio])
    assert (None, False, True) == (nothing.ratio, nothing.is_missed, nothing.as_json()["is_less_better"])


def test_the_robot_library_fits_on_its_board() -> None:
    """Its code for an RP2040, as .mpy, is below 48 kB."""
    row = library_size.measure()

    assert row.ours is not None
    assert not row.is_missed, row.ours
    assert row.ours < (row.theirs or 0)
