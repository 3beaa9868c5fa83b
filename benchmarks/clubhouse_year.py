"""The year's report and all figures over ten years of 20,000 visits, against the same figures by DuckDB.

Ours takes what ten finished years gave from the checkpoint beside their journals, looks whether each file still has its
head, and works out the year's form and every figure of `clubhouse_logs.figures`. How long it takes without a checkpoint
(every fact of ten journals read and checked against its hash and its chain) is printed beside it, with equal figures.
Theirs opens a DuckDB file that holds one clean table of visits and one of opening days, and answers in SQL. Forecasts
stand apart: no target is given. What both name must be equal, or the row says what is not. CPU seconds of all threads.
"""

import resource
import tempfile
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path
from statistics import median

from benchmarks.clubhouse_book import FIRST_YEAR, VISITS_A_YEAR, YEARS, comings, write_duckdb, write_journals
from benchmarks.row import Row
from clubhouse_logs.checkpoint import read_counted
from clubhouse_logs.figures import figures_of
from clubhouse_logs.forms import yearly_form
from clubhouse_logs.kpi import MERGE_GAP_MIN
from clubhouse_logs.opening_calendar import TownCalendar
from clubhouse_logs.periods import ONE_DAY, Period, fiscal_year
from tui.town import Town

ROUNDS = 3
AIM = 0.2
"""At most five times their time; half is what we are after."""
STAGES = ("ES", "MS", "HS")
Found = dict[str, float]

OF_YEAR = "day >= $first AND day < $after"
SQL = {
    "counts": f"""SELECT count(DISTINCT (person, day)), count(*), count(DISTINCT person) FROM visits WHERE {OF_YEAR}""",
    "held": f"SELECT count(*) FROM held WHERE {OF_YEAR} AND day IN (SELECT day FROM visits)",
    "months": f"""SELECT month(day), count(DISTINCT (person, day)), count(DISTINCT person), count(DISTINCT day)
        FROM visits WHERE {OF_YEAR} GROUP BY ALL ORDER BY min(day)""",
    "newcomers": f"""WITH now AS (SELECT person, min(day) AS first FROM visits WHERE {OF_YEAR} GROUP BY person),
        old AS (SELECT person, max(day) AS last FROM visits WHERE day < $first GROUP BY person)
        SELECT count(*) FILTER (last IS NULL), count(last), count(*) FILTER (first - last > 180)
        FROM now LEFT JOIN old USING (person)""",
    "frequency": f"""WITH each AS (SELECT person, count(DISTINCT day) AS n FROM visits WHERE {OF_YEAR} GROUP BY person)
        SELECT avg(n), median(n), 100 * avg((n >= 5)::INT) FROM each""",
    "cohorts": """WITH months AS (SELECT DISTINCT person, date_trunc('month', day) AS m FROM visits WHERE day < $after),
        firsts AS (SELECT person, min(m) AS c FROM months GROUP BY person),
        sizes AS (SELECT c, count(*) AS n FROM firsts GROUP BY c)
        SELECT c, date_diff('month', c, m) AS k, 100 * count(*) / any_value(n) FROM months JOIN firsts USING (person)
        JOIN sizes USING (c) WHERE c >= $first GROUP BY ALL""",
    "retention": f"""WITH now AS (SELECT DISTINCT person FROM visits WHERE {OF_YEAR}),
        old AS (SELECT DISTINCT person FROM visits WHERE day >= $before AND day < $first)
        SELECT 100 * count(now.person) / count(*) FROM old LEFT JOIN now USING (person)""",
    "peak": f"""WITH steps AS (SELECT day, came_in AS t, 1 AS c FROM visits WHERE {OF_YEAR}
        UNION ALL SELECT day, went_out, -1 FROM visits WHERE {OF_YEAR})
        SELECT max(n) FROM
        (SELECT sum(c) OVER (PARTITION BY day ORDER BY t, c ROWS UNBOUNDED PRECEDING) AS n FROM steps)""",
    "hours": f"SELECT sum(epoch(went_out - came_in)) / 3600 FROM visits WHERE {OF_YEAR}",
    "mean": f"""WITH each AS
        (SELECT day, sum(epoch(went_out - came_in)) / 60 AS m FROM visits WHERE {OF_YEAR} GROUP BY day)
        SELECT avg(m / minutes) FROM each JOIN held USING (day)""",
    "empty": f"SELECT count(*) FROM held WHERE {OF_YEAR} AND day NOT IN (SELECT day FROM visits)",
}  # fmt: skip


