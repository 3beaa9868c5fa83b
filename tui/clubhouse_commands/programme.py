"""`kagarobo clubhouse programme`: workshops, lectures, courses and events, and who took part."""

import argparse
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

from clubhouse_logs.clubhouse import Clubhouse
from clubhouse_logs.periods import fiscal_year
from clubhouse_logs.programme_deeds import (
    ADULT,
    TOPICS,
    ProgrammeRow,
    attend,
    hold,
    plan_programmes,
    programme_of,
    write_programmes,
)
from clubhouse_logs.programmes import Programme
from clubhouse_logs.sheets import read_sheets
from clubhouse_logs.visits import Role
from judge.fact_shapes import is_label, is_word
from tui.clubhouse_commands.options import add_town, day, open_office, read_bytes, town_and_site
from tui.command_io import WrongInput, add_part, print_json, print_lines, say
from tui.exit_codes import ExitCode
from tui.i18n import _
from tui.import_words import reason_words
from tui.persons import person_named
from tui.text_table import table_lines

HEADS_MAX = 5000


def configure(parts: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the part, its parts and their options."""
    part = parts.add_parser(
        "programme", help=_("workshops, lectures and events, and who took part"),
        description=_("workshops, lectures and events, and who took part"),
    )  # fmt: skip
    deeds = part.add_subparsers(dest="deed", required=True, metavar=_("WHAT"))
    shown = add_part(deeds, "list", _("all programmes with their attendance"))
    shown.add_argument("--fiscal-year", type=int, metavar="YEAR", help=_("only those of this fiscal year"))
    held = add_part(deeds, "add", _("a programme is held on a day"))
    held.add_argument("title", metavar="TITLE", help=_("what it is called, as the town printed it"))
    held.add_argument("--topic", metavar="WORD", default="workshop",
                      help=_("what it is: {topics}", topics=", ".join(TOPICS)))  # fmt: skip
    held.add_argument("--day", metavar="DATE", type=day, help=_("which day; without it, today"))
    held.add_argument("--indicator", metavar="ID", help=_("the row of the town's plan it counts for"))
    came = add_part(deeds, "attendance", _("who took part, by headcount or by name"))
    came.add_argument("programme", metavar="ID", help=_("the programme's id, as `list` shows it"))
    came.add_argument("--count", type=int, metavar="N", help=_("so many children whom nobody names"))
    came.add_argument("--adults", type=int, metavar="N", help=_("so many grown-ups"))
    came.add_argument("--name", metavar="NAME", action="append", default=[], help=_("a member, by nickname or id"))
    brought = add_part(deeds, "import", _("a sheet with a row a programme, or a row a child"))
    brought.add_argument("file", metavar="FILE", type=Path, help=_("CSV, TSV or a workbook, in any encoding"))
    brought.add_argument("--dry-run", action="store_true",
                         help=_("show what would become of every row; write nothing"))  # fmt: skip
    brought.add_argument("--fiscal-year", metavar="YEAR", type=int,
                         help=_("of the files, where a day or a month has no year"))  # fmt: skip
    for one in (shown, held, came, brought):
        add_town(one)


def run(args: argparse.Namespace) -> ExitCode:
    """Do what was asked for; NO when rows of a sheet are not clear."""
    with open_office(args) as club:
        return {"list": _list, "add": _add, "attendance": _attendance, "import": _import}[args.deed](club, args)


def _list(club: Clubhouse, args: argparse.Namespace) -> ExitCode:
    found = club.programmes
    if args.fiscal_year is not None:
        year = fiscal_year(args.fiscal_year, club.calendar.fiscal_year_start_month)
        found = [one for one in found if one.day in year]
    if args.json:
        print_json([_json(one) for one in found])
        return ExitCode.DONE
    heads = [_("Id"), _("Day"), _("What"), _("Title"), _("Children"), _("Grown-ups"), _("Plan's row")]
    rows = [
        [one.id, one.day.isoformat(), topic_words(one.topic), one.title, str(one.attendance), str(one.grown_ups),
         one.indicator or ""]
        for one in found
    ]  # fmt: skip
    print_lines(table_lines([heads, *rows]))
    return ExitCode.DONE


def _add(club: Clubhouse, args: argparse.Namespace) -> ExitCode:
    town, _site = town_and_site(args)
    known = [row.id for row in town.indicators]
    if args.indicator is not None and args.indicator not in known:
        raise WrongInput(_("The plan has no row {id}, but: {known}.", id=args.indicator, known=", ".join(known)))
    if not is_label(args.title) or not is_word(args.topic):
        raise WrongInput(_("A title is one line of 80 characters at most, and what it is one word."))
    programme = hold(club, args.title, topic=args.topic, day=args.day or club.today, indicator=args.indicator)
    if args.json:
        print_json(_json(programme_of(club, programme)))
    say(_("Written. Who took part: kagarobo clubhouse programme attendance {id} --count N", id=programme))
    return ExitCode.DONE


def _attendance(club: Clubhouse, args: argparse.Namespace) -> ExitCode:
    heads = [(args.count, str(Role.YOUTH)), (args.adults, ADULT)]
    if any(count is not None and not 1 <= count <= HEADS_MAX for count, _role in heads):
        raise WrongInput(_("A headcount is a number from 1 to {most}.", most=HEADS_MAX))
    if not args.name and not any(count for count, _role in heads):
        raise WrongInput(_("Say who took part: --count, --adults or --name."))
    programme_of(club, args.programme)
    persons = [person_named(args.home, name) for name in args.name]
    for person in persons:
        attend(club, args.programme, person=person)
    for count, role in heads:
        if count:
            attend(club, args.programme, count=count, role=role)
    shown = programme_of(club, args.programme)
    if args.json:
        print_json(_json(shown))
    say(_("{title}: {children} children, {adults} grown-ups.", title=shown.title, children=shown.attendance,
          adults=shown.grown_ups))  # fmt: skip
    return ExitCode.DONE


def _import(club: Clubhouse, args: argparse.Namespace) -> ExitCode:
    town, _site = town_and_site(args)
    sheets = read_sheets(read_bytes(args.file))
    if not sheets:
        raise WrongInput(_("{path} cannot be read as text or as a workbook. Save it as CSV or XLSX and try again.",
                           path=args.file))  # fmt: skip
    known = [row.id for row in town.indicators]
    rows = [
        row for sheet in sheets for row in plan_programmes(sheet, club, indicators=known, fiscal_year=args.fiscal_year)
    ]
    written = None if args.dry_run else write_programmes(rows, club, by="staff")
    questions = [row for row in rows if row.question]
    if args.json:
        print_json({"import": written.id if written else None, "rows": [_row_json(row) for row in rows]})
    else:
        lines = [f"{row.row:>6}  {reason_words(row.question)}" for row in questions]
        print_lines([*lines, *_counts(rows)])
    if written is not None:
        say(_("Written. To take all of it back: kagarobo clubhouse import --undo {id}", id=written.id))
    else:
        say(_("Nothing was written."))
    return ExitCode.NO if questions else ExitCode.DONE


def topic_words(topic: str) -> str:
    """What a programme is, in words; a word of the town's own stays as it is."""
    return {
        "workshop": _("workshop"),
        "lecture": _("lecture"),
        "steam-course": _("STEAM course"),
        "adult-course": _("course for adults"),
        "event": _("event"),
    }.get(topic, topic)


def _counts(rows: list[ProgrammeRow]) -> list[str]:
    kinds = Counter("question" if row.question else "there" if row.is_there else "new" for row in rows)
    words = {"new": _("rows to write"), "there": _("there already"), "question": _("not clear")}
    return [f"{kinds[kind]:>6}  {words[kind]}" for kind in words if kinds[kind]]


def _json(one: Programme) -> dict[str, Any]:
    return {
        "id": one.id, "day": one.day.isoformat(), "topic": one.topic, "title": one.title, "indicator": one.indicator,
        "children": one.attendance, "named": len(one.persons), "grown_ups": one.grown_ups,
        "participants": one.participants,
    }  # fmt: skip


def _row_json(row: ProgrammeRow) -> dict[str, Any]:
    on: date | None = row.day
    return {
        "row": row.row, "question": row.question, "is_there": row.is_there, "day": None if on is None else str(on),
        "title": row.title, "topic": row.topic, "indicator": row.indicator, "children": row.count + bool(row.person),
        "adults": row.adults,
    }  # fmt: skip


PARTS = {"programme": run}
