"""Boards in lock-step: a judge box on real MicroPython, killed and started again, held and let go."""

import functools
import os
import socket
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from firmware.virtual.channel import ANSWER, REQUEST, Channel
from firmware.virtual.events import BoardHere, BoardLost, GatePassed, WorldEvent
from firmware.virtual.field import Field
from firmware.virtual.field_errors import BoardMissing, WorldStuck
from firmware.virtual.physics import EVEN
from firmware.virtual.plan import load_plan
from firmware.virtual.session import start_micropython
from firmware.virtual.spawn import BoardProcess
from firmware.virtual.world import World

BOX = """
import sys, time
from machine import Pin
def crossed(pin):
    if irq.flags() == Pin.IRQ_FALLING:
        print("edge", time.ticks_us())
pin = Pin(2, Pin.IN, Pin.PULL_UP)
irq = pin.irq(crossed, Pin.IRQ_FALLING | Pin.IRQ_RISING)
print("armed")
while True:
    time.sleep_ms(50)
"""
LAMP = """
import select, sys, time
from machine import Pin
pending, waiting = Pin(17, Pin.OUT, value=0), []
poller = select.poll()
poller.register(sys.stdin, select.POLLIN)
def crossed(pin):
    pending.value(1)
    waiting.append(time.ticks_us())
Pin(2, Pin.IN, Pin.PULL_UP).irq(crossed, Pin.IRQ_FALLING)
while True:
    for _ in poller.poll(50):
        print("heard", sys.stdin.readline().strip(), waiting.pop() // 1000, time.ticks_ms())
        pending.value(0)
"""


@dataclass
class Hall:
    """A world with its events and the boards' processes, all ended at the end of the test."""

    world: World
    arena: Field
    events: list[WorldEvent] = field(default_factory=list)
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)
    folders: list[Path] = field(default_factory=list)
    through: set[int] = field(default_factory=set)

    def start(self, program: str, name: str = "box", role: str = "judge_box") -> subprocess.Popen[bytes]:
        """Start MicroPython with a program and give it a seat."""
        near, far = socket.socketpair()
        folder = Path(tempfile.mkdtemp(prefix="kagarobo-test-"))
        (folder / "main.py").write_text(textwrap.dedent(program))
        with (folder / "output").open("wb") as output:
            process = start_micropython(folder, far, output.fileno(), stdin=subprocess.PIPE)
        far.close()
        self.processes.append(process)
        self.folders.append(folder)
        self.world.attach(name, near, role=role)
        return process

    def printed(self, number: int = -1) -> list[str]:
        """Words that board NUMBER printed."""
        return (self.folders[number] / "output").read_text().split()

    def leave_home(self) -> None:
        """Drive the robot out of home by hand: about 1.5 s to the gate."""
        self.arena.robot.set_motor(0, 30_000)
        self.arena.robot.set_motor(2, 30_000)


@pytest.fixture(name="hall")
def _hall() -> Iterator[Hall]:
    arena = Field(load_plan("line_following"), 1, EVEN)
    hall = Hall(World(arena), arena)
    hall.world = World(
        arena, on_event=lambda event: hall.events.append(event), is_through=lambda n: n in hall.through, cpu_limit_s=1.0
    )
    yield hall
    for process in hall.processes:
        process.kill()
        process.wait()
        assert process.stdin is not None
        process.stdin.close()
    for folder in hall.folders:
        for path in folder.iterdir():
            path.unlink()
        folder.rmdir()
    for name in ("box", "robot"):
        try:
            hall.world.detach(name)
        except BoardMissing:
            continue


def test_an_edge_reaches_the_box_at_its_own_moment(hall: Hall) -> None:
    """The stamp in the handler is the edge's moment and one reading of the clock, though the box slept."""
    hall.start(BOX)
    hall.world.hold(lambda: hall.world.is_here("box"), 5)
    born_us = hall.world.now_us
    hall.leave_home()

    assert not hall.world.run(lambda: False, 3_000_000)

    gate = next(event for event in hall.events if isinstance(event, GatePassed))
    assert ["armed", "edge", str(gate.at_us - born_us + 20)] == hall.printed()
    assert born_us + 3_000_000 == hall.world.now_us