def measure(years: int = YEARS, visits_a_year: int = VISITS_A_YEAR, rounds: int = ROUNDS) -> Row:
    """Ours, then theirs, turn by turn; the median of the rounds counts."""
    town = Town.load()
    calendar, site = town.calendar(), town.site().id
    year = fiscal_year(FIRST_YEAR + years - 1, calendar.fiscal_year_start_month)
    why, has_duckdb = "", True
    with tempfile.TemporaryDirectory(prefix="kagarobo-bench-") as folder:
        house, database = Path(folder) / "house", Path(folder) / "visits.duckdb"
        of_years = comings(calendar, years=years, visits_a_year=visits_a_year)
        write_journals(house, site, of_years)
        try:
            write_duckdb(database, of_years, _open_days(calendar, years))
        except ImportError:
            has_duckdb, why = False, "duckdb is not here: pip install kagarobo[bench]"
        ours_s, theirs_s = [], []
        cold_s, cold = _timed(lambda: of_journals(house, calendar, year))
        for _ in range(rounds):
            seconds, ours = _timed(lambda: of_journals(house, calendar, year))
            if ours != cold:
                why = "from the checkpoint other figures than from the facts"
            ours_s.append(seconds)
            if has_duckdb:
                seconds, theirs = _timed(lambda: of_duckdb(database, year))
                theirs_s.append(seconds)
                if unlike := differing(ours, theirs):
                    why = f"not the same figures: {unlike}"
    rate = 1 / median(theirs_s) if theirs_s else None
    why = why or (
        f"CPU {median(ours_s):.3f} s, theirs {median(theirs_s):.3f} s; without a checkpoint, all facts checked and one "
        f"made: {cold_s:.1f} s; forecasts apart"
    )
    return Row("clubhouse_year", "DuckDB, its own file", 1 / median(ours_s), rate, "reports/s", AIM, why)


def of_journals(house: Path, calendar: TownCalendar, year: Period) -> Found:
    """Read and count; the months as m4_nobe and so on."""
    midnight = datetime.combine(year.end, time(), calendar.timezone)
    counted = read_counted(house, calendar, now=midnight, merge_gap_min=MERGE_GAP_MIN).counted
    last = year.end - ONE_DAY
    form = yearly_form(counted, year, stages=STAGES, as_of=last)
    found = figures_of(counted.tallies, period=year, as_of=last, records=counted.records(year, as_of=last))
    values = {figure.id: float(figure.value) for figure in found if figure.value is not None}
    for row in form.rows:
        if row.kind == "month":
            name = f"m{row.period.start.month}"
            values |= {f"{name}_nobe": row.nobe, f"{name}_jitsu": row.jitsu, f"{name}_held": row.opening_days}
    return values


def of_duckdb(database: Path, year: Period) -> Found:
    """The same by SQL, over a file that is opened anew."""
    import duckdb

    dates = {"first": year.start, "after": year.end, "before": year.start.replace(year=year.start.year - 1)}
    rows = {}
    with duckdb.connect(str(database), read_only=True) as connection:
        for name, query in SQL.items():
            named = {key: value for key, value in dates.items() if f"${key}" in query}
            rows[name] = connection.execute(query, named).fetchall()
    (nobe, raw, jitsu), held = rows["counts"][0], rows["held"][0][0]
    found = {"nobe": nobe, "nobe_entries": raw, "nobe_raw": raw, "jitsu": jitsu, "opening_days_held": held,
             "per_opening_day": nobe / held}  # fmt: skip
    found |= zip(("new", "returning", "reactivated"), rows["newcomers"][0], strict=True)
    found |= zip(("visit_days_per_person", "visit_days_median", "share_frequent"), rows["frequency"][0], strict=True)
    found |= {f"retention_{cohort:%Y-%m}_{offset}": rate for cohort, offset, rate in rows["cohorts"]}
    found["retention_year"], found["peak_occupancy"] = rows["retention"][0][0], rows["peak"][0][0]
    found["hours_measured"], found["mean_occupancy"] = rows["hours"][0][0], rows["mean"][0][0]
    found["days_without_record"] = rows["empty"][0][0]
    for month, visits, children, days in rows["months"]:
        found |= {f"m{month}_nobe": visits, f"m{month}_jitsu": children, f"m{month}_held": days}
    return {name: float(value) for name, value in found.items()}


def differing(ours: Found, theirs: Found) -> str:
    """Name the figures of theirs that ours has otherwise, or not at all; ours are rounded to one decimal."""
    return " ".join(name for name, value in theirs.items() if name not in ours or abs(ours[name] - value) > 0.051)


def _open_days(calendar: TownCalendar, years: int) -> list[tuple[date, int]]:
    spans = [
        (day, calendar.opening_span(day))
        for number in range(years)
        for day in calendar.planned_days(fiscal_year(FIRST_YEAR + number, calendar.fiscal_year_start_month))
    ]
    return [(day, int((span[1] - span[0]).total_seconds()) // 60) for day, span in spans if span]


def _timed(work: Callable[[], Found]) -> tuple[float, Found]:
    began_s = _cpu_s()
    found = work()
    return _cpu_s() - began_s, found


def _cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
