"""One row of a list of teams: each of its cells read, or asked about."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from clubhouse_logs.kanji_numbers import with_digits
from clubhouse_logs.visit_import import name_key
from clubhouse_logs.written_dates import Cell
from judge.fact_shapes import is_label, is_word
from tui.spreadsheets import undefused
from tui.teams.columns import Columns, folded, plain
from tui.teams.plan import Asked, Offer
from tui.teams.vocabulary import (
    BETWEEN_CHALLENGES,
    BETWEEN_MEMBERS,
    CELL_ERRORS,
    DAMAGED,
    DITTO,
    DIVISIONS,
    GRADE,
    LANGUAGES,
    MARKS,
    NOBODY,
    PERHAPS_BETWEEN,
    WITHDRAWN,
)

__all__ = ["FileSays", "RowReader", "challenge_names", "team_id"]

MEMBERS_MAX = 20


@dataclass(frozen=True, slots=True)
class FileSays:
    """What holds for every row that does not say; None: such a row is asked about."""

    division: str | None = None
    challenge: str | None = None
    language: str = "ja"


class RowReader:
    """Reads cells by their columns; remembers the row above, and which names of members it met."""

    def __init__(
        self, columns: Columns, offers: Sequence[Offer], division_names: Mapping[str, Sequence[str]], says: FileSays
    ) -> None:
        self.columns, self.offers, self.says = columns, offers, says
        self.challenges = challenge_names(offers)
        self.divisions = {folded(name): key for key, names in DIVISIONS.items() for name in (key, *names)}
        self.divisions |= {folded(name): key for key, names in division_names.items() for name in (key, *names)}
        self.above: dict[str, str] = {}
        self.member_keys: set[str] = set()

    def text(self, row: Sequence[Cell], column: str) -> str:
        """A cell as a line of text; "" where the file has no such column."""
        at = self.columns.of.get(column)
        return plain(row[at]) if at is not None and at < len(row) else ""

    def name(self, row: Sequence[Cell], notes: list[str]) -> str:
        """The team's name as written, on one line."""
        cell = row[self.columns.of["name"]] if self.columns.of["name"] < len(row) else None
        if isinstance(cell, date):
            raise Asked("name-is-a-date")
        if next((text for text in map(plain, row) if text in CELL_ERRORS), None):
            raise Asked("cell-error")
        name = written_as(cell)
        if not name or name in DITTO:
            raise Asked("name-missing")
        if DAMAGED.search(name) or not name.strip("?"):
            raise Asked("name-damaged", name=name)
        if not is_label(name):
            raise Asked("name-unusable")
        if "?" in name:
            notes.append("question-mark")  # it may be one, or a character the file's encoding does not have
        return name

    def division(self, row: Sequence[Cell], notes: list[str]) -> str:
        """The division's id."""
        written = self._or_above(row, "division", notes)
        if not written:
            if self.says.division is None:
                raise Asked("division-missing")
            notes.append("division-of-file")
            return self.says.division
        grade = GRADE.fullmatch(written.replace(" ", ""))
        found = self.divisions.get(folded(grade[1] if grade else written))
        if found is None:
            raise Asked("division-unknown", written=written[:80])
        return found

    def competitions(self, row: Sequence[Cell], division: str, notes: list[str]) -> tuple[str, ...]:
        """The competitions a team of this division enters, by the challenges the row names or marks."""
        challenges = self._named_challenges(self._or_above(row, "challenges", notes)) + self._marked_challenges(row)
        if not challenges and self.says.challenge is not None:
            notes.append("challenge-of-file")
            challenges = [self.says.challenge]
        if not challenges:
            raise Asked("challenge-missing")
        return tuple(self._competition(challenge, division) for challenge in dict.fromkeys(challenges))

    def _competition(self, challenge: str, division: str) -> str:
        fitting = [one for one in self.offers if one.challenge == challenge and division in one.takes]
        exact = [one for one in fitting if one.division == division] or fitting
        if not exact:
            raise Asked("no-competition", challenge=challenge, division=division)
        if len(exact) > 1:
            raise Asked("several-competitions", challenge=challenge, division=division)
        return exact[0].competition

    def _named_challenges(self, text: str) -> list[str]:
        named: list[str] = []
        for part in filter(None, map(str.strip, BETWEEN_CHALLENGES.split(text))):
            for one in [part] if folded(part) in self.challenges else PERHAPS_BETWEEN.split(part):
                if folded(one) not in self.challenges:
                    raise Asked("challenge-unknown", written=part[:80])
                named.append(self.challenges[folded(one)])
        return named

    def _marked_challenges(self, row: Sequence[Cell]) -> list[str]:
        marked: list[str] = []
        for place, name in self.columns.marked.items():
            text = plain(row[place]).casefold() if place < len(row) else ""
            if text in MARKS:
                marked.append(self.challenges[name])
            elif text not in ("", *NOBODY):
                raise Asked("mark-unclear", written=text[:80])
        return marked

    def language(self, row: Sequence[Cell]) -> str:
        """The team's language."""
        written = self.text(row, "language")
        if not written:
            return self.says.language
        for language, names in LANGUAGES.items():
            if folded(written) in names:
                return language
        raise Asked("language-unknown", written=written[:80])

    def members(self, rows: Sequence[Sequence[Cell]], notes: list[str]) -> tuple[tuple[str, ...], int]:
        """The names, where there are any, and how many members."""
        names = [name for row in rows for name in self.names(row)]
        if len(set(map(name_key, names))) < len(names):
            raise Asked("member-twice")
        heads = self.text(rows[0], "heads")
        counted = re.fullmatch(r"(\d{1,3})[人名]?", with_digits(heads))
        if heads and counted is None:
            raise Asked("members-unclear")
        members = int(counted[1]) if counted else len(names)
        if names and members != len(names):
            raise Asked("members-differ", heads=members, names=len(names))
        if members > MEMBERS_MAX:
            raise Asked("members-many", heads=members, most=MEMBERS_MAX)
        if not members:
            notes.append("members-not-said")
        keys = set(map(name_key, names))
        if keys & self.member_keys:
            notes.append("name-in-another-team")
        self.member_keys |= keys
        return tuple(names), members

    def names(self, row: Sequence[Cell]) -> list[str]:
        """The members a row names, as written."""
        lines = [
            line for place in self.columns.members if place < len(row) for line in str(row[place] or "").splitlines()
        ]
        names = [written_as(name) for line in lines for name in BETWEEN_MEMBERS.split(line)]
        return [name for name in names if plain(name).casefold() not in ("", *NOBODY)]

    def reading(self, row: Sequence[Cell]) -> str | None:
        """How the name is read aloud; None: the file does not say."""
        reading = self.text(row, "reading")
        if reading and not is_label(reading):
            raise Asked("reading-unusable")
        return reading or None

    def look_for_withdrawal(self, row: Sequence[Cell]) -> None:
        """Ask where a remark says that the team does not come after all."""
        if WITHDRAWN.search(self.text(row, "remark")):
            raise Asked("withdrawn")  # without the remark: it may name a child

    def _or_above(self, row: Sequence[Cell], column: str, notes: list[str]) -> str:
        """A cell, or the one above where the file says "as above"; what is blank stays blank."""
        text = self.text(row, column)
        if text in DITTO:
            text = self.above.get(column, "")
            notes.append("from-above")
        self.above[column] = text
        return text


def written_as(cell: Cell) -> str:
    """A cell as somebody wrote it, on one line: only blanks at the ends, line breaks and an export's apostrophe go."""
    return plain(cell) if isinstance(cell, float) else undefused(" ".join(str(cell or "").split()))


def challenge_names(offers: Sequence[Offer]) -> dict[str, str]:
    """Every name a challenge is known by, folded -> its id."""
    return {folded(name): offer.challenge for offer in offers for name in (*offer.names, offer.challenge)}


def team_id(written: str) -> str | None:
    """The id a number in the file makes: 12, No.12 and 十二 are t12, A-12 stays; None: no word."""
    text = with_digits(re.sub(r"^(?:no\.?|№|#|第)\s*|番$", "", written, flags=re.IGNORECASE))
    if number := re.fullmatch(r"(\d{1,6})(?:\.0+)?", text):
        return f"t{int(number[1])}"
    return text if is_word(text) and not text[0].isdigit() else None
