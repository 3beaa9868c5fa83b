"""`kagarobo challenge`: which there are, what one holds, whether a definition is sound, and what a run is worth."""

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from judge.challenge import MERGE, Definition, OverlayValue
from judge.challenge_file import read
from judge.challenges import ids, load
from judge.errors import DefinitionError
from judge.examples import wrong_examples
from judge.scoring import Score, Term, score
from tui.challenge_calls import read_calls
from tui.challenge_page import definition_json, page_lines
from tui.challenge_sheet import sheet_lines
from tui.challenge_words import call_label, definition_sentence, doubt_sentence, label, score_lines, seconds
from tui.command_io import WrongInput, add_part, print_json, print_lines, read_text, refuse, say
from tui.exit_codes import ExitCode
from tui.i18n import _


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the parts and their options."""
    parts = parser.add_subparsers(dest="part", required=True, metavar=_("WHAT"))
    add_part(parts, "list", _("the challenges that come with the program"))
    show = add_part(parts, "show", _("a challenge: its calls, points, parameters and ranking"))
    show.add_argument("challenge", metavar="ID", help=_("a challenge of the list"))
    show.add_argument("--division", help=_("only this division"))
    show.add_argument("--sheet", action="store_true", help=_("the referee's sheet, to print and fill in by hand"))
    check = add_part(parts, "check", _("whether a definition is sound, its examples included"))
    check.add_argument("file", metavar="FILE", type=Path, help=_("a definition, a .toml file"))
    scoring = add_part(parts, "score", _("what a run is worth, and why"))
    scoring.add_argument("challenge", metavar="ID", help=_("a challenge of the list"))
    scoring.add_argument("facts", metavar="FACTS.json", type=Path, help=_('[{"at_ms": 1500, "kind": "leave"}, …]'))
    scoring.add_argument("--division", help=_("the team's division; without it, the first of the challenge"))
    scoring.add_argument(
        "--set", metavar="T=137", action="append", default=[], help=_("a parameter of the day; may be given again")
    )


def run(args: argparse.Namespace) -> ExitCode:
    """Do what was asked for; the answer is no only when a definition is not sound."""
    parts = {"list": _list, "show": _show, "check": _check, "score": _score}
    try:
        return parts[args.part](args)
    except WrongInput as wrong:
        return refuse(wrong)


def _list(args: argparse.Namespace) -> ExitCode:
    definitions = [load(challenge) for challenge in ids()]
    if args.json:
        rows = [
            {"id": one.id, "version": one.version, "status": one.status, "titles": dict(one.titles),
             "divisions": list(one.divisions), "hash": one.hash}
            for one in definitions
        ]  # fmt: skip
        print_json(rows)
    else:
        print_lines(f"{one.id:<16} {one.version:<8} {label(one.titles)}  ({one.status})" for one in definitions)
    return ExitCode.DONE


def _show(args: argparse.Namespace) -> ExitCode:
    definition = load(args.challenge)
    divisions = [_division(definition, args.division)] if args.division else list(definition.divisions)
    if args.json:
        print_json(definition_json(definition, divisions))
    elif args.sheet:
        print_lines(sheet_lines(definition, divisions))
    else:
        print_lines(page_lines(definition, divisions))
    return ExitCode.DONE


def _check(args: argparse.Namespace) -> ExitCode:
    document: dict[str, Any] = {"file": str(args.file), "sound": True}
    lines: list[str] = []
    try:
        definition = read(read_text(args.file), str(args.file))
        wrong = [
            {"key": f"tests[{one.place}]", "name": one.name, "what": one.what, "expect": one.expect, "found": one.found}
            for one in wrong_examples(definition)
        ]
    except DefinitionError as error:
        document |= {"sound": False, "key": error.key, "reason": error.reason, "details": _plain(error.details)}
        lines.append(definition_sentence(error))
    else:
        document |= {"id": definition.id, "hash": definition.hash, "examples": len(definition.vectors)}
        if wrong:
            document |= {"sound": False, "key": wrong[0]["key"], "reason": "wrong-example", "details": wrong}
        lines += [
            _("{file}: {key}: the example “{name}” states {expect}, the rules give {found}", file=args.file, **one)
            for one in wrong
        ]
    if args.json:
        print_json(document)
    elif lines:
        print_lines(lines)
    else:
        words = _("{file}: sound. {examples} examples give the score they state.", **document)
        print_lines([words])
    return ExitCode.DONE if document["sound"] else ExitCode.NO


def _plain(details: Mapping[str, object]) -> dict[str, object]:
    """What a file held may be of any kind TOML knows; JSON has fewer."""
    return {name: value if isinstance(value, int | str) else str(value) for name, value in details.items()}


def _score(args: argparse.Namespace) -> ExitCode:
    definition = load(args.challenge)
    try:
        definition = definition.with_overlay(overlay_of(args.set))
    except DefinitionError as error:
        raise WrongInput(definition_sentence(error)) from error
    division = _division(definition, args.division) if args.division else _first_division(definition)
    calls, ended_ms = read_calls(read_text(args.facts), str(args.facts))
    # Facts that tell of no end are those of a run that nobody stopped: it was over at its limit.
    scored = score(definition, division, calls, ended_ms=definition.limit_ms if ended_ms is None else ended_ms)
    for ignored in scored.ignored:
        name, at_s = call_label(definition, ignored.call.kind), seconds(ignored.call.at_ms)
        why = doubt_sentence(ignored.reason, ignored.fields)
        words = _("a question for the referee") if ignored.is_question else _("does not count")
        say(f"{name}, {at_s} s: {words}: {why}.")
    if args.json:
        print_json(_score_json(definition, scored))
    else:
        print_lines(score_lines(definition, scored))
    return ExitCode.DONE


def _score_json(definition: Definition, scored: Score) -> dict[str, Any]:
    """`score` is a number, in a match one by side; `result` is false when nothing was reached that could be ranked."""
    return {
        "score": dict(scored.sides) or scored.points,
        "unit": definition.unit,
        "result": scored.has_result,
        "breakdown": [_term_json(term) for term in scored.breakdown],
        "ended": scored.ended,
        "max": scored.max_points,
        "questions": [
            {"at_ms": ignored.call.at_ms, "kind": ignored.call.kind, "code": ignored.reason, **ignored.fields}
            for ignored in scored.questions
        ],
    }


def _term_json(term: Term) -> dict[str, Any]:
    side = {"side": term.side} if term.side else {}
    return {**side, "term": term.term, "points": term.points, "why": {"code": term.code, **term.fields}}


def _division(definition: Definition, division: str) -> str:
    for name in definition.divisions:
        if name.casefold() == division.casefold():
            return name
    known = ", ".join(definition.divisions)
    raise WrongInput(_("There is no division {division} here. There are: {known}", division=division, known=known))


def _first_division(definition: Definition) -> str:
    """The division that is meant when none is named; where there are several, the person is told."""
    first, *others = definition.divisions
    if others:
        known = ", ".join(others)
        say(_("Scored as division {division}; --division chooses another: {known}.", division=first, known=known))
    return first


def overlay_of(settings: list[str]) -> Mapping[str, OverlayValue]:
    """Read `--set` as it was given. Raises: WrongInput: no whole number."""
    overlay: dict[str, OverlayValue] = {}
    for setting in settings:
        name, equals, number = setting.partition("=")
        if name.startswith(f"{MERGE}."):
            overlay[name] = number
            continue
        digits = number.removeprefix("-")
        if not (name and equals and digits.isascii() and digits.isdecimal() and len(digits) <= 9):
            raise WrongInput(
                _("--set takes a parameter and a whole number, as in T=137, not {setting}", setting=setting)
            )
        overlay[name] = int(number)
    return overlay
