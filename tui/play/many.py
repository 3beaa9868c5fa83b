"""Many tries of one program, each with another chance, side by side on the computer's cores."""

import multiprocessing
import os
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from firmware.virtual.plan import load_plan
from firmware.virtual.robot_model import RobotModel
from firmware.virtual.trial import Trial
from tui.play.report import document
from tui.play.tally import Tally

__all__ = ["Order", "hold_many"]

WORKERS_MAX = 8
ALONE_MAX = 3  # so few are held sooner than another process has started

_orders: list["Order"] = []  # a worker's own: the flash is sent once, not with each seed


@dataclass(frozen=True, slots=True)
class Order:
    """What is tried, and where. `field` is an id, or the path of a field's file."""

    image: bytes
    field: str | Path
    has_noise: bool
    model: RobotModel | None = None


def hold_many(order: Order, seeds: Sequence[int]) -> Iterator[dict[str, Any]]:
    """Hold a trial for each seed; yield their documents in the order of the seeds, each as soon as it is there.

    Raises: NoConfinement, NoMicroPython: nothing may run on this machine.
    """
    cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    workers = min(len(cores), len(seeds), WORKERS_MAX)
    if workers < 2 or len(seeds) <= ALONE_MAX:
        yield from (_hold(order, seed) for seed in seeds)
        return
    context = multiprocessing.get_context("spawn")
    places = context.Queue()
    for core in cores[:workers]:
        places.put(core)
    with ProcessPoolExecutor(workers, context, _begin, (order, places)) as pool:
        try:
            yield from pool.map(_hold_here, seeds)
        finally:
            pool.shutdown(cancel_futures=True)


def _begin(order: Order, places: Any) -> None:
    """In a new worker: take a core of its own, because a world keeps to one. Ctrl-C is for who gave the order."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.sched_setaffinity(0, {places.get()})
    _orders.append(order)


def _hold_here(seed: int) -> dict[str, Any]:
    return _hold(_orders[0], seed)


def _hold(order: Order, seed: int) -> dict[str, Any]:
    plan = load_plan(order.field)
    tally = Tally(plan)
    trace = Trial(order.image, plan, seed, limit_us=tally.limit_us, has_noise=order.has_noise, model=order.model).hold()
    return document(trace, tally)
