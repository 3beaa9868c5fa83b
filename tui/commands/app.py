"""`kagarobo` with no command: the app's home screen, and what is chosen there."""

import argparse
import sys
from pathlib import Path

from tui.commands import boards, demo, display, lesson, table, tournament
from tui.exit_codes import ExitCode
from tui.founding import practice
from tui.i18n import LANGUAGES, _, childs_language, use_language
from tui.now import stamp
from tui.town import Town

__all__ = ["childs_language", "run"]


def run(args: argparse.Namespace) -> ExitCode:
    """Show the home screen until something else is chosen, and do that; without a terminal, show the help."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        sys.stderr.write(_("The app needs a terminal. All commands: kagarobo --help") + "\n")
        return ExitCode.WRONG_USE
    from tui.demo.screen import DemoApp
    from tui.home import HomeApp

    choice = HomeApp().run()
    if choice == "my_robot":
        return _my_robot(args)
    if choice == "lesson":
        return _lesson(args)
    if choice == "boards":
        args.json = False
        return boards.run(args)
    if choice == "table":
        return _table(args, [])
    if choice == "practise":
        journal = practice.begin(args.home, stamp=stamp(), timezone=Town.load().timezone.key, languages=LANGUAGES)
        return _table(args, ["--journal", str(journal)])
    if choice == "desk":
        return _desk(args)
    if choice == "display":
        return _display(args)
    if choice in ("watch", "referee"):
        parser = argparse.ArgumentParser()
        demo.configure(parser)
        asked = parser.parse_args([], argparse.Namespace(**vars(args)))
        return demo.run_screen(DemoApp(demo.options(asked), is_signed_by_hand=choice == "referee"))
    return ExitCode.DONE


def _table(args: argparse.Namespace, words: list[str]) -> ExitCode:
    parser = argparse.ArgumentParser()
    table.configure(parser)
    return table.run(parser.parse_args(words, argparse.Namespace(**vars(args))))


def _desk(args: argparse.Namespace) -> ExitCode:
    parser = argparse.ArgumentParser()
    tournament.configure(parser)
    return tournament.run(parser.parse_args(["desk"], argparse.Namespace(**vars(args))))


def _display(args: argparse.Namespace) -> ExitCode:
    parser = argparse.ArgumentParser()
    display.configure(parser)
    return display.run(parser.parse_args([], argparse.Namespace(**vars(args))))


def _lesson(args: argparse.Namespace) -> ExitCode:
    """The lessons' screen, in a child's words."""
    use_language(childs_language(args.lang))
    parser = argparse.ArgumentParser()
    lesson.configure(parser)
    return lesson.run(parser.parse_args([], argparse.Namespace(**vars(args))))


def _my_robot(args: argparse.Namespace) -> ExitCode:
    """The child's screen, over the folder we stand in."""
    from tui.my_robot.screen import MyRobotApp

    use_language(childs_language(args.lang))
    app = MyRobotApp(args.home, Path.cwd())
    app.run()
    if app.error is not None:
        raise app.error
    return ExitCode.DONE
