"""The benches of the class: worker processes, one try each at a time; one that dies or hangs is replaced.

pool = Pool(home, 2, on_news=…, on_free=…)
await pool.start()
pool.give(job)          when `pool.free` is not 0
"""

import asyncio
import json
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

__all__ = ["Pool"]

TRY_S_MAX = 60.0
"""A worker that has not come to a try's end by then hangs."""
LINE_BYTES_MAX = 4 * 1024 * 1024
END_S = 5.0
PAUSE_S = 0.5
"""Before a worker that died is replaced: where none can start, this must not burn the laptop."""

News = dict[str, Any]


class _Worker:
    """One process."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.run: str | None = None
        self.since_s = 0.0
        self.is_ready = False

    def tell(self, words: News) -> None:
        """A line to it; one that is dying is noticed by who reads from it."""
        assert self.process.stdin is not None
        with suppress(BrokenPipeError, ConnectionResetError):
            self.process.stdin.write(json.dumps(words, ensure_ascii=False).encode() + b"\n")


class Pool:
    """Args: count: of processes. on_news: a run's news, `{"over": {"broke": "worker"}}` when its worker died.

    on_free: a worker can take a job.
    """

    def __init__(
        self, home: Path, count: int, *, on_news: Callable[[str, News], None], on_free: Callable[[], None]
    ) -> None:
        self._home, self._count, self._on_news, self._on_free = home, count, on_news, on_free
        self._workers: list[_Worker] = []
        self._tasks: list[asyncio.Task[None]] = []
        self._is_closed = False

    @property
    def count(self) -> int:
        """How many tries can be under way at once."""
        return self._count

    @property
    def free(self) -> int:
        """How many workers have nothing to do."""
        return sum(worker.is_ready and worker.run is None for worker in self._workers)

    async def start(self) -> None:
        """Start the processes; they tell when they are ready."""
        self._tasks = [asyncio.create_task(self._keep_one()) for _ in range(self._count)]
        self._tasks.append(asyncio.create_task(self._watch()))

    def give(self, job: News) -> None:
        """Give a job to a worker that has none."""
        worker = next(one for one in self._workers if one.is_ready and one.run is None)
        worker.run, worker.since_s = job["run"], asyncio.get_running_loop().time()
        worker.tell(job)

    def leave(self, run: str) -> None:
        """Nobody wants a run any more."""
        for worker in self._workers:
            if worker.run == run:
                worker.tell({"leave": run})

    def pids(self) -> list[int]:
        """The processes."""
        return [worker.process.pid for worker in self._workers]

    async def close(self) -> None:
        """End them, and leave none behind."""
        self._is_closed = True
        for worker in list(self._workers):
            if worker.process.stdin is not None:
                worker.process.stdin.close()
        _done, late = await asyncio.wait(self._tasks[:-1], timeout=END_S) if self._tasks[:-1] else (set(), set())
        for worker in list(self._workers):
            _kill(worker.process)
        for task in [*late, *self._tasks[-1:]]:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _keep_one(self) -> None:
        while not self._is_closed:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "tui.room.worker", str(self._home), stdin=PIPE, stdout=PIPE, limit=LINE_BYTES_MAX
            )
            worker = _Worker(process)
            self._workers.append(worker)
            try:
                await self._read(worker)
            finally:
                _kill(process)
                await process.wait()
                self._workers.remove(worker)
            if worker.run is not None:
                self._on_news(worker.run, {"over": {"broke": "worker"}})
            if not self._is_closed:
                await asyncio.sleep(PAUSE_S)

    async def _read(self, worker: _Worker) -> None:
        assert worker.process.stdout is not None
        with suppress(ValueError, ConnectionResetError):  # a line that is no JSON, or without end: replaced
            async for line in worker.process.stdout:
                news = json.loads(line)
                run = news.pop("run", None)
                if "ready" in news:
                    worker.is_ready = True
                elif run == worker.run and run is not None:
                    if "over" in news:
                        worker.run = None
                    self._on_news(run, news)
                if worker.run is None:
                    self._on_free()

    async def _watch(self) -> None:
        """End a worker that hangs."""
        while True:
            await asyncio.sleep(1)
            now_s = asyncio.get_running_loop().time()
            for worker in self._workers:
                if worker.run is not None and now_s - worker.since_s > TRY_S_MAX:
                    _kill(worker.process)


def _kill(process: Process) -> None:
    with suppress(ProcessLookupError):
        process.kill()
