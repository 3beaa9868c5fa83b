"""The desk's own sentences: names of pages, stages and answers, why a deed was refused, its keys and its help."""

from collections.abc import Mapping, Sequence

from judge.challenge import Definition
from judge.run_state import Refusal
from judge.tournament.elimination import HeatState
from judge.tournament.ranking import Why
from judge.tournament.state import Decision, StageState
from tui.challenge_words import key_name, seconds
from tui.fact_words import Names, role_name, stage_name
from tui.i18n import _

__all__ = [
    "answer_words", "correction_reasons", "heat_words", "help_lines", "leave_reasons", "page_names",
    "place_of_decision", "refusal_sentence", "stage_state", "stage_words", "table_reasons", "team_list", "why_sentence",
    "why_short",
]  # fmt: skip

NOTHING = "—"


def page_names() -> tuple[str, ...]:
    """The pages, in the order of their digits from 1."""
    return (
        _("Teams"), _("Stages"), _("Line"), _("Tables"), _("Ranks"), _("Bracket"), _("Review"), _("Correct"),
        _("Decide"),
    )  # fmt: skip


def stage_words(stage: StageState) -> str:
    """What a stage is called: by what is done in it, and its own id where that says more."""
    kind = {
        "open_runs": _("open runs"),
        "groups": _("groups"),
        "round_robin": _("round robin"),
        "swiss": _("Swiss system"),
        "single_elimination": _("elimination"),
        "double_elimination": _("double elimination"),
    }[stage.rule.type]
    return kind if stage.id in (stage.rule.type, "elimination") else f"{kind} ({stage.id})"


def stage_state(stage: StageState) -> str:
    """How far a stage is."""
    if stage.decisions:
        return _("waits for a decision")
    return {"waiting": _("not yet"), "running": _("runs"), "over": _("over")}[stage.state]


def heat_words(state: HeatState) -> str:
    """How far a heat is."""
    return {
        HeatState.WAITING: _("not yet"),
        HeatState.READY: _("to be run"),
        HeatState.UNDECIDED: _("waits for a decision"),
        HeatState.DECIDED: _("decided"),
        HeatState.BYE: _("bye"),
    }[state]


def why_short(why: Why | None, definition: Definition) -> str:
    """Why somebody stands before the next, in a column: the key and the two figures."""
    if why is None:
        return ""
    if why.code == "key":
        mine, other = (_figure(why, name, definition) for name in ("mine", "next"))
        return f"{key_name(str(why.fields['key']))} {mine} › {other}"
    if why.code == "draw":
        return _("lots {lots}", lots="{seed}/{place}/{mine}".format_map(why.fields))
    return _why_words(why)


def why_sentence(why: Why | None, mine: str, other: str, definition: Definition) -> str:
    """Why one stands before another, by their names, in a sentence."""
    if why is None:
        return _("{team} stands last.", team=mine)
    if why.code == "key":
        said = _("{team} stands before {other}: {key}, {mine} against {next}.")
        if why.fields.get("better") == "low":
            said = _("{team} stands before {other}: {key}, {mine} against {next}; less is better.")
        return said.format(
            team=mine, other=other, key=key_name(str(why.fields["key"])), mine=_figure(why, "mine", definition),
            next=_figure(why, "next", definition),
        )  # fmt: skip
    if why.code == "equal":
        return _("{team} and {other} are equal in everything: they share the rank.", team=mine, other=other)
    return _("{team} stands before {other}: {why}.", team=mine, other=other, why=_why_words(why))


def _why_words(why: Why) -> str:
    return {
        "director": _("as the director decided"),
        "draw": _("by lots: the sha256 of {seed}/{place}/{mine} is below that of {seed}/{place}/{next}"),
        "run_off": _("by the run-off"),
        "equal": _("equal"),
        "walkover": _("the other did not come"),
    }.get(why.code, why.code).format_map(why.fields)


