"""SQLite's own opinion of a file's pages, in our findings."""

import re
import sqlite3
from collections.abc import Iterator

from judge.findings import Finding
from judge.journal.database import Connection

__all__ = ["page_findings"]

PAGE = re.compile(r"\bpage (\d+)", re.IGNORECASE)
FAULTS_MAX = 20  # more than that, and the file is a case for its mirror


def page_findings(connection: Connection) -> Iterator[Finding]:
    """SQLite's own opinion; a page's damage shows here even where no fact is touched (an index)."""
    lines = _integrity(connection)
    pages = {int(found.group(1)) for line in lines if (found := PAGE.search(line))}
    for page in sorted(pages):
        yield Finding("J-PAGE", "error", f"page {page}", {"page": page, "rows": ""})
    if not pages and lines != ["ok"]:
        yield Finding("J-PAGE", "error", "file", {"detail": lines[0], "rows": ""})


def _integrity(connection: Connection) -> list[str]:
    """Ask for ever more faults: where SQLite gives up it gives back none of those it had found."""
    lines: list[str] = []
    for faults_max in range(1, FAULTS_MAX + 1):
        try:
            answers = [str(text) for (text,) in connection.execute(f"PRAGMA integrity_check({faults_max})")]
        except sqlite3.DatabaseError as error:
            return lines or [str(error)]
        lines = [line for answer in answers for line in answer.split("\n") if not line.startswith("***")]
        if len(lines) < faults_max:
            break
    return lines