@pytest.mark.parametrize("when", ["before", "after"])
def test_an_edge_of_a_box_that_died_comes_again_exactly_once(hall: Hall, when: str) -> None:
    """Killed before or after it fetched the edge: the next box gets it once; time stood still meanwhile."""
    first = hall.start(BOX)
    hall.world.hold(lambda: hall.world.is_here("box"), 5)
    hall.leave_home()

    def is_passed() -> bool:
        if when == "before":
            return any(isinstance(event, GatePassed) for event in hall.events)
        return "edge" in hall.printed(0)

    hall.world.run(is_passed, 3_000_000)
    first.kill()
    first.wait()
    died_us = hall.world.now_us
    hall.world.hold(lambda: any(isinstance(event, BoardLost) for event in hall.events), 5)
    hall.start(BOX)
    hall.world.run(lambda: False, 1_000_000)

    assert died_us + 1_000_000 == hall.world.now_us
    assert 1 == hall.printed(1).count("edge")
    assert 2 == len([event for event in hall.events if isinstance(event, BoardHere)])


def test_an_edge_that_is_safe_does_not_come_again(hall: Hall) -> None:
    """What the judge has committed is not given to the next box."""
    first = hall.start(BOX)
    hall.world.hold(lambda: hall.world.is_here("box"), 5)
    hall.leave_home()
    hall.world.run(lambda: "edge" in hall.printed(0), 3_000_000)
    hall.through.add(1)
    first.kill()
    first.wait()
    hall.world.hold(lambda: any(isinstance(event, BoardLost) for event in hall.events), 5)

    hall.start(BOX)
    hall.world.run(lambda: False, 1_000_000)

    assert ["armed"] == hall.printed(1)


def test_time_stands_still_while_the_lamp_says_that_a_signal_is_not_safe(hall: Hall) -> None:
    """However long the host takes to acknowledge, the field's clock does not move, and the box goes on."""
    box = hall.start(LAMP)
    assert box.stdin is not None
    stdin = box.stdin
    hall.world.hold(lambda: hall.world.is_here("box"), 5)
    asked_s: list[float] = []

    def acknowledge() -> bool:
        if any(isinstance(event, GatePassed) for event in hall.events):
            if not asked_s:
                asked_s.append(time.monotonic())
            elif len(asked_s) == 1 and time.monotonic() - asked_s[0] > 0.1:
                asked_s.append(0.0)
                stdin.write(b"ack\n")
                stdin.flush()
        return False

    hall.world._idle = acknowledge  # type: ignore[assignment]
    hall.leave_home()
    hall.world.run(acknowledge, 3_000_000)

    said = hall.printed()
    gate_ms = next(event.at_us for event in hall.events if isinstance(event, GatePassed)) // 1000
    assert ["heard", "ack"] == said[:2]
    assert gate_ms <= int(said[2]) <= int(said[3]) <= gate_ms + 1


def test_a_lamp_that_never_goes_out_is_an_error_that_says_so(hall: Hall) -> None:
    """WorldStuck names the board."""
    hall.start(LAMP)
    hall.world.hold(lambda: hall.world.is_here("box"), 5)
    hall.world._still_limit_s = 0.1
    hall.leave_home()

    with pytest.raises(WorldStuck) as caught:
        hall.world.run(lambda: False, 3_000_000)

    assert "box" in caught.value.why


def test_two_boards_share_one_clock(hall: Hall) -> None:
    """A robot and a box that sleep different times see the same moments, every time."""
    for name, role, ms in (("robot", "robot", 30), ("box", "judge_box", 70)):
        hall.start(
            f"import time\nfor _ in range(20):\n    time.sleep_ms({ms})\n    print(time.ticks_ms())\n", name, role
        )
        # One after the other, the box last: a judge box that is here already does not sleep while time stands still.
        hall.world.hold(functools.partial(hall.world.is_here, name), 5)
    hall.world.run(lambda: not hall.world.is_here("robot"), 3_000_000)

    assert [str(30 * n) for n in range(1, 21)] == hall.printed(0)
    assert hall.printed(1)[:8] == [str(70 * n) for n in range(1, 9)]


