"""Runs written down by hand, for what checks ask of them."""

from dataclasses import replace

from lessons.program import Program
from lessons.run import Change, Ending, Run, Sample

__all__ = ["build_run", "sample"]

STILL = Sample(0, 0.0, 0.0, 0.0, (0.0, 0.0, 0.0), None, False, 0, False, False, 7.4)


def sample(at_ms: int, **only_what_matters: object) -> Sample:
    """One moment."""
    return replace(STILL, at_ms=at_ms, **only_what_matters)  # type: ignore[arg-type]


def build_run(
    samples: list[Sample],
    *,
    lights: list[tuple[float, int]] | None = None,
    tones: list[tuple[float, int]] | None = None,
    ending: Ending | None = None,
    source: str = "",
    **more: object,
) -> Run:
    """A run of these samples."""
    return Run(
        samples=tuple(samples),
        printed=(),
        lights=tuple(Change(*one) for one in lights or []),
        tones=tuple(Change(*one) for one in tones or []),
        gates=(),
        ending=ending or Ending("done", samples[-1].at_ms),
        program=Program(source),
        limit_ms=10_000,
        **more,  # type: ignore[arg-type]
    )
