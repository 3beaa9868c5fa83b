"""Matches made and placed for three against three, six matches each, against the published floors.

The floors are figures of generated schedules of robot competitions: the least gap between two matches of a team,
counted in match starts, and how often two teams meet as opponents at most. Each of them held or beaten counts one.
"""

from benchmarks.row import Row
from judge.tournament.plan import PlanInputs, PlanTable
from judge.tournament.plan_findings import plan_findings
from judge.tournament.plan_matches import gap_most, make_matches, variety
from judge.tournament.plan_placing import place
from judge.tournament.plan_stages import made_matches

FLOORS = {12: (1, 4), 24: (2, 2), 36: (3, 2), 48: (4, 1), 60: (5, 1), 100: (8, 1)}
"""Teams -> least gap, most repeats."""
EACH, A_SIDE, SEED, SLOT_MS = 6, 3, 1, 360_000


def measure(sizes: tuple[int, ...] = tuple(FLOORS)) -> Row:
    """Ask for three quarters of the largest gap there can be, but for 24 teams, who would meet too often."""
    held, clashes, said = 0, 0, []
    for teams in sizes:
        floor_gap, floor_repeats = FLOORS[teams]
        gap = max(floor_gap, gap_most(teams, 2 * A_SIDE) * 3 // 4) if teams > 24 else floor_gap
        entered = tuple(f"t{number}" for number in range(teams))
        made = make_matches(entered, matches_each=EACH, a_side=A_SIDE, gap=gap, seed=SEED)
        inputs = PlanInputs(
            slot_ms=SLOT_MS,
            starts_ms=tuple(range(0, len(made) * SLOT_MS, SLOT_MS)),
            tables=(PlanTable(1, frozenset({"three"})),),
            matches=made_matches("three", "open", made),
            rest_slots=gap,
            entered={"three": entered},
            matches_each={"three": EACH},
        )
        plan = place(inputs).plan
        clashes += len(plan_findings(plan, inputs))
        came = variety([planned.match.sides for planned in plan.slots])  # type: ignore[misc]
        held += (came.gap >= floor_gap) + (came.opponents <= floor_repeats)
        said.append(f"{teams}: gap {came.gap} ({floor_gap}), repeats {came.opponents} ({floor_repeats})")
    return Row(
        name="plan_quality",
        peer="published floors of generated schedules",
        ours=held - clashes,
        theirs=2 * len(sizes),
        unit="floors held or beaten, less clashes",
        aim=1.0,
        why=f"{clashes} clashes; ours (floor): {'; '.join(said)}",
    )
