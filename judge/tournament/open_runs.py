"""Open runs: N official runs are allowed, the best K of them count.

Rules: practice counts nowhere; a void run uses no attempt; the first N official runs stand, in the order they were
opened; a run counts when it is signed, until then it is only shown as provisional.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from judge.challenge import Aggregation
from judge.table import RunStage, RunState
from judge.tournament.ranking import Figure

__all__ = ["OpenResult", "open_result"]


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

    @property
    def figures(self) -> Mapping[str, Figure]:
        """What a ranking may ask for."""
        return {
            "total": self.total,
            "best_single": self.best_single,
            "next_best": self.next_best,
            "runs": len(self.signed),
        }


def open_result(runs: Iterable[RunState], aggregation: Aggregation) -> OpenResult:
    """Work out one team's result from its runs of this stage, in the order they were opened."""
    official = [run for run in runs if run.opened is not None and run.opened.official]
    used = [run for run in official if run.stage is not RunStage.VOIDED]
    within, beyond = used[: aggregation.runs_official], used[aggregation.runs_official :]
    signed = [run for run in within if run.is_counted]
    best = sorted(signed, key=lambda run: -run.score.points)  # stable: the earlier of two equal runs comes first
    counted = _counted(best, aggregation)
    return OpenResult(
        counted=_ids(counted),
        signed=_ids(signed),
        pending=_ids(run for run in within if not run.is_counted),
        beyond=_ids(beyond),
        runs_left=aggregation.runs_official - len(within),
        total=_total([run.score.points for run in counted], aggregation),
        best_single=best[0].score.points if best else None,
        next_best=tuple(run.score.points for run in best[1:]),
    )


def _counted(best: list[RunState], aggregation: Aggregation) -> list[RunState]:
    match aggregation.fn:
        case "best":
            return best[:1]
        case "drop_lowest":
            return best[:-1] if len(best) > 1 else best
        case "sum" | "mean":
            return best[: aggregation.runs_counted]


def _total(points: list[int], aggregation: Aggregation) -> int | None:
    if not points:
        return None
    return 1000 * sum(points) // len(points) if aggregation.fn == "mean" else sum(points)


def _ids(runs: Iterable[RunState]) -> tuple[str, ...]:
    return tuple(run.run or "" for run in runs)
