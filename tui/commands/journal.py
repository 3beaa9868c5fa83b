"""`kagarobo journal`: read one, check it, replay it fact by fact, rescue its good part, let others look at it."""

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from judge.facts import Fact, head
from judge.journal import check, read_definitions, read_facts, recover
from judge.table import RunState
from judge.tournament.fold import TournamentState
from tui import journal_bundle, journal_merge
from tui.challenge_words import doubt_sentence, score_lines, seconds
from tui.command_io import WrongInput, add_part, print_json, print_lines, refuse, say
from tui.evidence_words import evidence_json, evidence_line, read_events
from tui.exit_codes import ExitCode
from tui.fact_words import Names, fact_sentence, role_name, when
from tui.finding_words import finding_line
from tui.i18n import _
from tui.journal_story import Step, fact_json, fold_known, names_of, run_json, standings_json, steps


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the parts and their options."""
    parts = parser.add_subparsers(dest="part", required=True, metavar=_("WHAT"))
    show = add_part(parts, "show", _("the facts, or the story of one run"))
    show.add_argument("--run", metavar="RUN", help=_("only this run, with its score after each fact"))
    show.add_argument("--evidence", action="store_true",
                      help=_("instead of the facts, what the judge boxes' raw bytes say, heard again"))  # fmt: skip
    checking = add_part(parts, "check", _("every row, chain and page; the answer is no when anything is wrong"))
    replay = add_part(parts, "replay", _("what stood after each fact, folded anew"))
    replay.add_argument("--until", metavar="N", type=_ordinal, help=_("stop after the N-th fact"))
    rescue = add_part(parts, "recover", _("write the good part to a new file; the damaged one stays as it is"))
    for part in (show, checking, replay, rescue):
        part.add_argument("file", metavar="FILE", type=Path, help=_("a journal, a .db file"))
    rescue.add_argument("to", metavar="TO", type=Path, help=_("the new file"))
    journal_bundle.configure(parts)
    journal_merge.configure(parts)
    rescue.add_argument("--mirror", metavar="M", type=Path, action="append", default=[],
                        help=_("a copy that may have what is missing; may be given again"))  # fmt: skip


def run(args: argparse.Namespace) -> ExitCode:
    """Do what was asked for. What is wrong with the file itself goes up as the journal's own errors."""
    parts = {
        "show": _show,
        "check": _check,
        "replay": _replay,
        "recover": _recover,
        **journal_bundle.PARTS,
        **journal_merge.PARTS,
    }
    try:
        return parts[args.part](args)
    except WrongInput as wrong:
        return refuse(wrong)


def _show(args: argparse.Namespace) -> ExitCode:
    if args.evidence:
        return _show_evidence(args)
    facts = read_facts(args.file)
    state = fold_known(facts, read_definitions(args.file))
    if args.run is not None:
        return _show_run(args, facts, state)
    if args.json:
        print_json({"journal": args.file.name, "head": head(facts), "facts": [fact_json(fact) for fact in facts]})
    else:
        names = names_of(state)
        print_lines(_fact_line(fact, names) for fact in facts)
        say(_("{count} facts.", count=len(facts)))
    return ExitCode.DONE


def _show_evidence(args: argparse.Namespace) -> ExitCode:
    try:
        events = list(read_events(args.file, args.run))
    except ValueError as damaged:
        raise WrongInput(_("{file}: its raw bytes are damaged. kagarobo journal check names the row.",
                           file=args.file.name)) from damaged  # fmt: skip
    if args.json:
        print_json({"journal": args.file.name, "events": [evidence_json(event) for event in events]})
    else:
        print_lines(map(evidence_line, events))
    return ExitCode.DONE


def _show_run(args: argparse.Namespace, facts: Sequence[Fact], state: TournamentState) -> ExitCode:
    story = [step for step in steps(facts, state) if step.run == args.run]
    if not story:
        known = ", ".join(dict.fromkeys(fact.run for fact in facts if fact.run is not None)) or "—"
        raise WrongInput(_("There is no run {run} in this journal. There are: {known}", run=args.run, known=known))
    after = story[-1].after
    if args.json:
        document: dict[str, Any] = {"journal": args.file.name, "run": args.run}
        document |= run_json(after) if after else {}
        print_json(document | {"facts": [fact_json(step.fact) for step in story]})
        return ExitCode.DONE
    names = names_of(state)
    print_lines(_step_line(step, names) for step in story)
    if after is not None and state.definition is not None:
        print_lines(["", *score_lines(state.definition, after.score), *_question_lines(after)])
    return ExitCode.DONE


