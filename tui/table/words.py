"""The station's own sentences: what it waits for, why a key was refused, its keys and its help."""

from collections.abc import Sequence
from dataclasses import dataclass

from judge.challenge import Definition
from judge.facts import Corrected, Fact
from judge.run_state import CONFIRMER, Refusal, RunState
from judge.tournament.hall import Todo
from judge.tournament.state import TournamentState
from tui.challenge_words import amount, call_label, label
from tui.fact_words import Names, fact_sentence, role_name, stage_name, when
from tui.i18n import _
from tui.table.persons import Roll
from tui.table.reasons import reason_words
from tui.table.record import Mode

__all__ = [
    "Hint", "competition_words", "help_lines", "hints", "idle_words", "line_help", "refusal_sentence", "result_words",
    "said_words", "waits_for",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hint:
    """One key of the bar: Textual's name for it, how it is shown, and what it does."""

    key: str
    shown: str
    does: str


def hints(mode: Mode, *, is_asked: bool, is_page: bool = False, role: str | None = None) -> list[Hint]:
    """Return the keys that do something now.

    Args: is_asked: a list is open, and only its keys count. is_page: something is read, and any key goes on.
        role: who has to sign next.
    """
    if is_page:
        return [Hint("space", "Space", _("read on")), Hint("escape", "Esc", _("leave it"))]
    if is_asked:
        return [Hint("escape", "Esc", _("leave it"))]
    enter, space = {
        Mode.CHOOSING: (_("call to the table"), _("call and start")),
        Mode.PLACED: ("", _("start")),
        Mode.RUNNING: ("", _("stop")),
        Mode.OVER: (_("sign"), ""),
    }[mode]
    both = [Hint("enter", "Enter", enter), Hint("space", "Space", space)]
    by_mode = {
        Mode.CHOOSING: [Hint("up", "↑↓ 1-9", _("choose")), Hint("f6", "F6", _("official/practice")),
                        Hint("f7", "F7", _("reviews"))],
        Mode.PLACED: [Hint("f3", "F3", _("void"))],
        Mode.RUNNING: [Hint("f8", "F8", _("redo")), Hint("f3", "F3", _("void"))],
        Mode.OVER: [Hint("f2", "F2", _("does not agree")), Hint("f8", "F8", _("redo")),
                    Hint("f3", "F3", _("void"))],
    }  # fmt: skip
    if role == CONFIRMER:
        by_mode[Mode.OVER].insert(0, Hint("f9", "F9", _("send back")))
    always = [
        Hint("backspace", "⌫", _("take back")), Hint("f4", "F4", _("hand over")), Hint("f5", "F5", _("judge box")),
        Hint("question_mark", "?", _("help")), Hint("ctrl+q", "^Q", _("quit")),
    ]  # fmt: skip
    return [hint for hint in (*both, *by_mode[mode], *always) if hint.does]


def waits_for(mode: Mode, state: RunState | None, definition: Definition, team: str, role: str | None) -> str:
    """Return what the referee is to do now, in one line. Args: role: who has to sign next."""
    if mode is Mode.CHOOSING:
        return _("Choose who is next.") if team else _("Nobody is waiting for an official run.")
    assert state is not None
    if mode is Mode.PLACED:
        return _("{team}: place the robot. [Space] starts the clock.", team=team)
    if mode is Mode.RUNNING:
        if state.questions:
            return _("Questions for after the run: {count}", count=len(state.questions))
        return _("The clock is running. Each call has its key; digits before it say how many.")
    result = result_words(definition, state)
    if role == CONFIRMER:
        return _("{team}: {result}. Does the second person agree? [Enter] yes  [F9] send it back",
                 team=team, result=result)  # fmt: skip
    if role == "team":
        asks = _("{team}: {result}. Does the team agree? [Enter] yes  [F2] no", team=team, result=result)
        if state.returned_reason is None:
            return asks
        return _("Sent back: {reason}.", reason=reason_words(state.returned_reason)) + " " + asks
    return _("{team}: {result}. [Enter] signs as {role}", team=team, result=result, role=role_name(role or ""))


def result_words(definition: Definition, state: RunState) -> str:
    """Return what a run is worth: nothing called is said, and is not the same as zero."""
    score = state.score
    if score.sides:
        return "  ".join(f"{side} {points}" for side, points in score.sides.items())
    if not score.has_result:
        return _("no result")
    words = amount(definition, score.points)
    return words if score.counts else _("{points} (nothing was called)", points=words)


def said_words(facts: Sequence[Fact], names: Names) -> str:
    """Return what was recorded last; of a correction, what it took back or gave again."""
    fact, last = facts[-1], facts[-1]
    by_id = {(one.station, one.seq): one for one in facts}
    while isinstance(fact.body, Corrected) and (fact.body.station, fact.body.seq) in by_id:
        fact = by_id[fact.body.station, fact.body.seq]
    words = f"{when(fact, names)}  {fact_sentence(fact.body, names)}"
    match last.body:
        case Corrected(reason="redo"):
            return words + " " + _("(given again)")
        case Corrected(replacement=None):
            return words + " " + _("(taken back)")
    return words


def competition_words(state: TournamentState) -> str:
    """Return a competition's challenge and division."""
    assert state.definition is not None
    assert state.opened is not None
    return f"{label(state.definition.titles)} · {label(state.definition.divisions[state.opened.division])}"


def idle_words(todo: Todo) -> str:
    """Return why nobody can come to the table now; "": nobody waits."""
    match todo.code:
        case "table_closed":
            return _("This table is closed ({reason}).", reason=todo.fields["reason"])
        case "settle":
            return _("The director has to settle a tie first.")
        case "done":
            return _("All is over here.")
        case "wait":
            return _("Nothing to run here now: it waits for a team, another table or the next round.")
    return ""


def refusal_sentence(refusal: Refusal, definition: Definition, roll: Roll) -> str:
    """Return why a key did nothing."""
    fields = {name: _shown(name, value, definition, roll) for name, value in refusal.fields.items()}
    sentences = {
        "not-now": _("Not now. Nothing was recorded."),
        "unknown-call": _("There is no such call."),
        "call-not-now": _("{call} cannot come now. Nothing was recorded."),
        "call-untold": _("{call} has to say more. Nothing was recorded."),
        "time-over": _("The time is over."),
        "questions-open": _("First answer the questions: {count}"),
        "already-signed": _("{role} has signed already."),
        "signed-already": _("The team has signed. Take its signature back first: [⌫]"),
        "nothing-to-undo": _("There is nothing to take back."),
        "nothing-to-redo": _("There is nothing to give back."),
        "no-run-here": _("No run is at this table."),
        "no-run-placed": _("No team is at the table."),
        "run-here": _("A run is at this table already."),
        "nothing-to-confirm": _("No run waits for a second person here."),
        "second-person": _("A second person has to sign ({role}). Hand over with [F4]."),
        "not-a-second-person": _("Whoever judged, corrected or signed the run cannot confirm it. Hand over with [F4]."),
        "dispute-is-final": _("The chief has decided. There is no further appeal."),
        "not-at-this-level": _("This was decided already."),
        **_hall_refusals(),
    }
    return sentences.get(refusal.code, refusal.code).format_map(fields)


def _hall_refusals() -> dict[str, str]:
    return {
        "no-such-team": _("No team has the number or card {typed}."),
        "no-line": _("This challenge has no line."),
        "not-in-it": _("{team} does not take part in this challenge, or has left it."),
        "in-line-already": _("{team} is in line already."),
        "not-in-line": _("{team} is not in line."),
        "not-called": _("{team} was not told to come yet: [C] first."),
        "no-runs-left": _("{team} has no official run left. [F6] changes to practice."),
        "line-closed": _("The line is closed. Who stands in it still runs."),
        "nobody-to-meet": _("Another team has to be in line with its robot first."),
        "unknown-competition": _("This tournament has no such challenge."),
        "unknown-stage": _("This challenge has no stage {stage}."),
        "stage-not-running": _("{stage} is not running now."),
        "not-in-the-heat": _("The team is not in heat {heat}."),
        "table-closed": _("This table is closed ({reason})."),
        "table-busy": _("A run is at this table already."),
    }


def line_help() -> list[str]:
    """Return the keys of the line, for the end of the help."""
    return [
        _("+  joins the line: a team's number or its card, [Enter]. R: its robot is here or not, O: official or not."),
        _("C  tells the chosen team to come now. M: it did not come: to the end. -: it leaves. K: too few runs."),
    ]


def help_lines(definition: Definition) -> list[str]:
    """Return the whole station on one page."""
    return [
        _("1  Choose the next team with ↑↓ or its number; [F6] changes between official and practice."),
        _("2  [Enter] calls it to the table, [Space] starts the clock."),
        _("3  Each call has its key. Digits first: how many, or which one (1 4 0 and the key: 140 times)."),
        _("4  [⌫] takes the last key back, [F8] gives it again. Nothing is lost: both are written down."),
        _("5  [Space] stops the clock. At the limit it stops by itself."),
        _("6  Questions come after the run, each answer has its digit."),
        _("7  [Enter] the team agrees, [Enter] you sign. [F2] it does not: the run is set aside for review."),
        _("   Where a second person confirms: [F4] hands over, [Enter] agrees, [F9] and the reason sends back."),
        _("8  A fault of the hall: [F3] and the reason. The run is void, costs no attempt, and is run again."),
        _("9  [F4] and a digit hands the table over. [F5] takes a judge box or lets it go, in a run too."),
        _("●  the judge box is ready, ○ it does not answer; without one the table says: by hand."),
        _("—  means nothing was called; 0 means it was scored and is worth nothing."),
        _("Challenge: {title}, {status}", title=label(definition.titles), status=definition.status),
    ]


def _shown(name: str, value: int | str, definition: Definition, roll: Roll) -> str:
    if name == "team":
        return roll.words((str(value),))
    if name == "stage":
        return stage_name(str(value), None)
    if name == "call":
        return call_label(definition, str(value))
    return role_name(str(value)) if name == "role" else str(value)
