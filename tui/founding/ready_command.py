"""`kagarobo tournament ready` and `set`: the evening-before list and its pack; a value of the day, or tables."""

import argparse
import shutil
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from judge.errors import DefinitionError
from judge.fact_shapes import is_word
from judge.facts import Corrected, Fact
from judge.hall_kinds import CompetitionOpened, TablesAssigned
from judge.journal import Journal, check, read_definitions, read_facts
from judge.tournament.hall import HallState, fold_hall
from tui.challenge_words import definition_sentence
from tui.command_io import WrongInput, add_part, print_json, print_lines, refuse
from tui.commands.challenge import overlay_of
from tui.exit_codes import ExitCode
from tui.founding.pack import documents, write
from tui.founding.practice import rehearsals
from tui.founding.ready import Line, Machine, overlaid, ready_lines
from tui.founding.ready_words import ready_sentence, what_to_do
from tui.founding.tested_boxes import good_boxes
from tui.i18n import _
from tui.kept_definitions import known_definitions

__all__ = ["configure", "run", "run_set"]

MARKS = {"good": "✓", "red": "✗", "advice": "·"}
RECORDED_AS = "desk"
PIXELS_PER_INCH = 110


def configure(parts: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add both parts and their options."""
    ready = add_part(parts, "ready", _("the evening before: is everything there? and the emergency pack on paper"))
    ready.add_argument("--journal", type=Path, metavar="FILE", help=_("the tournament's journal"))
    ready.add_argument("--stick", type=Path, metavar="FOLDER", help=_("the stick that keeps the journal again"))
    ready.add_argument("--pack", type=Path, metavar="FOLDER", help=_("write all sheets, lists and brackets there"))
    ready.add_argument("--pixels", type=int, default=PIXELS_PER_INCH, metavar="N",
                       help=_("how fine the pictures are, in pixels an inch"))  # fmt: skip
    values = add_part(parts, "set", _("a value of the day (T=137), or the tables of a competition"))
    values.add_argument("competition", metavar="COMPETITION", help=_("its id, as line_following-ES"))
    values.add_argument("values", metavar="T=137", nargs="*", help=_("a parameter of the day; may be given again"))
    values.add_argument("--tables", metavar="1,2", help=_("the tables that serve it from now on"))
    values.add_argument("--journal", type=Path, metavar="FILE", help=_("the tournament's journal"))
    values.add_argument("--station", default=RECORDED_AS, metavar="NAME",
                        help=_("who writes: the desk, or on a table's own laptop its station, as table-7"))  # fmt: skip


def run(args: argparse.Namespace) -> ExitCode:
    """Print the list, write the pack; the answer is no when a line is red."""
    path = args.journal or args.home / "tournament.db"
    facts = read_facts(path)
    definitions = known_definitions(facts, read_definitions(path))
    hall = fold_hall(facts, definitions)
    lines = ready_lines(hall, definitions, check(path), _machine(args, path, hall))
    files = write(args.pack, list(documents(hall)), pixels_per_inch=args.pixels) if args.pack else []
    if args.json:
        print_json({
            "ready": all(line.state != "red" for line in lines),
            "lines": [{"code": line.code, "state": line.state, **line.fields} for line in lines],
            "pack": [str(file) for file in files],
        })  # fmt: skip
    else:
        print_lines(_shown(lines))
        print_lines([_("{count} files in {folder}", count=len(files), folder=args.pack)] if files else [])
    return ExitCode.NO if any(line.state == "red" for line in lines) else ExitCode.DONE


def run_set(args: argparse.Namespace) -> ExitCode:
    """Write a value of the day as a correction of the competition's opening, or which tables serve it."""
    path = args.journal or args.home / "tournament.db"
    try:
        facts = read_facts(path)
        written = _set(args, path, facts)
    except WrongInput as wrong:
        return refuse(wrong)
    except DefinitionError as error:
        return refuse(WrongInput(definition_sentence(error)))
    if args.json:
        print_json({"written": [fact.source for fact in written]})
    else:
        print_lines(_("Written: {fact}", fact=fact.source) for fact in written)
    return ExitCode.DONE


def _set(args: argparse.Namespace, path: Path, facts: list[Fact]) -> list[Fact]:
    if not is_word(args.station):
        raise WrongInput(_("A station's name is one word, as desk or table-7."))
    hall = fold_hall(facts, known_definitions(facts, read_definitions(path)))
    state = hall.competitions.get(args.competition)
    opening = next(
        (fact for fact in facts
         if isinstance(fact.body, CompetitionOpened) and fact.body.competition == args.competition), None,
    )  # fmt: skip
    if state is None or opening is None or state.definition is None or state.opened is None:
        raise WrongInput(_("There is no competition {competition}. There are: {all}", competition=args.competition,
                           all=" ".join(hall.competitions)))  # fmt: skip
    bodies: list[Corrected | TablesAssigned] = []
    if args.values:
        values = overlay_of(args.values)
        state.definition.with_overlay(values)
        assert isinstance(opening.body, CompetitionOpened)
        laid = overlaid(opening.body, {**state.opened.overlay, **values})
        bodies.append(Corrected(opening.station, opening.seq, "replace", laid, "announced"))
    if args.tables is not None:
        bodies.append(TablesAssigned(args.competition, _tables(args.tables, hall)))
    if not bodies:
        raise WrongInput(_("Say what is to be set: T=137, or --tables 1,2."))
    with Journal.open(path, args.station, clock=lambda: datetime.now().astimezone().isoformat()) as journal:
        return [journal.append(body, by="staff") for body in bodies]


def _tables(text: str, hall: HallState) -> tuple[int, ...]:
    words = [word.strip() for word in text.split(",")]
    if not all(word.isdecimal() and int(word) in hall.tables for word in words):
        raise WrongInput(_("--tables takes numbers of tables: {all}", all=",".join(map(str, hall.tables))))
    return tuple(sorted({int(word) for word in words}))


def _machine(args: argparse.Namespace, path: Path, hall: HallState) -> Machine:
    zone = ZoneInfo(hall.frame.timezone) if hall.frame is not None else None
    return Machine(
        now=datetime.now(zone),
        disk_free_bytes=shutil.disk_usage(path.parent).free,
        stick_free_bytes=shutil.disk_usage(args.stick).free if args.stick is not None and args.stick.exists() else None,
        boxes_tested=good_boxes(args.home),
        rehearsals=rehearsals(args.home),
    )


def _shown(lines: list[Line]) -> list[str]:
    shown = []
    for line in lines:
        shown.append(f"{MARKS[line.state]} {ready_sentence(line)}")
        if line.state != "good":
            shown.append(f"    → {what_to_do(line)}")
    return shown
