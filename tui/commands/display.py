"""`kagarobo display`: the hall's screen, which reads a tournament's journal while others write it."""

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from judge.facts import Fact, order
from judge.journal import Follower, read_definitions, read_facts
from tui.command_io import WrongInput, print_json, print_lines, refuse, say
from tui.exit_codes import ExitCode
from tui.hall_net.membership import read_membership
from tui.i18n import _
from tui.tablet import serving as tablet

TURN_S = 12.0


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--journal", type=Path, metavar="FILE", help=_("the tournament's journal"))
    parser.add_argument("--seconds", type=float, default=TURN_S, metavar="S", help=_("how long a page stands"))
    parser.add_argument("--once", action="store_true", help=_("print what would be shown, and end"))
    parser.add_argument("--json", action="store_true", help=_("one JSON document on stdout"))
    tablet.add_option(parser)


def run(args: argparse.Namespace) -> ExitCode:
    """Show the hall until somebody leaves the screen."""
    try:
        if not 1 <= args.seconds <= 3600:
            raise WrongInput(_("--seconds takes 1 to 3600."))
        path = args.journal or args.home / "tournament.db"
        if args.once or args.json:
            return _once(path, is_json=args.json)
        if args.tablet is not None and not tablet.is_on_tablet():
            tablet.serve(args.tablet, args.words, _("The hall's screen"))
            return ExitCode.DONE
        if not tablet.is_on_tablet() and not (sys.stdin.isatty() and sys.stdout.isatty()):
            say(_("The hall's screen needs a terminal, or --once."))
            return ExitCode.WRONG_USE
        return _filled(args.home, path, args.seconds)
    except WrongInput as wrong:
        return refuse(wrong)


def _filled(home: Path, path: Path, turn_s: float) -> ExitCode:
    """The screen, and beside it what fills the journal, where this laptop has joined a hall."""
    membership = read_membership(home)
    if membership is None:
        return _show(path, turn_s)
    from tui.hall_net.filling import Filler

    filler = Filler(home, path, membership.station)
    filler.start()
    try:
        return _show(path, turn_s)
    finally:
        filler.stop()


def _show(path: Path, turn_s: float) -> ExitCode:
    from tui.display.screen import DisplayApp

    follower = Follower(path)
    try:
        read = _reader(follower)
        facts = read() or ()
        app = DisplayApp(_after(facts, read), turn_s=turn_s, now=lambda: datetime.now(_zone(facts)),
                         kept=read_definitions(path))  # fmt: skip
        app.run()
        return ExitCode(app.return_code or ExitCode.DONE)
    finally:
        follower.close()


def _reader(follower: Follower) -> Callable[[], Sequence[Fact] | None]:
    """All facts in their order, whenever there are new ones."""
    known: list[Fact] = []

    def read() -> Sequence[Fact] | None:
        fresh = follower.fresh()
        if not fresh:
            return None
        known.extend(fresh)
        known[:] = order(known)
        return tuple(known)

    return read


def _after(first: Sequence[Fact], read: Callable[[], Sequence[Fact] | None]) -> Callable[[], Sequence[Fact] | None]:
    """What was read before the screen opened comes first."""
    waiting = [first]

    def next_facts() -> Sequence[Fact] | None:
        return waiting.pop() if waiting else read()

    return next_facts


def _once(path: Path, *, is_json: bool) -> ExitCode:
    from tui.display.drawing import sheets
    from tui.display.pages import hall_pages

    facts = order(read_facts(path))
    _hall, pages = hall_pages(facts, int(datetime.now().timestamp() * 1000), read_definitions(path))
    if is_json:
        print_json({"pages": [
            {"kind": page.kind, "competition": page.competition, "title": page.title, "heads": page.heads,
             "rows": page.rows, "marked": sorted(page.marked), "note": page.note,
             "heats": [asdict(heat) for heat in page.heats]}
            for page in pages
        ]})  # fmt: skip
        return ExitCode.DONE
    for page in pages:
        print_lines([f"== {page.title}", *(sheet.plain for sheet in sheets(page, 100, 10_000)), ""])
    return ExitCode.DONE


def _zone(facts: Sequence[Fact]) -> ZoneInfo | None:
    """The hall's time zone; None: this computer's."""
    from tui.display.pages import hall_zone

    return hall_zone(facts)
