"""The second process: `python -m tui.demo.replay` folds the journal files anew and compares.

Reads the first process's document on stdin, works every figure out again from the two files alone, and prints the
document with `"replayed"`: true when both are the same to the last byte.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from judge.journal import read_facts
from tui.demo.document import document
from tui.town import Town

__all__ = ["replay_elsewhere", "same"]


def replay_elsewhere(first: dict[str, Any], tournament: Path, clubhouse: Path, town: str) -> dict[str, Any]:
    """Have another process set `"replayed"`.

    Raises: subprocess.CalledProcessError: it failed; its stderr says why.
    """
    command = [sys.executable, "-m", "tui.demo.replay", str(tournament), str(clubhouse), town]
    done = subprocess.run(command, input=json.dumps(first), capture_output=True, text=True, check=True)
    replayed: dict[str, Any] = json.loads(done.stdout)
    return replayed


def same(first: dict[str, Any], second: dict[str, Any]) -> bool:
    """Tell whether two documents are equal as they would be printed."""
    return json.dumps(first, sort_keys=True) == json.dumps(second, sort_keys=True)


def main() -> int:
    """Fold, compare, print."""
    parser = argparse.ArgumentParser(prog="tui.demo.replay", description=__doc__)
    parser.add_argument("tournament", type=Path)
    parser.add_argument("clubhouse", type=Path)
    parser.add_argument("town")
    args = parser.parse_args()
    first = json.load(sys.stdin)
    anew = document(read_facts(args.tournament), read_facts(args.clubhouse), Town.load(args.town))
    json.dump({**anew, "replayed": same(first, anew)}, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
