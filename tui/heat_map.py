"""The heats of an elimination at their places, for a screen or for paper, with the names that are known by now."""

from collections.abc import Callable, Mapping, Sequence

from judge.tournament.double_elimination import DoubleElimination
from judge.tournament.double_plan import PlannedHeat, Source
from judge.tournament.elimination import Bracket, Heat, HeatState, Side
from judge.tournament.state import StageState
from tui.i18n import _
from tui.paper.brackets import Placed, SideLine, placed
from tui.paper.press import Said, said

__all__ = ["NameOf", "stage_heats"]

NameOf = Callable[[str], Said]
"""A team's name, in its language, by its id."""
LOSERS_GAP_ROWS = 1.0


def stage_heats(stage: StageState, name_of: NameOf) -> list[Placed]:
    """Return the heats of a stage at their places; [] when it has no bracket (yet)."""
    if stage.bracket is not None:
        return _single(stage.bracket, name_of)
    if stage.double is not None and stage.double.plan is not None:
        return _double(stage.double, name_of)
    return []


def _single(drawn: Bracket, name_of: NameOf) -> list[Placed]:
    """Rounds side by side; who has a bye stands in the heat after it. The match for the third place stands last."""
    rounds = [[heat for heat in heats if heat.state is not HeatState.BYE] for heats in drawn.rounds]
    there = {heat.id for heats in rounds for heat in heats}
    feeds = {
        side.from_heat: heat.id for heats in rounds for heat in heats for side in heat.sides if side.from_heat in there
    }
    placed_heats = placed([[_lines(heat, name_of) for heat in heats] for heats in rounds], feeds)
    if drawn.third is None:
        return placed_heats
    row = max(heat.row for heat in placed_heats) + LOSERS_GAP_ROWS
    name, sides = _lines(drawn.third, name_of)
    return [*placed_heats, Placed(name, len(rounds) - 1, row, sides, None)]


def _double(drawn: DoubleElimination, name_of: NameOf) -> list[Placed]:
    """The winners' rounds on top, the losers' below them, the grand final behind both."""
    assert drawn.plan is not None
    heats = {heat.id: heat for heat in drawn.heats}
    planned = [heat for heat in drawn.plan.heats if heat.id in heats]
    feeds = {
        source.heat: heat.id
        for heat in planned
        for source in heat.sources
        if source.outcome == "winner" and source.heat
    }
    winners = _part(planned, "winners", heats, feeds, name_of, 0.0)
    below = max((heat.row for heat in winners), default=0.0) + LOSERS_GAP_ROWS
    losers = _part(planned, "losers", heats, feeds, name_of, below)
    column = 1 + max(heat.column for heat in [*winners, *losers])
    row = next((heat.row for heat in reversed(winners)), 0.0)
    finals = [
        Placed(name, column + number, row, sides, None)
        for number, (name, sides) in enumerate(
            _lines(heats[heat.id], name_of, heat.sources) for heat in planned if heat.part == "grand_final"
        )
    ]
    return [*winners, *losers, *finals]


def _part(
    planned: Sequence[PlannedHeat], part: str, heats: Mapping[str, Heat], feeds: Mapping[str, str], name_of: NameOf,
    first_row: float,
) -> list[Placed]:  # fmt: skip
    rounds: dict[int, list[tuple[str, tuple[SideLine, SideLine]]]] = {}
    for heat in planned:
        if heat.part == part:
            rounds.setdefault(heat.round, []).append(_lines(heats[heat.id], name_of, heat.sources))
    return placed([rounds[number] for number in sorted(rounds)], feeds, first_row)


def _lines(
    heat: Heat, name_of: NameOf, sources: Sequence[Source | None] = (None, None)
) -> tuple[str, tuple[SideLine, SideLine]]:
    first, second = (
        SideLine(_name(side, source, name_of), "" if side.points is None else str(side.points), _wins(heat, side))
        for side, source in zip(heat.sides[:2], sources, strict=True)
    )
    return heat.id, (first, second)


def _wins(heat: Heat, side: Side) -> bool:
    return side.team is not None and side.team == heat.winner


def _name(side: Side, source: Source | None, name_of: NameOf) -> Said:
    if side.team is not None:
        return name_of(side.team)
    if side.from_heat is None or side.is_nobody:
        return said("—")
    if source is not None and source.outcome == "loser":
        return said(_("loser of {heat}", heat=side.from_heat))
    return said(_("winner of {heat}", heat=side.from_heat))
