"""The facts of a clubhouse's door, days, members and figures, beside `PersonAdded`, `Visited` and `DayHeld`.

Rule 1: no fact names a person: ids that are random numbers, codes and dates. A line of text (`title`, `document`) is
        that of a public event or paper, never a person's.
Rule 2: nothing flips. A visit is voided, a merge unmade and a closure lifted by `Corrected`, and restored by its undo.
Rule 3: dates are the town's; `first` and `last` are both part of a period.
"""

from dataclasses import dataclass

from judge.errors import FactInvalid
from judge.fact_body import Body
from judge.fact_shapes import (
    Clock,
    Count,
    Date,
    Digest,
    Instant,
    Label,
    MaybeDate,
    MaybeFactId,
    MaybePerson,
    MaybeWord,
    Ordinal,
    PeriodWord,
    Person,
    TargetCounts,
    TotalCounts,
    Whole,
    Word,
    YearKind,
)

__all__ = [
    "CLUBHOUSE_KINDS",
    "Attended",
    "ClosurePlanned",
    "ConsentGiven",
    "ConsentWithdrawn",
    "DayReviewed",
    "FiguresPublished",
    "Left",
    "MemberConfirmed",
    "MemberEnded",
    "MemberProvisional",
    "PersonDescribed",
    "PersonErased",
    "PersonalDataViewed",
    "PersonsMerged",
    "ProgrammeHeld",
    "SpecialDayPlanned",
    "TargetSet",
    "TotalStated",
    "ValueStated",
]


class _Clubhouse(Body):
    __slots__ = ()
    since = 3


@dataclass(frozen=True, slots=True)
class Left(_Clubhouse):
    """Somebody was seen going out: a person, or `count` heads of the visit named. Nobody writes one for a forgotten
    check-out: that a stay has none is a state of its own.
    """

    KIND = "left"
    person: MaybePerson
    visit: MaybeFactId
    """The visit's fact, where it is known which one ends; needed for people without a name."""
    count: Ordinal
    at: Instant
    site: Word
    source: Word
    """scan or staff."""

    def check_whole(self) -> None:
        if self.person is None and self.visit is None:
            raise FactInvalid(self.KIND, "visit", "the visit that ended, where nobody is named")
        if self.person is not None and self.count != 1:
            raise FactInvalid(self.KIND, "count", "1 for one person")


@dataclass(frozen=True, slots=True)
class ProgrammeHeld(_Clubhouse):
    """A workshop, lecture, course or event took place."""

    KIND = "programme_held"
    programme: Word
    topic: Word
    """workshop, lecture, course, event, ..."""
    title: Label
    date: Date
    site: Word
    indicator: MaybeWord
    """The row of the town's plan it counts for; null: none."""


@dataclass(frozen=True, slots=True)
class Attended(_Clubhouse):
    """A person, or `count` people nobody named, took part in a programme."""

    KIND = "attended"
    programme: Word
    person: MaybePerson
    count: Ordinal
    role: Word
    source: Word

    def check_whole(self) -> None:
        if self.person is not None and self.count != 1:
            raise FactInvalid(self.KIND, "count", "1 for one person")


@dataclass(frozen=True, slots=True)
class ClosurePlanned(_Clubhouse):
    """The site is closed by plan from `first` to `last`. `reason` is a code, not prose."""

    KIND = "closure_planned"
    first: Date
    last: Date
    site: Word
    reason: Word

    def check_whole(self) -> None:
        _check_order(self)


@dataclass(frozen=True, slots=True)
class SpecialDayPlanned(_Clubhouse):
    """The site opens on a day outside its rule, or at other hours."""

    KIND = "special_day_planned"
    date: Date
    site: Word
    opens: Clock
    closes: Clock
    reason: Word

    def check_whole(self) -> None:
        if self.closes <= self.opens:
            raise FactInvalid(self.KIND, "closes", "after opens")


@dataclass(frozen=True, slots=True)
class DayReviewed(_Clubhouse):
    """Staff looked through a day at its end; so many had not been seen going out."""

    KIND = "day_reviewed"
    date: Date
    site: Word
    inside: Count


@dataclass(frozen=True, slots=True)
class TotalStated(_Clubhouse):
    """A document gives a number of users for a period without a row for each; it is never mixed with counted ones."""

    KIND = "total_stated"
    first: Date
    last: Date
    site: Word
    number: Count
    counts: TotalCounts
    """nobe, jitsu, or unstated where the document does not say."""
    document: Label

    def check_whole(self) -> None:
        _check_order(self)


