"""A list of teams as a school sends it: a dry run that says of every row what would become of it, and why.

Rules: every row of the file has exactly one outcome, titles and totals too; nothing is dropped without a word;
       what is not clear is a question and no team; nothing is guessed, and what is assumed is a note on its row;
       a team that is entered already, with the same of everything, is not entered again: the same file twice adds
       nothing;
       members are counted; their names are for the erasable table alone: they stand in the plan, never in a fact.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from clubhouse_logs.visit_import import name_key
from clubhouse_logs.written_dates import Cell
from tui.teams.columns import find_header, plain
from tui.teams.plan import Asked, EnteredTeam, Offer, Outcome, PlannedTeam, RowPlan, TeamPlan
from tui.teams.row_reading import FileSays, RowReader, challenge_names, team_id
from tui.teams.vocabulary import DITTO, EXAMPLE, TOTAL

__all__ = ["plan_teams"]


def plan_teams(
    rows: Sequence[Sequence[Cell]],
    *,
    offers: Sequence[Offer],
    entered: Iterable[EnteredTeam] = (),
    division_names: Mapping[str, Sequence[str]] | None = None,
    says: FileSays | None = None,
) -> TeamPlan:
    """Say of every row what an import would make of it; nothing is written.

    Args: offers: the competitions there are. entered: who takes part already. division_names: of each division, in any
          language. says: what holds for rows that do not say.
    """
    header = find_header(rows, challenge_names(offers))
    if header is None:
        return TeamPlan(tuple(_above(number, row, "no-header") for number, row in enumerate(rows, 1)), ())
    reader = RowReader(header.columns, offers, division_names or {}, says or FileSays())
    work = _Import(reader, list(entered), [list(map(plain, row)) for row in rows[header.first - 1 : header.last]])
    work.take_numbers(rows[header.last :])
    planned = [_above(number, row, "") for number, row in enumerate(rows[: header.first - 1], 1)]
    planned += [RowPlan(number, Outcome.HEADER) for number in range(header.first, header.last + 1)]
    place = header.last
    while place < len(rows):
        length = work.block_length(rows, place)
        planned += work.block(place + 1, rows[place : place + length])
        place += length
    return TeamPlan(tuple(planned), header.columns.not_kept)


def _above(number: int, row: Sequence[Cell], question: str) -> RowPlan:
    if not any(map(plain, row)):
        return RowPlan(number, Outcome.EMPTY)
    return RowPlan(number, Outcome.QUESTION, question) if question else RowPlan(number, Outcome.TITLE)


class _Import:
    """What the rows of a file share: who was entered before, and by which row."""

    def __init__(self, reader: RowReader, entered: Sequence[EnteredTeam], heading: Sequence[Sequence[str]]) -> None:
        self.reader, self.heading = reader, heading
        self.by_name = {name_key(team.name): team for team in entered}
        self.by_id = {team.id: team for team in entered}
        self.rows_by_name: dict[str, int] = {}
        self.rows_by_id: dict[str, int] = {}
        self.numbers: set[str | None] = set(self.by_id)

    def take_numbers(self, rows: Sequence[Sequence[Cell]]) -> None:
        """Learn all numbers that are written, so that no team without one is given another's."""
        self.numbers |= {team_id(self.reader.text(row, "number")) for row in rows}

    def block_length(self, rows: Sequence[Sequence[Cell]], place: int) -> int:
        """How many rows are one team: those below that only bring another member belong to it."""
        length = 1
        if self._apart([plain(cell) for cell in rows[place]]) is not None:
            return length  # no team, so nobody below is its member
        if len(self.reader.columns.members) == 1 and self.reader.text(rows[place], "name") not in ("", *DITTO):
            met = self.reader.names(rows[place])
            while place + length < len(rows) and self._is_next_member(rows[place], rows[place + length], met):
                met += self.reader.names(rows[place + length])
                length += 1
        return length

    def block(self, number: int, rows: Sequence[Sequence[Cell]]) -> list[RowPlan]:
        """The plan of one block of rows; `number` is that of the first."""
        texts = [plain(cell) for cell in rows[0]]
        apart = self._apart(texts)
        if apart is not None:
            return [RowPlan(number, apart)]
        notes: list[str] = []
        below = range(number + 1, number + len(rows))
        try:
            team = self._team(rows, notes)
            outcome = self._outcome(number, team)
        except Asked as asked:
            first = RowPlan(number, Outcome.QUESTION, asked.code, fields=asked.fields)
            return [first, *(RowPlan(one, Outcome.QUESTION, "team-above-asked") for one in below)]
        return [RowPlan(number, outcome, "", tuple(notes), team), *(RowPlan(one, Outcome.MEMBER) for one in below)]

    def _apart(self, texts: Sequence[str]) -> Outcome | None:
        """What a row is that is no team's."""
        if not any(texts):
            return Outcome.EMPTY
        if texts in self.heading:
            return Outcome.HEADER
        if any(EXAMPLE.fullmatch(text.replace(" ", "")) for text in texts):
            return Outcome.EXAMPLE
        name = self.reader.columns.of["name"]
        first = next(text for text in texts if text).replace(" ", "")
        named = texts[name].replace(" ", "") if name < len(texts) else ""
        return Outcome.TOTAL if TOTAL.fullmatch(first) or TOTAL.fullmatch(named) else None

    def _is_next_member(self, team: Sequence[Cell], row: Sequence[Cell], met: Sequence[str]) -> bool:
        """Whether a row only brings another member: one not met yet, and nothing else that differs from the team's."""
        names = self.reader.names(row)
        if not names or set(map(name_key, names)) & set(map(name_key, met)):
            return False
        (member,) = self.reader.columns.members
        texts, of_team = [plain(cell) for cell in row], [plain(cell) for cell in team]
        return all(
            place == member or text in ("", *DITTO) or (place < len(of_team) and text == of_team[place])
            for place, text in enumerate(texts)
        )

    def _team(self, rows: Sequence[Sequence[Cell]], notes: list[str]) -> PlannedTeam:
        reader, row = self.reader, rows[0]
        name = reader.name(row, notes)
        reader.look_for_withdrawal(row)
        division = reader.division(row, notes)
        competitions = reader.competitions(row, division, notes)
        names, members = reader.members(rows, notes)
        team = self._id(row, name, notes)
        return PlannedTeam(
            team, name, reader.reading(row), division, reader.language(row), competitions, members, names
        )

    def _id(self, row: Sequence[Cell], name: str, notes: list[str]) -> str:
        """The team's id: the number it has in the file, else the one it has already, else the next that is free."""
        there, written = self.by_name.get(name_key(name)), self.reader.text(row, "number")
        if name_key(name) in self.rows_by_name:
            raise Asked("name-twice", row=self.rows_by_name[name_key(name)])
        if not written or written in DITTO:
            if there is not None:
                return there.id
            notes.append("number-given")
            return next(f"t{free}" for free in range(1, len(self.numbers) + 2) if f"t{free}" not in self.numbers)
        team = team_id(written)
        if team is None:
            raise Asked("number-unusable", written=written[:80])
        if team in self.rows_by_id:
            raise Asked("number-twice", number=written, row=self.rows_by_id[team])
        if there is None and team in self.by_id:
            raise Asked("number-taken", number=written, team=self.by_id[team].name)
        return team

    def _outcome(self, number: int, team: PlannedTeam) -> Outcome:
        """Enter the team, unless it takes part already just as it is here."""
        self.rows_by_name[name_key(team.name)] = self.rows_by_id[team.id] = number
        self.numbers.add(team.id)
        there = self.by_name.get(name_key(team.name))
        if there is None:
            return Outcome.TEAM
        if there == EnteredTeam(team.id, there.name, team.division, frozenset(team.competitions), team.members):
            return Outcome.ALREADY_THERE
        raise Asked("team-differs", team=there.id)
