"""`kagarobo table`: the referee's station, by keys alone or with a judge box, for any robot."""

import argparse
import secrets
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from firmware.flasher.ports import list_boards
from judge.challenges import load
from judge.errors import DefinitionError
from judge.fact_shapes import is_person
from judge.facts import Fact, TournamentOpened, person_id
from judge.hall_kinds import TournamentFounded
from judge.host_clock import host_us
from judge.journal import Journal, read_facts
from judge.serial_port import SerialPort
from tui.command_io import WrongInput, read_text, refuse, say
from tui.commands.challenge import overlay_of
from tui.exit_codes import ExitCode
from tui.founding.stick import read_pack
from tui.hall_net.membership import read_membership
from tui.i18n import _, language
from tui.kept_definitions import keep_definition
from tui.table.desk import Desk, NoCompetitionError, NoTournamentError
from tui.table.founding import founding_facts, read_teams
from tui.table.from_stick import take_over
from tui.tablet import serving as tablet
from tui.town import Town

SEED_BITS = 31
TABLES_MAX = 99


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--table", type=int, metavar="N", help=_("the number of the table; 1, or the one that joined"))
    parser.add_argument("--competition", metavar="ID",
                        help=_("what is judged here; without it, what the desk gave this table"))  # fmt: skip
    parser.add_argument("--port", help=_("the judge box's port; without it, everything goes by hand"))
    parser.add_argument("--journal", type=Path, metavar="FILE", help=_("the tournament's journal"))
    parser.add_argument("--from", dest="stick", type=Path, metavar="FOLDER",
                        help=_("be the table that tournament pack wrote there; the journal is kept there again")
                        )  # fmt: skip
    parser.add_argument("--mirror", type=Path, help=_("a file, on a stick say, where the journal is kept again"))
    parser.add_argument("--referee", metavar="ID", help=_("who sits here, a random id; without it, who sat here last"))
    parser.add_argument("--new", metavar="CHALLENGE", help=_("begin a tournament of this challenge"))
    parser.add_argument("--division", help=_("with --new: the division that is played; else the first"))
    parser.add_argument(
        "--teams", type=Path, metavar="TEAMS.csv", help=_("with --new: the teams, a heading line first")
    )
    parser.add_argument(
        "--set", metavar="T=137", action="append", default=[], help=_("a parameter of the day; may be given again")
    )
    tablet.add_option(parser)
    parser.add_argument("--town", default="kaga", help=_("a town's id or file"))


def run(args: argparse.Namespace) -> ExitCode:
    """Judge at one table until the referee leaves."""
    try:
        path = args.journal or args.home / "tournament.db"
        if args.stick is not None:
            _begin_from_stick(args, path)
        _check(args)
        path.parent.mkdir(parents=True, exist_ok=True)
        if args.new is not None:
            _found(args, path)
        if args.tablet is not None and not tablet.is_on_tablet():
            tablet.serve(args.tablet, _again(args.words), _("Table {table}", table=args.table))
            return ExitCode.DONE
        if not tablet.is_on_tablet() and not (sys.stdin.isatty() and sys.stdout.isatty()):
            say(_("The table needs a terminal. The journal is {path}.", path=path))
            return ExitCode.DONE if args.new is not None or args.stick is not None else ExitCode.WRONG_USE
        return _judge(args, path)
    except WrongInput as wrong:
        return refuse(wrong)


def _begin_from_stick(args: argparse.Namespace, path: Path) -> None:
    if args.new is not None:
        raise WrongInput(_("--from goes on with a tournament, --new begins one: leave one of them out."))
    pack = read_pack(args.stick)
    if args.table not in (None, pack.table):
        raise WrongInput(_("This stick is table {table}'s. Leave --table out, or take the other stick.",
                           table=pack.table))  # fmt: skip
    take_over(pack, path, args.home)
    args.table, args.mirror, args.town = pack.table, args.mirror or pack.journal, str(pack.town)


def _again(words: Sequence[str]) -> list[str]:
    """The command line for the tablet: what began the tournament is done, and is not to be done again."""
    founding = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    for option in ("--new", "--division", "--teams", "--set"):
        founding.add_argument(option, action="append")
    return founding.parse_known_args(words)[1]


