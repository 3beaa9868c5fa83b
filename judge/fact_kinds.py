"""The closed set of facts: one frozen dataclass a kind, in the past tense.

Rule 1: a body checks itself when it is made, so an invalid fact cannot exist (FactInvalid names the field).
Rule 2: no boolean flips. A correction is a new fact, `Corrected`, that names the one it corrects; so is its undo.
Rule 3: what a newer program wrote stands as `Unknown` and is passed on as it is.

`KINDS` is the table of all kinds; those of a whole tournament stand in `judge.hall_kinds`. Every annotation is a shape
of `judge.fact_shapes`.
"""

from dataclasses import dataclass, field
from typing import Annotated

from judge.errors import FactInvalid
from judge.fact_body import FIELDS, SINCE_3, SINCE_4, Body, fields_of
from judge.fact_kinds_clubhouse import CLUBHOUSE_KINDS
from judge.fact_shapes import (
    Action,
    Count,
    Date,
    DecisionLevel,
    Digest,
    EndReason,
    FactArgs,
    Flag,
    Instant,
    Label,
    MaybeLabel,
    MaybePerson,
    MaybeWord,
    NotedArgs,
    Ordinal,
    Person,
    Persons,
    Ruling,
    SeqByStation,
    Shape,
    StartSource,
    Tree,
    Whole,
    WholeByWord,
    Word,
    Zone,
)
from judge.hall_kinds import HALL_KINDS

__all__ = ["FIELDS", "KINDS", "Body"]


@dataclass(frozen=True, slots=True)
class TournamentOpened(Body):
    """A tournament began under one definition, overlaid with the day's own values."""

    KIND = "tournament_opened"
    tournament: Word
    definition: Word
    definition_hash: Digest
    overlay: Tree
    division: Word
    runs_official: Ordinal
    runs_counted: Ordinal
    bracket_size: Count
    seed: Whole
    timezone: Zone

    def check_whole(self) -> None:
        if self.runs_counted > self.runs_official:
            raise FactInvalid(self.KIND, "runs_counted", "at most runs_official")
        if self.bracket_size & (self.bracket_size - 1) or self.bracket_size == 1:
            raise FactInvalid(self.KIND, "bracket_size", "0 or a power of two from 2")


@dataclass(frozen=True, slots=True)
class TeamEntered(Body):
    """A team took part; `name` is the team's, its members are random ids. It enters each competition by itself."""

    KIND = "team_entered"
    team: Word
    name: Label
    division: Word
    members: Persons
    language: Word
    reading: MaybeLabel = field(default=None, metadata=SINCE_3)
    """How the name is read aloud: kana, pinyin."""


@dataclass(frozen=True, slots=True)
class RunOpened(Body):
    """A team came to a table; `number` counts its runs, `heat` is None in open runs.

    `competition` is None in a journal that holds only one. `announced`: the values of the day that are announced (the
    ball target) as they stood at the table when it was opened; empty: the definition has none, or nobody said.
    """

    KIND = "run_opened"
    needs_run = True
    team: Word
    number: Ordinal
    official: Flag
    stage: Word
    heat: MaybeWord
    table: Ordinal
    competition: MaybeWord = field(default=None, metadata=SINCE_3)
    announced: WholeByWord = field(default_factory=dict, hash=False, metadata=SINCE_4)


@dataclass(frozen=True, slots=True)
class RunStarted(Body):
    """The clock started, by the judge box's lamp or by hand."""

    KIND = "run_started"
    needs_run = True
    source: StartSource


@dataclass(frozen=True, slots=True)
class Called(Body):
    """A person called something the definition names."""

    KIND = "called"
    needs_run = True
    call: Word
    args: FactArgs = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Signalled(Body):
    """A board signalled a gate; `device_us` is its own clock, in microseconds since its boot."""

    KIND = "signalled"
    gate: Word
    args: FactArgs = field(hash=False)
    device_us: Count


@dataclass(frozen=True, slots=True)
class RunEnded(Body):
    """The clock stopped, and why."""

    KIND = "run_ended"
    needs_run = True
    reason: EndReason


@dataclass(frozen=True, slots=True)
class RunSigned(Body):
    """A person agreed to a run's score in a role (referee, team, ...)."""

    KIND = "run_signed"
    needs_run = True
    role: Word
    person: Person