@dataclass(frozen=True, slots=True)
class ValueStated(_Clubhouse):
    """Staff entered a value of the plan or of the accounts (a running cost, donations): `value` / 10 ** `places`."""

    KIND = "value_stated"
    topic: Word
    """The plan's row, or running_cost_yen, donations_paid_yen, donations_pledged_yen, donations_goal_yen."""
    first: Date
    last: Date
    value: Whole
    places: Count
    document: Label

    def check_whole(self) -> None:
        _check_order(self)
        if self.places > 9:
            raise FactInvalid(self.KIND, "places", "at most 9")


@dataclass(frozen=True, slots=True)
class PersonsMerged(_Clubhouse):
    """Two ids are one child: `other` counts as `kept` from the first visit on."""

    KIND = "persons_merged"
    kept: Person
    other: Person

    def check_whole(self) -> None:
        if self.kept == self.other:
            raise FactInvalid(self.KIND, "other", "another id than kept")


@dataclass(frozen=True, slots=True)
class PersonErased(_Clubhouse):
    """Somebody was erased: who has the digest of the id can tell that it was this one, and nobody else can.

    `stands_as` is the fresh number under which the visits go on counting; it leads to nobody.
    """

    KIND = "person_erased"
    digest: Digest
    stands_as: Person
    date: Date
    reason: Word


@dataclass(frozen=True, slots=True)
class PersonDescribed(_Clubhouse):
    """What figures are broken down by, from a date on: school stage and area, as codes; null: not known."""

    KIND = "person_described"
    person: Person
    since_date: Date
    stage: MaybeWord
    area: MaybeWord


@dataclass(frozen=True, slots=True)
class MemberProvisional(_Clubhouse):
    """A child was let in before any form was signed; without one by `until` its name is erased."""

    KIND = "member_provisional"
    person: Person
    since_date: Date
    until: Date


@dataclass(frozen=True, slots=True)
class MemberConfirmed(_Clubhouse):
    """A membership holds from `since_date`, until the day `until`, which is part of it; null: until it is ended."""

    KIND = "member_confirmed"
    person: Person
    since_date: Date
    until: MaybeDate


@dataclass(frozen=True, slots=True)
class MemberEnded(_Clubhouse):
    """A membership of either sort no longer holds on `date`."""

    KIND = "member_ended"
    person: Person
    date: Date
    reason: Word


@dataclass(frozen=True, slots=True)
class ConsentGiven(_Clubhouse):
    """Consent to one purpose in one version of its wording; `by_role`: guardian, or self when old enough."""

    KIND = "consent_given"
    person: Person
    purpose: Word
    version: Word
    by_role: Word
    date: Date


@dataclass(frozen=True, slots=True)
class ConsentWithdrawn(_Clubhouse):
    """Consent to one purpose no longer holds on `date`."""

    KIND = "consent_withdrawn"
    person: Person
    purpose: Word
    date: Date


@dataclass(frozen=True, slots=True)
class TargetSet(_Clubhouse):
    """A target holds from `since_date` on; earlier ones stay, so that an old figure keeps its own."""

    KIND = "target_set"
    indicator: Word
    site: Word
    since_date: Date
    counts: TargetCounts
    baseline: Count
    baseline_year: Count
    baseline_kind: YearKind
    baseline_since: MaybeDate
    goal: Count
    goal_year: Count

    def check_whole(self) -> None:
        if self.goal == self.baseline:
            raise FactInvalid(self.KIND, "goal", "another number than baseline")
        if self.goal_year <= self.baseline_year:
            raise FactInvalid(self.KIND, "goal_year", "after baseline_year")


@dataclass(frozen=True, slots=True)
class FiguresPublished(_Clubhouse):
    """A month's or year's figures were frozen: edition `edition`, of which `digest` is the hash."""

    KIND = "figures_published"
    period: PeriodWord
    first: Date
    last: Date
    site: Word
    edition: Ordinal
    digest: Digest

    def check_whole(self) -> None:
        _check_order(self)


@dataclass(frozen=True, slots=True)
class PersonalDataViewed(_Clubhouse):
    """Who stands in `by` looked at personal data: of one person, or of everyone (null) in the view named."""

    KIND = "personal_data_viewed"
    person: MaybePerson
    view: Word


def _check_order(body: ClosurePlanned | TotalStated | ValueStated | FiguresPublished) -> None:
    if body.last < body.first:
        raise FactInvalid(body.KIND, "last", "not before first")


CLUBHOUSE_KINDS: tuple[type[Body], ...] = (
    Left, ProgrammeHeld, Attended, ClosurePlanned, SpecialDayPlanned, DayReviewed, TotalStated, ValueStated,
    PersonsMerged, PersonErased, PersonDescribed, MemberProvisional, MemberConfirmed, MemberEnded, ConsentGiven,
    ConsentWithdrawn, TargetSet, FiguresPublished, PersonalDataViewed,
)  # fmt: skip
