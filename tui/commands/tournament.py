"""`kagarobo tournament`: facts corrected once the consequences were shown; teams imported; standings exported."""

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path

from judge.consequences import Act, Consequences, consequences, correction, settled
from judge.errors import FactInvalid
from judge.fact_codec import canonical, decode_body
from judge.facts import ROLES, SCHEMA, Body, Fact, TeamEntered
from judge.journal import Journal, read_definitions, read_facts
from tui import plan_command
from tui.command_io import WrongInput, add_part, print_json, print_lines, refuse, say
from tui.consequence_words import consequence_lines
from tui.desk import desk_command
from tui.exit_codes import ExitCode
from tui.fact_words import Names, fact_sentence
from tui.founding import new_command, ready_command, stick_command
from tui.i18n import _
from tui.journal_story import fold_known, names_of
from tui.kept_definitions import Kept, known_definitions
from tui.teams import export_command, import_command

RECORDED_AS = "desk"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the parts and their options."""
    parts = parser.add_subparsers(dest="part", required=True, metavar=_("WHAT"))
    correct = add_part(parts, "correct", _("withdraw or replace a fact; first of all see what that changes"))
    correct.add_argument("file", metavar="FILE", type=Path, help=_("a journal, a .db file"))
    correct.add_argument("fact", metavar="FACT", help=_("the fact's id, STATION:NUMBER; a correction's id undoes it"))
    correct.add_argument("--with", dest="replacement", metavar="JSON",
                         help=_("the body it should have, as journal show --json has it; else: withdrawn"))  # fmt: skip
    correct.add_argument("--reason", required=True, metavar="WORD", help=_("why, in one word"))
    correct.add_argument("--by", default="head_referee", metavar="WHO", help=_("a role or a person's id"))
    correct.add_argument("--played", choices=("keep", "rerun", "joint"),
                         help=_("heats played on the old result: they stand, are run again, or the right team shares "
                                "the place"))  # fmt: skip
    correct.add_argument("--dry-run", action="store_true", help=_("show what would change, and write nothing"))
    import_command.configure(parts)
    export_command.configure(parts)
    plan_command.configure(parts)
    new_command.configure(parts)
    ready_command.configure(parts)
    stick_command.configure(parts)
    desk_command.configure(parts)


def run(args: argparse.Namespace) -> ExitCode:
    """Run a part. `correct`: show the consequences; write the correction unless that was all."""
    others = {
        "import": import_command.run, "export": export_command.run, "plan": plan_command.run, "new": new_command.run,
        "ready": ready_command.run, "set": ready_command.run_set, "pack": stick_command.run,
        **desk_command.PARTS,
    }  # fmt: skip
    if args.part in others:
        return others[args.part](args)
    try:
        return _correct(args)
    except WrongInput as wrong:
        return refuse(wrong)


def _correct(args: argparse.Namespace) -> ExitCode:
    facts = read_facts(args.file)
    fact = _named(facts, args.fact)
    act = _act(fact, args)
    kept = read_definitions(args.file)
    would_be = consequences(facts, [act], known_definitions(facts, kept))
    _check_choice(would_be, args)
    choice_is_open = would_be.needs_choice and args.played is None
    acts = [act, *(settled(would_be, args.played, args.reason) if args.played and would_be.needs_choice else [])]
    written = [] if args.dry_run or choice_is_open else _write(args, acts)
    if args.json:
        print_json({"fact": args.fact, "consequences": asdict(would_be), "written": [one.source for one in written]})
    else:
        names = _names(facts, kept)
        print_lines([fact_sentence(act.body, names), *consequence_lines(would_be, names)])
        print_lines(_("Written: {fact}", fact=one.source) for one in written)
    if choice_is_open and not args.dry_run:
        raise WrongInput(
            _("Heats were played on the old result. Say what becomes of them: --played {choices}. Nothing was written.",
              choices=" | ".join(would_be.choices))
        )  # fmt: skip
    if args.dry_run:
        say(_("Nothing was written."))
    return ExitCode.DONE


def _check_choice(would_be: Consequences, args: argparse.Namespace) -> None:
    """Whether this may be chosen, and by this role; a person's id says no role."""
    if not would_be.needs_choice or args.played is None:
        return
    if args.played not in would_be.choices:
        raise WrongInput(_("It is too late for that. What may still be chosen: {choices}. Nothing was written.",
                           choices=" | ".join(would_be.choices)))  # fmt: skip
    if args.by in ROLES and args.by not in would_be.by:
        raise WrongInput(_("The definition leaves this choice to: {roles}. Nothing was written.",
                           roles=", ".join(would_be.by)))  # fmt: skip


def _names(facts: Sequence[Fact], kept: Kept) -> Names:
    """What the sentences may call things by: the teams of all competitions, and the rules of the first."""
    first = names_of(fold_known(facts, kept))
    entered = (fact.body for fact in facts if isinstance(fact.body, TeamEntered))
    return replace(first, teams={**{body.team: body.name for body in entered}, **first.teams})


def _named(facts: Sequence[Fact], source: str) -> Fact:
    for fact in facts:
        if fact.source == source:
            return fact
    raise WrongInput(_("There is no fact {fact} in this journal. See them with: kagarobo journal show", fact=source))


def _act(fact: Fact, args: argparse.Namespace) -> Act:
    try:
        return correction(fact, _replacement(fact, args.replacement), args.reason)
    except (FactInvalid, ValueError) as error:
        raise WrongInput(_("This cannot stand in the fact's place: {why}", why=error)) from error


def _replacement(fact: Fact, text: str | None) -> Body | None:
    if text is None:
        return None
    return decode_body(fact.kind, SCHEMA, canonical(json.loads(text)))


def _write(args: argparse.Namespace, acts: Sequence[Act]) -> list[Fact]:
    with Journal.open(args.file, RECORDED_AS, clock=lambda: datetime.now().astimezone().isoformat()) as journal:
        return [journal.append(act.body, run=act.run, at_ms=act.at_ms, by=args.by) for act in acts]
