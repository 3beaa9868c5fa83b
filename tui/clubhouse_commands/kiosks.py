"""`kagarobo clubhouse kiosks`: which laptops of the house have written, when last, and what of them is missing."""

import argparse

from clubhouse_logs.kiosks import kiosks
from clubhouse_logs.stations import read_house
from tui.clubhouse_commands.options import add_town, town_and_site
from tui.clubhouse_house import house_folder
from tui.command_io import add_part, print_json, print_lines
from tui.exit_codes import ExitCode
from tui.i18n import _


def configure(parts: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the part and its options."""
    add_town(add_part(parts, "kiosks", _("the house's laptops: heard when, up to which fact, what is missing")))


def run(args: argparse.Namespace) -> ExitCode:
    """Print a line for each; writes nothing, kiosks may be at work."""
    town, site_id = town_and_site(args)
    found = kiosks(read_house(house_folder(args.home, site_id)))
    if args.json:
        rows = [
            {"station": one.station, "seq": one.seq, "lacks": one.lacks, "heard": one.heard.isoformat()}
            for one in found
        ]
        print_json({"kiosks": rows})
        return ExitCode.DONE
    lines = []
    for one in found:
        at = one.heard.astimezone(town.timezone)
        line = _("{station}: heard {at}, fact {seq}", station=one.station, at=f"{at:%Y-%m-%d %H:%M}", seq=one.seq)
        if one.lacks:
            line += " · " + _("{count} of its facts are missing here: merge its file", count=one.lacks)
        lines.append(line)
    print_lines(lines or [_("Nobody has written in this house yet.")])
    return ExitCode.DONE


PARTS = {"kiosks": run}
