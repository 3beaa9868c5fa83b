"""All fifteen definitions over one period, each figure with everything needed to explain it.

Rules: a figure carries its definition, its unit and its basis (period and kind, cut-off, calendar version, quality);
       an interval is low and high; a number without a denominator, or without the records it needs, is None;
       what the facts do not hold (check-outs, memberships, money, rosters) comes in as `Records`, and a figure whose
       records are not given is left out, not zero.
Source: DEFINITIONS.md, 1-15.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256

from clubhouse_logs import kpi, periods
from clubhouse_logs import target as targets
from clubhouse_logs.cohorts import Membership, cohorts, registered, year_retention
from clubhouse_logs.conversion import Competitor, Proportion, conversion
from clubhouse_logs.cost import Donations, cost_per
from clubhouse_logs.day_sums import NO_VISIT, HoursOfDays, StaySum, StaySums, VisitSum, add_up, days_in
from clubhouse_logs.forecast import forecast, term_only
from clubhouse_logs.opening_calendar import TownCalendar
from clubhouse_logs.periods import ONE_DAY, Period, PeriodKind
from clubhouse_logs.quality import Quality, corrections, quality, recorded
from clubhouse_logs.stays import Bounds, Stay, capacity_use, hours_of_days
from clubhouse_logs.tallies import Tallies, tallies_of
from clubhouse_logs.target import Target
from clubhouse_logs.visit_days import VisitDays
from clubhouse_logs.visits import VisitLog, fold
from judge.facts import Fact

__all__ = ["Basis", "Figure", "Records", "calendar_version", "figures", "figures_of"]

Number = int | Fraction | Decimal | float | None


@dataclass(frozen=True, slots=True)
class Basis:
    """What every figure of one call rests on."""

    site: str
    period: Period
    """As asked for, with its kind."""
    cut_off: date
    """The last date that was counted."""
    timezone: str
    calendar_version: str
    is_calendar_assumed: bool
    quality: Quality


@dataclass(frozen=True, slots=True)
class Figure:
    """One number that explains itself."""

    id: str
    value: int | Decimal | None
    low: int | Decimal | None
    """Ends of its interval; None for a number without one."""
    high: int | Decimal | None
    unit: str
    """person-days, entries, scans, persons, days, hours, percent, yen, heads, or a ratio as a/b."""
    definition: str
    """The number of its definition, as in `report.DEFINITIONS`: kpi-1-D."""
    note: str
    """A code: how the number came about (a forecast's model) or why there is none; empty when nothing is to say."""
    basis: Basis


@dataclass(frozen=True, slots=True)
class Records:
    """What stands beside the visits; leave out what is not kept."""

    stays: Sequence[Stay] | None = None
    capacity: int | None = None
    memberships: Sequence[Membership] | None = None
    target: Target | None = None
    cost_yen: int | None = None
    donations: Donations | None = None
    roster: Sequence[Competitor] | None = None
    roster_locks: date | None = None
    consenting: Collection[str] = ()
    graduated: Collection[str] = ()
    duplicates_open: int = 0
    is_school_break: Callable[[date], bool] = term_only
    forecast_seed: int = 0
    merge_gap_min: int = kpi.MERGE_GAP_MIN


@dataclass(frozen=True, slots=True)
class _Cut:
    """The material of one period up to its cut-off."""

    tallies: Tallies
    counted: Period
    visits: Mapping[date, VisitSum]
    """The days of the period."""
    total: VisitSum
    history: VisitDays
    came: VisitDays
    """Those of the period alone."""
    held: Sequence[date]
    stays: Mapping[date, StaySum]
    records: Records
    basis: Basis

    def figure(
        self, name: str, value: Number, unit: str, definition: str, *, places: int = 1, low: Number = None,
        high: Number = None, note: str = "",
    ) -> Figure:  # fmt: skip
        printed, least, most = (_printed(number, places) for number in (value, low, high))
        return Figure(name, printed, least, most, unit, definition, note, self.basis)


def figures(
    facts: Iterable[Fact], *, calendar: TownCalendar, period: Period, as_of: date, records: Records | None = None,
    log: VisitLog | None = None,
) -> tuple[Figure, ...]:  # fmt: skip
    """Return every figure that facts and records allow, for one period up to and with the day `as_of`.

    Empty when the cut-off lies before the period. Facts of any years and sites, in any order.

    Args: log: the same facts, folded already (`Record.log`); without it they are folded here.
    """
    known, given = list(facts), records or Records()
    log = log or fold(known, calendar)
    stays = None if given.stays is None else StaySums(given.stays, log.calendar)
    tallies = tallies_of(log, recorded(known, log.calendar), stays, merge_gap_min=given.merge_gap_min)
    return figures_of(tallies, period=period, as_of=as_of, records=given)


def figures_of(tallies: Tallies, *, period: Period, as_of: date, records: Records) -> tuple[Figure, ...]:
    """Return every figure of visits that were added up already; the stays are those of the tallies."""
    counted = periods.until_end_of(period, as_of)
    if counted is None:
        return ()
    cut = _cut(tallies, period, counted, records)
    parts = (_counts, _people, _retention, _inside, _led_to_tournament, _way_to_target, _money, _state)
    return tuple(figure for part in parts for figure in part(cut))


def calendar_version(calendar: TownCalendar, period: Period) -> str:
    """Return twelve hex digits of the planned days of a period with their hours, zone and cut: the same plan, the same.

    Every rule, special day, closure and holiday that matters to the period changes it, and nothing else does.
    """
    lines = [calendar.timezone.key, calendar.day_starts.isoformat(), str(calendar.fiscal_year_start_month)]
    for day in calendar.planned_days(period):
        span = calendar.opening_span(day)
        lines.append(" ".join([day.isoformat(), *(f"{at:%H:%M}" for at in span or ())]))
    return sha256("\n".join(lines).encode()).hexdigest()[:12]


def _cut(tallies: Tallies, period: Period, counted: Period, records: Records) -> _Cut:
    calendar = tallies.calendar
    visits = days_in(tallies.visits, counted)
    stays = days_in(tallies.stays or {}, counted)
    basis = Basis(
        site=calendar.site,
        period=period,
        cut_off=counted.end - ONE_DAY,
        timezone=calendar.timezone.key,
        calendar_version=calendar_version(calendar, period),
        is_calendar_assumed=calendar.uses_assumed_rule(period),
        quality=quality(
            visits,
            stays,
            calendar,
            counted,
            corrected=corrections(tallies.recorded, counted),
            staff_says=tallies.staff_says.keys(),
            duplicates_open=records.duplicates_open,
        ),
    )
    history = tallies.visit_days.before(counted.end)
    came = history.within(counted)
    held = tallies.held_days(counted)
    return _Cut(tallies, counted, visits, add_up(visits.values()), history, came, held, stays, records, basis)


def _counts(cut: _Cut) -> Iterator[Figure]:
    """[1] the three modes, [2] 実 as [U, U + A], [5] visits an opening day."""
    nobe, jitsu, unnamed = cut.total.person_days, kpi.unique_persons(cut.came), cut.total.unnamed
    yield cut.figure("nobe", nobe, "person-days", "kpi-1-D")
    yield cut.figure("nobe_entries", cut.total.entries, "entries", "kpi-1-E")
    yield cut.figure("nobe_raw", cut.total.scans, "scans", "kpi-1-R")
    yield cut.figure("jitsu", jitsu, "persons", "kpi-2", low=jitsu, high=jitsu + unnamed,
                     note="unnamed-left-out" if unnamed else "")  # fmt: skip
    yield cut.figure("opening_days_held", len(cut.held), "days", "opening-days-held")
    yield cut.figure("per_opening_day", kpi.visits_per_opening_day(nobe, len(cut.held)), "person-days/day", "kpi-5")


def _people(cut: _Cut) -> Iterator[Figure]:
    """[3] registered, [4] new, returning and reactivated, [6] frequency."""
    if cut.records.memberships is not None:
        as_of = cut.basis.cut_off
        yield cut.figure("registered", registered(cut.records.memberships, as_of), "persons", "kpi-3")
    newcomers = kpi.newcomers(cut.history, cut.counted)
    for name in ("new", "returning", "reactivated"):
        yield cut.figure(name, getattr(newcomers, name), "persons", f"kpi-4-{name}")
    often = kpi.frequency(cut.came)
    yield cut.figure("visit_days_per_person", often.mean if often else None, "person-days/person", "kpi-6")
    yield cut.figure("visit_days_median", often.median if often else None, "person-days/person", "kpi-6-median")
    yield cut.figure("share_frequent", _percent(often.share_frequent if often else None), "percent", "kpi-6-frequent")


def _retention(cut: _Cut) -> Iterator[Figure]:
    """[7] every cell of the cohorts first seen in the period, and the year's against the year before."""
    for cell in cohorts(cut.history, as_of=cut.basis.cut_off, held=cut.held, of=cut.counted):
        name = f"retention_{cell.cohort[0]}-{cell.cohort[1]:02}_{cell.offset_months}"
        why = "" if cell.rate is not None else "month-closed" if cell.is_closed_month else "month-not-over"
        yield cut.figure(name, _percent(cell.rate), "percent", "kpi-7", note=why)
    if cut.basis.period.kind is PeriodKind.FISCAL_YEAR:
        start = cut.basis.period.start
        year_before = periods.fiscal_year(start.year - 1, start.month)
        kept = year_retention(cut.history, cut.counted, year_before, graduated=cut.records.graduated)
        yield cut.figure("retention_year", _percent(kept.rate), "percent", "kpi-7-year")
        yield cut.figure("retention_year_adjusted", _percent(kept.adjusted), "percent", "kpi-7-year-adjusted")
        yield cut.figure("graduates", kept.graduates, "persons", "kpi-7-graduates")


def _inside(cut: _Cut) -> Iterator[Figure]:
    """[8] peak and mean occupancy, [9] hours, measured and imputed apart, [10] use of the capacity."""
    if cut.tallies.stays is None:
        return
    calendar, days = cut.tallies.calendar, cut.stays.values()
    low, high = max((day.peak.low for day in days), default=0), max((day.peak.high for day in days), default=0)
    yield cut.figure("peak_occupancy", high if low == high else None, "heads", "kpi-8", places=0, low=low, high=high,
                     note="" if low == high else "check-outs-missing")  # fmt: skip
    # A day held without anybody inside is a mean of nobody over its opening hours.
    means = [_mean_of(cut, day) for day in cut.held if day in cut.stays or calendar.opening_span(day)]
    known = [mean for mean in means if mean]
    if known:
        least, most = (Fraction(sum(ends), len(known)) for ends in zip(*((m.low, m.high) for m in known), strict=True))
        yield cut.figure("mean_occupancy", least if least == most else None, "heads", "kpi-8-mean", low=least,
                         high=most, note="" if least == most else "check-outs-missing")  # fmt: skip
    past = HoursOfDays(cut.tallies.stays)
    hours = hours_of_days({day: past[day] for day in cut.stays}, calendar, history=past)
    yield cut.figure("hours_measured", hours.measured, "hours", "kpi-9-measured")
    yield cut.figure("hours_imputed", hours.imputed, "hours", "kpi-9-imputed",
                     note="" if hours.imputed is not None else "no-stay-measured")  # fmt: skip
    yield cut.figure("hours_imputed_share", _percent(hours.imputed_share), "percent", "kpi-9-share")
    if cut.records.capacity is not None:
        use = capacity_use(hours, calendar, cut.held, cut.records.capacity)
        yield cut.figure("capacity_use", _percent(use), "percent", "kpi-10")


def _led_to_tournament(cut: _Cut) -> Iterator[Figure]:
    """[11] conversion with its Wilson interval, its mirror, and who stands outside both."""
    records = cut.records
    if records.roster is None or records.roster_locks is None:
        return
    found = conversion(cut.history, records.roster, roster_locks=records.roster_locks, consenting=records.consenting)
    yield _rate(cut, "conversion", found.visitors, "kpi-11")
    yield _rate(cut, "conversion_residents", found.residents, "kpi-11-residents")
    yield cut.figure("conversion_reverse", found.reverse, "persons", "kpi-11-reverse")
    yield cut.figure("conversion_without_consent", found.without_consent, "persons", "kpi-11-without-consent")


def _way_to_target(cut: _Cut) -> Iterator[Figure]:
    """[12] progress and both paths, [13] the forecast and the pace still needed."""
    target, period = cut.records.target, cut.basis.period
    if target is None or period.kind is not PeriodKind.FISCAL_YEAR:
        return
    unit = "persons" if target.definition == "U" else "person-days"
    is_of_persons = target.definition == "U"
    value = kpi.unique_persons(cut.came) if is_of_persons else cut.total.nobe(kpi.NobeMode(target.definition))
    unit = "persons" if is_of_persons else "person-days"
    planned = cut.tallies.calendar.planned_days(period)
    remaining = [day for day in planned if day > cut.basis.cut_off]
    year = period.start.year
    yield cut.figure("progress", targets.progress(target, value) * 100, "percent", "kpi-12")
    yield cut.figure("expected_linear", targets.expected_linear(target, year), unit, "kpi-12-linear", places=2)
    yield cut.figure("expected_geometric", targets.expected_geometric(target, year), unit, "kpi-12-geometric", places=2)
    yield cut.figure("annualised", targets.annualised(value, len(cut.held), len(planned)), unit, "kpi-12-annualised")
    pace = targets.required_pace(target, value, len(remaining))
    yield cut.figure("required_pace", pace, f"{unit}/day", "kpi-13-pace", places=2)
    if is_of_persons:
        return  # 実 is not a sum of days: no model here forecasts it
    mode = kpi.NobeMode(target.definition)
    by_day = {day: of_day.nobe(mode) for day, of_day in _by_day(cut)}
    end = forecast(by_day, remaining, target.goal, seed=cut.records.forecast_seed,
                   is_school_break=cut.records.is_school_break)  # fmt: skip
    yield cut.figure("forecast", end.point, unit, "kpi-13", low=end.low, high=end.high, note=end.model)
    chance = None if end.chance_of_goal is None else end.chance_of_goal * 100
    yield cut.figure("chance_of_goal", chance, "percent", "kpi-13-chance", places=2, note=end.model)


def _money(cut: _Cut) -> Iterator[Figure]:
    """[14] cost a visit and a child, and the donations."""
    if (cost := cut.records.cost_yen) is not None:
        yield cut.figure("cost_per_visit", cost_per(cost, cut.total.person_days), "yen", "kpi-14", places=0)
        yield cut.figure(
            "cost_per_person", cost_per(cost, kpi.unique_persons(cut.came)), "yen", "kpi-14-person", places=0
        )
    if (gifts := cut.records.donations) is not None:
        yield cut.figure("donations_paid", _percent(gifts.progress), "percent", "kpi-14-donations")
        yield cut.figure("donations_pledged", gifts.pledged_yen, "yen", "kpi-14-pledged")


def _state(cut: _Cut) -> Iterator[Figure]:
    """[15] the quality of the records, as figures of their own."""
    state = cut.basis.quality
    yield cut.figure("auto_closed", _percent(state.auto_closed), "percent", "kpi-15-auto-closed")
    yield cut.figure("anonymous", _percent(state.anonymous), "percent", "kpi-15-anonymous")
    yield cut.figure("corrected", _percent(state.corrected), "percent", "kpi-15-corrected")
    yield cut.figure("correction_lag", state.median_correction_lag_h, "hours", "kpi-15-lag")
    yield cut.figure("days_without_record", len(state.days_without_record), "days", "kpi-15-days")
    yield cut.figure("duplicates_open", state.duplicates_open, "pairs", "kpi-15-duplicates")


def _by_day(cut: _Cut) -> list[tuple[date, VisitSum]]:
    """Return every day held with its visits; those of days nobody planned stand with their own date."""
    return sorted((dict.fromkeys(cut.held, NO_VISIT) | dict(cut.visits)).items())


def _mean_of(cut: _Cut, day: date) -> Bounds | None:
    return cut.stays[day].mean if day in cut.stays else Bounds(Fraction(0), Fraction(0))


def _rate(cut: _Cut, name: str, found: Proportion, definition: str) -> Figure:
    return cut.figure(name, _percent(found.rate), "percent", definition, low=found.low * 100, high=found.high * 100,
                      note=f"{found.count}/{found.of}")  # fmt: skip


def _percent(share: Fraction | None) -> Fraction | None:
    return None if share is None else share * 100


def _printed(number: Number, places: int) -> int | Decimal | None:
    if number is None or isinstance(number, int | Decimal):
        return number
    return kpi.rounded(Fraction(number), places)