def _check(args: argparse.Namespace) -> None:
    membership = read_membership(args.home)
    joined = membership.table if membership is not None else None
    if args.table is None:
        args.table = joined or 1
    elif joined not in (None, args.table):
        raise WrongInput(_("This laptop joined the hall as table {table}. Leave --table out, or ask the desk for "
                           "another key.", table=joined))  # fmt: skip
    if not 1 <= args.table <= TABLES_MAX:
        raise WrongInput(_("--table takes a number from 1 to {most}.", most=TABLES_MAX))
    if args.referee is not None and not is_person(args.referee):
        raise WrongInput(_("--referee takes a random id such as {person}, never a name.", person="p-abcdefghij"))
    if args.new is not None and args.teams is None:
        raise WrongInput(_("--new needs --teams TEAMS.csv: at least two teams, a heading line first."))
    if args.new is None and (args.teams is not None or args.division is not None or args.set):
        raise WrongInput(_("--teams, --division and --set begin a tournament: they need --new CHALLENGE."))


def _found(args: argparse.Namespace, path: Path) -> None:
    if path.exists():
        raise WrongInput(_("{path} is there already. Leave --new out to go on with it, or name another with --journal.",
                           path=path))  # fmt: skip
    definition = load(args.new)
    division = args.division or next(iter(definition.divisions))
    if division not in definition.divisions:
        raise WrongInput(_("There is no division {division}. There are: {divisions}.", division=division,
                           divisions=", ".join(definition.divisions)))  # fmt: skip
    zone = Town.load(args.town).timezone
    teams = read_teams(read_text(args.teams), str(args.teams), language())
    try:
        facts = founding_facts(
            definition, division, teams, overlay=overlay_of(args.set), tournament=args.new,
            seed=secrets.randbits(SEED_BITS), timezone=zone.key, new_person=new_person,
        )  # fmt: skip
    except DefinitionError as error:
        if not error.key.startswith("overlay"):
            raise
        from tui.challenge_words import definition_sentence

        raise WrongInput(definition_sentence(error)) from error
    with Journal.open(path, f"table-{args.table}", clock=_clock(zone), mirror=args.mirror) as journal:
        keep_definition(journal, definition.id)
        for body in facts:
            journal.append(body, by="staff")


def _judge(args: argparse.Namespace, path: Path) -> ExitCode:
    from tui.hall_net.at_screen import beside
    from tui.table.screen import TableApp

    zone = _zone_of(read_facts(path)) or Town.load(args.town).timezone
    with Journal.open(path, f"table-{args.table}", clock=_clock(zone), mirror=args.mirror) as journal:
        try:
            desk = Desk(
                journal, args.table, now_us=host_us, new_person=new_person, referee=args.referee,
                competition=args.competition,
            )  # fmt: skip
        except NoTournamentError as error:
            raise WrongInput(_("{path} holds no tournament of a challenge that is known here.", path=path)) from error
        except NoCompetitionError as error:
            raise WrongInput(_("There is no competition {competition}. There are: {known}.",
                               competition=error.competition, known=", ".join(error.known))) from error  # fmt: skip
        if args.port is not None:
            desk.plug(SerialPort(args.port))
        with beside(args.home, journal) as hall:
            app = TableApp(desk, ports=lambda: list_boards(args.home), take_port=SerialPort, hall=hall)
            app.run()
        return ExitCode(app.return_code or ExitCode.DONE)


def new_person() -> str:
    """Draw a random person id."""
    return person_id(secrets.token_bytes(8))


def _clock(zone: ZoneInfo) -> Callable[[], str]:
    return lambda: datetime.now(zone).isoformat(timespec="milliseconds")


def _zone_of(facts: Sequence[Fact]) -> ZoneInfo | None:
    """The hall's time zone."""
    bodies = [fact.body for fact in facts if isinstance(fact.body, TournamentOpened | TournamentFounded)]
    return _zone(bodies[0].timezone) if bodies else None


def _zone(key: str) -> ZoneInfo:
    try:
        return ZoneInfo(key)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")  # a zone this computer does not know: the moments are right all the same
