"""What an import of teams says of each row, in the reader's language."""

from __future__ import annotations

from tui.i18n import _
from tui.teams.plan import Outcome, RowPlan

__all__ = ["note_words", "outcome_words", "row_line"]


def row_line(row: RowPlan) -> str:
    """Return a row with what becomes of it, why, and what was assumed."""
    said = [outcome_words(row.outcome)]
    if row.team is not None:
        team = row.team
        competitions = ", ".join(team.competitions)
        said.append(f"{team.id} {team.name} · {team.division} · {competitions} · {team.language} · {team.members}")
    if row.outcome is Outcome.QUESTION:
        said.append(_reasons().get(row.reason, row.reason).format_map(dict(row.fields)))
    said += [note_words(note) for note in row.notes]
    return f"{row.row:>5}  " + "; ".join(said)


def outcome_words(outcome: Outcome) -> str:
    """Return what becomes of a row."""
    return {
        Outcome.TEAM: _("new team"),
        Outcome.MEMBER: _("one more member of the team above"),
        Outcome.ALREADY_THERE: _("entered already"),
        Outcome.QUESTION: _("question"),
        Outcome.TITLE: _("title"),
        Outcome.HEADER: _("headings"),
        Outcome.TOTAL: _("total"),
        Outcome.EXAMPLE: _("example"),
        Outcome.EMPTY: _("empty"),
    }[outcome]


def note_words(note: str) -> str:
    """Return what was assumed of a row; a note this program does not know stands for itself."""
    return {
        "number-given": _("no number in the file: the next free one"),
        "division-of-file": _("the division you named for the file"),
        "challenge-of-file": _("the challenge you named for the file"),
        "from-above": _("as in the row above"),
        "members-not-said": _("the file does not say how many members"),
        "question-mark": _("there is a question mark in the name: is it a character that was lost?"),
        "name-in-another-team": _("a member has the name of one in another team; they are taken for two children"),
    }.get(note, note)


def _reasons() -> dict[str, str]:
    return {**_of_names(), **_of_cells(), **_of_members()}


def _of_names() -> dict[str, str]:
    return {
        "no-header": _(
            "no row above names the columns; one should say チーム名 or Team name, and one 部門 or Division"
        ),
        "name-missing": _("the team has no name"),
        "name-is-a-date": _("the spreadsheet made a date of the team's name; type it again as text"),
        "name-damaged": _("characters of the name {name} were lost; type it again"),
        "name-unusable": _("the name has more than 80 characters, or signs that cannot be printed"),
        "name-twice": _("row {row} has a team of this name"),
        "reading-unusable": _("the reading has more than 80 characters, or signs that cannot be printed"),
        "number-unusable": _("{written} is no number a team can have"),
        "number-twice": _("row {row} has the number {number}"),
        "number-taken": _("number {number} is {team}, who entered before"),
        "team-differs": _("team {team} entered before with another number, division, competition or number of members"),
        "withdrawn": _("a remark says that the team does not come; does it take part?"),
    }


def _of_cells() -> dict[str, str]:
    return {
        "cell-error": _("a formula of the spreadsheet failed in this row"),
        "division-missing": _("the division is missing; name it in the row, or for the whole file with --division"),
        "division-unknown": _("{written} is no division here"),
        "challenge-missing": _("no challenge is named; name it in the row, or for the whole file with --challenge"),
        "challenge-unknown": _("{written} is no challenge of this tournament"),
        "mark-unclear": _("does {written} in a challenge's column mean that the team takes part?"),
        "no-competition": _("{challenge} has no competition for the division {division}"),
        "several-competitions": _("{challenge} has several competitions for the division {division}"),
        "language-unknown": _("{written} is no language here; there are ja, en, zh-tw and zh-cn"),
    }


def _of_members() -> dict[str, str]:
    return {
        "member-twice": _("a member is named twice"),
        "members-unclear": _("the number of members is no number"),
        "members-differ": _("{heads} members are counted and {names} are named"),
        "members-many": _("{heads} members are more than {most}"),
        "team-above-asked": _("a member of the team above, which is asked about"),
    }
