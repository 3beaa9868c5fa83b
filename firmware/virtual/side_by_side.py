"""Work for many processes, one a core, because a world keeps to one."""

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Any, TypeVar

__all__ = ["WORKERS_MAX", "cores", "on_all_cores"]

WORKERS_MAX = 8

Job = TypeVar("Job")
Result = TypeVar("Result")


def cores() -> list[int]:
    """The cores that this process may use; none where nobody can tell."""
    return sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []


def on_all_cores(
    work: Callable[[Job], Result],
    jobs: Sequence[Job],
    *,
    begin: Callable[..., None] | None = None,
    arguments: tuple[Any, ...] = (),
    alone_max: int = 1,
) -> Iterator[Result]:
    """Do the jobs; yield their results in the jobs' order, each as soon as it is there.

    Args: begin: called with arguments once in each worker. alone_max: so few are done sooner here than another process
    has started.
    """
    workers = min(len(cores()), len(jobs), WORKERS_MAX)
    if workers < 2 or len(jobs) <= alone_max:
        if begin is not None:
            begin(*arguments)
        yield from map(work, jobs)
        return
    context = multiprocessing.get_context("spawn")
    places = context.Queue()
    for core in cores()[:workers]:
        places.put(core)
    with ProcessPoolExecutor(workers, context, _begin, (places, begin, arguments)) as pool:
        try:
            yield from pool.map(work, jobs)
        finally:
            pool.shutdown(cancel_futures=True)


def _begin(places: Any, begin: Callable[..., None] | None, arguments: tuple[Any, ...]) -> None:
    """In a new worker: take a core of its own. Ctrl-C is for who gave the order."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.sched_setaffinity(0, {places.get()})
    if begin is not None:
        begin(*arguments)
