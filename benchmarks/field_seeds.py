"""Wall seconds of 50 tries of one program, each with another chance: `kagarobo play --seeds 50`, on 2 cores and on 1.

Ours: on every core that this process may use, two at most. Theirs: the same 50 tries one after the other. The
documents must be the same, in the same order. A try is a child's whole program from the button to its end.
"""

import os
import time

from benchmarks.field_speed import PROGRAM, flash_of
from benchmarks.row import Row
from firmware.errors import FirmwareError
from tui.play.many import Order, hold_many

AIM = 1.6
SEEDS = 50
CORES = 2
FIELD = "line_following"


def measure(seeds: int = SEEDS) -> Row:
    """Hold them all twice; a machine without virtual boards, or with one core, says so."""
    peer = f"the same {seeds} seeds on 1 core"
    try:
        order = Order(flash_of(PROGRAM), FIELD, True)
        cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
        if len(cores) < CORES:
            return Row("field_seeds", peer, None, None, "tries/s", AIM, "this machine has one core")
        (ours_s, ours), (theirs_s, theirs) = (_hold_on(order, seeds, cores[:count]) for count in (CORES, 1))
    except FirmwareError as error:
        return Row("field_seeds", peer, None, None, "tries/s", AIM, f"no virtual boards here: {error}")
    if ours != theirs:
        raise RuntimeError("the tries differ with the number of cores")
    return Row(
        "field_seeds", peer, seeds / ours_s, seeds / theirs_s, "tries/s", AIM, f"{ours_s:.1f} and {theirs_s:.1f} s"
    )


def _hold_on(order: Order, seeds: int, cores: list[int]) -> tuple[float, list[dict[str, object]]]:
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores)
    try:
        begin_s = time.perf_counter()
        documents = list(hold_many(order, range(1, seeds + 1)))
        took_s = time.perf_counter() - begin_s
        for document in documents:
            del document["wall"]
        return took_s, documents
    finally:
        os.sched_setaffinity(0, before)
