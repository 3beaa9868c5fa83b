"""What the demo tells whoever watches: the lines on stdout, or the screen.

The engine knows neither; it hands each event to one listener, in order, from its own thread.
"""

from dataclasses import dataclass, field
from typing import Any

from judge.scoring import Score
from judge.tournament.fold import TournamentState

__all__ = ["DemoEvent", "Said", "TableMoved", "TournamentMoved"]


@dataclass(frozen=True, slots=True)
class Said:
    """Something worth a line. `topic` picks the sentence in `tui.demo.words`; `fields` fill it."""

    topic: str
    fields: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TableMoved:
    """The picture of the table, a few times a simulated second. `view` is the field's snapshot."""

    table: int
    run: str
    team: str
    stage: str
    heat: str | None
    at_ms: int | None
    """None: not started."""
    limit_ms: int
    score: Score
    view: Any
    is_waiting_for_signature: bool = False


@dataclass(frozen=True, slots=True)
class TournamentMoved:
    """A fact changed the standings or the bracket."""

    state: TournamentState


DemoEvent = Said | TableMoved | TournamentMoved
