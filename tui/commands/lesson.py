"""`kagarobo lesson`: lessons to do alone; without a part, their screen."""

import argparse
import sys
from dataclasses import asdict
from pathlib import Path

from lessons.lesson import LANGUAGES, Lesson, find_lesson, load_lessons
from lessons.ruby import plain
from tui.command_io import add_part, print_json, print_lines
from tui.exit_codes import ExitCode
from tui.i18n import _, language
from tui.lesson_words import block_names, own, passed_sentence, say, sentence, text_language
from tui.program_words import finding_lines

SEEDS = 50


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the parts."""
    parts = parser.add_subparsers(dest="part", metavar=_("PART"))
    add_part(parts, "list", _("list the lessons"))
    show = add_part(parts, "show", _("read a lesson"))
    show.add_argument("number", type=int, metavar="N", help=_("the lesson's number"))
    check = add_part(parts, "check", _("judge a program by a lesson"))
    check.add_argument("number", type=int, metavar="N", help=_("the lesson's number"))
    check.add_argument("program", type=Path, nargs="?", help=_("the program, a .py file"))
    test = add_part(parts, "test", _("for authors: prove lessons by their own programs"))
    test.add_argument("numbers", type=int, nargs="*", metavar="N", help=_("these lessons only"))
    test.add_argument("--seeds", type=int, default=SEEDS, metavar="N", help=_("how often the solution must pass"))
    test.add_argument("--pictures", action="store_true", help=_("make the lessons' pictures anew"))


def run(args: argparse.Namespace) -> ExitCode:
    """Do the part."""
    parts = {"list": _list, "show": _show, "check": _check, "test": _test}
    return parts[args.part](args)


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


def _check(args: argparse.Namespace) -> ExitCode:
    from lessons.classroom import Classroom

    lesson = find_lesson(args.number)
    with Classroom(args.home) as room:
        verdict = room.judge(lesson, args.program)
    if args.json:
        miss = None if verdict.miss is None else {"answer": verdict.miss.answer, **verdict.miss.figures}
        said = "" if verdict.miss is None else sentence(lesson, verdict.miss)
        print_json({"lesson": lesson.number, "has_passed": verdict.has_passed, "tries": verdict.tries, "miss": miss,
                    "sentence": said})  # fmt: skip
    elif verdict.miss is None:
        print_lines([passed_sentence(verdict.tries)])
    elif verdict.run is None:
        print_lines(line for finding in verdict.findings for line in finding_lines(finding))
    else:
        print_lines([sentence(lesson, verdict.miss)])
    return ExitCode.DONE if verdict.has_passed else ExitCode.NO


def _test(args: argparse.Namespace) -> ExitCode:
    from lessons.proof import Order, Proved, prove_all

    lessons = [lesson for lesson in load_lessons() if not args.numbers or lesson.number in args.numbers]
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


def _proof_lines(lesson: Lesson, found: list) -> list[str]:  # type: ignore[type-arg]
    lines = [f"{lesson.number:>2}  {own(lesson.titles)}"]
    for one in found:
        mark = "×" if one.problem else "○"
        lines.append(f"    {mark} {one.program:<28} {one.tries:>3}  {one.problem or one.answer}")
        if one.program.startswith("wrong/"):
            lines += [f"          {key:<8} {one.sentences[key]}" for key in LANGUAGES if key in one.sentences]
    return lines
