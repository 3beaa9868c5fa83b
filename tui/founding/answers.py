"""What a tournament is asked when it is made, and the facts that come of it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from typing import Any, Literal

from judge.challenge import CONFIRM, TEAM_SIGNS, Definition, OverlayValue
from judge.errors import DefinitionError
from judge.facts import Body
from judge.hall_kinds import CompetitionOpened, TablesAssigned, TournamentFounded
from judge.tournament.stages import read_stages

__all__ = ["FINALS", "Answers", "Finals", "competition_id", "facts_of", "stages_of"]

Finals = Literal["none", "single", "double"]
FINALS: tuple[Finals, ...] = ("none", "single", "double")
GROUPS, GOING_ON = 4, 2  # where robots meet: groups of about four, two of each go on


@dataclass(frozen=True, slots=True)
class Answers:
    """The ten answers, and what is laid over the definitions by challenge (`{"line_following": {"T.ES": 137}}`).

    `runs_official`, `runs_counted`: 0 leaves them to each definition. `finals_size`: how many teams come into them.
    `is_confirmed`: a second person confirms every run.
    """

    title: str
    first_day: date
    days: int
    challenges: tuple[str, ...]
    divisions: tuple[str, ...]
    tables: int
    runs_official: int = 0
    runs_counted: int = 0
    finals: Finals = "single"
    finals_size: int = 8
    is_confirmed: bool = False
    overlays: Mapping[str, Mapping[str, OverlayValue]] = field(default_factory=dict)

    @property
    def dates(self) -> tuple[str, ...]:
        """The days of the tournament."""
        return tuple((self.first_day + timedelta(days=number)).isoformat() for number in range(self.days))

    def asked(self) -> dict[str, Any]:
        """The answers as a fact keeps them, and as a file holds them."""
        return {
            **asdict(self),
            "first_day": self.first_day.isoformat(),
            "challenges": list(self.challenges),
            "divisions": list(self.divisions),
            "overlays": {challenge: dict(overlay) for challenge, overlay in self.overlays.items()},
        }


def competition_id(challenge: str, division: str) -> str:
    """The id of a competition: `line_following-ES`."""
    return f"{challenge}-{division}"


def facts_of(
    answers: Answers, definitions: Mapping[str, Definition], *, timezone: str, new_seed: Callable[[], int]
) -> list[Body]:
    """The facts that make the tournament: its frame, its competitions, and which tables they have.

    Raises: DefinitionError: an overlay or a stage is not offered. FactInvalid: a title or a number is out of shape.
    """
    facts: list[Body] = [
        TournamentFounded(
            f"t-{answers.first_day}",
            answers.title,
            answers.dates,
            timezone,
            new_seed(),
            answers.tables,
            answers.asked(),
        )
    ]
    opened = list(_competitions(answers, definitions, new_seed))
    facts += opened
    for place, challenge in enumerate(answers.challenges):
        tables = _tables(place, len(answers.challenges), answers.tables)
        facts += [TablesAssigned(body.competition, tables) for body in opened if body.definition == challenge]
    return facts


def stages_of(definition: Definition, answers: Answers) -> list[dict[str, Any]]:
    """The stages of a competition: open runs, or groups where robots meet whom they are given; then the finals."""
    meets_whom_it_will = bool(definition.aggregation.runs_required)  # so many matches each, against whoever is there
    if definition.match is not None and definition.elimination.sizes and not meets_whom_it_will:
        first: dict[str, Any] = {"id": "groups", "type": "groups", "groups": GROUPS, "advance": GOING_ON}
    else:
        first = {"id": "open_runs", "type": "open_runs"}
        if answers.runs_official:
            first |= {"runs": answers.runs_official, "counted": answers.runs_counted or answers.runs_official}
    if answers.finals == "none" or not definition.elimination.sizes:
        return [first]
    kind = {"single": "single_elimination", "double": "double_elimination"}[answers.finals]
    return [first, {"id": "finals", "type": kind, "size": answers.finals_size}]


def _competitions(
    answers: Answers, definitions: Mapping[str, Definition], new_seed: Callable[[], int]
) -> Iterator[CompetitionOpened]:
    for challenge in answers.challenges:
        definition = definitions[challenge]
        overlay = {TEAM_SIGNS: 1, CONFIRM: int(answers.is_confirmed), **answers.overlays.get(challenge, {})}
        definition.with_overlay(overlay)  # refused here, before anything is written
        for division in _divisions(definition, answers.divisions):
            stages, name = stages_of(definition, answers), competition_id(challenge, division)
            read_stages(stages, name)
            yield CompetitionOpened(name, challenge, definition.hash, overlay, division, tuple(stages), new_seed())


def _divisions(definition: Definition, asked: Sequence[str]) -> list[str]:
    """The divisions of a challenge that are asked for; where it knows none of them, those it has itself.

    Raises: DefinitionError: none of either.
    """
    own = [division for division in definition.divisions if division in asked]
    if not own:
        own = [division for division in definition.divisions if not any(one in definition.divisions for one in asked)]
    if not own:
        raise DefinitionError(definition.file, "divisions", "not-offered", {"value": " ".join(asked), "offered": ()})
    return own


def _tables(place: int, of: int, tables: int) -> tuple[int, ...]:
    """The tables of one challenge: an equal share of them; where there are fewer tables than challenges, one."""
    if tables < of:
        return (place % tables + 1,)
    first, behind = place * tables // of, (place + 1) * tables // of
    return tuple(range(first + 1, behind + 1))
