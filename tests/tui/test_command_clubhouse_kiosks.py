"""Every laptop of a house stands in one list, also one whose file came with a hole."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from clubhouse_logs.kiosks import kiosks
from tests.clubhouse_logs.houses import SATURDAY
from tests.tui.test_command_forget import TOWN, kagarobo
from tui.clubhouse_house import open_clubhouse, read_record


def test_every_kiosk_is_listed_by_when_it_was_heard_last(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two at the door and the office; nobody's name is in it."""
    assert 0 == kagarobo(tmp_path, "clubhouse", "kiosks")
    assert "Nobody has written" in capsys.readouterr().out
    for minutes, station in enumerate(("kiosk-1", "kiosk-2", "office")):
        now = SATURDAY + timedelta(minutes=minutes)
        with open_clubhouse(tmp_path, TOWN, station=station, clock=lambda now=now: now) as club:
            club.arrive(club.add_provisional(f"Fox{minutes}", "ES").person)
    assert 0 == kagarobo(tmp_path, "clubhouse", "kiosks", "--json")
    rows = json.loads(capsys.readouterr().out)["kiosks"]
    assert 0 == kagarobo(tmp_path, "clubhouse", "kiosks")
    shown = capsys.readouterr().out

    assert ["office", "kiosk-2", "kiosk-1"] == [row["station"].partition(".")[0] for row in rows]
    assert {0} == {row["lacks"] for row in rows}
    assert all(row["seq"] > 1 for row in rows)
    assert "Fox" not in shown


def test_what_is_missing_of_a_kiosk_is_counted(tmp_path: Path) -> None:
    """Its last number says how many there should be."""
    with open_clubhouse(tmp_path, TOWN, station="kiosk-1", clock=lambda: SATURDAY) as club:
        for _head in range(4):
            club.arrive(count=1)
    facts, _record = read_record(tmp_path, TOWN)
    (whole,), (holed,) = kiosks(facts), kiosks(facts[:1] + facts[2:])
    assert (0, 1) == (whole.lacks, holed.lacks)
    assert whole.seq == holed.seq
