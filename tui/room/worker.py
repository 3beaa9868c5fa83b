"""A robot's bench in a process of its own: `python -m tui.room.worker HOME`, a job a line in, news a line out (JSON).

    in   {"run", "lesson", "text", "number"}      hold try NUMBER of a program by a lesson
         {"leave": run}                           nobody wants it any more
    out  {"ready"}                                once
         {"run", "began": {…}}                    the robot is set down
         {"run", "frames", "printed", "cut"}      while it drives
         {"run", "over": {…}}                     the try was judged, refused, left, or broke

The program itself runs in a third process, confined as everywhere (`firmware.virtual.guest`). When stdin ends, the
class is gone, and so is this.
"""

import json
import os
import sys
import tempfile
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any, TextIO

from firmware.virtual.trial import TrialLeft
from firmware.virtual.trial_trace import Trace
from lessons.classroom import Classroom, Verdict
from lessons.field_run import seed_of
from lessons.lesson import find_lesson
from tui.error_log import keep
from tui.room.frames import Frames, blocks_of

__all__ = ["main"]

FLASHES_KEPT = 40
"""One a child of the class: between two tries of one come tries of all others."""


class _Jobs:
    """What the class wants, read by a thread: one job at a time."""

    def __init__(self, lines: TextIO) -> None:
        self._lines = lines
        self._job: dict[str, Any] | None = None
        self._left: set[str] = set()
        self._news = threading.Condition()
        self.is_over = False
        threading.Thread(target=self._read, name="jobs", daemon=True).start()

    def next(self) -> dict[str, Any] | None:
        """Wait for a job; None: there will be none."""
        with self._news:
            self._news.wait_for(lambda: self.is_over or self._job is not None)
            job, self._job = self._job, None
            return None if self.is_over else job

    def has_some(self) -> bool:
        """Whether a job waits, or there will be none."""
        return self.is_over or self._job is not None

    def is_left(self, run: str) -> bool:
        """Whether nobody wants a run any more."""
        return self.is_over or run in self._left

    def _read(self) -> None:
        for line in self._lines:
            words = json.loads(line)
            with self._news:
                if "leave" in words:
                    self._left.add(words["leave"])
                else:
                    self._job, self._left = words, set()
                self._news.notify()
        with self._news:
            self.is_over = True
            self._news.notify()


class _Bench:
    """Holds tries and tells what happens."""

    def __init__(self, home: Path, room: Classroom, jobs: _Jobs, out: TextIO) -> None:
        self._home, self._room, self._jobs, self._out = home, room, jobs, out

    def warm_up(self) -> None:
        """Set a robot down before anybody asks, so that the first child of the day does not wait for it."""
        lesson = find_lesson(1)
        with suppress(TrialLeft):
            self._room.judge_try(lesson, lesson.solution, 0, is_left=self._jobs.has_some)

    def hold(self, job: dict[str, Any], program: Path) -> None:
        """Hold one try."""
        run, number, lesson = job["run"], job["number"], find_lesson(job["lesson"])
        program.write_text(job["text"], encoding="utf-8", newline="\n")
        frames: Frames | None = None

        def on_trace(trace: Trace) -> None:
            nonlocal frames
            if frames is not None:
                self._tell(run, **frames.rest())
            frames = Frames(trace)
            began = {"try": number + 1, "tries": lesson.seeds, "seed": seed_of(lesson, number)}
            self._tell(run, began={**began, "field": {"blocks": blocks_of(trace.plan)}})

        def is_left() -> bool:
            if frames is not None and (found := frames.new()):
                self._tell(run, **found)
            return self._jobs.is_left(run)

        try:
            verdict = self._room.judge_try(lesson, program, number, on_trace=on_trace, is_left=is_left)
        except TrialLeft:
            self._tell(run, over={"left": True})
        except Exception as error:  # told to the child as "show this to a mentor"; the log has all of it
            keep(error, self._home)
            self._tell(run, over={"broke": getattr(error, "code", type(error).__name__)})
        else:
            if frames is not None:
                self._tell(run, **frames.rest())
            self._tell(run, over=_told(verdict))

    def _tell(self, run: str, **words: Any) -> None:
        self._out.write(json.dumps({"run": run, **words}, ensure_ascii=False, separators=(",", ":")) + "\n")
        self._out.flush()


def _told(verdict: Verdict) -> dict[str, Any]:
    miss = verdict.miss
    told: dict[str, Any] = {
        "miss": None if miss is None else {"answer": miss.answer, "figures": dict(miss.figures)},
        "tries": verdict.tries,
    }
    if verdict.run is not None:
        told["ending"] = {"kind": verdict.run.ending.kind, "line": verdict.run.ending.line}
    elif verdict.findings:
        told["source_line"] = verdict.findings[0].source_line
    return told


def main() -> int:
    """Work until stdin ends."""
    home = Path(sys.argv[1])
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever else prints must not stand between the news
    jobs = _Jobs(os.fdopen(os.dup(0), encoding="utf-8"))
    home.mkdir(parents=True, exist_ok=True)
    with Classroom(home, FLASHES_KEPT) as room, tempfile.TemporaryDirectory(prefix="kagarobo-") as folder:
        bench = _Bench(home, room, jobs, out)
        out.write('{"ready":true}\n')
        out.flush()
        with suppress(BrokenPipeError):  # the class was killed: nobody reads any more
            bench.warm_up()
            while (job := jobs.next()) is not None:
                bench.hold(job, Path(folder) / "program.py")
    return 0


if __name__ == "__main__":
    sys.exit(main())