@dataclass(frozen=True, slots=True)
class RunVoided(Body):
    """A run was declared void (a fault of the hall); it uses no attempt. `reason` is a code, not prose."""

    KIND = "run_voided"
    needs_run = True
    reason: Word


@dataclass(frozen=True, slots=True)
class RunReturned(Body):
    """The second person sent a run back to its referee; who signed has to sign again. `reason` is a code, not prose."""

    KIND = "run_returned"
    since = 2
    needs_run = True
    person: Person
    reason: Word


@dataclass(frozen=True, slots=True)
class RunDisputed(Body):
    """A team refused to sign, or appealed; `limit_minutes` is how long it might, by the definition of that day."""

    KIND = "run_disputed"
    since = 2
    needs_run = True
    team: Word
    person: MaybePerson
    reason: Word
    limit_minutes: Count


@dataclass(frozen=True, slots=True)
class DisputeDecided(Body):
    """The dispute over a run was decided: it stands, stands as amended, or is void and run again."""

    KIND = "dispute_decided"
    since = 2
    needs_run = True
    level: DecisionLevel
    decision: Ruling
    reason: Word


@dataclass(frozen=True, slots=True)
class Noted(Body):
    """Something worth keeping that decides no score; `topic` says what `args` holds."""

    KIND = "noted"
    topic: Word
    args: NotedArgs = field(default_factory=dict, hash=False)

    def check_whole(self) -> None:
        if "name" in self.args and self.topic != "program":
            raise FactInvalid(self.KIND, "args", "no name, but a program's identifier under the topic program")


@dataclass(frozen=True, slots=True)
class PersonAdded(Body):
    """A random id came to stand for a person; `kind` is child, guardian, mentor, ..."""

    KIND = "person_added"
    person: Person
    kind: Word


@dataclass(frozen=True, slots=True)
class Visited(Body):
    """One person (or `count` unnamed people) came through the door of a site.

    `at` is the instant of coming in. The envelope's `wall` is when it was written down: days later for a paper list.
    """

    KIND = "visited"
    person: MaybePerson
    count: Ordinal
    at: Instant
    site: Word
    role: Word
    source: Word

    def check_whole(self) -> None:
        if self.person is not None and self.count != 1:
            raise FactInvalid(self.KIND, "count", "1 for one person")


@dataclass(frozen=True, slots=True)
class DayHeld(Body):
    """A planned day was held, or was not."""

    KIND = "day_held"
    date: Date
    site: Word
    held: Flag


@dataclass(frozen=True, slots=True)
class Unknown(Body):
    """A fact of a kind or schema that only a newer program understands; `body` is its JSON, untouched."""

    KIND = "unknown"
    kind: str
    body: str


def is_replacement(value: object) -> bool:
    """Tell whether the value can stand in another fact's place."""
    return value is None or (isinstance(value, Body) and not isinstance(value, Corrected))


_REPLACEMENT = Shape("a fact's body, no correction, or null", is_replacement)


@dataclass(frozen=True, slots=True)
class Corrected(Body):
    """The fact (`station`, `seq`) was withdrawn or replaced; correcting a correction undoes it.

    `seen`: by other station, the seq of its last correction of the same run that stood in the journal this was written
    to (`judge.apart`); what is not in it was made apart.
    """

    KIND = "corrected"
    station: Word
    seq: Ordinal
    action: Action
    replacement: Annotated[Body | None, _REPLACEMENT]
    reason: Word
    seen: SeqByStation = field(default_factory=dict, hash=False, metadata=SINCE_4)

    def check_whole(self) -> None:
        if (self.action == "replace") != (self.replacement is not None):
            raise FactInvalid(self.KIND, "replacement", "a body to replace, null to withdraw")


_BODIES: tuple[type[Body], ...] = (
    TournamentOpened, TeamEntered, RunOpened, RunStarted, Called, Signalled, RunEnded, RunSigned, RunVoided,
    Corrected, Noted, PersonAdded, Visited, DayHeld, RunReturned, RunDisputed, DisputeDecided, *HALL_KINDS,
    *CLUBHOUSE_KINDS,
)  # fmt: skip
KINDS: dict[str, type[Body]] = {body.KIND: body for body in _BODIES}
FIELDS.update({body: fields_of(body) for body in _BODIES})
FIELDS[Unknown] = ()
