"""`kagarobo tournament pack`: a stick that makes a laptop a table, though it never saw a network."""

import argparse
from pathlib import Path

from tui.command_io import WrongInput, add_part, print_json, print_lines, refuse
from tui.exit_codes import ExitCode
from tui.founding.installer import Installer, read_installer, write_installer
from tui.founding.stick import StickPack, write_pack
from tui.founding.stick_words import write_readme
from tui.hall_net.membership import FILE as KEY_FILE
from tui.i18n import _

__all__ = ["configure", "run"]

TABLES_MAX = 99


def configure(parts: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the part and its options."""
    pack = add_part(parts, "pack", _("a stick that makes a laptop a table, without any network"))
    pack.add_argument("folder", metavar="FOLDER", type=Path, help=_("where: the stick, or a folder on it"))
    pack.add_argument("--table", type=int, required=True, metavar="N", help=_("the number of the table"))
    pack.add_argument("--journal", type=Path, metavar="FILE", help=_("the tournament's journal"))
    pack.add_argument("--town", default="kaga", help=_("a town's id or file"))
    pack.add_argument("--installer", action="store_true",
                      help=_("the program too, for a laptop that has nothing but Python"))  # fmt: skip
    pack.add_argument("--wheel", type=Path, metavar="FILE",
                      help=_("with --installer: kagarobo's own wheel, where it was not installed from its folder")
                      )  # fmt: skip


def run(args: argparse.Namespace) -> ExitCode:
    """Write the stick, or bring it up to date."""
    path = args.journal or args.home / "tournament.db"
    try:
        if not 1 <= args.table <= TABLES_MAX:
            raise WrongInput(_("--table takes a number from 1 to {most}.", most=TABLES_MAX))
        pack = write_pack(args.folder, path, args.table, args.town, args.home)
        installer = write_installer(pack, args.wheel) if args.installer else read_installer(args.folder)
        write_readme(pack, installer)
    except WrongInput as wrong:
        return refuse(wrong)
    except OSError as error:
        return refuse(WrongInput(_("{path} cannot be written: {why}", path=args.folder, why=error.strerror)))
    _tell(args, pack, installer)
    return ExitCode.DONE


def _tell(args: argparse.Namespace, pack: StickPack, installer: Installer | None) -> None:
    has_key = (pack.folder / KEY_FILE).exists()
    if args.json:
        print_json({"folder": str(pack.folder), "table": pack.table, "journal": str(pack.journal), "has_key": has_key,
                    "wheels": installer.wheels if installer is not None else 0})  # fmt: skip
        return
    print_lines([_("{folder} makes a laptop table {table}.", folder=pack.folder, table=pack.table)])
    if has_key:
        print_lines([_("The table's key lies on it: whoever has the stick is that table.")])
    if installer is not None:
        print_lines([_("{count} wheels for {platform} with Python {python}. There: sh start.sh, or start.bat",
                       count=installer.wheels, platform=installer.platform, python=installer.python)])  # fmt: skip
    else:
        print_lines([_("There: kagarobo table --from {folder}", folder=pack.folder)])
    print_lines([_("Back at the desk: kagarobo journal merge {file}", file=pack.journal)])
