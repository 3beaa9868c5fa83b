"""`kagarobo tournament new`: ten questions, or a file that answers them, or last year's; a journal comes of it."""

import argparse
import json
import secrets
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from judge.challenges import ids, load
from judge.errors import DefinitionError, FactInvalid
from judge.fact_codec import encode_body
from judge.facts import Fact
from judge.hall_kinds import CompetitionOpened, TournamentFounded
from judge.journal import Journal, read_facts
from tui.challenge_words import definition_sentence
from tui.command_io import WrongInput, add_part, print_json, print_lines, read_text, refuse, say
from tui.exit_codes import ExitCode
from tui.founding.answers import Answers, facts_of
from tui.founding.asking import NotUsable, Question, ask, questions, read_answers
from tui.i18n import _, language
from tui.kept_definitions import keep_definitions
from tui.town import Town, pick_name

__all__ = ["configure", "run"]

SEED_BITS = 31
RECORDED_AS = "desk"


def configure(parts: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the part and its options."""
    new = add_part(parts, "new", _("begin a tournament: ten questions, a file of answers, or last year's"))
    new.add_argument("--journal", type=Path, metavar="FILE", help=_("where its journal is to be"))
    new.add_argument(
        "--answers", type=Path, metavar="ANSWERS.json", help=_("the answers, for who does not want to be asked")
    )
    new.add_argument("--like", type=Path, metavar="JOURNAL", help=_("as it was answered there; teams are not copied"))
    new.add_argument("--first-day", metavar="DATE", help=_("with --like: the first day of this one"))
    new.add_argument("--town", default="kaga", help=_("a town's id or file"))


def run(args: argparse.Namespace) -> ExitCode:
    """Make the journal."""
    path = args.journal or args.home / "tournament.db"
    try:
        if path.exists():
            raise WrongInput(_("{path} is there already. Name another with --journal.", path=path))
        town = Town.load(args.town)
        answers = _answers(args, _questions(town))
        facts = facts_of(
            answers, {challenge: load(challenge) for challenge in answers.challenges}, timezone=town.timezone.key,
            new_seed=lambda: secrets.randbits(SEED_BITS),
        )  # fmt: skip
    except WrongInput as wrong:
        return refuse(wrong)
    except DefinitionError as error:
        return refuse(WrongInput(definition_sentence(error)))
    except FactInvalid as error:
        return refuse(WrongInput(_("This cannot be: {field} has to be {needs}.", field=error.field, needs=error.needs)))
    except EOFError:
        return refuse(WrongInput(_("Nothing was made: the questions were not answered to the end.")))
    path.parent.mkdir(parents=True, exist_ok=True)
    with Journal.open(path, RECORDED_AS, clock=lambda: datetime.now(town.timezone).isoformat()) as journal:
        keep_definitions(journal, facts)
        written = [journal.append(body, by="staff") for body in facts]
    _tell(args, path, written)
    return ExitCode.DONE


def _questions(town: Town) -> list[Question]:
    name = pick_name(town.competition.names, language(), town.languages[0])
    known = list(ids())
    return questions(
        title=name, today=date.today(), challenges=[one for one in town.competition.challenges if one in known],
        known=known, divisions=[division.id for division in town.divisions],
    )  # fmt: skip


def _answers(args: argparse.Namespace, wanted: Sequence[Question]) -> Answers:
    try:
        if args.like is not None:
            return _like(args, wanted)
        if args.answers is not None:
            return read_answers(_object(args.answers), wanted)
        if not (sys.stdin.isatty() and sys.stdout.isatty()):
            raise WrongInput(_("There is nobody to ask. Give the answers with --answers ANSWERS.json."))
        return read_answers(ask(wanted, input, say), wanted)
    except NotUsable as error:
        raise WrongInput(_("An answer cannot be used: {why}.", why=error)) from error


def _like(args: argparse.Namespace, wanted: Sequence[Question]) -> Answers:
    frame = next((fact.body for fact in read_facts(args.like) if isinstance(fact.body, TournamentFounded)), None)
    if frame is None:
        raise WrongInput(_("{path} holds no tournament that was made with ten questions.", path=args.like))
    answers = read_answers(json.loads(encode_body(frame))["asked"], wanted)
    return replace(answers, first_day=_first_day(args, wanted))


def _first_day(args: argparse.Namespace, wanted: Sequence[Question]) -> date:
    if args.first_day is None:
        raise WrongInput(_("--like needs --first-day: the days are not last year's."))
    question = next(one for one in wanted if one.name == "first_day")
    day: date = question.read(args.first_day)
    return day


def _object(path: Path) -> dict[str, Any]:
    try:
        given = json.loads(read_text(path))
    except ValueError as error:
        raise WrongInput(_("{file} is not JSON: {detail}", file=path, detail=error)) from error
    if not isinstance(given, dict):
        raise WrongInput(_("{file} should hold one object with the answers by name.", file=path))
    return given


def _tell(args: argparse.Namespace, path: Path, written: Sequence[Fact]) -> None:
    competitions = [fact.body for fact in written if isinstance(fact.body, CompetitionOpened)]
    if args.json:
        print_json({"journal": str(path), "facts": [fact.source for fact in written],
                    "competitions": [one.competition for one in competitions]})  # fmt: skip
        return
    print_lines([_("{path} is the journal of the tournament. Competitions:", path=path)])
    print_lines(f"  {one.competition}" for one in competitions)
    say(_("Next: kagarobo tournament import TEAMS.csv, then kagarobo tournament ready"))
