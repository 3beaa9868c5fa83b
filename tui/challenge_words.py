"""A challenge in the reader's words: its labels, the lines of a score, and what is wrong with a definition.

A definition brings its own labels in several languages; the sentences around them are ours.
"""

from collections.abc import Callable, Mapping

from judge.challenge import ArgRule, Definition, Ranking, Texts
from judge.errors import DefinitionError
from judge.scoring import Score, Term
from tui.i18n import FALLBACK_LANGUAGE, _, language
from tui.town import pick_name

__all__ = [
    "amount", "call_label", "choice_label", "definition_sentence", "doubt_sentence", "end_label", "key_name",
    "label", "ranking_words", "score_lines", "seconds", "term_label", "term_why", "told_words",
]  # fmt: skip

SHOWN_CHARACTERS_MAX = 160  # a whole table can stand in the wrong place


def label(texts: Texts) -> str:
    """Return a definition's own words in the reader's language."""
    return pick_name(texts, language(), FALLBACK_LANGUAGE)


def call_label(definition: Definition | None, call: str) -> str:
    """Return the name of a call; its id when the definition does not know it."""
    return label(definition.calls[call].labels) if definition and call in definition.calls else call


def term_label(definition: Definition, term: str) -> str:
    """Return the name of a line of a score: a call, a term of the definition, a match's result, or the floor."""
    for rule in definition.terms:
        if rule.name == term:
            return label(rule.labels)
    return {"floor": _("Floor"), "result": _("Result")}.get(term) or call_label(definition, term)


def end_label(definition: Definition, ended: str) -> str:
    """Return what ended a run: time, a declaration, an end of the definition, or a call."""
    stops = {stop.name: label(stop.labels) for stop in definition.stops}
    words = stops | {"time": _("the time is over"), "declared": _("declared over")}
    return words.get(ended) or call_label(definition, ended)


def told_words(definition: Definition, call: str, told: Mapping[str, int | str]) -> str:
    """Return what a call was told, in the definition's words."""
    args = definition.calls[call].args
    return ", ".join(
        f"{label(rule.labels)}: {choice_label(rule, told[name])}" for name, rule in args.items() if name in told
    )


def choice_label(rule: ArgRule, choice: int | str) -> str:
    """Return one choice of a call's argument; what is none of its choices stands as it was written."""
    texts = rule.choice_labels.get(str(choice))
    return str(choice) if texts is None else label(texts)


def amount(definition: Definition, points: int) -> str:
    """Write a score with its unit."""
    match definition.unit:
        case "ms":
            return _("{seconds} s", seconds=seconds(points))
        case "votes":
            return _("{votes} votes", votes=points)
        case "points":
            return _("{points} points", points=points)


def seconds(at_ms: int) -> str:
    """Write milliseconds of a run as seconds, exactly."""
    sign = "-" if at_ms < 0 else ""
    return f"{sign}{abs(at_ms) // 1000}.{abs(at_ms) % 1000:03}"


def score_lines(definition: Definition, score: Score) -> list[str]:
    """Return a score and every line of it, with why."""
    lines = _score_head(definition, score)
    lines += [
        f"  {term.points:>5}  {term.side + '  ' if term.side else ''}{term_label(definition, term.term)}"
        f"  ({term_why(definition, term)})"
        for term in score.breakdown
    ]
    if score.ended is not None:
        lines.append(_("Over: {why}", why=end_label(definition, score.ended)))
    return lines


def _score_head(definition: Definition, score: Score) -> list[str]:
    if score.sides:
        sides = ", ".join(f"{side} {points}" for side, points in score.sides.items())
        return [_("{sides}; at most {most} a side", sides=sides, most=amount(definition, score.max_points))]
    if not score.has_result:
        return [_("No result: nothing was reached that could be ranked.")]
    if definition.unit == "points":
        return [_("{points} of {most} points", points=score.points, most=score.max_points)]
    return [amount(definition, score.points)]


def key_name(key: str) -> str:
    """Return what a ranking goes by; a key without a name stands for itself."""
    return {
        "total": _("total"),
        "best_single": _("best single run"),
        "next_best": _("next best runs"),
        "runs": _("number of runs"),
        "complete": _("all required runs there"),
        "wins": _("wins"),
        "draws": _("draws"),
        "losses": _("losses"),
        "head_to_head": _("matches among the equal"),
        "buchholz": _("points of the opponents"),
        "points": _("points of the run"),
        "last_scoring_ms": _("time of the last call that counted"),
    }.get(key, key)


def ranking_words(ranking: Ranking) -> str:
    """Return the keys of a ranking in their order, and what follows when all of them are equal."""
    ends = {"director": _("the director decides"), "joint": _("a shared rank"), "draw": _("the draw")}
    keys = [
        key_name(key.name) if key.better == "high" else _("{key} (lower first)", key=key_name(key.name))
        for key in ranking.keys
    ]
    return " → ".join([*keys, ends[ranking.then]])


