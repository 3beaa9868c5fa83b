"""A tournament made at the table itself: one challenge, one division, the teams of a CSV file.

TEAMS.csv has a heading line: `name`, and as you like `id`, `members` (how many), `language`. It holds teams, no
children: members are random ids from the first fact on.
"""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from judge.challenge import Definition, OverlayValue
from judge.fact_shapes import is_label, is_word
from judge.facts import Body, PersonAdded, TeamEntered, TournamentOpened
from tui.command_io import WrongInput
from tui.i18n import LANGUAGES, _

__all__ = ["TeamRow", "founding_facts", "read_teams"]

TEAMS_MAX, MEMBERS_MAX = 1000, 20
COLUMNS = ("name", "id", "members", "language")


@dataclass(frozen=True, slots=True)
class TeamRow:
    """A team as the file gives it."""

    id: str
    name: str
    members: int
    language: str


def read_teams(text: str, file: str, language: str) -> list[TeamRow]:
    """Read the teams; `language` is that of those who do not say.

    Raises: WrongInput: no heading, a row out of shape (named by its line), an id twice, fewer than two teams.
    """
    rows = csv.DictReader(io.StringIO(text))
    unknown = set(rows.fieldnames or ()) - set(COLUMNS)
    if "name" not in (rows.fieldnames or ()) or unknown:
        raise WrongInput(_("{file} should begin with a line of headings: {columns}", file=file,
                           columns=", ".join(COLUMNS)))  # fmt: skip
    teams: dict[str, TeamRow] = {}
    for place, row in enumerate(rows, start=1):
        team = _team(row, place, language, f"{file}:{rows.line_num}")
        if team.id in teams:
            raise WrongInput(_("{where}: there are two teams with the id {id}.", where=f"{file}:{rows.line_num}",
                               id=team.id))  # fmt: skip
        teams[team.id] = team
    if not 2 <= len(teams) <= TEAMS_MAX:
        raise WrongInput(_("{file} should hold 2 to {most} teams, not {count}.", file=file, most=TEAMS_MAX,
                           count=len(teams)))  # fmt: skip
    return list(teams.values())


def founding_facts(
    definition: Definition,
    division: str,
    teams: Sequence[TeamRow],
    *,
    overlay: Mapping[str, OverlayValue],
    tournament: str,
    seed: int,
    timezone: str,
    new_person: Callable[[], str],
) -> list[Body]:
    """Return the facts that open a tournament. Raises: DefinitionError: the overlay is not offered."""
    laid = definition.with_overlay(overlay)
    apart = {key: value for key, value in overlay.items() if key not in ("N", "K", "bracket_size")}
    bracket = max(
        (size for size in laid.elimination.sizes if size <= min(len(teams), laid.elimination.size)), default=0
    )
    facts: list[Body] = [
        TournamentOpened(tournament, definition.id, definition.hash, apart, division, laid.aggregation.runs_official,
                         laid.aggregation.runs_counted, bracket, seed, timezone)
    ]  # fmt: skip
    for team in teams:
        members = tuple(new_person() for _number in range(team.members))
        facts += [PersonAdded(member, "child") for member in members]
        facts.append(TeamEntered(team.id, team.name, division, members, team.language))
    return facts


def _team(row: Mapping[str, str | None], place: int, language: str, where: str) -> TeamRow:
    name, team = (row.get("name") or "").strip(), (row.get("id") or "").strip() or f"t{place}"
    members, spoken = (row.get("members") or "").strip() or "2", (row.get("language") or "").strip() or language
    if not is_label(name):
        raise WrongInput(_("{where}: the team has no name, or one of more than 80 characters.", where=where))
    if not is_word(team):
        raise WrongInput(_("{where}: {id} is no id: letters and digits only.", where=where, id=team))
    if not members.isdecimal() or not 1 <= int(members) <= MEMBERS_MAX:
        raise WrongInput(_("{where}: members should be a number from 1 to {most}.", where=where, most=MEMBERS_MAX))
    if spoken not in LANGUAGES:
        raise WrongInput(_("{where}: there is no language {language}.", where=where, language=spoken))
    return TeamRow(team, name, int(members), spoken)
