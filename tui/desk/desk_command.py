"""`kagarobo tournament desk`, and its thin mirrors: `standings`, `bracket` and `record`, for scripts."""

import argparse
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from judge.errors import JournalTaken
from judge.journal import Follower, Journal
from tui.command_io import WrongInput, add_part, print_json, print_lines, refuse, say
from tui.commands.table import new_person
from tui.desk.deeds import Desk
from tui.desk.lists import bracket_json, bracket_lines, standings_json, standings_lines
from tui.desk.record import NoTournamentError, RefusedError
from tui.desk.recording import DEEDS, do
from tui.desk.words import refusal_sentence
from tui.exit_codes import ExitCode
from tui.fact_words import fact_sentence
from tui.i18n import _
from tui.tablet import serving as tablet

__all__ = ["PARTS", "configure", "open_desk"]

STATION = "desk"


def configure(parts: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the parts and their options."""
    desk = add_part(parts, "desk", _("the tournament desk: check-in, lines, standings, decisions"), has_json=False)
    tablet.add_option(desk)
    standings = add_part(parts, "standings", _("the standings, with the reason for every two neighbours"))
    bracket = add_part(parts, "bracket", _("the brackets, drawn; with --json, heat by heat"))
    record = add_part(parts, "record", _("record one deed of the desk"))
    record.add_argument("deed", choices=tuple(DEEDS), metavar="DEED", help=", ".join(DEEDS))
    record.add_argument(
        "told", nargs="*", metavar="WORD", help=_("what the deed needs: a team's number or id, a reason")
    )
    for part in (standings, bracket, record):
        part.add_argument("--competition", metavar="ID", help=_("one competition; else all, or the only one"))
    for part in (desk, standings, bracket, record):
        part.add_argument("--journal", type=Path, metavar="FILE", help=_("the tournament's journal"))


def open_desk(path: Path, *, is_writing: bool) -> Desk:
    """Open a journal's desk. Raises: WrongInput: no tournament there. JournalTaken: it shall write, and cannot."""
    if not path.exists():
        raise WrongInput(_("There is no journal {path}. Begin one with: kagarobo tournament new", path=path))
    source = open_journal(path) if is_writing else Follower(path)
    try:
        return Desk(source, now_ms=_now_ms, new_person=new_person)
    except NoTournamentError as error:
        source.close()
        raise WrongInput(_("{path} holds no tournament of a challenge that is known here.", path=path)) from error


def open_journal(path: Path) -> Journal:
    """The journal, to be written by the desk. Raises: JournalTaken."""
    return Journal.open(path, STATION, clock=lambda: datetime.now().astimezone().isoformat(timespec="milliseconds"))


def _desk(args: argparse.Namespace) -> ExitCode:
    """Lead the tournament until somebody leaves the screen."""
    path = _path(args)
    if args.tablet is not None and not tablet.is_on_tablet():
        tablet.serve(args.tablet, args.words, _("Tournament desk"))
        return ExitCode.DONE
    if not tablet.is_on_tablet() and not (sys.stdin.isatty() and sys.stdout.isatty()):
        say(_("The desk needs a terminal. For scripts there are: standings, bracket, record."))
        return ExitCode.WRONG_USE
    from tui.desk.screen import DeskApp

    try:
        desk = open_desk(path, is_writing=True)
    except JournalTaken:
        desk = open_desk(path, is_writing=False)
    try:
        with desk.beside(args.home) as hall:
            app = DeskApp(desk, take_journal=lambda: open_journal(path), hall=hall)
            app.run()
        return ExitCode(app.return_code or ExitCode.DONE)
    finally:
        desk.close()


def _standings(args: argparse.Namespace) -> ExitCode:
    desk = open_desk(_path(args), is_writing=False)
    try:
        names = _competitions(desk, args.competition)
        if args.json:
            print_json(standings_json(desk, names))
        else:
            print_lines(standings_lines(desk, names))
    finally:
        desk.close()
    return ExitCode.DONE


def _bracket(args: argparse.Namespace) -> ExitCode:
    desk = open_desk(_path(args), is_writing=False)
    try:
        names = _competitions(desk, args.competition)
        if args.json:
            print_json(bracket_json(desk, names))
        else:
            print_lines(bracket_lines(desk, names))
    finally:
        desk.close()
    return ExitCode.DONE


def _record(args: argparse.Namespace) -> ExitCode:
    desk = open_desk(_path(args), is_writing=True)
    try:
        before = len(desk.facts)
        do(desk, args.deed, args.told, args.competition)
        written = desk.facts[before:]
        if args.json:
            print_json({"written": [fact.source for fact in written]})
        else:
            print_lines(f"{fact.source}  {fact_sentence(fact.body, desk.names)}" for fact in written)
    except RefusedError as refused:
        say(refusal_sentence(refused.refusal, desk.names))
        return ExitCode.NO
    finally:
        desk.close()
    return ExitCode.DONE


def _competitions(desk: Desk, asked: str | None) -> tuple[str, ...]:
    if asked is None:
        return desk.competitions
    if asked not in desk.competitions:
        raise WrongInput(_("There is no competition {competition}. There are: {known}.", competition=asked,
                           known=", ".join(desk.competitions)))  # fmt: skip
    return (asked,)


def _path(args: argparse.Namespace) -> Path:
    return Path(args.journal or args.home / "tournament.db")


def _now_ms() -> int:
    return time.time_ns() // 1_000_000


def _refusing(part: Callable[[argparse.Namespace], ExitCode]) -> Callable[[argparse.Namespace], ExitCode]:
    def run(args: argparse.Namespace) -> ExitCode:
        try:
            return part(args)
        except WrongInput as wrong:
            return refuse(wrong)

    return run


PARTS = {name: _refusing(part) for name, part in
         {"desk": _desk, "standings": _standings, "bracket": _bracket, "record": _record}.items()}  # fmt: skip
