"""`kagarobo live`: a tournament's public page, for phones and the projector; it reads and writes nothing."""

import argparse
from pathlib import Path

from judge.journal import read_definitions
from tui.command_io import WrongInput, print_lines, refuse
from tui.exit_codes import ExitCode
from tui.i18n import _, language
from tui.tablet import serving

PORT = 8080
CONNECTIONS_MAX = 900
"""Below what a process may have open; the streams are fewer (`tui.live.app`)."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--journal", type=Path, metavar="FILE", help=_("the tournament's journal"))
    parser.add_argument("--port", type=int, default=PORT, metavar="N", help=_("the port of the page"))
    parser.add_argument("--address", default=serving.EVERYWHERE, metavar="A",
                        help=_("the address of this computer that answers; without it, all of them"))  # fmt: skip


def run(args: argparse.Namespace) -> ExitCode:
    """Serve until Ctrl-C."""
    try:
        if args.port not in serving.PORTS:
            raise WrongInput(_("--port takes 1 to 65535."))
        path = args.journal or args.home / "tournament.db"
        read_definitions(path)  # is it a journal?
        serving.check_free(args.address, args.port)
    except WrongInput as wrong:
        return refuse(wrong)
    _announce(args.address, args.port)
    _serve(path, args.address, args.port)
    return ExitCode.DONE


def _announce(address: str, port: int) -> None:
    import segno

    host = serving.own_address() if address == serving.EVERYWHERE else address
    url = f"http://{host}:{port}/"
    print_lines([_("Everybody in this network can watch here:"), f"  {url}", ""])
    segno.make(url, error="m").terminal(compact=True)
    print_lines([_("On the projector: {url}", url=f"{url}{language().removesuffix('-easy')}/wall.html"),
                 _("It shows teams, never a child, and writes nothing. Ctrl-C ends it.")])  # fmt: skip


def _serve(path: Path, address: str, port: int) -> None:
    import contextlib

    import uvicorn

    from tui.live.app import Station, application
    from tui.live.watch import Watch

    app = application(Station(Watch(path)), language())
    config = uvicorn.Config(
        app, address, port, log_level="error", access_log=False, server_header=False,
        limit_concurrency=CONNECTIONS_MAX, timeout_keep_alive=10, timeout_graceful_shutdown=1,
    )  # fmt: skip
    with contextlib.suppress(KeyboardInterrupt):
        uvicorn.Server(config).run()
