"""What the table asks now, in a line: a refusal, a list, a question with its answers, or what is to be done next.

What is to be done stands there in the team's language as well.
"""

from judge.run_state import RunState
from tui.challenge_words import doubt_sentence, label, seconds
from tui.i18n import _
from tui.table.desk import Desk, Mode
from tui.table.keyboard import Keyboard
from tui.table.team_words import team_lines
from tui.table.words import idle_words, waits_for

__all__ = ["asks_words"]


def asks_words(desk: Desk, keyboard: Keyboard, mode: Mode, state: RunState | None) -> str:
    """Return what is asked now, the most urgent first."""
    if keyboard.refused:
        return keyboard.refused
    if (prompt := keyboard.prompt) is not None:
        return _("Press one of the keys above.") if prompt.options else _("Type a word, then [Enter].")
    if keyboard.count and mode is not Mode.CHOOSING:
        return _("{count} × — now the key of the call", count=keyboard.count)
    given = desk.answers()
    if given and state is not None:
        question = state.questions[0]
        at = "" if question.at_ms is None else _("{seconds} s", seconds=seconds(question.at_ms)) + " "
        about = str(question.fields.get("gate") or _call_words(desk, question.fields.get("call")))
        doubt = doubt_sentence(question.code, question.fields)
        offers = "  ".join(f"[{number}] {answer.words}" for number, answer in enumerate(given, start=1))
        return f"? {at}{about}: {doubt}\n{offers}"
    chosen = keyboard.candidate if state is None else None
    teams = state.teams if state is not None else chosen.teams if chosen is not None else ()
    team = desk.roll.words(teams) if teams else ""
    if mode is Mode.CHOOSING:
        before = _first_in_line(desk) if chosen is not None and chosen.heat is None else None
        if before is not None and before not in teams:
            return _("Choose who is next. {team} is in line before it.", team=desk.roll.words((before,)))
        if not team and (idle := idle_words(desk.todo())):
            return "\n".join([idle, *team_lines(desk, mode, state, chosen)])
    words = waits_for(mode, state, desk.definition, team, desk.next_signature())
    return "\n".join([words, *team_lines(desk, mode, state, chosen)])


def _first_in_line(desk: Desk) -> str | None:
    """Whose turn it is by the line: of those who wait for the kind of run that is chosen here, with the robot."""
    there = (one.waiting for one in desk.line)
    return next((place.team for place in there if place is not None and place.is_robot_here), None)


def _call_words(desk: Desk, call: object) -> str:
    rule = desk.definition.calls.get(str(call))
    return label(rule.labels) if rule is not None else ""
