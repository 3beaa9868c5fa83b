"""`kagarobo class`: the room in a browser."""

import argparse
import os
from typing import TYPE_CHECKING

from tui.command_io import WrongInput, print_lines, refuse
from tui.exit_codes import ExitCode
from tui.i18n import _
from tui.tablet import serving

if TYPE_CHECKING:
    from tui.room.room import Room

PORT = 8000


def configure(parser: argparse.ArgumentParser) -> None:
    """Add where it is served."""
    parser.add_argument("--port", type=int, default=PORT, metavar="N", help=_("the port of the class's pages"))
    parser.add_argument("--address", default=serving.EVERYWHERE, metavar="A",
                        help=_("the address of this computer that answers; without it, all of them"))  # fmt: skip
    parser.add_argument("--name", help=_("what the class is called"))
    parser.add_argument("--town", default=os.environ.get("KAGAROBO_TOWN", "kaga"), help=_("a town's id or file"))
    parser.add_argument("--new", action="store_true", help=_("begin another class, with another code"))


def run(args: argparse.Namespace) -> ExitCode:
    """Serve until Ctrl-C."""
    try:
        if args.port not in serving.PORTS:
            raise WrongInput(_("--port takes 1 to 65535."))
        serving.check_free(args.address, args.port)
    except WrongInput as wrong:
        return refuse(wrong)
    from tui.room.room import Room
    from tui.town import Town

    town = Town.load(args.town)
    room = Room(args.home, args.name, workers=max(1, os.cpu_count() or 1), town=town, is_new=args.new)
    host = serving.own_address() if args.address == serving.EVERYWHERE else args.address
    room.address = f"http://{host}:{args.port}/"
    _announce(room)
    _serve(room, args.address, args.port)
    return ExitCode.DONE


def _announce(room: "Room") -> None:
    import segno

    record = room.record
    print_lines([_("The children open this address in any browser of this network:"), f"  {room.address}", "",
                 _("Room code: {code}", code=record.code), ""])  # fmt: skip
    segno.make(f"{room.address}?room={record.code}", error="m").terminal(compact=True)
    print_lines([_("The mentor's page, for you alone (it is the key to everything):"),
                 f"  {room.address}mentor?key={record.mentor_key}", "",
                 _("What is typed is kept at once: Ctrl-C, or a laptop that dies, loses nothing; start it again."),
                 ])  # fmt: skip


def _serve(room: "Room", address: str, port: int) -> None:
    import contextlib

    import uvicorn

    from tui.room.app import application

    config = uvicorn.Config(
        application(room), address, port, log_level="error", access_log=False, server_header=False,
        timeout_graceful_shutdown=3,
    )  # fmt: skip
    with contextlib.suppress(KeyboardInterrupt):
        uvicorn.Server(config).run()
