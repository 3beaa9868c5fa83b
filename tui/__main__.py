"""The command line: `kagarobo COMMAND …`; with no command, the app.

Every command is a module of its own under tui/commands, imported only when it is called, so that the flasher never
loads Textual. A command module offers `configure(parser)` and `run(args) -> ExitCode`.
stdout is data: results, and nothing else. People's words about progress and trouble go to stderr.
"""

import argparse
import importlib
import os
import sys
from pathlib import Path

from tui.exit_codes import ExitCode
from tui.i18n import LANGUAGES, _, pick_language, use_language
from tui.messages import say_error

COMMANDS = (
    "demo", "boards", "check", "flash", "judge-box", "virtual", "play", "robot", "lesson", "class", "challenge",
    "table", "tournament", "display", "live", "serve", "join", "journal", "clubhouse", "forget",
)  # fmt: skip


def help_line(command: str) -> str:
    """Return the one line that `--help` shows for COMMAND."""
    return {
        "demo": _("hold a small tournament on virtual boards, to a champion"),
        "boards": _("list the boards that are plugged in, and the virtual ones"),
        "check": _("look at a program without a board"),
        "flash": _("put a program onto a robot"),
        "judge-box": _("make a board a judge box, and test it"),
        "virtual": _("run a stand-in board until Ctrl-C"),
        "play": _("try a program on a simulated field"),
        "lesson": _("learn to program a robot, lesson by lesson"),
        "class": _("serve the lessons to a room full of browsers"),
        "robot": _("measure a robot, for a virtual one that drives like it"),
        "challenge": _("list and show the challenges, and score a run"),
        "table": _("the referee's station: a clock and keys, with a judge box or without"),
        "tournament": _("make a tournament, plan it, ready it, correct and print it"),
        "display": _("the hall's screen: standings, brackets, lines, what is next"),
        "live": _("the public page for phones and the projector; it shows teams, never a child"),
        "serve": _("bring every table's facts to all others, by network"),
        "join": _("make this laptop a table, the desk or a display of a hall"),
        "journal": _("look at a journal, check it, rescue its good part"),
        "clubhouse": _("the clubhouse's visits and figures"),
        "forget": _("erase a person from everything this computer holds"),
    }[command]


def main(argv: list[str] | None = None) -> int:
    """Run one command and return its exit code."""
    arguments = sys.argv[1:] if argv is None else argv
    early, _rest = _common_parser().parse_known_args(arguments)
    use_language(pick_language(early.lang or os.environ.get("KAGAROBO_LANG")))
    parser = _parser(arguments)
    args = parser.parse_args(arguments)
    args.home, args.words = _home(args.home), arguments
    try:
        if args.command is None:
            return _run("tui.commands.app", args)
        return _run(module_of(args.command), args)
    except KeyboardInterrupt:
        return ExitCode.FAILED
    except Exception as error:
        return say_error(error, log_folder=args.home)


def module_of(command: str) -> str:
    """Return the module that is COMMAND."""
    return f"tui.commands.{'class_' if command == 'class' else command.replace('-', '_')}"


def _run(module_name: str, args: argparse.Namespace) -> int:
    return int(importlib.import_module(module_name).run(args))


def _common_parser(*, with_defaults: bool = True) -> argparse.ArgumentParser:
    """Options that stand before or after the command. A second copy must not overwrite the first with its default."""
    default = None if with_defaults else argparse.SUPPRESS
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--home", type=Path, default=default, help=_("the folder that holds all data"))
    common.add_argument("--lang", choices=LANGUAGES, default=default, help=_("the language to speak"))
    return common


def _parser(arguments: list[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="kagarobo",
        description=_("One program for a town that teaches its children to program robots."),
        parents=[_common_parser()],
    )
    commands = parser.add_subparsers(dest="command", metavar=_("COMMAND"))
    for name in COMMANDS:
        line = help_line(name)
        command = commands.add_parser(name, help=line, description=line, parents=[_common_parser(with_defaults=False)])
        if name in arguments:  # only what is called is imported
            importlib.import_module(module_of(name)).configure(command)
    return parser


def _home(asked: Path | None) -> Path:
    if asked is not None:
        return asked.expanduser().resolve()
    named = os.environ.get("KAGAROBO_HOME")
    if named:
        return Path(named).expanduser().resolve()
    import platformdirs

    return Path(platformdirs.user_data_dir("kagarobo", appauthor=False))


if __name__ == "__main__":
    sys.exit(main())
