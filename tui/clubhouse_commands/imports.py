"""`kagarobo clubhouse import`: paper logs and spreadsheets into the record, with what becomes of every row."""

import argparse
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from clubhouse_logs.clubhouse import Clubhouse
from clubhouse_logs.imports import FilePlan, Written, plan_files, undo_import, write_plans
from clubhouse_logs.total_import import TotalRow
from clubhouse_logs.visit_import import Outcome, RowPlan
from judge.fact_shapes import is_label
from tui.clubhouse_commands.options import add_town, open_office, read_bytes
from tui.command_io import WrongInput, add_part, print_json, print_lines, say
from tui.exit_codes import ExitCode
from tui.i18n import _
from tui.import_words import candidate_words, note_words, outcome_words, row_line


def configure(parts: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the part and its options."""
    part = add_part(parts, "import", _("paper logs, spreadsheets and tables of totals into the record"))
    part.add_argument("files", metavar="FILE", type=Path, nargs="*",
                      help=_("CSV, TSV or a workbook, in any encoding"))  # fmt: skip
    part.add_argument("--dry-run", action="store_true", help=_("show what would become of every row; write nothing"))
    part.add_argument("--fiscal-year", metavar="YEAR", type=int,
                      help=_("of the files, where a day or a month has no year"))  # fmt: skip
    part.add_argument("--document", metavar="TEXT", help=_("what totals are from, for whoever reads the figure"))
    part.add_argument("--undo", metavar="ID", help=_("take back an import, or an undo of one, by its id"))
    add_town(part)


def run(args: argparse.Namespace) -> ExitCode:
    """Show what becomes of every row and write it; NO when some rows are not clear."""
    if (args.undo is None) == (not args.files):
        raise WrongInput(_("Name the files to import, or give --undo with an import's id."))
    files = [(str(path), read_bytes(path)) for path in args.files]
    with open_office(args) as club:
        if args.undo is not None:
            return _say_written(undo_import(club, args.undo, by="staff"), args, _("taken back"))
        return _import(club, files, args)


def _import(club: Clubhouse, files: Sequence[tuple[str, bytes]], args: argparse.Namespace) -> ExitCode:
    plans = plan_files(files, club, fiscal_year=args.fiscal_year)
    unread = [plan.label for plan in plans if not plan.sheets]
    if unread:
        raise WrongInput(_("{path} cannot be read as text or as a workbook. Save it as CSV or XLSX and try again.",
                           path=", ".join(unread)))  # fmt: skip
    written = None
    if not args.dry_run:
        document = _document(args) if any(plan.totals for plan in plans) else ""
        written = write_plans(plans, club, document=document, by="staff")
    if args.json:
        print_json({"import": written.id if written else None, "files": [_file_json(plan) for plan in plans]})
    else:
        for plan in plans:
            print_lines(_file_lines(plan, every_row=args.dry_run))
    if args.dry_run:
        say(_("Nothing was written."))
    elif written is None:
        say(_("There was nothing new to write."))
    else:
        say(_("Written. To take all of it back: kagarobo clubhouse import --undo {id}", id=written.id))
    return ExitCode.NO if any(plan.questions for plan in plans) else ExitCode.DONE


def _document(args: argparse.Namespace) -> str:
    if args.document is None or not is_label(args.document):
        raise WrongInput(
            _("These files give totals. Say what they are from, with --document “Monthly sheet of 2019”: it stands "
              "under every figure made from them.")
        )  # fmt: skip
    return str(args.document)


def _say_written(written: Written, args: argparse.Namespace, what: str) -> ExitCode:
    if args.json:
        print_json({"import": written.id, "taken_back": len(written.facts)})
    else:
        print_lines([f"{len(written.facts):>6}  {what}"])
    say(_("To have it back: kagarobo clubhouse import --undo {id}", id=written.id))
    return ExitCode.DONE


def _file_lines(plan: FilePlan, *, every_row: bool) -> list[str]:
    lines = []
    for sheet in plan.sheets:
        lines.append(f"{plan.label} {sheet.name} ({sheet.encoding})".replace("  ", " "))
        lines += [row_line(row) for row in sheet.rows if every_row or row.outcome == Outcome.QUESTION]
        counts = Counter(str(row.outcome) for row in sheet.rows)
        lines += [f"{count:>6}  {outcome_words(outcome)}" for outcome, count in counts.items()]
        notes = Counter(note for row in sheet.rows for note in row.notes)
        lines += [f"{count:>6}  ({note_words(note)})" for note, count in notes.items()]
    return lines


def _file_json(plan: FilePlan) -> dict[str, Any]:
    sheets = [
        {"name": sheet.name, "encoding": sheet.encoding, "rows": [_row_json(row) for row in sheet.rows]}
        for sheet in plan.sheets
    ]
    return {"file": plan.label, "questions": plan.questions, "sheets": sheets}


def _row_json(row: RowPlan | TotalRow) -> dict[str, Any]:
    document: dict[str, Any] = {"row": row.row, "outcome": row.outcome, "reason": row.reason, "notes": list(row.notes)}
    if isinstance(row, TotalRow):
        return document | {
            "totals": [
                {"start": str(one.period.start), "end": str(one.period.end), "counts": one.counts, "number": one.number}
                for one in row.totals
            ]
        }
    if row.candidates:
        document["candidates"] = [candidate_words(candidate) for candidate in row.candidates]
    if row.visit is not None:
        visit = row.visit
        document |= {"day": str(visit.day), "at": visit.at.isoformat(), "count": visit.count, "role": visit.role}
    return document


PARTS = {"import": run}
