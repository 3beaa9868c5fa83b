"""`kagarobo tournament plan`: what is scheduled, made once, then repaired whenever the day bends."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from judge.hall_kinds import PlanMade
from judge.journal import Journal, read_definitions, read_facts
from judge.tournament.hall import fold_hall
from judge.tournament.hall_state import HallState
from judge.tournament.plan import Plan, PlanInputs, Window, slot_starts
from judge.tournament.plan_findings import plan_findings
from judge.tournament.plan_hall import open_runs_end, plan_inputs
from judge.tournament.plan_placing import Placed, place
from judge.tournament.plan_references import reference_findings
from judge.tournament.plan_repair import Difference, difference, repair, unfit
from judge.tournament.plan_tree import as_tree, plan_from_tree
from tui.command_io import WrongInput, add_part, print_json, print_lines, refuse, say
from tui.exit_codes import ExitCode
from tui.i18n import _
from tui.kept_definitions import known_definitions
from tui.plan_words import difference_lines, plan_finding_line, plan_lines

RECORDED_AS = "desk"
PART = "all"
OPEN = re.compile(r"(\d{4}-\d{2}-\d{2})/(\d{1,2}:\d{2})-(\d{1,2}:\d{2})")
LATE = re.compile(r"([A-Za-z0-9][A-Za-z0-9._+-]*)=(\d{4}-\d{2}-\d{2})/(\d{1,2}:\d{2})")
MINUTE_MS = 60_000


def configure(parts: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the part and its options."""
    part = add_part(parts, "plan", _("plan what is scheduled, or repair the plan; without --open, show it"))
    part.add_argument("--journal", type=Path, metavar="FILE", help=_("the tournament's journal"))
    part.add_argument("--open", metavar="2026-11-21/09:00-12:00", action="append", default=[],
                      help=_("when the hall is open; once for each stretch between breaks"))  # fmt: skip
    part.add_argument(
        "--slot", type=int, default=10, metavar="MINUTES", help=_("from one match to the next at a table")
    )
    part.add_argument("--rest", type=int, default=2, metavar="SLOTS",
                      help=_("from a child's match to its next, 1 for the very next slot"))  # fmt: skip
    part.add_argument("--late", metavar="t7=2026-11-21/10:30", action="append", default=[],
                      help=_("a team that comes late, and when; may be given again"))  # fmt: skip
    part.add_argument("--finals-from", metavar="2026-11-21/13:00",
                      help=_("when open runs are over whose line has no closing time yet"))  # fmt: skip
    part.add_argument("--from", dest="since", metavar="2026-11-21/10:00",
                      help=_("what begins before stays as it is; without it, now"))  # fmt: skip
    part.add_argument("--finals-together", action="store_true",
                      help=_("let finals run side by side though a child may come into both; plan again once it is "
                             "known"))  # fmt: skip
    part.add_argument("--dry-run", action="store_true", help=_("show what would change, and write nothing"))


def run(args: argparse.Namespace) -> ExitCode:
    """Show, make or repair the plan."""
    path = args.journal or args.home / "tournament.db"
    try:
        facts = read_facts(path)
        hall = fold_hall(facts, known_definitions(facts, read_definitions(path)))
        if hall.frame is None:
            raise WrongInput(_("{path} holds a tournament of one table, which has no plan.", path=path))
        calendar = _Calendar(hall.frame.dates[0], hall.frame.timezone)
        return _show(args, hall, calendar) if not args.open else _make(args, path, hall, calendar)
    except WrongInput as wrong:
        return refuse(wrong)


class _Calendar:
    """The plan's clock: ms from the tournament's first midnight, in its own zone."""

    def __init__(self, first_day: str, timezone: str) -> None:
        self.zone = ZoneInfo(timezone)
        self.midnight = datetime.combine(date.fromisoformat(first_day), time(), self.zone)

    def ms(self, day: str, clock: str) -> int:
        try:
            hour, minute = map(int, clock.split(":"))
            moment = datetime.combine(date.fromisoformat(day), time(hour, minute), self.zone)
        except ValueError as error:
            raise WrongInput(_("{day}/{clock} is no day and time.", day=day, clock=clock)) from error
        return round((moment.timestamp() - self.midnight.timestamp()) * 1000)

    def moment_ms(self, text: str) -> int:
        day, _slash, clock = text.partition("/")
        return self.ms(day, clock)

    def now_ms(self) -> int:
        return round((datetime.now(self.zone).timestamp() - self.midnight.timestamp()) * 1000)

    def words(self, at_ms: int) -> str:
        moment = datetime.fromtimestamp(self.midnight.timestamp() + at_ms / 1000, self.zone)
        return f"{moment:%m-%d %H:%M}"


def _show(args: argparse.Namespace, hall: HallState, calendar: _Calendar) -> ExitCode:
    plan = _standing(hall)
    if plan is None:
        raise WrongInput(_("There is no plan yet. Make one with --open 2026-11-21/09:00-12:00."))
    if args.json:
        print_json(as_tree(plan))
    else:
        print_lines(plan_lines(plan, _names(hall), calendar.words))
    return ExitCode.DONE


