"""Which judge boxes were tested on this computer, and how it went the last time."""

import json
from pathlib import Path

__all__ = ["good_boxes", "remember"]

FILE = "judge_box_tests.json"


def remember(home: Path, box: str, *, is_right: bool, at: str) -> None:
    """Keep the last result of a box. `at`: the moment, as a text for people."""
    results = {**_read(home), box: {"is_right": is_right, "at": at}}
    home.mkdir(parents=True, exist_ok=True)
    new = home / f"{FILE}.new"
    new.write_text(json.dumps(results, ensure_ascii=False, indent=1), encoding="utf-8")
    new.replace(home / FILE)  # at once: a list cut in half would be none


def good_boxes(home: Path) -> list[str]:
    """The boxes whose last test was right, by name."""
    return sorted(box for box, result in _read(home).items() if result.get("is_right") is True)


def _read(home: Path) -> dict[str, dict[str, object]]:
    path = home / FILE
    if not path.exists():
        return {}
    try:
        results = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        return {}  # a list of tests that cannot be read: they have to be done again
    return results if isinstance(results, dict) else {}