def test_a_robot_whose_program_is_over_blocks_nobody(hall: Hall) -> None:
    """HALT takes a board out; the field goes on."""
    hall.start("import time\ntime.sleep_ms(5)\n", "robot", "robot")
    hall.world.hold(lambda: hall.world.is_here("robot"), 5)

    hall.world.run(lambda: False, 2_000_000)

    assert not hall.world.is_here("robot")
    assert hall.world.now_us == 2_000_000


def test_noise_on_the_channel_and_a_foreign_pid_do_nothing(hall: Hall) -> None:
    """Frames of no meaning are passed over; a pid that is not below the board's own parent is never touched."""
    near, far = socket.socketpair()
    hall.world.attach("robot", near, role="robot", parent_pid=os.getpid() + 1_000_000)
    far.send(REQUEST.pack(1, 0, 0, os.getpid()) + REQUEST.pack(77, 9, 9, 9) + REQUEST.pack(5, 200, 7, -1))
    far.send(REQUEST.pack(6, 250, 255, -1) + REQUEST.pack(4, 200, 9, 0))

    hall.world.hold(lambda: hall.world.is_here("robot"), 5)

    assert (0, os.getpid()) == ANSWER.unpack(far.recv(ANSWER.size))[:2]
    assert all(seat.pid == 0 for seat in hall.world._seats)
    far.close()
    hall.world.run(lambda: any(isinstance(event, BoardLost) for event in hall.events), 1_000_000)
    assert [BoardHere("robot", 0), BoardLost("robot", hall.world.now_us)] == hall.events


def test_frames_are_whole_however_the_bytes_come() -> None:
    """A stream cut anywhere gives the same frames."""
    near, far = socket.socketpair()
    channel = Channel(near)
    frames = [(4, 26, 1, 0), (5, 10, 1, 65535), (2, 0, 0, -1), (9, 255, 255, 2_000_000_000)]
    data = b"".join(REQUEST.pack(*frame) for frame in frames)
    for size in range(1, len(data) + 1):
        got = []
        for at in range(0, len(data), size):
            far.send(data[at : at + size])
            got += channel.receive(wait=False)
        assert frames == got
    far.close()
    assert [] == channel.receive(wait=True)
    assert channel.is_closed
    channel.close()


def test_a_taken_name_is_refused_and_an_unknown_one_named(hall: Hall) -> None:
    """One seat a name; a lost board's seat is free for its successor."""
    near, far = socket.socketpair()
    hall.world.attach("robot", near, role="robot")
    with near, far, pytest.raises(ValueError, match="attached already"):
        hall.world.attach("robot", near, role="robot")
    with pytest.raises(BoardMissing) as caught:
        hall.world.device_us("nobody")
    assert {"board": "nobody"} == caught.value.fields


def test_a_confined_board_at_its_prompt_lives_on_the_fields_clock_and_stops_nobody(tmp_path: Path) -> None:
    """mpremote exec on a real board in the field: its sleeps and motors are the field's; then the field goes on."""
    arena = Field(load_plan("line_following"), 1, EVEN)
    world = World(arena)
    program = (
        "import time, machine; t = time.ticks_ms(); p = machine.PWM(machine.Pin(10), freq=1000, duty_u16=30000); "
        "time.sleep(2); p.duty_u16(0); print(time.ticks_diff(time.ticks_ms(), t), machine.Encoder(0).value() > 900)"
    )
    with BoardProcess("robot", "prompt", tmp_path, in_field=True) as board:
        assert board.channel is not None
        world.attach("robot", board.channel, role="robot", parent_pid=board.pid)
        command = [sys.executable, "-m", "mpremote", "connect", board.port, "exec", program]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as client:
            world.run(lambda: client.poll() is not None, 1 << 50)
            assert client.stdout is not None
            said = client.stdout.read().split()
        began_us = world.now_us
        world.run(lambda: False, 1_000_000)
        world.detach("robot")

    assert [b"2000", b"True"] == said
    assert began_us + 1_000_000 == world.now_us
