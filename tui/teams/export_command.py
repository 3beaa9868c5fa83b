"""`kagarobo tournament export`: teams, standings and places as CSV, JSON or one workbook."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from judge.facts import Fact
from judge.journal import read_definitions, read_facts
from judge.tournament.hall import fold_hall
from tui.command_io import WrongInput, add_part, print_json, print_lines, refuse
from tui.exit_codes import ExitCode
from tui.founding import paper_command
from tui.i18n import _, language
from tui.kept_definitions import known_definitions
from tui.spreadsheets import Sheet, as_csv, as_workbook
from tui.teams.export import sheets

JSON_KEYS = {
    "teams": ("id", "name", "reading", "division", "challenges", "language", "members", "arrived"),
    "standings": ("competition", "stage", "group", "rank", "id", "name", "total", "best_run", "runs"),
    "places": ("competition", "place", "id", "name"),
}
"""Keys of the columns, the same in every language."""


def configure(parts: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the part and its options."""
    part = add_part(parts, "export", _("hand on teams, standings and places: CSV, JSON or a workbook"), has_json=False)
    part.add_argument("--journal", type=Path, metavar="FILE", help=_("the tournament's journal"))
    how = part.add_mutually_exclusive_group(required=True)
    how.add_argument("--csv", type=Path, metavar="FOLDER", help=_("a file for each table, in this folder"))
    how.add_argument("--xlsx", type=Path, metavar="FILE", help=_("one workbook with a sheet for each table"))
    how.add_argument("--pages", type=Path, metavar="FOLDER", help=_("as pages in this folder, for any browser"))
    how.add_argument("--json", action="store_true", help=_("one JSON document on stdout"))
    how.add_argument("--paper", choices=paper_command.kinds(), help=_("as PDFs and pictures, to be printed"))
    paper_command.add_options(part)


def run(args: argparse.Namespace) -> ExitCode:
    """Write the files and name them, or print the document."""
    if args.paper is not None:
        return paper_command.run(args)
    path = args.journal or args.home / "tournament.db"
    facts = read_facts(path)
    hall = fold_hall(facts, known_definitions(facts, read_definitions(path)))
    if args.pages is not None:
        return _write_pages(args.pages, path, facts)
    tables = sheets(hall, language())
    if args.json:
        print_json({name: _records(sheet, JSON_KEYS[name]) for name, sheet in tables.items()})
        return ExitCode.DONE
    try:
        files = _write_csv(args.csv, tables) if args.csv is not None else _write_workbook(args.xlsx, tables)
    except OSError as error:
        return refuse(WrongInput(_("{path} cannot be written: {why}", path=args.csv or args.xlsx, why=error.strerror)))
    print_lines(map(str, files))
    return ExitCode.DONE


def _write_pages(folder: Path, path: Path, facts: Sequence[Fact]) -> ExitCode:
    from tui.live.export import folder_of_pages
    from tui.live.watch import see

    seen = see(facts, known_definitions(facts, read_definitions(path)))
    try:
        print_lines(map(str, list(folder_of_pages(seen, folder))))
    except OSError as error:
        return refuse(WrongInput(_("{path} cannot be written: {why}", path=folder, why=error.strerror)))
    return ExitCode.DONE


def _records(sheet: Sheet, keys: tuple[str, ...]) -> list[dict[str, str | int | None]]:
    return [dict(zip(keys, row, strict=True)) for row in sheet.rows]


def _write_csv(folder: Path, tables: dict[str, Sheet]) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    files = [folder / f"{name}.csv" for name in tables]
    for file, sheet in zip(files, tables.values(), strict=True):
        file.write_bytes(as_csv(sheet))
    return files


def _write_workbook(file: Path, tables: dict[str, Sheet]) -> list[Path]:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(as_workbook(list(tables.values())))
    return [file]
