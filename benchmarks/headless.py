"""Simulated seconds a wall second of one run of the demo, against a field with a real clock, which does one a second.

The run is a whole one: the good program on its virtual board, the judge box on another, both in lock-step with the
field, every signal committed to a journal before the field goes on. Starting the boards is not counted.
"""

import tempfile
import time
from pathlib import Path

from benchmarks.row import Row
from firmware.errors import FirmwareError
from judge.challenges import load
from judge.facts import RunOpened, TeamEntered, TournamentOpened
from judge.journal import Journal
from tui.demo.engine import DemoOptions
from tui.demo.events import DemoEvent
from tui.demo.roster import demo_teams, run_seed
from tui.demo.run import RunConductor
from tui.demo.venue import Venue
from tui.journal_story import fold_known
from tui.town import Town

AIM = 33.0  # eleven runs of 180 s within a minute
SEED, DIVISION, CHALLENGE, RUN = 7, "ES", "line_following", "bench-1"
WALL = "2026-03-01T09:00:00+09:00"


def measure() -> Row:
    """Hold one run; a machine that has no virtual boards says so."""
    ours, why = None, None
    try:
        with tempfile.TemporaryDirectory(prefix="kagarobo-bench-") as folder:
            ours = simulated_s_per_wall_s(Path(folder))
    except FirmwareError as error:
        why = f"no virtual boards here: {error}"
    return Row("headless", "a field with a real clock", ours, 1.0, "simulated s/s", AIM, why)


def simulated_s_per_wall_s(home: Path) -> float:
    """Hold one run in a new hall under `home`.

    Raises: FirmwareError: a board does not start.
    """
    options = DemoOptions(home, Town.load(), SEED, 1, CHALLENGE)
    teams = demo_teams(1, SEED)
    team, definition = teams[0], load(CHALLENGE)
    with (
        Journal.open(home / "bench.db", "table-1", clock=lambda: WALL) as journal,
        Venue(options, teams, _hear) as venue,
    ):
        opened = TournamentOpened(
            "bench", definition.id, definition.hash, {"T": 100}, DIVISION, 1, 1, 0, SEED, options.town.timezone.key
        )
        journal.append(opened, by="chief")
        journal.append(TeamEntered(team.id, team.name, DIVISION, team.members, team.language), by="scorekeeper")
        state = fold_known(journal.facts())
        conductor = RunConductor(venue, journal, _hear, 1, has_watcher=False)
        began_us, began_s = venue.now_us(), time.perf_counter()
        run_opened = RunOpened(team.id, 1, True, "open_runs", None, 1)
        conductor.conduct(RUN, run_opened, team, state, run_seed(SEED, team.id, RUN))
        return (venue.now_us() - began_us) / 1e6 / (time.perf_counter() - began_s)


def _hear(event: DemoEvent) -> None:
    """Nobody watches a benchmark."""