def _figure(why: Why, name: str, definition: Definition) -> str:
    """A figure as people read it: a mean stands in thousandths in the fold, times in milliseconds."""
    key, value = str(why.fields["key"]), why.fields[name]
    if value in ("none", ""):
        return NOTHING
    if isinstance(value, int) and (
        key.endswith("_ms") or (definition.unit == "ms" and key in ("total", "best_single"))
    ):
        return seconds(value)
    if isinstance(value, int) and key == "total" and definition.aggregation.fn == "mean":
        return f"{value / 1000:.1f}"
    return str(value)


def place_of_decision(where: str, stage: str | None) -> str:
    """What is to be settled: a heat, a group, or who goes on from a stage."""
    if stage is None or where in (stage, "open_runs", "elimination"):
        return stage_name(where, None) if where in ("open_runs", "elimination") else where
    return f"{stage} {where}"


def answer_words(decision: Decision | None = None) -> dict[str, str]:
    """Answer -> words: for a tie, or (None, or a heat that others played) for heats played on the old result."""
    if decision is None or decision.played:
        return {
            "keep": _("stands with a note: what was played stays as it was played"),
            "rerun": _("void and replayed with the right team"),
            "joint": _("joint rank: it stands, and the right team shares the place"),
        }
    return {
        "order": _("the director's order"),
        "lots": _("lots of the seed"),
        "run_off": _("run-off: they run once more"),
        "joint": _("they share the rank"),
    }


def leave_reasons() -> dict[str, str]:
    """Reason -> words: why a team does not run any more."""
    return {"withdrew": _("withdrew"), "no_show": _("did not come"), "disqualified": _("disqualified")}


def table_reasons() -> dict[str, str]:
    """Reason -> words: why a table cannot be used."""
    return {
        "field": _("the field is damaged"),
        "judge_box": _("the judge box or its cable failed"),
        "power": _("power or light went out"),
        "no_referee": _("nobody judges there"),
        "not_needed": _("it is not needed any more"),
    }


def correction_reasons() -> dict[str, str]:
    """Reason -> words: why a fact is corrected."""
    return {
        "miscounted": _("it was counted wrong"),
        "wrong_key": _("a wrong key was pressed"),
        "wrong_team": _("it was another team"),
        "ruled": _("as was decided after a dispute"),
        "sheet": _("the sheet says otherwise"),
    }


def refusal_sentence(refusal: Refusal, names: Names) -> str:
    """Return why a key did nothing."""
    fields = {name: _shown(name, value, names) for name, value in refusal.fields.items()}
    return {**_deeds(), **_hall(), **_runs()}.get(refusal.code, refusal.code).format_map(fields)


def _deeds() -> dict[str, str]:
    return {
        "only-looks": _("Another program writes this journal; this desk only looks. [F5] tries to write."),
        "single-competition": _("This journal holds one challenge only; that takes a tournament of several."),
        "arrived-already": _("{team} has arrived already."),
        "team-imported": _("{team} came with a list. Take the list back: kagarobo tournament import --undo"),
        "team-needed": _("Something rests on {team} by now ({fact}). Take that back first, on page 8."),
        "not-in-line": _("{team} is not in this line."),
        "not-called": _("{team} was not called yet."),
        "table-open": _("Table {table} is open already."),
        "last-table": _("It is the last table of {competition}: give it another one first."),
        "nothing-to-publish": _("There is no round to publish now."),
        "stage-not-to-close": _("This stage cannot be closed: it does not run, or ends by its heats."),
        "frozen-already": _("{competition} is frozen already."),
        "not-frozen": _("{competition} is not frozen."),
        "no-places-yet": _("{competition} is not over; it has no places to reveal yet."),
        "nothing-to-decide": _("There is nothing to decide here now."),
        "not-all-teams": _("The order has to name all {count} teams."),
        "settled-already": _("This was settled already."),
        "not-an-answer": _("That cannot be answered here, or it is too late for it."),
        "not-yours": _("The definition leaves this to others, not to: {by}."),
        "nothing-here": _("There is nothing to do here."),
        "no-number": _("That is no number that can be used here."),
        "no-such-team": _("There is no team with that number."),
        "cannot-be-changed": _("This cannot be put in its place; it can only be taken back."),
    }


