"""What the mentor's page remembers over a kill of the laptop's process.

    <home>/class/mentor.json    who is where, what is on the wall, when the class ends; ids and no program's text

A file of another class is left alone and written over by the first note of this one.
"""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from tui.room.who_is_where import WhoIsWhere

__all__ = ["MentorBook", "Shared"]


@dataclass(frozen=True, slots=True)
class Shared:
    """A program that the mentor put on the wall."""

    share: int
    learner: str
    lesson: int
    copy: str
    """The file of the kept copy: what the child types on stays its own."""
    is_named: bool
    """Whether the wall says whose it is."""


class MentorBook:
    """Belongs to the event loop's thread. Args: class_id: of `Store`."""

    def __init__(self, home: Path, class_id: int) -> None:
        self._file, self._class_id = home / "class" / "mentor.json", class_id
        known = self._read()
        self.where = WhoIsWhere(known.get("where"))
        self.shared = [Shared(**one) for one in known.get("shared", ())]
        ends_at = known.get("ends_at")
        self.ends_at = datetime.fromisoformat(ends_at) if ends_at else None
        self._shares = max([one.share for one in self.shared], default=0)

    def _read(self) -> dict[str, Any]:
        """A file that a full disk cut short costs who is where, which the next run tells again: never the class."""
        try:
            known = json.loads(self._file.read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            return {}
        return known if isinstance(known, dict) and known.get("class") == self._class_id else {}

    def write(self) -> None:
        """Keep everything as it is now. Raises: OSError."""
        known = {
            "class": self._class_id,
            "where": self.where.as_json(),
            "shared": [asdict(one) for one in self.shared],
            "ends_at": self.ends_at.isoformat() if self.ends_at else None,
        }
        beside = self._file.with_suffix(".new")
        with beside.open("w", encoding="utf-8") as file:
            json.dump(known, file, ensure_ascii=False)
        beside.replace(self._file)

    def share(self, learner: str, lesson: int, copy: str, *, is_named: bool) -> Shared:
        """Put a kept copy on the wall; the same child's earlier one of this lesson goes."""
        self._shares += 1
        self.shared = [one for one in self.shared if (one.learner, one.lesson) != (learner, lesson)]
        self.shared.append(Shared(self._shares, learner, lesson, copy, is_named))
        return self.shared[-1]

    def unshare(self, share: int) -> bool:
        """Take a program off the wall; False: it is not there."""
        left = [one for one in self.shared if one.share != share]
        has_gone = len(left) < len(self.shared)
        self.shared = left
        return has_gone

    def minutes_left(self, now: datetime) -> int | None:
        """Whole minutes until the class ends, begun ones counted; None: the mentor said nothing."""
        if self.ends_at is None:
            return None
        return max(0, -int(-(self.ends_at - now).total_seconds() // 60))
