"""The road from one fiscal year into the next, as deeds: each step says how it stands, and can be done."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Self

from clubhouse_logs.clubhouse import Clubhouse
from clubhouse_logs.errors import PublicationError
from clubhouse_logs.forms import yearly_form
from clubhouse_logs.frozen import Frozen, read_frozen, write_frozen
from clubhouse_logs.members import Standing
from clubhouse_logs.people import Member
from clubhouse_logs.periods import ONE_DAY, Period, days, fiscal_year, months
from clubhouse_logs.year_end import Step, can_do, done_steps, step_done
from judge.corrections import effective
from judge.facts import Body, ConsentGiven, MemberConfirmed, PersonDescribed
from judge.home_key import home_key
from tui.clubhouse_house import house_folder
from tui.clubhouse_publishing import Planned, editions_of, plan_edition
from tui.forgetting import Receipt
from tui.retention_run import Wanted, due_in, erase
from tui.town import Town

__all__ = ["Child", "Road", "StepState"]


@dataclass(frozen=True, slots=True)
class StepState:
    """How a step stands; `number`: what is open in it (days, children, editions), as its words say."""

    step: Step
    is_done: bool
    can_be_done: bool
    number: int

    def as_json(self) -> dict[str, Any]:
        """Return plain values."""
        return {"step": self.step.value, "done": self.is_done, "can_be_done": self.can_be_done, "open": self.number}


@dataclass(frozen=True, slots=True)
class Child:
    """Somebody in a list of a step: what becomes of them, and whether that is written down."""

    person: str
    nickname: str
    word: str
    """The next school stage's id; or since when a name is no longer needed."""
    is_done: bool