def doubt_sentence(code: str, fields: Mapping[str, int | str]) -> str:
    """Return why something does not count; codes of `judge.scoring.Ignored` and `judge.run_state.Question`."""
    sentences = {
        "unknown-call": _("the definition has no such call"),
        "not-in-division": _("this division does not have it"),
        "bad-count": _("how many ({n}) is not a whole number from 0"),
        "bad-arg": _("it has to say {arg}: {offered}"),
        "too-early": _("it may be called from {from_ms} ms on"),
        "before-start": _("it came before the start"),
        "after-time": _("the time was over"),
        "after-end": _("the run was over"),
        "phase-over": _("its phase is over"),
        "phase-not-yet": _("its phase, {phase}, has not begun"),
        "out-of-order": _("this should have come first: {missing}"),
        "restarted": _("after the restart this must come again first: {missing}"),
        "over-max": _("{n} were called, there is room for {room}"),
        "repeat": _("it counts once"),
        "unknown-gate": _("the definition knows no such gate"),
        "no-time": _("it carries no time of the run"),
        "signal-after-end": _("the gate was crossed after the end"),
        "signal-after-signing": _("the signal arrived after the run was signed"),
        "signals-missing": _("signals {first} to {last} never came: was a gate crossed that is not here?"),
        "signals-lost": _("the judge box had no room for {count} signals: was a gate crossed that is not here?"),
        "box-restarted": _("the judge box started anew in the run: was a gate crossed that is not here?"),
        "box-away": _("the judge box went and did not come back: was everything called by hand?"),
        "unsure-time": _("its moment may be off by {unsure_ms} ms"),
        "clock-jumped": _("the computer's clock jumped by {by_ms} ms: is the end right, and what was called by hand?"),
    }
    shown = {name: value if value != "" else _("a word") for name, value in fields.items()}
    return sentences.get(code, code).format_map(_Known(shown))


def definition_sentence(error: DefinitionError) -> str:
    """Return what is wrong with a definition, or with what a tournament lays over it: file, key, reason."""
    known = _Known({name: _readable(value) for name, value in error.details.items()})
    code = f"{error.reason}-of" if error.reason == "unknown-name" and "offered" in known else error.reason
    reason = _reasons().get(code, error.reason).format_map(known)
    return f"{error.file}: {error.key}: {reason}" if error.key else f"{error.file}: {reason}"


def term_why(definition: Definition, term: Term) -> str:
    """Return why a line of a score gave its points."""
    fields = dict(term.fields)
    if "at_ms" in fields:
        fields["seconds"] = seconds(int(fields["at_ms"]))
    if term.code == "outcome":
        outcome = {"win": _("won"), "draw": _("draw"), "loss": _("lost")}[str(fields.pop("outcome"))]
        return f"{outcome}: {_formula(fields)}"
    if term.code == "formula":
        return _formula(fields)
    if term.code == "told":
        return _("{told}, at {seconds} s", told=told_words(definition, term.term, fields), seconds=fields["seconds"])
    if term.code == "call" and int(fields["count"]) > 1:
        return _("{count} × {each}, the first at {seconds} s", **fields)
    sentences: dict[str, Callable[[], str]] = {
        "call": lambda: _("at {seconds} s", **fields),
        "fixed": lambda: _("at {seconds} s: the score is fixed", **fields),
        "floor": lambda: _("a score is never below {least}", **fields),
    }
    return sentences[term.code]()


def _formula(fields: dict[str, int | str]) -> str:
    formula = str(fields.pop("formula"))
    values = ", ".join(f"{name} = {value}" for name, value in fields.items())
    return f"{formula}; {values}" if values else formula


def _reasons() -> dict[str, str]:
    return {
        "not-toml": _("this is not TOML: {detail}"),
        "missing": _("it is missing"),
        "missing-cell": _("division {division} has no value"),
        "unknown-key": _("there is no such key; is it misspelt?"),
        "unknown-name": _("there is no {name}"),
        "unknown-name-of": _("{name} may not stand here, but: {offered}"),
        "unknown-call": _("there is no call {name}"),
        "unknown-division": _("there is no division {division}"),
        "unknown-challenge": _("there is no such challenge; there are: {known}"),
        "wrong-kind": _("this should be: {wanted}"),
        "not-a-table": _("this should be a table of keys"),
        "not-a-whole-number": _("{value} is not a whole number"),
        "not-a-range": _("{value} is not a range [least, most]"),
        "out-of-range": _("{value} is out of range: {low} to {high}"),
        "not-offered": _("{value} is not offered; there are: {offered}"),
        "name-not-usable": _("this name is taken, or is no name a formula could use"),
        "bad-expression": _("this formula cannot be used: {text} ({detail})"),
        "key-taken": _("each call needs a key of its own, one character; {name} is none, or belongs to {by}"),
        "note-with-points": _("a note gives no points"),
        "unreachable-phase": _("this leads to no phase, or is never met"),
        "unreachable-call": _("in division {division} nothing leads to {name}"),
        "call-of-another-phase": _("{name} belongs to the phase {phase}"),
        "wrong-maximum": _("the file states {stated}, the terms give {found} (division {division})"),
        "too-wide": _("too many cases to prove: {cases}, at most {limit}"),
        "missing-row": _("the table has {found} rows of numbers for {wanted} rows"),
        "missing-column": _("this row should have {wanted} numbers"),
        "missing-table-cell": _("this asks a table for a cell that is not there: {cell} (division {division})"),
        "below-minimum": _("this can be below 0, and the file states no minimum (division {division})"),
        "not-one-clock": _("{name} should have one value for all divisions, more than 0"),
        "wrong-direction": _("{name} runs against the score, of which the {better} one is better"),
        "unreachable-end": _("{name} never happens, or before anything was called (division {division})"),
        "side-without-match": _("a side can only be named where there is a match"),
        "terms-in-match": _("a match has its own points; there is no place for terms"),
        "no-call-names-a-side": _("no call says which side it is about"),
    }


def _readable(value: object) -> str:
    text = ", ".join(map(str, value)) if isinstance(value, tuple | list) else str(value)
    return text if len(text) <= SHOWN_CHARACTERS_MAX else text[:SHOWN_CHARACTERS_MAX] + "…"


class _Known(dict[str, object]):
    """Fields of a sentence; what is not known is left out rather than hiding the sentence."""

    def __missing__(self, key: str) -> str:
        return "…"
