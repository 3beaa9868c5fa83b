"""`kagarobo class`: the room in a browser."""

import argparse
import os

from tui.command_io import WrongInput, print_lines, refuse
from tui.exit_codes import ExitCode
from tui.i18n import _
from tui.tablet import serving

PORT = 8000


def configure(parser: argparse.ArgumentParser) -> None:
    """Add where it is served."""
    parser.add_argument("--port", type=int, default=PORT, help=_("the port of the class's pages"))
    parser.add_argument("--address", default="0.0.0.0", help=_("serve on this address only"))
    parser.add_argument("--name", help=_("what the class is called"))
    parser.add_argument("--new", action="store_true", help=_("begin another class, with another code"))


def run(args: argparse.Namespace) -> ExitCode:
    """Serve until Ctrl-C."""
    import uvicorn

    from tui.room.app import application
    from tui.room.room import Room

    try:
        if args.port not in serving.PORTS:
            raise WrongInput(_("--port takes 1 to 65535."))
        serving.check_free(args.address, args.port)
    except WrongInput as wrong:
        return refuse(wrong)
    room = Room(args.home, args.name, workers=max(1, os.cpu_count() or 1), is_new=args.new)
    print_lines([_("The class is at http://{address}:{port}/ and its code is {code}.", address=args.address,
                   port=args.port, code=room.record.code)])  # fmt: skip
    uvicorn.run(application(room), host=args.address, port=args.port, log_level="warning", access_log=False,
                timeout_graceful_shutdown=3)  # fmt: skip
    return ExitCode.DONE
