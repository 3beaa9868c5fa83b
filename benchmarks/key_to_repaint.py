"""From a key to the terminal's bytes in the referee's screen with 170 teams loaded, beside an empty Textual app's.

The referee's keys of a morning, run after run: choose, call to the table, start, four calls, one taken back, the end,
three signatures. Each is a fact (or a few) committed to disk, a fold, and a repaint; the empty app shows one letter
for each key. What is compared is the 95th percentile of the time from the key to the last byte that it made the app
write; both write to the same driver, which throws the bytes away.
"""

import asyncio
import hashlib
import tempfile
import time
from pathlib import Path
from statistics import quantiles
from typing import Any

from textual.app import App, ComposeResult
from textual.drivers.headless_driver import HeadlessDriver
from textual.pilot import Pilot
from textual.widgets import Static

from benchmarks.row import Row
from judge.challenges import load
from judge.facts import person_id
from judge.journal import Journal
from tui.i18n import use_language
from tui.table.desk import Desk
from tui.table.founding import TeamRow, founding_facts
from tui.table.screen import TableApp

AIM = 100.0  # ms: up to a tenth of a second a key seems to act at once
TEAMS, RUNS = 170, 16
SIZE = (80, 24)
WALL = "2026-11-21T09:00:00.000+09:00"
RUN_KEYS = ("down", "down", "up", "enter", "space", "l", "s", "b", "backspace", "k", "space", "enter", "enter", "enter")
SETTLE_S = 0.02  # so long nothing more is written: the key is done


def measure(teams: int = TEAMS, runs: int = RUNS) -> Row:
    """Press the keys of so many runs, in both."""
    use_language("en")
    with tempfile.TemporaryDirectory(prefix="kagarobo-bench-") as folder:
        ours_ms = asyncio.run(_table(Path(folder) / "hall.db", teams, runs))
    theirs_ms = asyncio.run(_pressed(_Empty(driver_class=_Stamping), RUN_KEYS * runs))
    return Row(
        name="key_to_repaint",
        peer="an empty Textual app, same keys",
        ours=quantiles(ours_ms, n=20)[18],
        theirs=quantiles(theirs_ms, n=20)[18],
        unit=f"ms, 95th percentile, {teams} teams",
        aim=AIM,
        is_less_better=True,
    )


async def _table(path: Path, teams: int, runs: int) -> list[float]:
    rows = [TeamRow(f"t{number}", f"Team {number}", 2, "en") for number in range(1, teams + 1)]
    people = iter(range(10**6))
    clock_us = iter(range(0, 10**12, 1000))

    def new_person() -> str:
        return person_id(hashlib.sha256(str(next(people)).encode()).digest())

    definition = load("line_following")
    facts = founding_facts(definition, "ES", rows, overlay={}, tournament="bench", seed=7, timezone="Asia/Tokyo",
                           new_person=new_person)  # fmt: skip
    with Journal.open(path, "table-1", clock=lambda: WALL) as journal:
        journal.append_all(facts, by="staff")
        desk = Desk(journal, 1, now_us=lambda: next(clock_us), new_person=new_person)
        app = TableApp(desk)
        app.driver_class = _Stamping
        return await _pressed(app, RUN_KEYS * runs)


class _Stamping(HeadlessDriver):
    """Throws what is written away, and remembers when that was; for the app it is a terminal like any other."""

    written_s = 0.0

    @property
    def is_headless(self) -> bool:
        """Whatever is headless is not drawn at all."""
        return False

    def write(self, data: str) -> None:  # noqa: ARG002 - textual names it
        type(self).written_s = time.perf_counter()


class _Empty(App[None]):
    """One letter for each key."""

    def compose(self) -> ComposeResult:
        """Nothing but it."""
        yield Static("", id="last")

    def on_key(self, event: Any) -> None:
        """Show that a key came."""
        self.pressed = getattr(self, "pressed", 0) + 1
        self.query_one("#last", Static).update(f"{event.key} {self.pressed}")


async def _pressed(app: App[None], keys: tuple[str, ...]) -> list[float]:
    """Press each key once the one before is done; return how long each took, in ms."""
    took_ms: list[float] = []

    async def press(pilot: Pilot[None]) -> None:
        await pilot.pause()
        for key in keys:
            began_s = time.perf_counter()
            app.simulate_key(key)
            await _quiet(began_s)
            took_ms.append(1000 * (max(_Stamping.written_s, began_s) - began_s))
        app.exit()

    await app.run_async(size=SIZE, auto_pilot=press)
    return took_ms


async def _quiet(since_s: float) -> None:
    """Wait until something was written since, and nothing more for a while."""
    deadline_s = since_s + 2.0
    while time.perf_counter() < deadline_s:
        await asyncio.sleep(0.002)
        last_s = _Stamping.written_s
        if last_s > since_s and time.perf_counter() - last_s > SETTLE_S:
            return
