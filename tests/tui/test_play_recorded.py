"""A run of a table beside a simulated one: its calls in time, its score at each moment, and not whose it was."""

from pathlib import Path

import pytest

from benchmarks.tournament_fold import write_journal
from firmware.virtual.window.scene import Heading, Row
from judge.score_sheet import Counted
from tui.command_io import WrongInput
from tui.i18n import speaking
from tui.play.recorded import Recording, read_recording


@pytest.fixture(name="recording", scope="module")
def _recording(tmp_path_factory: pytest.TempPathFactory) -> Recording:
    journal = tmp_path_factory.mktemp("day") / "day.db"
    write_journal(journal, 2, 1)
    with speaking("en"):
        return read_recording(journal, "t1-1")


def test_its_score_grows_as_its_calls_come(recording: Recording) -> None:
    """Leave after 1 s, the tower after 2, home after 5; then balls."""
    assert [0, 50, 150, 400] == [recording.points_at(ms) for ms in (0, 1000, 2500, 5000)]
    assert recording.points == recording.points_at(180_000) > 400


def test_each_call_stands_beside_the_simulated_one(recording: Recording) -> None:
    """What the simulated run has not done yet is a dash."""
    with speaking("en"):
        heading, score, leave, stop, *_ = recording.items(2500, [Counted(700, "leave", 1, {}, 50)])
    assert Heading("Recorded at the table: run t1-1") == heading
    assert isinstance(score, Row)
    assert score.value.startswith("150 / ")
    assert isinstance(leave, Row)
    assert isinstance(stop, Row)
    assert ["1.0 s  (0.7 s)", "2.0 s  (—)"] == [leave.value, stop.value]


def test_a_run_that_is_not_there_is_refused_with_those_that_are(tmp_path: Path) -> None:
    """So that the right one can be typed."""
    write_journal(tmp_path / "day.db", 2, 1)
    with speaking("en"), pytest.raises(WrongInput, match="t0-1, t1-1"):
        read_recording(tmp_path / "day.db", "nobody")
