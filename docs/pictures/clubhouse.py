"""Make the clubhouse's pictures of the README: `python docs/pictures/clubhouse.py`, from the repository's root.

Forty invented children of a year that never was, drawn from a seed: nobody stands behind an id, and no name is drawn.
The figures' screen is drawn by Rich and turned into a picture by Chromium; the month's form and the council's page are
typeset as the commands typeset them.
"""

import random
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path

from rich.console import Console

from clubhouse_logs.forms import monthly_form
from clubhouse_logs.periods import fiscal_year, month
from judge.facts import (
    Attended,
    Body,
    Left,
    MemberConfirmed,
    PersonAdded,
    PersonDescribed,
    ProgrammeHeld,
    Visited,
    instant_text,
    person_id,
)
from judge.journal import Journal
from tui.__main__ import main as kagarobo
from tui.clubhouse_house import house_folder, read_record
from tui.clubhouse_reports.files import form_page
from tui.i18n import speaking
from tui.paper.press import pictures
from tui.town import Town

PICTURES = Path(__file__).parent
YEAR, AS_OF = 2022, date(2022, 12, 31)
CHILDREN, SEED = 40, 20220402
KPI_COLUMNS, KPI_LINES = 118, 34
WIDTH_PX, HEIGHT_PX = 1460, 905
PIXELS_PER_INCH = 110


def main() -> None:
    """Write the pictures in place of those that are there."""
    town = Town.load()
    with tempfile.TemporaryDirectory(prefix="kagarobo-pictures-") as folder:
        home = Path(folder)
        write_year(home, town)
        draw_figures(home, PICTURES / "clubhouse-kpi-en.png")
        _facts, record = read_record(home, town)
        form = monthly_form(record, month(YEAR, 10), stages=[one.id for one in town.divisions], as_of=AS_OF)
        with speaking("ja"):
            page = form_page(form, town, town.site().id, is_final=False)
            (PICTURES / "clubhouse-month-ja.png").write_bytes(pictures("table", page, pixels_per_inch=80)[0])
        answers = home / "answers"
        said(home, "ja", "answer", "--fiscal-year", YEAR, "--as-of", AS_OF, "--question", "weekdays", "--out", answers)
        shutil.copy(sorted(answers.glob("*.png"))[0], PICTURES / "clubhouse-answer-ja.png")


def write_year(home: Path, town: Town) -> None:
    """Write nine months of an invented clubhouse as one kiosk would have left them."""
    drawn = random.Random(SEED)
    site = town.site().id
    folder = house_folder(home, site) / f"FY{YEAR}"
    folder.mkdir(parents=True)
    children = [person_id(drawn.randbytes(7)) for _ in range(CHILDREN)]
    with Journal.open(
        folder / "kiosk-1.abcde.db", f"kiosk-1.abcde.{YEAR}", clock=lambda: f"{AS_OF}T18:00:00+09:00"
    ) as book:
        entered: list[Body] = []
        for number, child in enumerate(children):
            stage = ("ES", "ES", "ES", "MS", "HS")[number % 5]
            entered += [PersonAdded(child, "child"), MemberConfirmed(child, f"{YEAR}-04-01", None),
                        PersonDescribed(child, f"{YEAR}-04-01", stage, None)]  # fmt: skip
        book.append_all(entered, by="staff")
        book.append_all(_year(drawn, town, site, children), by="kiosk")


def _year(drawn: random.Random, town: Town, site: str, children: list[str]) -> Iterator[Body]:
    calendar = town.calendar()
    for day in calendar.planned_days(fiscal_year(YEAR, town.fiscal_year_start_month)):
        span = calendar.opening_span(day)
        if day > AS_OF or span is None:
            continue
        known = children[: 15 + (day - date(YEAR, 4, 1)).days // 10]
        for child in drawn.sample(known, min(len(known), drawn.randrange(4, 13))):
            came = span[0].astimezone(UTC) + timedelta(minutes=drawn.randrange(300))
            yield Visited(child, 1, instant_text(came), site, "youth", "scan")
            if drawn.random() < 0.9:
                went = min(came + timedelta(minutes=drawn.randrange(40, 180)), span[1].astimezone(UTC))
                yield Left(child, None, 1, instant_text(went), site, "scan")
        if drawn.random() < 0.05:
            yield Visited(None, drawn.randrange(3, 9), instant_text(_noon(span[0])), site, "youth", "count")
    held = (("06-04", "海のごみ講演会", 44), ("10-08", "はじめてのロボット", 12))
    for number, (day, title, heads) in enumerate(held, 1):
        programme = f"{YEAR}-{day}-{number}"
        row = "esd-participants" if number == 1 else None
        yield ProgrammeHeld(programme, "lecture" if number == 1 else "workshop", title, f"{YEAR}-{day}", site, row)
        yield Attended(programme, None, heads, "youth", "staff")


def _noon(opens: datetime) -> datetime:
    return (opens + timedelta(hours=2)).astimezone(UTC)


def draw_figures(home: Path, to: Path) -> None:
    """Draw the first lines of the figures' screen, in English: Rich's picture squeezes letters two columns wide."""
    lines = said(home, "en", "kpi", "--fiscal-year", YEAR, "--as-of", AS_OF).splitlines()[:KPI_LINES]
    console = Console(record=True, width=KPI_COLUMNS, file=StringIO(), force_terminal=True)
    for line in lines:
        console.print(line, markup=False, highlight=False, no_wrap=True, overflow="ellipsis")
    picture = home / "figures.svg"
    console.save_svg(str(picture), title=f"kagarobo clubhouse kpi --fiscal-year {YEAR}")
    command = ["chromium", "--headless", "--no-sandbox", "--hide-scrollbars", f"--window-size={WIDTH_PX},{HEIGHT_PX}",
               f"--screenshot={to}", picture.as_uri()]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True)


def said(home: Path, language: str, *words: object) -> str:
    """Return what a part of `kagarobo clubhouse` prints."""
    out = StringIO()
    with redirect_stdout(out), redirect_stderr(StringIO()):
        kagarobo(["--lang", language, "--home", str(home), "clubhouse", *map(str, words)])
    return out.getvalue()


if __name__ == "__main__":
    main()
