"""`kagarobo check PROGRAM`: would MicroPython run it, and if not, which line is to be looked at."""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

from firmware.flasher.check import check, errors_in
from tui.exit_codes import ExitCode
from tui.i18n import _
from tui.program_words import finding_lines, nothing_wrong


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("program", type=Path, help=_("the program, a .py file"))
    parser.add_argument("--json", action="store_true", help=_("one JSON document on stdout"))


def run(args: argparse.Namespace) -> ExitCode:
    """Show what was found; the answer is no when the program would not run."""
    findings = check(args.program)
    if args.json:
        document = {"program": args.program.name, "findings": [asdict(finding) for finding in findings]}
        json.dump(document, sys.stdout, ensure_ascii=False, indent=2, default=dict)
        sys.stdout.write("\n")
    else:
        for finding in findings:
            sys.stdout.write("\n".join(finding_lines(finding)) + "\n")
        if not findings:
            sys.stdout.write(nothing_wrong(args.program.name) + "\n")
    return ExitCode.NO if errors_in(findings) else ExitCode.DONE
