"""Real virtual robots on the laptop: each child's program arrives, in the line's order, in words, under its child."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from firmware.errors import BoardNotFound, ProgramRefused
from firmware.flasher.asking import ask, name_robot
from firmware.flasher.class_book import ClassBook
from firmware.flasher.payload import sha256_of
from firmware.flasher.programs import ChildPrograms
from firmware.virtual.spawn import BoardProcess
from tui.room.robots import Robots

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="boards are confined on Linux only")

PATIENCE_S = 30
FOX, BEAR, CAT = "p-foxfoxfoxf", "p-bearbearbe", "p-catcatcatc"
FIRST, SECOND, THIRD = (f"from robot import *\n\nprint({number})\n" for number in (1, 2, 3))


AWAY = "Robot 7 aka is not plugged in. Put its cable in: you keep your place."


class Heard:
    """A hub that keeps what everybody was told."""

    def __init__(self) -> None:
        self.told: list[tuple[str, dict[str, object]]] = []
        self.changed = asyncio.Event()

    def publish(self, learner: str, _name: str, data: dict[str, object]) -> None:
        self.told.append((learner, data))
        self.changed.set()

    def publish_mentor(self, _name: str, _data: dict[str, object]) -> None:
        self.changed.set()

    def of(self, learner: str, step: str) -> list[dict[str, object]]:
        return [data for one, data in self.told if one == learner and data["step"] == step]

    async def wait(self, is_there: Callable[[], object]) -> None:
        """Until it is so; the events wake it, no clock."""
        async with asyncio.timeout(PATIENCE_S):
            while not is_there():
                self.changed.clear()
                await self.changed.wait()


@pytest.fixture(autouse=True)
def no_usb(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is plugged into the computer that runs the tests is none of theirs."""
    monkeypatch.setattr("firmware.flasher.ports.comports", list)


@pytest.fixture
def robot(tmp_path: Path) -> Iterator[BoardProcess]:
    """Robot 7, called aka."""
    with BoardProcess("robot", "r07", tmp_path, in_field=False) as board:
        name_robot(board.port, "aka", 7)
        yield board


def words(heard: Heard, learner: str) -> set[object]:
    """What a child was told while it waited."""
    return {told["words"] for told in heard.of(learner, "waiting")}


def programs_of(home: Path, learner: str) -> str:
    return ChildPrograms(home, learner).last().read_text()


async def test_three_children_at_one_robot_are_served_in_their_order(tmp_path: Path, robot: BoardProcess) -> None:
    """Each is told its place, then the way, then that it is there; at the end the last one's program is on it."""
    heard = Heard()
    robots = Robots(tmp_path, heard, lambda _learner: "en")
    await robots.look()
    (entry,) = robots.state()
    texts = {FOX: FIRST, BEAR: SECOND, CAT: THIRD}
    places = [await robots.join(child, str(entry["robot"]), 1, text) for child, text in texts.items()]
    await heard.wait(lambda: all(heard.of(child, "done") for child in texts))
    await robots.end()
    book = ClassBook(tmp_path)

    assert (7, "aka", "7 aka") == (entry["sticker"], entry["name"], entry["label"])
    assert [1, 1, 2] == places
    assert {"You wait for robot 7 aka: number 2 in the line.", "You are next at robot 7 aka."} == {
        told["words"] for told in heard.of(CAT, "waiting")
    }
    assert [{"Your program is on robot 7 aka. Take it!"}] * 3 == [
        {told["words"] for told in heard.of(child, "done")} for child in texts
    ]
    assert texts == {child: programs_of(tmp_path, child) for child in texts}
    assert list(texts) == [book.last_put_of(child).child for child in texts]
    assert sha256_of(THIRD.encode()) == ask(robot.port, interrupts=True).program
    assert CAT == robots.state()[0]["child"]


async def test_a_pulled_cable_says_what_to_do_and_the_next_child_keeps_its_place(
    tmp_path: Path, robot: BoardProcess
) -> None:
    """The robot dies while it is sent to: its child's program is kept, and who waits is told to plug the robot in."""
    heard = Heard()
    robots = Robots(tmp_path, heard, lambda _learner: "en")
    await robots.look()
    key = str(robots.state()[0]["robot"])
    long = FIRST + "# and so on, and so on\n" * 4000
    await robots.join(FOX, key, 1, long)
    await robots.join(BEAR, key, 1, SECOND)
    await heard.wait(lambda: any(told["done"] for told in heard.of(FOX, "sending")))
    os.kill(robot.pid, signal.SIGKILL)
    await heard.wait(lambda: heard.of(FOX, "failed"))
    await heard.wait(lambda: heard.of(BEAR, "failed") or AWAY in words(heard, BEAR))
    await robots.look()
    await robots.join(CAT, key, 1, THIRD)
    with BoardProcess("robot", "r07", tmp_path, in_field=False):
        await robots.look()
        await heard.wait(lambda: heard.of(CAT, "done"))
    await robots.end()

    assert "Robot 7 aka: went away. Look at the cable and try again." == heard.of(FOX, "failed")[0]["words"]
    assert AWAY in words(heard, CAT)
    assert (long, SECOND, THIRD) == tuple(programs_of(tmp_path, child) for child in (FOX, BEAR, CAT))


async def test_a_program_that_would_not_run_touches_no_robot(tmp_path: Path) -> None:
    """Nor does a robot that is not there take anybody into its line."""
    robots = Robots(tmp_path, Heard(), lambda _learner: "en")
    with pytest.raises(BoardNotFound):
        await robots.join(FOX, "virtual:r99", 1, FIRST)
    assert [] == robots.state()


@pytest.mark.usefixtures("robot")
async def test_a_mistake_is_named_before_anybody_waits(tmp_path: Path) -> None:
    """The child reads its line; the robot's line stays empty."""
    robots = Robots(tmp_path, Heard(), lambda _learner: "en")
    await robots.look()
    with pytest.raises(ProgramRefused):
        await robots.join(FOX, str(robots.state()[0]["robot"]), 1, "forward(30\n")
    (entry,) = robots.state()
    await robots.end()

    assert ([], None) == (entry["waiting"], entry["sending"])
    assert [{"id": entry["robot"], "name": "aka", "sticker": 7, "line": 0, "free": True}] == robots.for_pupil()
