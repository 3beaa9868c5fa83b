"""`--tablet`: the same command again, on a tablet's browser instead of this terminal."""

import argparse
import os
import socket
import sys
from collections.abc import Sequence

from tui.command_io import WrongInput, print_lines
from tui.i18n import _

__all__ = ["EVERYWHERE", "PORTS", "add_option", "check_free", "is_on_tablet", "own_address", "serve"]

OPTION = "--tablet"
PORTS = range(1, 1 << 16)
EVERYWHERE = "0.0.0.0"
# An address for documentation (RFC 5737): nothing is sent there, but the system tells which of ours would be used.
NOWHERE = ("192.0.2.1", 9)


def add_option(parser: argparse.ArgumentParser) -> None:
    """Add the option to a command that shows a screen."""
    parser.add_argument(OPTION, metavar=_("[ADDRESS:]PORT"), help=_("show this screen in the browser of a tablet"))


def is_on_tablet() -> bool:
    """Whether this process draws for a browser: then its input and output are no terminal."""
    return "WebDriver" in os.environ.get("TEXTUAL_DRIVER", "")


def serve(where: str, arguments: Sequence[str], title: str) -> None:
    """Serve this program's screen until its user leaves it or Ctrl-C.

    Args: where: `PORT` or `ADDRESS:PORT`. arguments: the command line, without the program and this option.
    Raises: WrongInput: no such port, or it is taken.
    """
    import segno  # here, because a table on a terminal needs none of it

    from tui.tablet.server import TabletServer, new_key

    host, port = _address(where)
    server = TabletServer(
        [sys.executable, "-m", "tui", *without_option(arguments)], host=host, port=port, key=new_key(), title=title
    )
    check_free(host, port)
    url = f"http://{own_address() if host == EVERYWHERE else host}:{port}{server.path}"
    print_lines([_("Open this address on the tablet, or let its camera read the square:"), f"  {url}", ""])
    segno.make(url, error="m").terminal(compact=True)
    print_lines([_("Whoever has the address can judge. Ctrl-C ends it.")])
    server.serve()


def without_option(arguments: Sequence[str]) -> list[str]:
    """The command line that the tablet's own program gets: all but this option."""
    kept: list[str] = []
    words = iter(arguments)
    for word in words:
        if word == OPTION:
            next(words, None)
        elif not word.startswith(f"{OPTION}="):
            kept.append(word)
    return kept


def _address(where: str) -> tuple[str, int]:
    host, _colon, port = where.rpartition(":")
    if not port.isascii() or not port.isdecimal() or int(port) not in PORTS:
        raise WrongInput(_("{option} takes a port such as 8023, or an address and a port.", option=OPTION))
    return host or EVERYWHERE, int(port)


def check_free(host: str, port: int) -> None:
    """Raises: WrongInput: the port is taken, or the address is not ours."""
    try:
        with socket.create_server((host, port), reuse_port=False):
            return
    except OSError as error:
        raise WrongInput(_("Port {port} of {host} cannot be used: {why}. Take another.", port=port, host=host,
                           why=error.strerror or error)) from error  # fmt: skip


def own_address() -> str:
    """This computer's address in the hall; its name where it is in no network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(NOWHERE)
        except OSError:
            return socket.gethostname()
        return str(probe.getsockname()[0])
