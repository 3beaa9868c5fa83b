"""The clubhouse of this computer, opened with the town's own values."""

from pathlib import Path

from tests.clubhouse_logs.houses import SATURDAY
from tui.clubhouse_house import open_clubhouse, read_record
from tui.town import Town


def test_a_home_is_read_while_its_kiosks_write(tmp_path: Path) -> None:
    """By the town's own values, from its own folder; the reader changes nothing."""
    town = Town.load()
    with open_clubhouse(tmp_path, town, clock=lambda: SATURDAY) as club:
        club.arrive(count=3)
        files = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.db")}

        facts, record = read_record(tmp_path, town)

        assert (club.facts(), club.record()) == (facts, record)
        assert files == {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.db")}
