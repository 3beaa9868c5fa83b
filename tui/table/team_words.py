"""What a team at the table is asked or told, in its own language, to stand beside the referee's words.

Rule: a language that the referee's screen speaks already is not said twice, and easy Japanese is Japanese.
"""

from judge.facts import RunDisputed
from judge.run_state import RunState
from tui.i18n import _, other_languages, speaking
from tui.table.desk import Desk, Mode
from tui.table.line import Candidate
from tui.table.words import waits_for

__all__ = ["team_lines"]


def team_lines(desk: Desk, mode: Mode, state: RunState | None, chosen: Candidate | None) -> list[str]:
    """Return what the teams are asked or told now, a line for each language of theirs that the screen does not speak.

    Args: state: of the run at the table. chosen: who may come next, where nobody is at the table.
    """
    teams = state.teams if state is not None else chosen.teams if chosen is not None and _is_called(chosen) else ()
    disputed = _disputed(desk) if mode is Mode.CHOOSING else None
    asked = (disputed,) if disputed is not None else teams
    known, lines = desk.hall.teams, []
    for spoken in other_languages(known[team].entered.language for team in asked if team in known):
        with speaking(spoken):
            words = _under_review() if disputed is not None else _words(desk, mode, state, teams)
        if words:
            lines.append(f"{spoken} ▸ {words}")
    return lines


def _words(desk: Desk, mode: Mode, state: RunState | None, teams: tuple[str, ...]) -> str:
    if state is None:
        return _("{team}: please come to the table with your robot.", team=desk.roll.words(teams))
    if mode is Mode.PLACED:
        return _("Please place your robot.")
    if mode is Mode.OVER and desk.next_signature() == "team":
        return waits_for(mode, state, desk.definition, desk.roll.words(teams), "team")
    return ""


def _under_review() -> str:
    return _("You do not agree: this run is under review, and the head referee decides.")


def _disputed(desk: Desk) -> str | None:
    """The team whose dispute was the last thing that happened."""
    last = desk.facts[-1].body if desk.facts else None
    return last.team if isinstance(last, RunDisputed) else None


def _is_called(chosen: Candidate) -> bool:
    return chosen.waiting is not None and chosen.waiting.is_called
