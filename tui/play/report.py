"""A try as lines for a reader and as a document for a program."""

from collections.abc import Mapping
from typing import Any

from firmware.virtual.trial_trace import Ending, Trace
from tui.challenge_words import score_lines, seconds
from tui.i18n import _
from tui.play.tally import Tally
from tui.play.words import ending_sentence, figure_names

__all__ = ["document", "printed_lines", "seed_line", "trace_lines"]

NAME_COLUMNS = 26


def trace_lines(trace: Trace, tally: Tally) -> list[str]:
    """Return the figures of one try, its score line by line, and how it ended."""
    names, travel = figure_names(), trace.travel()
    shown: tuple[str, ...] = ("time", "way", "turned", "lines", "bumps", "nearest", "rate")
    lines = []
    score = tally.score(trace)
    if score is not None and tally.definition is not None:
        lines += score_lines(tally.definition, score)
        shown = ("time", "way", "rate")
    figures = {
        "time": f"{trace.end_us / 1e6:.2f} s",
        "way": f"{travel.way_mm / 10:.1f} cm",
        "turned": f"{-travel.turned_deg:.0f}°",
        "lines": str(travel.lines),
        "bumps": str(travel.bumps),
        "nearest": "—" if travel.nearest_mm is None else f"{travel.nearest_mm / 10:.1f} cm",
        "rate": _("{rate:.0f} times as fast as life", rate=_rate(trace)),
    }
    lines += [_padded(names[name]) + figure for name, figure in figures.items() if name in shown]
    assert trace.ending is not None
    return [*lines, ending_sentence(trace.ending, trace.limit_us)]


def printed_lines(trace: Trace) -> list[str]:
    """Return what the program printed, each line with its moment."""
    lines = [f"{seconds(line.at_us // 1000):>9}  {_harmless(line.text)}" for line in trace.printed]
    if trace.printed_more:
        lines.append(_("… and {count} lines more", count=trace.printed_more))
    return lines


def seed_line(held: Mapping[str, Any]) -> str:
    """Return one line of the table of many seeds: seed, whether it went well, score or time, how it ended."""
    figure = f"{held['score']}/{held['max']}" if "score" in held else f"{held['simulated_ms'] / 1000:.2f} s"
    mark = "○" if held["has_succeeded"] else "×"
    told = held["ending"]
    ending = Ending(told["kind"], told["at_ms"] * 1000, told["error"], told["line"], told["message"])
    return f"{held['seed']:>6}  {mark}  {figure:>9}  {ending_sentence(ending, held['limit_ms'] * 1000)}"


def document(trace: Trace, tally: Tally) -> dict[str, Any]:
    """Return the try as JSON; all but `wall` is the same in each repetition."""
    assert trace.ending is not None
    ending, travel, score = trace.ending, trace.travel(), tally.score(trace)
    held: dict[str, Any] = {
        "field": trace.plan.id,
        "seed": trace.seed,
        "has_noise": trace.plan.noise_share > 0,
        "ending": {"kind": ending.kind, "error": ending.error, "line": ending.line, "message": ending.message,
                   "at_ms": ending.at_us // 1000},
        "simulated_ms": trace.end_us // 1000,
        "limit_ms": trace.limit_us // 1000,
        "has_succeeded": tally.has_succeeded(trace),
        "way_mm": round(travel.way_mm, 1),
        "turned_deg": round(-travel.turned_deg, 1),
        "lines": travel.lines,
        "bumps": travel.bumps,
        "nearest_mm": None if travel.nearest_mm is None else round(travel.nearest_mm, 1),
        "gates": [{"gate": passed.gate, "at_ms": passed.at_us // 1000} for passed in trace.passed],
        "printed": [{"at_ms": line.at_us // 1000, "text": line.text} for line in trace.printed],
        "printed_more": trace.printed_more,
        "wall": {"seconds": round(trace.wall_s, 3), "simulated_s_per_wall_s": round(_rate(trace), 1)},
    }  # fmt: skip
    if score is not None:
        held["score"] = score.points
        held["max"] = score.max_points
        if score.sides:
            held["score"], held["sides"] = score.sides["A"], dict(score.sides)
        held["breakdown"] = [{"term": term.term, "points": term.points} for term in score.breakdown]
    return held


def _rate(trace: Trace) -> float:
    return trace.end_us / 1e6 / max(trace.wall_s, 1e-6)


def _harmless(text: str) -> str:
    """No control character of a program reaches the reader's terminal."""
    return "".join(character if character.isprintable() else "·" for character in text)


def _padded(name: str) -> str:
    """A wide character takes two columns on a terminal."""
    from rich.cells import cell_len

    return "  " + name + " " * max(2, NAME_COLUMNS - cell_len(name))