class Road:
    """One fiscal year of one site; use it in a `with`.

    Args: open_club: opens the clubhouse to write; it is closed for as long as somebody is erased. by: who does it.
          out: the folder for the yearly report.
    """

    def __init__(
        self, home: Path, town: Town, year: int, open_club: Callable[[], Clubhouse], *, by: str, out: Path
    ) -> None:  # fmt: skip
        self._home, self._town, self._number, self._open, self.by, self.out = home, town, year, open_club, by, out
        self.year = fiscal_year(year, town.fiscal_year_start_month)
        self.next_year = fiscal_year(year + 1, town.fiscal_year_start_month)
        self.club = open_club()
        self._known: tuple[object, list[StepState]] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_what: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the clubhouse."""
        self.club.close()

    @property
    def number(self) -> int:
        """The fiscal year's."""
        return self._number

    @property
    def is_over(self) -> bool:
        """Whether the last day has passed."""
        return self.club.today >= self.year.end

    def states(self) -> list[StepState]:
        """Return every step as it stands, worked out once a change."""
        self.club.refresh()
        record = self.club.record()
        if self._known is None or self._known[0] is not record:
            done = done_steps(self.club.facts(), self._number)
            found = []
            for step in Step:
                can_be_done = can_do(step, done) and (self.is_over or step is Step.LATE_PAPER)
                found.append(StepState(step, step in done, can_be_done, self._open_in(step)))
            self._known = record, found
        return self._known[1]

    def finish(self, step: Step) -> list[Path]:
        """Do what belongs to a step and record that it is done; return what was written for people.

        Raises: PublicationError(step-too-early: step; figures-moved: edition). JournalWriteFailed, OSError.
        """
        state = next(one for one in self.states() if one.step is step)
        if not state.can_be_done:
            raise PublicationError("step-too-early", step=step.value)
        written = list[Path]()
        if step is Step.FREEZE:
            self._freeze()
        elif step is Step.REPORT:
            written = self._report()
        if not state.is_done:
            self.club.append([step_done(self._number, step)], by=self.by)
        return written

    def plan(self) -> Planned:
        """Return the year's next edition without writing anything. Raises: PublicationError."""
        record = self.club.record()
        return plan_edition(record, self._editions(), self._town, self._site, self.year, today=self.club.today)

    def days_without_record(self) -> list[date]:
        """Return the planned days of the year up to today of which nothing is known."""
        record = self.club.record()
        known = record.log.visited_days | record.log.staff_says.keys()
        return [day for day in days(self.year) if day <= self.club.today and day not in known
                and record.calendar.is_planned(day)]  # fmt: skip

    # -- children ------------------------------------------------------------------------------------------------

    def movers(self) -> list[Child]:
        """Return the members who have a stage after theirs, by stage and nickname."""
        order = [division.id for division in self._town.divisions]
        members, found = self.club.members, []
        for member in self._members():
            before = members.on(member.person, self.year.end - ONE_DAY).stage or member.stage
            now = members.on(member.person, self.next_year.start).stage or before
            if before in order and order.index(before) + 1 < len(order):
                following = order[order.index(before) + 1]
                found.append(Child(member.person, member.nickname, following, now == following))
        return sorted(found, key=lambda child: (order.index(child.word), child.nickname, child.person))

    def move_up(self, person: str) -> None:
        """A child goes to the next school stage with the new year; told again, it stays where it was."""
        child = next(one for one in self.movers() if one.person == person)
        first = self.next_year.start.isoformat()
        if child.is_done:
            self._take_back(
                lambda body: isinstance(body, PersonDescribed) and (body.person, body.since_date) == (person, first)
            )
            self.club.people.set_stage(person, self.club.members.on(person, self.year.end - ONE_DAY).stage)
            return
        area = self.club.members.on(person, self.year.end - ONE_DAY).area
        self.club.append([PersonDescribed(person, first, child.word, area)], by=self.by)
        self.club.people.set_stage(person, child.word)

    def renewals(self) -> list[Child]:
        """Return the members of the year's last day, and whether their form for the next year is back."""
        members, last = self.club.members, self.year.end - ONE_DAY
        renewed = {row.person for row in members.confirmed if row.since == self.next_year.start}
        return [
            Child(member.person, member.nickname, "", member.person in renewed)
            for member in self._members()
            if members.standing(member.person, last) is Standing.CONFIRMED
        ]

    def renew(self, person: str) -> None:
        """A form is back: member for the next year, with the consents of this one; told again, it is taken back."""
        first, last = self.next_year.start, self.next_year.end - ONE_DAY
        day = first.isoformat()
        if next(one for one in self.renewals() if one.person == person).is_done:
            self._take_back(
                lambda body: (
                    (isinstance(body, MemberConfirmed) and (body.person, body.since_date) == (person, day))
                    or (isinstance(body, ConsentGiven) and (body.person, body.date) == (person, day))
                )
            )
            return
        held = [row for row in self.club.members.consents if row.person == person and row.since < first]
        newest = {row.purpose: row for row in held if row.until is None or row.until >= first}
        bodies: list[Body] = [MemberConfirmed(person, day, last.isoformat())]
        bodies += [ConsentGiven(person, row.purpose, row.version, row.by_role, day) for row in newest.values()]
        self.club.append(bodies, by=self.by)

    def due(self) -> list[Child]:
        """Return whose name is no longer needed: the dry run."""
        names = {member.person: member.nickname for member in self._members()}
        return [Child(one.person, names[one.person], str(one.since), False) for one in self._wanted()]

    def erase(self, *, kept: Collection[str] = ()) -> Receipt:
        """Erase them, but those who are kept; the clubhouse is closed meanwhile.

        Raises: PublicationError(step-too-early). JournalTaken: a kiosk is open, and nobody was erased.
        """
        if not next(one for one in self.states() if one.step is Step.RETENTION).can_be_done:
            raise PublicationError("step-too-early", step=Step.RETENTION.value)
        wanted = [one for one in self._wanted() if one.person not in kept]
        today = self.club.today
        self.club.close()
        try:
            return erase(self._home, self._town, wanted, today, clock=self.club.now)
        finally:
            self.club, self._known = self._open(), None

    # -- what is inside ------------------------------------------------------------------------------------------

    @property
    def _site(self) -> str:
        return self.club.calendar.site

    def _members(self) -> list[Member]:
        return sorted(self.club.people.members(), key=lambda member: (member.nickname, member.person))

    def _wanted(self) -> list[Wanted]:
        return due_in(self.club, self._town, self.club.today)

    def _open_in(self, step: Step) -> int:
        match step:
            case Step.LATE_PAPER:
                return len(self.days_without_record())
            case Step.FREEZE:
                return len(self._unfrozen())
            case Step.STAGES:
                return sum(not child.is_done for child in self.movers())
            case Step.RENEWAL:
                return sum(not child.is_done for child in self.renewals())
            case Step.RETENTION:
                return len(self._wanted())
            case Step.NEXT_YEAR:
                return len(self.club.calendar.planned_days(self.next_year))
        return 0

    def _editions(self) -> list[Frozen]:
        return editions_of(self._home, self._town, self._site, self.club.record())

    def _unfrozen(self) -> list[Period]:
        frozen = {(body.first, body.last) for body in self.club.record().published if body.site == self._site}
        periods = [*months(self.year), self.year]
        return [one for one in periods if (one.start.isoformat(), (one.end - ONE_DAY).isoformat()) not in frozen]

    def _freeze(self) -> None:
        """Freeze the months that are not, then the year; facts come last, so that a stop in between freezes nothing."""
        record, folder = self.club.record(), house_folder(self._home, self._site)
        editions, bodies, key = self._editions(), list[Body](), home_key(self._home)
        for period in [*(one for one in self._unfrozen() if one.kind != self.year.kind), self.year]:
            planned = plan_edition(record, editions, self._town, self._site, period, today=self.club.today)
            if planned.said is not None:
                body = write_frozen(folder, planned.said, key)
                start = self._town.fiscal_year_start_month
                editions += read_frozen(folder, [body], site=self._site, fiscal_year_start_month=start)
                bodies.append(body)
        self.club.append(bodies, by=self.by)

    def _report(self) -> list[Path]:
        from tui.clubhouse_commands.report import write_form  # here: a press takes time to load

        planned = self.plan()
        if planned.said is not None:
            raise PublicationError("figures-moved", edition=planned.edition - 1)
        stages = [division.id for division in self._town.divisions]
        form = yearly_form(self.club.record(), self.year, stages=stages, as_of=self.year.end - ONE_DAY)
        files, _unheld = write_form(
            form, f"year-{self._number}", self._town, self._site, self.out, is_final=True
        )  # fmt: skip
        return files

    def _take_back(self, wants: Callable[[Body], bool]) -> None:
        for fact in effective(self.club.facts())[0]:
            if wants(fact.body):
                self.club.undo(fact, by=self.by)
