"""`python -m benchmarks [NAME] [--json]`: run one benchmark, or all of them, and print what came out.

stdout is the result and nothing else: one row for a NAME, a list for all; a table without --json.
"""

import argparse
import importlib
import json
import sys
from collections.abc import Sequence

from benchmarks import ROWS, Row


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; a missed aim is shown, and is no failure of the program."""
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("name", nargs="?", choices=ROWS, help="one row; without it, all of them")
    parser.add_argument("--json", action="store_true", help="one JSON document on stdout")
    args = parser.parse_args(arguments)
    rows = [measure(name) for name in ([args.name] if args.name else ROWS)]
    if args.json:
        documents = [row.as_json() for row in rows]
        json.dump(documents[0] if args.name else documents, sys.stdout, indent=2)
        sys.stdout.write("\n")
    else:
        sys.stdout.write("\n".join(table(rows)) + "\n")
    return 0


def measure(name: str) -> Row:
    """Run one benchmark; only what it needs is imported."""
    row: Row = importlib.import_module(f"benchmarks.{name}").measure()
    return row


def table(rows: Sequence[Row]) -> list[str]:
    """Return the rows for people."""
    lines = [f"{'name':<24} {'ours':>10} {'theirs':>10} {'ratio':>8} {'aim':>6}  unit; peer"]
    for row in rows:
        cells = [_cell(value) for value in (row.ours, row.theirs, row.ratio)]
        mark = "  aim missed" if row.is_missed else ""
        lines.append(
            f"{row.name:<24} {cells[0]:>10} {cells[1]:>10} {cells[2]:>8} {row.aim:>6}  {row.unit}; {row.peer}{mark}"
        )
        if row.why is not None:
            lines.append(f"{'':<24} {row.why}")
    return lines


def _cell(value: float | None) -> str:
    return "—" if value is None else f"{value:,.0f}" if value >= 100 else f"{value:.2f}"


if __name__ == "__main__":
    sys.exit(main())
