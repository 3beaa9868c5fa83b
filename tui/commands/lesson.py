"""`kagarobo lesson`: lessons to do alone; without a part, their screen."""

import argparse
import os
import sys
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lessons.exercise_book import ExerciseBook
from lessons.lesson import LANGUAGES, Lesson, find_lesson, load_lessons
from lessons.progress import Progress, learners
from lessons.ruby import plain
from tui.command_io import WrongInput, add_part, print_json, print_lines, refuse
from tui.exit_codes import ExitCode
from tui.i18n import _, language
from tui.lesson.who import learner_named, learner_rows, new_alias
from tui.lesson.words import field_only_line
from tui.lesson_words import block_names, own, passed_sentence, say, sentence, text_language
from tui.program_words import finding_lines

if TYPE_CHECKING:
    from lessons.classroom import Verdict
    from lessons.proof import Proved

SEEDS = 50


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the parts; with none, the screen."""
    _add_who(parser)
    parts = parser.add_subparsers(dest="part", metavar=_("PART"))
    listed = add_part(parts, "list", _("list the lessons"))
    show = add_part(parts, "show", _("read a lesson"))
    start = add_part(parts, "start", _("put a lesson's starter into the learner's folder"))
    start.add_argument("--again", action="store_true", help=_("begin anew; what was written so far is kept"))
    check = add_part(parts, "check", _("judge a program by a lesson"))
    progress = add_part(parts, "progress", _("what has been done so far, of one learner or of all"))
    test = add_part(parts, "test", _("for authors: prove lessons by their own programs"))
    for part in (show, start, check):
        part.add_argument("number", type=int, metavar="N", help=_("the lesson's number"))
    for part in (listed, start, check, progress):
        _add_who(part, default=argparse.SUPPRESS)
    check.add_argument(
        "program", type=Path, nargs="?", help=_("the program, a .py file; without it, the learner's own")
    )
    check.add_argument("--robot", metavar="NAME", nargs="?", const="", help=_(
        "judge what the robot that is plugged in does, by its name or port when there are several"
    ))  # fmt: skip
    test.add_argument("numbers", type=int, nargs="*", metavar="N", help=_("these lessons only"))
    test.add_argument("--seeds", type=int, default=SEEDS, metavar="N", help=_("how often the solution must pass"))
    test.add_argument("--pictures", action="store_true", help=_("make the lessons' pictures anew"))


def _add_who(parser: argparse.ArgumentParser, default: str | None = None) -> None:
    parser.add_argument("--who", metavar="NAME", default=default,
                        help=_("whose lessons: a member's nickname or id, or a learner's animal"))  # fmt: skip


def run(args: argparse.Namespace) -> ExitCode:
    """Do the part; a program that does not pass is the answer no."""
    parts = {"list": _list, "show": _show, "start": _start, "check": _check, "progress": _progress, "test": _test}
    try:
        return _screen(args) if args.part is None else parts[args.part](args)
    except WrongInput as wrong:
        return refuse(wrong)


def _screen(args: argparse.Namespace) -> ExitCode:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise WrongInput(_("The lessons' screen needs a terminal. Without one: kagarobo lesson list"))
    from tui.lesson.screen import LessonApp

    app = LessonApp(args.home, _learner(args))
    app.run()
    if app.error is not None:
        raise app.error
    return ExitCode.DONE


def _learner(args: argparse.Namespace) -> str | None:
    return None if args.who is None else learner_named(args.home, args.who)


def _only_learner(args: argparse.Namespace) -> str:
    """Whom a part without --who means: the only one who learns here. Raises: WrongInput: nobody, or several."""
    named = _learner(args)
    if named is not None:
        return named
    known = learners(args.home)
    if len(known) != 1:
        names = ", ".join(name for _id, name in learner_rows(args.home))
        raise WrongInput(
            _("Whose lesson? Add --who and one of: {names}", names=names)
            if known
            else _("Nobody has begun a lesson here. Open the screen: kagarobo lesson")
        )
    return known[0]


def _list(args: argparse.Namespace) -> ExitCode:
    lessons = load_lessons()
    if args.json:
        print_json([{"number": one.number, "block": one.block, "title": own(one.titles)} for one in lessons])
        return ExitCode.DONE
    lines, block = [], ""
    for lesson in lessons:
        if lesson.block != block:
            block = lesson.block
            lines.append(block_names()[block])
        lines.append(f"  {lesson.number:>2}  {own(lesson.titles)}")
    print_lines(lines)
    return ExitCode.DONE


def _show(args: argparse.Namespace) -> ExitCode:
    lesson = find_lesson(args.number)
    text = plain(lesson.text(text_language(language())))
    if args.json:
        print_json({"number": lesson.number, "block": lesson.block, "title": own(lesson.titles), "text": text})
    else:
        print_lines(text.rstrip().split("\n"))
    return ExitCode.DONE


def _start(args: argparse.Namespace) -> ExitCode:
    lesson = find_lesson(args.number)
    learner = _learner(args) or (_only_learner(args) if learners(args.home) else new_alias(args.home, os.urandom))
    Progress(args.home, learner).begin()
    book = ExerciseBook(args.home, learner)
    spoken = language()
    program = book.begin_again(lesson, spoken, _stamp()) if args.again else book.open(lesson, spoken)
    if args.json:
        print_json({"lesson": lesson.number, "learner": learner, "program": str(program)})
    else:
        print_lines([str(program)])
    return ExitCode.DONE


def _check(args: argparse.Namespace) -> ExitCode:
    from lessons.classroom import Classroom
    from lessons.robot_try import judge_on_robot, port_of_robot

    lesson = find_lesson(args.number)
    learner = None if args.program is not None and args.who is None else _only_learner(args)
    program = args.program or ExerciseBook(args.home, str(learner)).open(lesson, language())
    if learner is not None and args.program is None:
        ExerciseBook(args.home, learner).keep(lesson, _stamp())
    if args.robot is None:
        with Classroom(args.home) as room:
            verdict = room.judge(lesson, program)
    elif lesson.is_for_robot:
        verdict = judge_on_robot(lesson, program, port_of_robot(args.home, args.robot or None))
    else:
        raise WrongInput(field_only_line(lesson))
    if learner is not None:
        answer = "" if verdict.miss is None else verdict.miss.answer
        at = datetime.now().astimezone().isoformat(timespec="seconds")
        Progress(args.home, learner).note_check(lesson.number, answer, verdict.tries, at)
    if args.json:
        print_json(_verdict_document(verdict))
    elif verdict.miss is None:
        print_lines([passed_sentence(verdict.tries)])
    elif verdict.run is None:
        print_lines(line for finding in verdict.findings for line in finding_lines(finding))
    else:
        print_lines([sentence(lesson, verdict.miss)])
    return ExitCode.DONE if verdict.has_passed else ExitCode.NO


def _verdict_document(verdict: "Verdict") -> dict[str, Any]:
    miss = verdict.miss
    return {
        "lesson": verdict.lesson.number,
        "has_passed": verdict.has_passed,
        "tries": verdict.tries,
        "miss": None if miss is None else {"answer": miss.answer, **miss.figures},
        "sentence": "" if miss is None else sentence(verdict.lesson, miss),
    }


def _stamp() -> str:
    return datetime.now().strftime("%Y%m%dT%H%M%S")


def _progress(args: argparse.Namespace) -> ExitCode:
    lessons = load_lessons()
    named = _learner(args)
    rows = [row for row in learner_rows(args.home) if named is None or row[0] == named]
    records = [(name, Progress(args.home, learner)) for learner, name in rows]
    if args.json:
        print_json([record.as_json() for _name, record in records])
        return ExitCode.DONE
    for name, record in records:
        done = set(record.passed())
        marks = " ".join(f"{lesson.number:>2}{'○' if lesson.number in done else '・'}" for lesson in lessons)
        print_lines([_("{name}: {done} of {lessons} lessons", name=name, done=len(done), lessons=len(lessons)), marks])
    return ExitCode.DONE


def _test(args: argparse.Namespace) -> ExitCode:
    from lessons.proof import Order, prove_all

    lessons = load_lessons(numbers=args.numbers)
    orders = [Order(lesson.folder, args.seeds, say, makes_picture=args.pictures) for lesson in lessons]
    proved: list[Proved] = []
    for lesson, found in zip(lessons, prove_all(orders), strict=True):
        proved += found
        if not args.json:
            print_lines(_proof_lines(lesson, found))
            sys.stdout.flush()
    problems = [one for one in proved if one.problem]
    wrong = sum(one.program.startswith("wrong/") for one in proved)
    figures = {"lessons": len(lessons), "wrong": wrong, "problems": len(problems), "seeds": args.seeds}
    if args.json:
        print_json({**figures, "proved": [asdict(one) for one in proved]})
    else:
        print_lines(["", _("{lessons} lessons, {wrong} wrong programs, {seeds} seeds: {problems} problems", **figures)])
    return ExitCode.NO if problems else ExitCode.DONE


def _proof_lines(lesson: Lesson, found: "list[Proved]") -> list[str]:
    lines = [f"{lesson.number:>2}  {own(lesson.titles)}"]
    for one in found:
        mark = "×" if one.problem else "○"
        lines.append(f"    {mark} {one.program:<28} {one.tries:>3}  {one.problem or one.answer}")
        if one.program.startswith("wrong/"):
            lines += [f"          {key:<8} {one.sentences[key]}" for key in LANGUAGES if key in one.sentences]
    return lines