def _make(args: argparse.Namespace, path: Path, hall: HallState, calendar: _Calendar) -> ExitCode:
    standing = _standing(hall)
    now_ms = _since(args, calendar)
    inputs = _inputs(args, hall, calendar, now_ms)
    wrong = reference_findings(inputs)
    if wrong:
        for finding in wrong:
            say(plan_finding_line(finding, _names(hall)))
        return ExitCode.NO
    if standing is None:
        ahead = tuple(start_ms for start_ms in inputs.starts_ms if start_ms >= now_ms)
        placed = place(replace(inputs, starts_ms=ahead))
    else:
        placed = repair(standing, inputs, now_ms=now_ms)
    changes = difference(standing or Plan(0, inputs.slot_ms, ()), placed.plan)
    is_whole = not placed.unplaced
    if is_whole and changes.changes and not args.dry_run:
        with Journal.open(path, RECORDED_AS, clock=lambda: datetime.now().astimezone().isoformat()) as journal:
            journal.append(PlanMade(placed.plan.version, PART, as_tree(placed.plan)), by="staff")
    _say_what_came(args, hall, calendar, placed, changes)
    if standing is not None:
        say(_("{moved} matches changed; {least} had to.", moved=len(changes.changes),
              least=len(unfit(standing, inputs, now_ms=now_ms))))  # fmt: skip
    past = {planned.match.key for planned in placed.plan.slots if planned.start_ms < now_ms}
    for finding in _still_wrong(placed.plan, inputs, past):
        say(plan_finding_line(finding, _names(hall)))
    if not is_whole:
        say(_("Nothing was written: {count} matches have no slot. Open longer, use more tables, or rest less.",
              count=len(placed.unplaced)))  # fmt: skip
    return ExitCode.DONE if is_whole else ExitCode.NO


def _say_what_came(
    args: argparse.Namespace, hall: HallState, calendar: _Calendar, placed: Placed, changes: Difference
) -> None:
    if args.json:
        document: dict[str, Any] = {
            "plan": as_tree(placed.plan),
            "changed": [list(change.match.key) for change in changes.changes],
            "tables": list(changes.tables),
            "teams": list(changes.teams),
            "unplaced": [list(key) for key in placed.unplaced],
        }
        print_json(document)
    else:
        print_lines(difference_lines(changes, _names(hall), calendar.words))


def _still_wrong(plan: Plan, inputs: PlanInputs, past: Iterable[tuple[str, str, str]]) -> list[Any]:
    """Findings about what is still to come; what was played was played."""
    gone = {"/".join(key) for key in past}
    return [finding for finding in plan_findings(plan, inputs) if finding.source not in gone]


def _standing(hall: HallState) -> Plan | None:
    if hall.plan is None or PART not in hall.plan.parts:
        return None
    return plan_from_tree(hall.plan.parts[PART].plan)


def _since(args: argparse.Namespace, calendar: _Calendar) -> int:
    return calendar.now_ms() if args.since is None else calendar.moment_ms(args.since)


def _inputs(args: argparse.Namespace, hall: HallState, calendar: _Calendar, now_ms: int) -> PlanInputs:
    if args.slot < 1 or args.rest < 1:
        raise WrongInput(_("--slot and --rest take a number from 1."))
    return plan_inputs(
        hall,
        starts_ms=slot_starts(_windows(args.open, calendar), [], args.slot * MINUTE_MS),
        slot_ms=args.slot * MINUTE_MS,
        rest_slots=args.rest,
        now_ms=now_ms,
        away=dict(_late(one, hall, calendar) for one in args.late),
        open_runs_end_ms=_open_runs_end(args, hall, calendar),
        is_cautious=not args.finals_together,
    )


def _open_runs_end(args: argparse.Namespace, hall: HallState, calendar: _Calendar) -> dict[str, int]:
    """When finals may begin: when the line closes; else when the option says; else nobody knows."""
    ends = open_runs_end(hall, round(calendar.midnight.timestamp() * 1000))
    unknown = [name for name, end_ms in ends.items() if end_ms is None]
    if unknown and args.finals_from is None:
        raise WrongInput(_("When are the open runs over of {competitions}? Say it with --finals-from "
                           "2026-11-21/13:00, or set the time their line closes.",
                           competitions=", ".join(unknown)))  # fmt: skip
    finals_ms = calendar.moment_ms(args.finals_from) if args.finals_from is not None else 0
    return {name: finals_ms if end_ms is None else end_ms for name, end_ms in ends.items()}


def _windows(texts: Sequence[str], calendar: _Calendar) -> list[Window]:
    windows: list[Window] = []
    for text in texts:
        found = OPEN.fullmatch(text)
        if found is None:
            raise WrongInput(_("--open takes a day and two times: 2026-11-21/09:00-12:00"))
        windows.append(Window(calendar.ms(found[1], found[2]), calendar.ms(found[1], found[3])))
    windows.sort(key=lambda window: window.from_ms)
    if any(later.from_ms < earlier.until_ms for earlier, later in pairwise(windows)):
        raise WrongInput(_("Two of the --open stretches lie over each other."))
    return windows


def _late(text: str, hall: HallState, calendar: _Calendar) -> tuple[str, tuple[Window, ...]]:
    found = LATE.fullmatch(text)
    if found is None or found[1] not in hall.teams:
        raise WrongInput(_("--late takes a team's number, a day and a time: t7=2026-11-21/10:30"))
    return found[1], (Window(0, calendar.ms(found[2], found[3])),)


def _names(hall: HallState) -> dict[str, str]:
    return {team.id: team.entered.name for team in hall.teams.values()}
