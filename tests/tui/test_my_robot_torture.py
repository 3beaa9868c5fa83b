"""A child presses everything at any moment, saves anything, and pulls the cable: the screen stays, and stays right."""

import os
import random
from pathlib import Path

import pytest

from firmware.virtual.spawn import BoardProcess
from tests.tui.test_my_robot_story import (  # noqa: F401 - its fixtures hold here too
    NEVER_ENDS,
    folder,
    looks_often,
    pull_out,
    pytestmark,
    same_language_after,
    wait_for,
)
from tui.error_log import LOG_NAME
from tui.i18n import use_language
from tui.my_robot.model import Doing, choose
from tui.my_robot.screen import MyRobotApp

KEYS = ("1", "2", "3", "3", "3", "4", "4", "5", "5", "b", "l", "n", "v", "up", "down", "left", "enter", "pageup", "f3")
PROGRAMS = (
    NEVER_ENDS,
    "print('short')\n",
    "while True:\n    print('x' * 70)\n",
    "while True:\n    pass\n",
    "wait(\n",
    "",
    "x = [1]\nx[3]\n",
    "import machine\nmachine.reset()\n",
)
REPEAT = "KAGAROBO_CHILD_SEED={seed} .venv/bin/python -m pytest -m '' tests/tui/test_my_robot_torture.py"


@pytest.mark.parametrize("steps", [12, pytest.param(400, marks=pytest.mark.torture)])
async def test_whatever_a_child_does_the_screen_stays(tmp_path: Path, folder: Path, steps: int) -> None:  # noqa: F811
    """After any keys at any moments: alive, nothing unexpected in the log, and one more program runs to its end."""
    seed = int(os.environ.get("KAGAROBO_CHILD_SEED", "") or random.randrange(2**31))
    chance, home, repeat = random.Random(seed), tmp_path / "home", REPEAT.format(seed=seed)
    use_language("ja-easy")
    app = MyRobotApp(home, folder)
    board: BoardProcess | None = None
    try:
        async with app.run_test(size=(80, 24)) as pilot:
            for _ in range(steps):
                match chance.randrange(10):
                    case 0:
                        board = plug_or_pull(board, home, chance)
                    case 1 | 2:
                        path = folder / f"p{chance.randrange(3)}.py"
                        path.write_text(chance.choice(PROGRAMS), encoding="utf-8")
                    case 3 if chance.random() < 0.3:
                        (folder / f"p{chance.randrange(3)}.py").unlink(missing_ok=True)
                    case _:
                        app.simulate_key(chance.choice(KEYS))
                await pilot.pause(chance.choice((0, 0.02, 0.1, 0.3)))
                assert app.is_running, repeat
            await wait_for(pilot, lambda: app.state.doing is Doing.NOTHING, f"end of what went on; {repeat}")
            app.simulate_key("4")
            board = board or BoardProcess("robot", "aka", home, in_field=False)
            (folder / "last.py").write_text("print('last')\n", encoding="utf-8")
            await wait_for(pilot, lambda: app.state.chosen_program == "last.py", f"last program; {repeat}")
            await wait_for(pilot, lambda: bool(app.state.program and app.state.program.would_run), f"check; {repeat}")
            await wait_for(pilot, lambda: any(robot.name == "aka" for robot in app.state.robots), f"robot; {repeat}")
            app.state = choose(app.state, robot="aka")
            await wait_for(pilot, lambda: app.state.doing is Doing.NOTHING, f"free robot; {repeat}")
            app.simulate_key("3")
            await wait_for(pilot, lambda: app.state.said.topic == "over", f"end of the last program; {repeat}")
            app.simulate_key("q")
            await wait_for(pilot, lambda: not app.is_running, f"end; {repeat}")
    finally:
        if board is not None:
            pull_out(board)
    assert [] == unexpected(home / LOG_NAME), repeat


def plug_or_pull(board: BoardProcess | None, home: Path, chance: random.Random) -> BoardProcess | None:
    """Put a robot on the table, or pull its cable."""
    if board is not None:
        pull_out(board)
        return None
    options = ("--baud", "115200") if chance.random() < 0.3 else ()
    return BoardProcess("robot", "aka", home, in_field=False, options=options)


def unexpected(log: Path) -> list[str]:
    """The errors of the log that are none of those a board or a folder may cause."""
    text = log.read_text("utf-8") if log.exists() else ""
    heads = [line for line in text.splitlines() if line[:4].isdigit()]
    return [line for line in heads if " firmware.errors." not in line and " builtins.FileExistsError" not in line]