def _hall() -> dict[str, str]:
    return {
        "unknown-competition": _("There is no competition {competition}."),
        "unknown-team": _("There is no team {team}."),
        "another-division": _("The team is of another division ({division})."),
        "entered-already": _("{team} is in it already."),
        "bracket-begun": _("The bracket has begun: nobody comes in any more."),
        "not-in-it": _("{team} is not in this competition."),
        "no-line": _("This competition has no line."),
        "in-line-already": _("{team} is in line already."),
        "no-runs-left": _("{team} has no official run left."),
        "line-closed": _("The line is closed."),
        "stage-over": _("There are no official runs from the line any more."),
        "table-closed": _("The table is closed already ({reason})."),
        "value-out-of-range": _("{value} is outside what the rules allow."),
        "under-review": _("A run is under review ({runs}); decide it first."),
    }


def _runs() -> dict[str, str]:
    return {
        "not-now": _("Not now. Nothing was recorded."),
        "questions-open": _("First the table has to answer its questions: {count}"),
        "already-signed": _("{role} has signed already."),
        "not-a-second-person": _("Whoever judged, corrected or signed the run cannot confirm it. Hand over with [F4]."),
        "dispute-is-final": _("The chief has decided. There is no further appeal."),
        "not-at-this-level": _("This was decided already."),
    }


def _shown(name: str, value: int | str, names: Names) -> str:
    match name:
        case "team":
            return names.team(str(value))
        case "role" | "by":
            return role_name(str(value))
        case "reason":
            return {**table_reasons(), **leave_reasons()}.get(str(value), str(value))
    return str(value)


def team_list(teams: Sequence[str], teams_by_id: Mapping[str, str]) -> str:
    """Teams side by side."""
    return " – ".join(teams_by_id.get(team, team) for team in teams)


def help_lines(page: int) -> list[str]:
    """Return the help of a page, from 1, and what is the same on all of them."""
    own = {
        1: [_("[Enter] the team is here. [i] its robot was inspected; measures decide themselves. [e] it enters late."),
            _("[n] types in a team that is on no list, [u] takes it back. [/] and a number finds a team."),
            _("[x] it withdrew, did not come, or is disqualified: what it has run stands, heats to come are lost.")],
        2: [_("[p] publishes the next round of a group or of the Swiss system. [c] closes a stage of open runs."),
            _("[f] freezes what the hall sees. [v] reveals it place by place, from the last one up."),
            _("[t] types the ball target that was announced. It holds for all runs; about older ones you are asked.")],
        3: [_("[j] a team joins. [k] it is called; [m] it did not come and goes to the end. [x] it leaves."),
            _("[r] its robot is here, or only a person. [o] official or practice. [c] when the line closes.")],
        4: [_("[a] what the table serves. [x] it cannot be used, and why. [o] it can be used again."),
            _("[p] shows the plan, and again the tables.")],
        5: [_("Each line says why it stands before the next; the whole sentence is below. [s] another stage.")],
        6: [_("↑↓ < > move the bracket. [h] a team loses a heat that it does not come to. [s] another stage.")],
        7: [_("[Enter] shows what boards and people said, on one time line, and asks for the ruling."),
            _("A second person agrees with [Enter] or sends back with [b], and never edits.")],
        8: [_("[Enter]: what the correction would change is shown first. Where heats were played on the old result,"),
            _("you choose by name what becomes of them. A correction can be taken back too. [t] one team only.")],
        9: [_("A tie moves nothing until somebody decides it, by one of the answers that are allowed."),
            _("What was corrected apart at two tables, and a run too many, is asked here; a rule holds meanwhile.")],
    }[page]  # fmt: skip
    return [
        *own,
        "",
        _("[1-9] opens a page; ! stands beside what waits for somebody. [←→] another competition, [↑↓] another line."),
        _("[/] and a number goes to a team. [F4] hands the desk over. [F5] writes, once another program has stopped."),
        _("Each deed is a fact on the disk, with who did it. Nothing is overwritten. [Esc] leaves a question."),
    ]
