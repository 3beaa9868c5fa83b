"""`kagarobo clubhouse report`: the monthly and the yearly form, as workbook, CP932 CSV, PDF and a picture."""

import argparse
import re
from datetime import datetime
from pathlib import Path

from clubhouse_logs.forms import Form, monthly_form, yearly_form
from clubhouse_logs.periods import Period, fiscal_year, fiscal_year_of, month
from clubhouse_logs.stations import journals_of
from clubhouse_logs.year_end import Step, done_steps
from judge.facts import Corrected, Noted
from judge.journal import select_facts
from tui.clubhouse_commands.options import add_town, day, town_and_site
from tui.clubhouse_house import house_folder, read_counting, say_how_read
from tui.clubhouse_reports.files import Unheld, as_cp932, chart_page, form_page
from tui.clubhouse_reports.form_words import definitions, form_sheet
from tui.command_io import WrongInput, add_part, print_json, print_lines, say
from tui.exit_codes import ExitCode
from tui.i18n import _
from tui.paper.press import pdf, pictures
from tui.spreadsheets import as_workbook
from tui.text_table import table_lines
from tui.town import Town

MONTH = re.compile(r"(\d{4})-(\d{2})")
PIXELS_PER_INCH = 110
NOTED = f"kind IN ('{Noted.KIND}', '{Corrected.KIND}')"


def configure(parts: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the part and its options."""
    report = add_part(parts, "report", _("the monthly or yearly form for the city, on the screen or as files"))
    add_town(report)
    which = report.add_mutually_exclusive_group(required=True)
    which.add_argument("--month", metavar="2022-10", help=_("a month by its days"))
    which.add_argument("--fiscal-year", type=int, metavar="2022", help=_("a fiscal year by its months and half-years"))
    report.add_argument("--as-of", type=day, metavar="DATE", help=_("the last day that counts; without it, today"))
    report.add_argument("--out", type=Path, metavar="FOLDER", help=_("write it there: XLSX, CSV (CP932), PDF, PNG"))
    report.add_argument("--final", action="store_true", help=_("it is final, not provisional"))


def run(args: argparse.Namespace) -> ExitCode:
    """Print the form or write its files; characters that CP932 has not are named."""
    town, site = town_and_site(args)
    counting = read_counting(args.home, town, site_id=site)
    record = counting.counted
    say_how_read(counting)
    today = datetime.now(town.timezone).date()
    stages = [division.id for division in town.divisions]
    as_of = args.as_of or today
    if args.month is not None:
        form = monthly_form(record, month_of(args.month), stages=stages, as_of=as_of)
        name = f"month-{args.month}"
    else:
        year = fiscal_year(args.fiscal_year, town.fiscal_year_start_month)
        form = yearly_form(record, year, stages=stages, as_of=as_of)
        name = f"year-{args.fiscal_year}"
    sheet = form_sheet(form, town, site)
    if args.json:
        print_json(_document(form))
    elif args.out is None:
        rows = [["—" if cell is None else str(cell) for cell in row] for row in (sheet.headings, *sheet.rows)]
        print_lines([sheet.title, "", *table_lines(rows), "", *definitions(form)])
    if args.out is not None:
        is_final = args.final or _is_final(house_folder(args.home, site), form, town)
        files, unheld = write_form(form, name, town, site, args.out, is_final=is_final)
        for one in unheld:
            say(_("CP932 has no {character} (row {row}); 〓 stands for it in the CSV.", character=one.character,
                  row=one.row))  # fmt: skip
        if not args.json:
            print_lines(map(str, files))
    return ExitCode.DONE


def write_form(
    form: Form, name: str, town: Town, site: str, to: Path, *, is_final: bool
) -> tuple[list[Path], list[Unheld]]:  # fmt: skip
    """Write a form as XLSX, CSV, PDF and PNG; also return what CP932 could not hold. Raises: OSError."""
    sheet = form_sheet(form, town, site)
    data, unheld = as_cp932(sheet)
    files = {
        f"{name}.xlsx": as_workbook([sheet]),
        f"{name}.csv": data,
        f"{name}.pdf": pdf("table", form_page(form, town, site, is_final=is_final)),
        f"{name}.png": pictures("chart", chart_page(form, town, site), pixels_per_inch=PIXELS_PER_INCH)[0],
    }
    to.mkdir(parents=True, exist_ok=True)
    for file, content in files.items():
        (to / file).write_bytes(content)
    return [to / file for file in files], unheld


def _is_final(folder: Path, form: Form, town: Town) -> bool:
    """Whether staff has called the fiscal year of a form final; only what is noted is read for it."""
    noted = [fact for path in journals_of(folder) for fact in select_facts(path, NOTED)]
    return Step.FINAL in done_steps(noted, fiscal_year_of(form.period.start, town.fiscal_year_start_month))


def month_of(text: str) -> Period:
    """Read an option as a month. Raises: WrongInput."""
    found = MONTH.fullmatch(text)
    if found is None or not 1 <= int(found[2]) <= 12 or not 1900 <= int(found[1]) <= 2200:
        raise WrongInput(_("--month takes a month such as 2022-10."))
    return month(int(found[1]), int(found[2]))


def _document(form: Form) -> dict[str, object]:
    return {
        "start": form.period.start.isoformat(), "end": form.period.end.isoformat(),
        "cut_off": form.cut_off.isoformat(), "stages": list(form.stages),
        "rows": [
            {"kind": row.kind, "start": row.period.start.isoformat(), "end": row.period.end.isoformat(),
             "opening_days": row.opening_days, "by_stage": list(row.by_stage), "nobe": row.nobe, "jitsu": row.jitsu,
             "per_day": None if row.per_day is None else str(row.per_day), "stated": row.stated,
             "stated_counts": row.stated_counts, "is_over": row.is_over}
            for row in form.rows
        ],
    }  # fmt: skip


PARTS = {"report": run}
