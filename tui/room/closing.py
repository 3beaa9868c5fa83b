"""The end of a class, in the order that loses nothing: children first, then robots, then the report, then the code."""

import asyncio
from datetime import datetime

from tui.room.class_end import ClassReport, keep_programs, lessons_done, put_robots_away, write_report
from tui.room.room import Room

__all__ = ["close_class"]


async def close_class(room: Room) -> ClassReport:
    """End the class and return what it did. The children's pages are told before anything else.

    Raises: OSError: the disk does not take it; the class goes on. ProgressUnreadable. ClassBookUnreadable.
    """
    record, learners, lessons = room.record, room.store.pupils(), list(room.lessons.values())
    began_at, now = datetime.fromisoformat(record.began_at), room.now()
    programs = await asyncio.to_thread(keep_programs, room.home, learners, lessons, now)
    room.say_over()
    await room.robots.end()
    robots = await asyncio.to_thread(put_robots_away, room.home, now)
    done = await asyncio.to_thread(lessons_done, room.home, learners, lessons, began_at)
    report = ClassReport(
        name=record.name, began_at=record.began_at, ended_at=now.isoformat(), children=len(learners),
        programs=programs, lessons=done, robots=robots,
    )  # fmt: skip
    await asyncio.to_thread(write_report, room.home, report, now)
    room.store.end()
    room.changed("")
    return report
