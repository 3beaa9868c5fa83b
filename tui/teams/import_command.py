"""`kagarobo tournament import`: a list of teams, first looked at row by row, then entered; and taken back."""

from __future__ import annotations

import argparse
import csv
import os
import secrets
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from clubhouse_logs.people import People
from clubhouse_logs.sheets import Sheet, read_sheet
from judge.challenges import ids
from judge.errors import JudgeError
from judge.facts import Body, Fact, PersonAdded, person_id
from judge.journal import Journal, read_definitions, read_facts
from judge.tournament.hall import fold_hall
from judge.tournament.hall_state import HallState
from tui.command_io import WrongInput, add_part, print_json, print_lines, refuse, say
from tui.exit_codes import ExitCode
from tui.i18n import _
from tui.kept_definitions import NOTHING_KEPT, known_definitions
from tui.teams.facts import BY, Written, bodies, entered_teams, resting_on, undoing, written_by
from tui.teams.importing import plan_teams
from tui.teams.offers import division_names, of_competitions, of_town, offers
from tui.teams.plan import Outcome, RowPlan, TeamPlan
from tui.teams.row_reading import FileSays
from tui.teams.vocabulary import LANGUAGES
from tui.teams.words import row_line
from tui.town import Town

RECORDED_AS = "desk"
PEOPLE_FILE = "tournament_people.db"
FILE_BYTES_MAX = 10 * 1024 * 1024


