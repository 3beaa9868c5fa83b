"""What a team at the table is asked or told, in its own language, to stand beside the referee's words.

Rule: a language that the referee's screen speaks already is not said twice, and easy Japanese is Japanese.
"""

from judge.facts import RunDisputed
from judge.run_state import RunState
from tui.i18n import LANGUAGES, _, language, speaking
from tui.table.desk import Desk, Mode
from tui.table.line import Candidate
from tui.table.words import result_words

__all__ = ["languages_of", "team_lines"]

ALWAYS_SPOKEN = {"ja-easy": "ja"}


def team_lines(desk: Desk, mode: Mode, state: RunState | None, chosen: Candidate | None) -> list[str]:
    """Return what the teams are asked or told now, a line for each language of theirs that the screen does not speak.

    Args: state: of the run at the table. chosen: who may come next, where nobody is at the table.
    """
    teams = state.teams if state is not None else chosen.teams if chosen is not None and _is_called(chosen) else ()
    disputed = _disputed(desk) if mode is Mode.CHOOSING else None
    lines = []
    for spoken in languages_of(desk, (disputed,) if disputed is not None else teams):
        with speaking(spoken):
            words = _under_review(desk) if disputed is not None else _words(desk, mode, state, teams)
        if words:
            lines.append(f"{spoken} ▸ {words}")
    return lines


def languages_of(desk: Desk, teams: tuple[str, ...]) -> list[str]:
    """Return the languages of teams that are not the one in use, each once."""
    entered = [desk.hall.teams[team].entered.language for team in teams if team in desk.hall.teams]
    here = ALWAYS_SPOKEN.get(language(), language())
    return [one for one in dict.fromkeys(entered) if one in LANGUAGES and ALWAYS_SPOKEN.get(one, one) != here]


def _words(desk: Desk, mode: Mode, state: RunState | None, teams: tuple[str, ...]) -> str:
    if state is None:
        return _("{team}: please come to the table with your robot.", team=desk.roll.words(teams))
    if mode is Mode.PLACED:
        return _("Please place your robot.")
    if mode is Mode.OVER and desk.next_signature() == "team":
        return _("Your result: {result}. Do you agree?", result=result_words(desk.definition, state))
    return ""


def _under_review(desk: Desk) -> str:
    minutes = desk.definition.appeal_minutes
    return _("You do not agree: the head referee looks at the run. You have {minutes} minutes.", minutes=minutes)


def _disputed(desk: Desk) -> str | None:
    """The team whose dispute was the last thing that happened."""
    last = desk.facts[-1].body if desk.facts else None
    return last.team if isinstance(last, RunDisputed) else None


def _is_called(chosen: Candidate) -> bool:
    return chosen.waiting is not None and chosen.waiting.is_called
