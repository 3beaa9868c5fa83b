"""What is judged the same in every lesson, before the lesson's own check is asked.

From the worst to the mildest: a program that broke never hears that it drove too far.
"""

from lessons.lesson import Lesson
from lessons.miss import Miss
from lessons.run import Run
from lessons.seen import wheels_moved_mm

__all__ = ["CABLE_BYTES_A_SECOND", "general_miss"]

CABLE_BYTES_A_SECOND = 11_520  # 115200 baud: what prints more than that falls behind on a real robot
PRINTED_BYTES_MIN = 50_000  # a long list printed once is not without end
MOVED_MM = 5.0
_BY_ENDING = {
    "never_waits": "never_waits",
    "waits_for_keys": "waits_for_keys",
    "stopped": "stopped",
    "reset": "was_reset",
    "lost": "crashed",
}


def general_miss(run: Run, lesson: Lesson) -> Miss | None:
    """Return what no lesson lets pass; None when the lesson itself is to judge."""
    ending = run.ending
    if _prints_without_end(run):
        return Miss("prints_without_end", kilobytes=run.printed_bytes // 1000)
    if run.are_files_gone:
        return Miss("files_gone")
    if ending.kind == "error":
        if ending.error == "MemoryError":
            return Miss("memory", line=ending.line)
        return Miss("error", error=ending.error, line=ending.line)
    if ending.kind in _BY_ENDING:
        return Miss(_BY_ENDING[ending.kind], line=ending.line)
    if lesson.must_move and wheels_moved_mm(run) < MOVED_MM:
        return Miss("never_moved")
    if ending.kind == "time" and lesson.must_end:
        return Miss("out_of_time", seconds=run.limit_ms // 1000)
    return None


def _prints_without_end(run: Run) -> bool:
    cable_bytes = CABLE_BYTES_A_SECOND * max(run.ending.at_ms, 1000) / 1000
    return run.printed_bytes > max(cable_bytes, PRINTED_BYTES_MIN)
