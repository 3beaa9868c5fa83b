"""`kagarobo demo`: a small tournament on virtual boards, live on a terminal, in lines elsewhere, or as one document."""

import argparse
import json
import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from judge.challenges import ids
from judge.journal import read_facts
from tui.demo.document import document
from tui.demo.engine import DemoEngine, DemoOptions, journal_paths, remembered_options, set_aside
from tui.demo.events import DemoEvent, Said
from tui.demo.replay import replay_elsewhere
from tui.demo.roster import PLAYED
from tui.demo.words import said_line, summary_lines
from tui.exit_codes import ExitCode
from tui.i18n import _
from tui.town import Town

if TYPE_CHECKING:
    from tui.demo.screen import DemoApp

DEFAULT_SEED, DEFAULT_TEAMS, DEFAULT_CHALLENGE = 7, 4, "line_following"
TEAMS_MAX = 24


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--headless", action="store_true", help=_("no screen, as fast as the computer goes"))
    parser.add_argument("--seed", type=_count(0, 2**31 - 1), help=_("the seed of everything that is drawn"))
    parser.add_argument("--teams", type=_count(2, TEAMS_MAX), help=_("how many teams take part"))
    parser.add_argument("--challenge", type=_challenge, metavar="ID", help=_("the challenge to play"))
    parser.add_argument("--resume", action="store_true", help=_("go on with the demo that was broken off"))
    parser.add_argument(
        "--mirror", type=Path, help=_("a file, on a stick say, where the journal is kept a second time")
    )
    parser.add_argument("--json", action="store_true", help=_("one JSON document on stdout"))
    parser.add_argument("--town", default=os.environ.get("KAGAROBO_TOWN", "kaga"), help=_("a town's id or file"))


def run(args: argparse.Namespace) -> ExitCode:
    """Hold the demo and print its document or its summary."""
    asked = options(args)
    if not (args.headless or args.json) and sys.stdout.isatty():
        from tui.demo.screen import DemoApp

        return run_screen(DemoApp(asked))
    began_s, began = time.monotonic(), datetime.now(UTC)
    lines_to = sys.stderr if args.json else sys.stdout

    def say(event: DemoEvent) -> None:
        if isinstance(event, Said):
            lines_to.write(said_line(event) + "\n")
            lines_to.flush()

    held = hold(asked, args.town, say)
    seconds = time.monotonic() - began_s
    held["wall"] = {
        "began": began.isoformat(timespec="seconds"),
        "seconds": round(seconds, 2),
        "simulated_s_per_wall_s": round(held["simulated_s"] / seconds, 1),
    }
    if args.json:
        json.dump(held, sys.stdout, ensure_ascii=False, indent=2)
        sys.stdout.write("\n")
    else:
        sys.stdout.write("\n".join(summary_lines(held)) + "\n")
        words = _(
            "{simulated} simulated seconds in {seconds:.1f} s: {rate:.0f} a second. "
            "Folded again by a second process: {same}.",
            simulated=held["simulated_s"],
            seconds=seconds,
            rate=held["simulated_s"] / seconds,
            same=_("the same") if held["replayed"] else _("NOT the same"),
        )
        sys.stdout.write(words + "\n")
    return ExitCode.DONE if held["replayed"] and held["champion"] else ExitCode.FAILED


def run_screen(app: "DemoApp") -> ExitCode:
    """Show the demo on the terminal; afterwards leave its summary there, or say what went wrong.

    Leaving early is not a failure: `--resume` goes on from there.
    """
    app.run()
    if app.error is not None:
        raise app.error
    if app.is_finished:
        tournament, clubhouse = journal_paths(app.options.home, app.options.town)
        held = document(read_facts(tournament), read_facts(clubhouse), app.options.town)
        sys.stdout.write("\n".join(summary_lines(held)) + "\n")
    else:
        sys.stdout.write(_("Left early. Go on with: kagarobo demo --resume") + "\n")
    return ExitCode.DONE


def hold(options: DemoOptions, town: str, listen: Any) -> dict[str, Any]:
    """Hold a demo to its champion and have a second process fold it again."""
    tournament, clubhouse = DemoEngine(options, listen).hold()
    held = document(tournament, clubhouse, options.town)
    return replay_elsewhere(held, *journal_paths(options.home, options.town), town)


def options(args: argparse.Namespace) -> DemoOptions:
    """Return the demo that was asked for; a new one sets the journals of the last aside."""
    asked = DemoOptions(
        home=Path(args.home),
        town=Town.load(args.town),
        seed=DEFAULT_SEED if args.seed is None else args.seed,
        teams=args.teams or DEFAULT_TEAMS,
        challenge=args.challenge or DEFAULT_CHALLENGE,
        is_resumed=args.resume,
        mirror=args.mirror,
    )
    if args.resume:
        return remembered_options(asked)
    set_aside(asked)
    return asked


def _challenge(text: str) -> str:
    """A challenge that has a simulated field and programs that play it."""
    if text not in ids():
        raise argparse.ArgumentTypeError(_("there is no such challenge; there are: {known}", known=", ".join(ids())))
    if text not in PLAYED:
        words = _(
            "the demo has no field for {challenge} yet; it plays: {played}. To score a run by hand: "
            "kagarobo challenge score {challenge} FACTS.json",
            challenge=text,
            played=", ".join(PLAYED),
        )
        raise argparse.ArgumentTypeError(words)
    return text


def _count(low: int, high: int) -> Any:
    def read(text: str) -> int:
        number = int(text) if text.isdigit() else -1
        if not low <= number <= high:
            raise argparse.ArgumentTypeError(_("a whole number from {low} to {high}", low=low, high=high))
        return number

    return read
