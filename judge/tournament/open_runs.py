"""Open runs: N official runs are allowed, the best K of them count.

Rules: practice counts nowhere; a void run uses no attempt; the first N official runs stand, in the order they were
opened; a run counts when it is signed, until then it is only shown as provisional.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from judge.challenge import Aggregation
from judge.table import RunStage, RunState
from judge.tournament.ranking import Figure

__all__ = ["Aggregated", "OpenResult", "aggregate", "open_result"]


@dataclass(frozen=True, slots=True)
class Aggregated:
    """What the scores of some runs come to together.

    `best`: places of the runs that have a score, best first (the earlier of two equal ones), of which `counted` are in
    the total. `total` is None while no run counts; with fn mean it is in thousandths. `is_complete`: at least as many
    runs have a score as the definition requires.
    """

    best: tuple[int, ...]
    counted: tuple[int, ...]
    total: int | None
    best_single: int | None
    next_best: tuple[int, ...]
    is_complete: bool

    @property
    def figures(self) -> dict[str, Figure]:
        """What a ranking may ask for."""
        return {
            "total": self.total,
            "best_single": self.best_single,
            "next_best": self.next_best,
            "complete": int(self.is_complete),
        }


@dataclass(frozen=True, slots=True)
class OpenResult:
    """What a team has from its open runs.

    Run ids: `counted` (in the total, best first), `signed` (of the N, in order), `pending` (opened, not signed yet),
    `beyond` (more than N). `total` is None while no run counts; with fn mean it is in thousandths of a point.
    """

    counted: tuple[str, ...]
    signed: tuple[str, ...]
    pending: tuple[str, ...]
    beyond: tuple[str, ...]
    runs_left: int
    total: int | None
    best_single: int | None
    next_best: tuple[int, ...]
    figures: Mapping[str, Figure]
    """What a ranking may ask for."""


def aggregate(scores: Sequence[int | None], aggregation: Aggregation) -> Aggregated:
    """Put the scores of a team's signed runs together, in the order they were run.

    Args: scores: at most N of them; None: a run that counts as an attempt and gave no result.
    """
    sign = -1 if aggregation.better == "high" else 1
    best = sorted((n for n, score in enumerate(scores) if score is not None), key=lambda n: sign * (scores[n] or 0))
    ordered = [score for n in best if (score := scores[n]) is not None]
    how_many = _how_many(len(ordered), aggregation)
    return Aggregated(
        best=tuple(best),
        counted=tuple(best[:how_many]),
        total=_total(ordered[:how_many], aggregation),
        best_single=ordered[0] if ordered else None,
        next_best=tuple(ordered[1:]),
        is_complete=len(ordered) >= aggregation.runs_required,
    )


def open_result(runs: Iterable[RunState], aggregation: Aggregation, team: str) -> OpenResult:
    """Work out one team's result from its runs (or matches) of this stage, in the order they were opened."""
    official = [run for run in runs if run.opened is not None and run.opened.official]
    used = [run for run in official if run.stage is not RunStage.VOIDED]
    within, beyond = used[: aggregation.runs_official], used[aggregation.runs_official :]
    signed = [run for run in within if run.is_counted]
    together = aggregate([run.points_of(team) for run in signed], aggregation)
    return OpenResult(
        counted=_ids(signed[n] for n in together.counted),
        signed=_ids(signed),
        pending=_ids(run for run in within if not run.is_counted),
        beyond=_ids(beyond),
        runs_left=aggregation.runs_official - len(within),
        total=together.total,
        best_single=together.best_single,
        next_best=together.next_best,
        figures={**together.figures, "runs": len(signed)},
    )


def _how_many(scored: int, aggregation: Aggregation) -> int:
    """How many of the best count."""
    match aggregation.fn:
        case "best":
            return min(1, scored)
        case "drop_lowest":
            return max(1, scored - 1) if scored else 0
        case "sum" | "mean":
            return aggregation.runs_counted


def _total(points: list[int], aggregation: Aggregation) -> int | None:
    if not points:
        return None
    return 1000 * sum(points) // len(points) if aggregation.fn == "mean" else sum(points)


def _ids(runs: Iterable[RunState]) -> tuple[str, ...]:
    return tuple(run.run or "" for run in runs)