def configure(parts: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the part and its options."""
    part = add_part(parts, "import", _("enter the teams of a CSV or XLSX file; first of all with --dry-run"))
    what = part.add_mutually_exclusive_group(required=True)
    what.add_argument("file", metavar="FILE", type=Path, nargs="?", help=_("a list of teams, as a school sends it"))
    what.add_argument("--undo", metavar="IMPORT", help=_("take an import back, by the name it got: desk:12-190"))
    part.add_argument("--journal", type=Path, metavar="FILE", help=_("the tournament's journal"))
    part.add_argument("--dry-run", action="store_true", help=_("say what becomes of every row, and write nothing"))
    part.add_argument("--without-questions", action="store_true",
                      help=_("enter the rows that are clear, and leave those that are questions"))  # fmt: skip
    part.add_argument("--division", help=_("the division of all rows that do not say"))
    part.add_argument("--challenge", choices=ids(), help=_("the challenge of all rows that do not say"))
    part.add_argument(
        "--language", choices=sorted(LANGUAGES), default="ja", help=_("the language of all teams that do not say")
    )
    part.add_argument("--town", default=os.environ.get("KAGAROBO_TOWN", "kaga"), help=_("a town's id or file"))


def run(args: argparse.Namespace) -> ExitCode:
    """Plan, show and enter; or take back."""
    path = args.journal or args.home / "tournament.db"
    try:
        return _undo(args, path) if args.undo is not None else _import(args, path)
    except WrongInput as wrong:
        return refuse(wrong)


def _import(args: argparse.Namespace, path: Path) -> ExitCode:
    sheet = _read(args.file)
    facts = read_facts(path) if path.exists() else []
    hall = fold_hall(facts, known_definitions(facts, read_definitions(path) if facts else NOTHING_KEPT))
    if not hall.competitions and not args.dry_run:
        raise WrongInput(_("There is no tournament in {path} that teams could enter. Begin one, or look at the file "
                           "with --dry-run.", path=path))  # fmt: skip
    plan = _plan(args, sheet, hall)
    may_write = not args.dry_run and (args.without_questions or not plan.questions)
    written = _write(args.home, path, plan, hall) if may_write and plan.teams else None
    _show(args, sheet, plan, written)
    if plan.questions and not args.dry_run and not args.without_questions:
        say(_("Nothing was written: rows are questions. Answer them in the file, or leave them out with "
              "--without-questions."))  # fmt: skip
    return ExitCode.NO if plan.questions else ExitCode.DONE


def _plan(args: argparse.Namespace, sheet: Sheet, hall: HallState) -> TeamPlan:
    town = Town.load(args.town)
    played = of_competitions(hall.competitions) or of_town(town)
    names = division_names(town, played)
    if args.division is not None and args.division not in names:
        raise WrongInput(_("There is no division {division}. There are: {divisions}.", division=args.division,
                           divisions=", ".join(names)))  # fmt: skip
    return plan_teams(
        sheet.rows,
        offers=offers(town, played),
        entered=entered_teams(hall),
        division_names=names,
        says=FileSays(args.division, args.challenge, args.language),
    )


def _read(path: Path) -> Sheet:
    try:
        with path.open("rb") as file:
            data = file.read(FILE_BYTES_MAX + 1)
    except OSError as error:
        raise WrongInput(_("{path} cannot be read. Is the name right, and may you read it?", path=path)) from error
    if len(data) > FILE_BYTES_MAX:
        raise WrongInput(_("{path} is larger than {most} bytes.", path=path, most=FILE_BYTES_MAX))
    try:
        sheet = read_sheet(data)
    except csv.Error:
        sheet = None
    if sheet is None:
        raise WrongInput(_("{path} is no text in UTF-8, UTF-16 or Shift_JIS and no whole .xlsx. Save it again as "
                           "one of these.", path=path))  # fmt: skip
    return sheet


def _write(home: Path, path: Path, plan: TeamPlan, hall: HallState) -> Written:
    home.mkdir(parents=True, exist_ok=True)
    with People(home / PEOPLE_FILE) as people, Journal.open(path, RECORDED_AS, clock=_clock) as journal:
        new_person = _entering(people)
        entering = [
            body for team in plan.teams for body in bodies(team, is_single=hall.is_single, new_person=new_person)
        ]
        try:
            facts = journal.append_all(entering, by=BY)
        except JudgeError:
            _forget(people, entering)  # no fact knows them
            raise
    return Written(RECORDED_AS, facts[0].seq, facts[-1].seq)


def _entering(people: People) -> Callable[[str | None], str]:
    def new_person(name: str | None) -> str:
        entropy = secrets.token_bytes(7)
        return person_id(entropy) if name is None else people.add(name, stage=None, entropy=entropy)

    return new_person


def _undo(args: argparse.Namespace, path: Path) -> ExitCode:
    written = Written.read(args.undo)
    facts = read_facts(path)
    imported = written_by(facts, written) if written is not None else []
    if not imported:
        raise WrongInput(_("{name} is no import that stands in {path}.", name=args.undo, path=path))
    resting = resting_on(facts, imported)
    if resting:
        raise WrongInput(_("Something rests on these teams by now: {teams}. Take that back first.",
                           teams=", ".join(f"{team} ({source})" for team, source in resting.items())))  # fmt: skip
    if not args.dry_run:
        _take_back(args.home, path, imported)
    if args.json:
        print_json({"undone": args.undo, "facts": [fact.source for fact in imported], "written": not args.dry_run})
    elif args.dry_run:
        print_lines([_("{count} facts of {name} would be taken back.", count=len(imported), name=args.undo)])
    else:
        print_lines([_("Taken back: {count} facts of {name}.", count=len(imported), name=args.undo)])
    return ExitCode.DONE


def _take_back(home: Path, path: Path, imported: Sequence[Fact]) -> None:
    with Journal.open(path, RECORDED_AS, clock=_clock) as journal:
        journal.append_all(undoing(imported), by=BY)
    with People(home / PEOPLE_FILE) as people:
        _forget(people, [fact.body for fact in imported])


def _forget(people: People, bodies: Sequence[Body]) -> None:
    for body in bodies:
        if isinstance(body, PersonAdded) and people.member(body.person) is not None:
            people.forget(body.person, datetime.now().astimezone().date())


def _show(args: argparse.Namespace, sheet: Sheet, plan: TeamPlan, written: Written | None) -> None:
    counts = Counter(row.outcome.value for row in plan.rows)
    if args.json:
        print_json({
            "file": str(args.file), "encoding": sheet.encoding, "import": None if written is None else str(written),
            "counts": dict(counts), "columns_not_kept": list(plan.not_kept), "other_sheets": list(sheet.other_sheets),
            "rows": [_row_json(row) for row in plan.rows],
        })  # fmt: skip
    else:
        print_lines(map(row_line, plan.rows))
    if plan.not_kept:
        say(_("These columns are not kept: {columns}", columns=", ".join(plan.not_kept)))
    if sheet.other_sheets:
        say(_("Only the first sheet was read, not these: {sheets}", sheets=", ".join(sheet.other_sheets)))
    say(_("New teams: {teams}. Entered already: {there}. Questions: {questions}.", teams=len(plan.teams),
          there=counts[Outcome.ALREADY_THERE.value], questions=len(plan.questions)))  # fmt: skip
    if written is not None:
        say(_("Entered. To take this back: kagarobo tournament import --undo {name}", name=written))


def _row_json(row: RowPlan) -> dict[str, Any]:
    """A row without the names of children."""
    document: dict[str, Any] = {"row": row.row, "outcome": row.outcome.value}
    if row.outcome is Outcome.QUESTION:
        document |= {"reason": row.reason, "fields": dict(row.fields)}
    if row.notes:
        document["notes"] = list(row.notes)
    if row.team is not None:
        team = row.team
        document["team"] = {
            "id": team.id, "name": team.name, "reading": team.reading, "division": team.division,
            "language": team.language, "competitions": list(team.competitions), "members": team.members,
        }  # fmt: skip
    return document


def _clock() -> str:
    return datetime.now().astimezone().isoformat()