def _check(args: argparse.Namespace) -> ExitCode:
    findings = check(args.file)
    # A row that a newer program wrote (a hint) is whole: it is named and no reason to say no.
    is_clean = all(finding.level == "hint" for finding in findings)
    if args.json:
        rows = [
            {"code": finding.code, "level": finding.level, "source": finding.source, "fields": dict(finding.fields)}
            for finding in findings
        ]  # fmt: skip
        print_json({"journal": args.file.name, "clean": is_clean, "findings": rows})
    else:
        print_lines(map(finding_line, findings))
        if is_clean:
            print_lines([_("{file}: nothing is wrong with it.", file=args.file.name)])
        elif any(finding.level == "error" for finding in findings):
            say(_("To keep the good part: kagarobo journal recover {file} NEW_FILE", file=args.file))
    return ExitCode.DONE if is_clean else ExitCode.NO


def _replay(args: argparse.Namespace) -> ExitCode:
    facts = read_facts(args.file)[: args.until]
    state = fold_known(facts, read_definitions(args.file))
    for finding in state.findings:
        say(finding_line(finding))
    if args.json:
        document = {"journal": args.file.name, "steps": [_step_json(step) for step in steps(facts, state)]}
        under_review = [run.run for run in state.under_review]
        print_json(document | standings_json(facts, state) | {"under_review": under_review})
        return ExitCode.DONE
    names = names_of(state)
    print_lines(f"{step.number:>5}  {_step_line(step, names)}" for step in steps(facts, state))
    print_lines(_standing_lines(state, names))
    print_lines(["", _("Head: {head}", head=head(facts))])
    return ExitCode.DONE


def _recover(args: argparse.Namespace) -> ExitCode:
    recovered = recover(args.file, args.to, mirrors=args.mirror)
    if args.json:
        print_json({"journal": args.file.name, "to": str(args.to), "kept": recovered.kept, "lost": recovered.lost,
                    "findings": [{"code": one.code, "source": one.source} for one in recovered.findings]})  # fmt: skip
        return ExitCode.DONE
    print_lines([_("{kept} facts are kept in {to}.", kept=recovered.kept, to=args.to)])
    print_lines(_("Missing: {row}", row=row) for row in recovered.lost)
    if not recovered.lost:
        # A tail that was cut off leaves no hole, so this is all that can be said.
        print_lines([_("No row between them is missing.")])
    return ExitCode.DONE


def _fact_line(fact: Fact, names: Names) -> str:
    return f"{_who_and_when(fact, names)}  {fact.run or '':<14}  {fact_sentence(fact.body, names)}"


def _step_line(step: Step, names: Names) -> str:
    score = f"{step.after.score.points}/{step.after.score.max_points}" if step.after else ""
    return (
        f"{_who_and_when(step.fact, names)}  {step.run or '':<14}  {score:>8}  {fact_sentence(step.fact.body, names)}"
    )


def _who_and_when(fact: Fact, names: Names) -> str:
    return f"{fact.source:<14}{when(fact, names):>20}  {role_name(fact.by):<12}"


def _question_lines(run: RunState) -> Iterator[str]:
    for question in run.questions:
        place = f"{question.ref[0]}:{question.ref[1]}"
        at = "—" if question.at_ms is None else _("{seconds} s", seconds=seconds(question.at_ms))
        why = doubt_sentence(question.code, question.fields)
        yield _("A question for the referee, {place} at {at}: {why}", place=place, at=at, why=why)


def _step_json(step: Step) -> dict[str, Any]:
    after = step.after
    return {
        "n": step.number,
        "fact": step.fact.source,
        "kind": step.fact.kind,
        "run": step.run,
        "at_ms": step.fact.at_ms,
        "state": after.stage.value if after else None,
        "score": after.score.points if after else None,
        "max": after.score.max_points if after else None,
        "questions": len(after.questions) if after else 0,
    }


def _standing_lines(state: TournamentState, names: Names) -> Iterator[str]:
    if state.definition is None:
        yield _("No tournament that this program has the rules of stands in this journal, so there are no scores.")
        return
    yield from ("", _("Standings"))
    for line in state.standings:
        total = "—" if line.result.total is None else line.result.total
        yield f"  {line.rank:>3}. {total:>5}  {names.team(line.team)}"
    for run in state.under_review:
        team = names.team(run.disputes[-1].team)
        yield _("  Under review: {run} ({team}, {reason})", run=run.run, team=team, reason=run.disputes[-1].reason)
    if state.bracket is not None:
        yield from ("", _("Bracket"))
        for heat in state.bracket.heats:
            sides = "  —  ".join(f"{names.team(side.team or '?')} {_points(side.points)}" for side in heat.sides)
            yield f"  {heat.id}: {sides}" + (f"  → {names.team(heat.winner)}" if heat.winner else "")
    if state.champion is not None:
        yield from ("", _("Champion: {team}", team=names.team(state.champion)))


def _points(points: int | None) -> str:
    return "" if points is None else str(points)


def _ordinal(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= 9 and int(text) >= 1):
        raise argparse.ArgumentTypeError(_("a whole number from 1"))
    return int(text)
