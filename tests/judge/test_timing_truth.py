"""Run times on a real virtual judge box whose line delays every message at random: the device's stamp is the time."""

import sys
import time
from pathlib import Path

import pytest

from firmware.flasher.install import install_judge_box, install_program
from firmware.virtual.events import GatePassed, WorldEvent
from firmware.virtual.field import Field
from firmware.virtual.plan import load_plan
from firmware.virtual.spawn import BoardProcess
from firmware.virtual.world import World
from judge.facts import RunOpened, Signalled
from judge.journal import Journal
from judge.serial_port import SerialPort
from judge.station import Station

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="boards are confined on Linux only")

PLAN = load_plan("line_following")
PROGRAM = Path(__file__).parents[2] / "tui" / "demo" / "programs" / "good.py"
JITTER_MS = 300
SIGNALS = 4
HOLD_S, READY_US, RUN_US = 30.0, 1_000_000, 60_000_000
REMIND_S = 1.0


class Table:
    """A field, a station with the wall's clock, and the truth of every gate."""

    def __init__(self, journal: Journal) -> None:
        self.passed: list[GatePassed] = []
        self.signals = 0
        self.journal = journal
        self.station = Station(journal, lambda: time.monotonic_ns() // 1000, PLAN.judge_box_inputs)
        self._remind_s = 0.0
        self.world = World(Field(PLAN, 1), on_event=self._note, is_through=self._is_through, idle=self.look)

    def look(self) -> None:
        self.station.pump()
        if self.station.is_waiting and time.monotonic() > self._remind_s:
            self.station.remind()
            self._remind_s = time.monotonic() + REMIND_S

    def _note(self, event: WorldEvent) -> None:
        if isinstance(event, GatePassed):
            self.passed.append(event)

    def _is_through(self, number: int) -> bool:
        return number <= len(self.times())

    def times(self) -> list[tuple[str, int | None]]:
        facts = [fact for fact in self.journal.facts() if isinstance(fact.body, Signalled)]
        return [(fact.body.gate, fact.at_ms) for fact in facts if isinstance(fact.body, Signalled)]


def test_run_times_are_right_to_a_millisecond_on_a_line_that_delays_by_up_to_300_ms(tmp_path: Path) -> None:
    """Each way, drawn anew for each message; the judge's clock is the wall's, which knows nothing of the field's."""
    with BoardProcess("judge-box", "box", tmp_path, in_field=False) as board:
        install_judge_box(board.port, start=False)
    with (
        Journal.open(tmp_path / "day.db", "table-1", clock=lambda: "2026-03-01T09:00:00Z") as journal,
        BoardProcess("robot", "robot", tmp_path, in_field=True) as robot,
        BoardProcess("judge-box", "box", tmp_path, in_field=True, options=["--jitter-ms", str(JITTER_MS)]) as box,
    ):
        install_program(robot.port, PROGRAM)
        table = Table(journal)
        assert robot.channel is not None
        assert box.channel is not None
        table.world.attach("robot", robot.channel, role="robot", parent_pid=robot.pid)
        table.world.attach("box", box.channel, role="judge_box", parent_pid=box.pid)
        table.station.plug(SerialPort(box.port))
        table.world.hold(lambda: table.station.is_box_ready and table.world.is_here("robot"), HOLD_S)
        table.world.run(lambda: False, READY_US)
        table.station.open_run("r1", RunOpened("t1", 1, True, "open_runs", None, 1), by="referee")
        table.station.ask_start()
        table.world.hold(lambda: table.station.is_running, HOLD_S)
        started_us = table.world.now_us  # the field stood still from the lamp on, until its sentence was on the disk
        table.world.run(lambda: len(table.times()) >= SIGNALS, RUN_US)
        table.station.unplug()

    truth = [(gate.gate, (gate.at_us - started_us) // 1000) for gate in table.passed[:SIGNALS]]
    told = table.times()[:SIGNALS]
    assert [gate for gate, _ in told] == [gate for gate, _ in truth]
    for (_, at_ms), (_, true_ms) in zip(told, truth, strict=True):
        assert at_ms is not None
        assert abs(at_ms - true_ms) <= 1
