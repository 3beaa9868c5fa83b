"""The clubhouse's facts in the reader's words, one line each; persons stay random ids."""

from judge.facts import (
    Attended,
    Body,
    ClosurePlanned,
    ConsentGiven,
    ConsentWithdrawn,
    DayReviewed,
    FiguresPublished,
    Left,
    MemberConfirmed,
    MemberEnded,
    MemberProvisional,
    PersonalDataViewed,
    PersonDescribed,
    PersonErased,
    PersonsMerged,
    ProgrammeHeld,
    SpecialDayPlanned,
    TargetSet,
    TotalStated,
    ValueStated,
)
from tui.i18n import _

__all__ = ["clubhouse_sentence"]


def clubhouse_sentence(body: Body, at: str) -> str | None:
    """Return what a fact of the clubhouse says; None for another room's. `at`: the body's instant, in words."""
    return _door(body, at) or _days(body) or _persons(body) or _stated(body)


def _door(body: Body, at: str) -> str | None:
    match body:
        case Left(person=None):
            return _("{count} people of the visit {visit} went out at {at} (by {source}).",
                     count=body.count, visit=body.visit, at=at, source=body.source)  # fmt: skip
        case Left():
            return _("{person} went out at {at} (by {source}).", person=body.person, at=at, source=body.source)
        case Attended(person=None):
            return _("{count} people without a name took part in {programme}.",
                     count=body.count, programme=body.programme)  # fmt: skip
        case Attended():
            return _("{person} took part in {programme}.", person=body.person, programme=body.programme)
    return None


def _days(body: Body) -> str | None:
    match body:
        case ProgrammeHeld():
            return _("{title} ({topic}, {programme}) took place on {date}.", title=body.title, topic=body.topic,
                     programme=body.programme, date=body.date)  # fmt: skip
        case ClosurePlanned():
            return _("{site} is closed from {first} to {last} ({reason}).",
                     site=body.site, first=body.first, last=body.last, reason=body.reason)  # fmt: skip
        case SpecialDayPlanned():
            return _("{site} opens specially on {date}, {opens} to {closes} ({reason}).", site=body.site,
                     date=body.date, opens=body.opens, closes=body.closes, reason=body.reason)  # fmt: skip
        case DayReviewed():
            return _("The day {date} was looked through; {count} were not seen going out.",
                     date=body.date, count=body.inside)  # fmt: skip
        case FiguresPublished():
            return _("The figures of {first} to {last} were published, edition {edition}.",
                     first=body.first, last=body.last, edition=body.edition)  # fmt: skip
    return None


def _persons(body: Body) -> str | None:
    match body:
        case PersonsMerged():
            return _("{other} and {kept} are one person: {kept}.", other=body.other, kept=body.kept)
        case PersonErased():
            return _("A person was erased on {date} ({reason}); the visits go on counting under {number}.",
                     date=body.date, reason=body.reason, number=body.stands_as)  # fmt: skip
        case PersonDescribed():
            return _("{person} counts from {date} on as: stage {stage}, area {area}.", person=body.person,
                     date=body.since_date, stage=body.stage or "—", area=body.area or "—")  # fmt: skip
        case MemberProvisional():
            return _("{person} is a provisional member until {until}.", person=body.person, until=body.until)
        case MemberConfirmed():
            return _("{person} is a member from {since} to {until}.",
                     person=body.person, since=body.since_date, until=body.until or "—")  # fmt: skip
        case MemberEnded():
            return _("{person} is no member any more from {date} on ({reason}).",
                     person=body.person, date=body.date, reason=body.reason)  # fmt: skip
        case ConsentGiven():
            return _("Consent for {person}: {purpose}, version {version}, by {role}.", person=body.person,
                     purpose=body.purpose, version=body.version, role=body.by_role)  # fmt: skip
        case ConsentWithdrawn():
            return _("Consent for {person} was withdrawn: {purpose}.", person=body.person, purpose=body.purpose)
        case PersonalDataViewed():
            return _("Personal data was looked at: {view}, {person}.", view=body.view, person=body.person or "—")
    return None


def _stated(body: Body) -> str | None:
    match body:
        case TotalStated():
            counts = {"nobe": _("visits"), "jitsu": _("different people"), "unstated": _("not said what is counted")}
            return _("{document} gives {number} for {first} to {last} ({counts}).", document=body.document,
                     number=body.number, first=body.first, last=body.last, counts=counts[body.counts])  # fmt: skip
        case ValueStated():
            value = f"{body.value / 10**body.places:.{body.places}f}"
            return _("{document} gives {value} for {topic}, {first} to {last}.", document=body.document, value=value,
                     topic=body.topic, first=body.first, last=body.last)  # fmt: skip
        case TargetSet():
            return _("The target from {date} on, {indicator}: {baseline} to {goal} in {year}.", date=body.since_date,
                     indicator=body.indicator, baseline=body.baseline, goal=body.goal, year=body.goal_year)  # fmt: skip
    return None
