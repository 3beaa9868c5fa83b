"""Repairing a plan of 100 teams on four tables when one of them breaks in the middle of the morning.

Beside the time stands how many matches moved; as many as the broken table still had must move in any plan.
"""

import time
from dataclasses import replace
from statistics import median

from benchmarks.row import Row
from judge.tournament.plan import PlanInputs, PlanTable, Window, slot_starts
from judge.tournament.plan_matches import make_matches
from judge.tournament.plan_placing import place
from judge.tournament.plan_repair import difference, repair, unfit
from judge.tournament.plan_stages import made_matches

TEAMS, TABLES, EACH, A_SIDE, REST_SLOTS, SEED, TIMES = 100, 4, 6, 3, 3, 1, 5
MINUTE_MS = 60_000
SLOT_MS = 10 * MINUTE_MS
BOUND_S = 1.0


def measure(teams: int = TEAMS, times: int = TIMES) -> Row:
    """Close table 3 from the ninth slot on."""
    entered = tuple(f"t{number}" for number in range(teams))
    made = make_matches(entered, matches_each=EACH, a_side=A_SIDE, abreast=TABLES, gap=REST_SLOTS, seed=SEED)
    inputs = PlanInputs(
        slot_ms=SLOT_MS,
        starts_ms=slot_starts([Window(0, 480 * MINUTE_MS)], [Window(180 * MINUTE_MS, 240 * MINUTE_MS)], SLOT_MS),
        tables=tuple(PlanTable(number, frozenset({"three"})) for number in range(1, TABLES + 1)),
        matches=made_matches("three", "open", made),
        rest_slots=REST_SLOTS,
        entered={"three": entered},
        matches_each={"three": EACH},
    )
    plan = place(inputs).plan
    now_ms = inputs.starts_ms[8]
    broken = replace(inputs.tables[2], closed=(Window(now_ms, inputs.starts_ms[-1] + SLOT_MS),))
    then = replace(inputs, tables=(*inputs.tables[:2], broken, *inputs.tables[3:]))
    took_s: list[float] = []
    for _ in range(times):
        began_s = time.perf_counter()
        repaired = repair(plan, then, now_ms=now_ms)
        took_s.append(time.perf_counter() - began_s)
    moved = len(difference(plan, repaired.plan).changes)
    least = len(unfit(plan, then, now_ms=now_ms))
    return Row(
        name="plan_repair",
        peer="none: no system we know repairs a plan",
        ours=median(took_s),
        theirs=None,
        unit=f"s for {teams} teams on {TABLES} tables",
        aim=BOUND_S,
        why=f"the aim is a bound in seconds; {moved} of {len(plan.slots)} matches moved, {least} had to; "
        f"{len(repaired.unplaced)} without a place",
        is_less_better=True,
    )
