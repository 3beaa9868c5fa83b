"""`kagarobo clubhouse answer`: a page a question, as councils ask, and an officer's signature under each definition."""

import argparse
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from clubhouse_logs.access import AccessRole
from clubhouse_logs.answers import Answer, Asked, Caveat, Question, answer
from clubhouse_logs.periods import ONE_DAY, Period, fiscal_year
from clubhouse_logs.public_table import hidden_stages
from clubhouse_logs.record import Record
from clubhouse_logs.signatures import Signature, sign, signatures
from tui.clubhouse_commands.options import add_town, day, open_office, town_and_site
from tui.clubhouse_commands.report import PIXELS_PER_INCH, month_of
from tui.clubhouse_house import house_folder, read_record
from tui.clubhouse_publishing import editions_of
from tui.clubhouse_reports.answer_page import answer_document, answer_lines, answer_pages
from tui.command_io import WrongInput, add_part, print_json, print_lines
from tui.exit_codes import ExitCode
from tui.i18n import _
from tui.paper.press import pdf, pictures
from tui.persons import add_who, who_stands_here
from tui.town import Town


def configure(parts: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the part and its options."""
    part = add_part(parts, "answer", _("one page a question, as councils ask, each figure with its definition"))
    add_town(part)
    which = part.add_mutually_exclusive_group(required=True)
    which.add_argument("--month", metavar="2022-10", help=_("a month"))
    which.add_argument("--fiscal-year", type=int, metavar="2022", help=_("a fiscal year"))
    part.add_argument("--question", choices=[one.value for one in Question], help=_("this one; without it, all"))
    part.add_argument("--as-of", type=day, metavar="DATE", help=_("the last day that counts; without it, today"))
    part.add_argument("--out", type=Path, metavar="FOLDER", help=_("write it there: PDF, and a PNG a question"))
    part.add_argument("--sign", action="store_true", help=_("sign the definitions of these pages; needs a manager"))
    add_who(part)


def run(args: argparse.Namespace) -> ExitCode:
    """Answer, and sign first where that is asked for."""
    town, site = town_and_site(args)
    answers, signed = _answers(args, town, site)
    if args.sign:
        _sign(args, answers)
        answers, signed = _answers(args, town, site)
    if args.json:
        print_json([answer_document(one, signed) for one in answers])
    elif args.out is None:
        for number, one in enumerate(answers):
            print_lines([*(["", "─" * 60, ""] if number else []), *answer_lines(one, town, site, signed)])
    if args.out is not None:
        written = _write(args, answers, town, site, signed)
        if not args.json:
            print_lines(str(path) for path in written)
    return ExitCode.DONE


def _answers(args: argparse.Namespace, town: Town, site: str) -> tuple[list[Answer], dict[str, Signature]]:
    facts, record = read_record(args.home, town, site_id=site)
    period = _period(args, town)
    as_of = args.as_of or record.calendar.local_date(datetime.now(town.timezone))
    if as_of < period.start:
        raise WrongInput(_("This has not begun on {day}.", day=as_of.isoformat()))
    asked = Asked(
        record, period, as_of, stages=[division.id for division in town.divisions], target=town.clubhouse_target(site),
        is_school_holiday=town.is_school_holiday if town.school_holidays else None,
        merge_gap_min=town.site(site).merge_gap_min, hidden_below=town.privacy.hidden_below,
        hidden_stages=_published_hidden(args, town, site, record, period),
    )  # fmt: skip
    questions = list(Question) if args.question is None else [Question(args.question)]
    found = [_minding(answer(question, asked), town) for question in questions]
    return found, signatures(facts, record.calendar)


def _published_hidden(
    args: argparse.Namespace, town: Town, site: str, record: Record, period: Period
) -> frozenset[str]:  # fmt: skip
    """What the newest edition of the same period hides, so that no page beside it shows it."""
    same = [one for one in editions_of(args.home, town, site, record)
            if (one.first, one.last) == (period.start, period.end - ONE_DAY)]  # fmt: skip
    return hidden_stages(same[-1].table, same[-1].month) if same else frozenset()


def _minding(one: Answer, town: Town) -> Answer:
    is_assumed = any(span.is_assumed for span in town.school_holidays)
    if one.question is not Question.SCHOOL_HOLIDAYS or not is_assumed:
        return one
    return replace(one, caveats=(Caveat("school-holidays-assumed"), *one.caveats))


def _sign(args: argparse.Namespace, answers: list[Answer]) -> None:
    definitions = dict.fromkeys(line.definition for one in answers for line in one.lines)
    with open_office(args) as club:
        people = house_folder(args.home, club.calendar.site) / "people.db"
        officer = who_stands_here(args, people, AccessRole.MANAGER, datetime.now(club.calendar.timezone))
        role = officer.role.name.lower()
        club.append([sign(definition, role) for definition in definitions], by=officer.person)


def _period(args: argparse.Namespace, town: Town) -> Period:
    if args.month is not None:
        return month_of(args.month)
    if not 1900 <= args.fiscal_year <= 2200:
        raise WrongInput(_("--fiscal-year takes a year such as 2022."))
    return fiscal_year(args.fiscal_year, town.fiscal_year_start_month)


def _write(
    args: argparse.Namespace, answers: list[Answer], town: Town, site: str, signed: dict[str, Signature]
) -> list[Path]:
    args.out.mkdir(parents=True, exist_ok=True)
    name = f"answer-{args.month or args.fiscal_year}"
    files = {f"{name}.pdf": pdf("answer", answer_pages(answers, town, site, signed))}
    for one in answers:
        pages = pictures("answer", answer_pages([one], town, site, signed), pixels_per_inch=PIXELS_PER_INCH)
        for number, page in enumerate(pages):
            files[f"{name}-{one.question}{f'-{number + 1}' if number else ''}.png"] = page
    for file, content in files.items():
        (args.out / file).write_bytes(content)
    return [args.out / file for file in files]


PARTS = {"answer": run}
