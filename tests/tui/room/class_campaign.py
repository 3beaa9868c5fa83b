"""The simulated class: pupils who type, err, read hints and mend; a laptop that is killed in the middle.

    python -m tests.tui.room.class_campaign                        25 pupils in 25 contexts of one Chromium, 12 robots
    python -m tests.tui.room.class_campaign --pupils-are http      the same without a browser: the laptop's own share

Everybody's first "run" is pressed at the same moment. A table is printed; the exit code is 1 when anything that is
promised was not so: an answer, a line that was typed, a program under its child.
"""

import argparse
import asyncio
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from firmware.flasher.asking import name_robot
from firmware.virtual.spawn import BoardProcess
from tests.tui.room.class_server import ClassServer, Report, script_of
from tests.tui.room.http_pupils import HttpPupil

DARK_S = 2.0
"""How long the laptop is off."""
END_S = 120
"""Putting a dozen robots away is a dozen uploads."""


@dataclass(frozen=True, slots=True)
class Afternoon:
    """How a class is simulated."""

    pupils: int = 25
    lessons: int = 3
    robots: int = 0
    think_s: float = 6.0
    dark_s: float = DARK_S
    kills: bool = True
    seed: int = 0


async def simulate(home: Path, plan: Afternoon, *, in_browsers: bool) -> Report:
    """One class from its beginning to its end."""
    server, report = ClassServer(home), Report()
    scripts = [script_of(plan.seed, pupil, plan.lessons, think_s=plan.think_s) for pupil in range(plan.pupils)]
    async with AsyncExitStack() as stack:
        for sticker in range(1, plan.robots + 1):
            board = stack.enter_context(BoardProcess("robot", f"r{sticker:02}", home, in_field=False))
            await asyncio.to_thread(name_robot, board.port, f"r{sticker:02}", sticker)
        await server.start()
        stack.push_async_callback(server.stop)
        if in_browsers:
            from tests.tui.room.browser_pupils import browser_pupils

            pupils = await browser_pupils(stack, server, report, plan.pupils)
        else:
            pupils = [HttpPupil(server, report, number) for number in range(plan.pupils)]
        for pupil in pupils:
            stack.push_async_callback(pupil.leave)
        at_once = asyncio.Barrier(plan.pupils)
        async with asyncio.TaskGroup() as group:
            for pupil, script in zip(pupils, scripts, strict=True):
                group.create_task(pupil.live(script, at_once))
            if plan.kills:
                group.create_task(_kill_half_way(server, report, plan))
        report.look_at_the_end(await _end(server), plan.pupils, plan.robots)
    report.look_at_books(home)
    report.look_at_answers()
    return report


async def _kill_half_way(server: ClassServer, report: Report, plan: Afternoon) -> None:
    half = plan.pupils * plan.lessons
    while report.answered < half:
        await asyncio.sleep(0.05)
    report.mark_kill()
    await server.kill()
    await asyncio.sleep(plan.dark_s)
    report.mark_kill()
    await server.start()


async def _end(server: ClassServer) -> dict[str, Any]:
    """The mentor ends the class; what the laptop says that it did."""
    headers = {"Origin": server.url}
    async with httpx.AsyncClient(base_url=server.url, timeout=END_S, headers=headers, follow_redirects=True) as mentor:
        await mentor.get("/mentor", params={"key": server.mentor_key})
        ended = await mentor.post("/api/mentor/end", json={})
    assert ended.is_success, ended.text
    report: dict[str, Any] = ended.json()["report"]
    return report


def main(arguments: Sequence[str] | None = None) -> int:
    """Simulate a class and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pupils-are", choices=("chromium", "http"), default="chromium")
    parser.add_argument("--pupils", type=int, default=25)
    parser.add_argument("--lessons", type=int, default=3)
    parser.add_argument("--robots", type=int, default=12)
    parser.add_argument("--think", type=float, default=6.0, metavar="S")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    args = parser.parse_args(arguments)
    plan = Afternoon(args.pupils, args.lessons, args.robots, args.think, seed=args.seed)
    began_s = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="kagarobo-class-") as folder:
        report = asyncio.run(simulate(Path(folder), plan, in_browsers=args.pupils_are == "chromium"))
    print(f"{plan.pupils} pupils ({args.pupils_are}), seed {plan.seed}, {time.monotonic() - began_s:.0f} s")
    print(report.table())
    return 1 if report.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
