"""What the pupil's page is told of the child and of a lesson."""

import tomllib
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt

from firmware.virtual.physics import BODY_BACK_MM, BODY_FRONT_MM, BODY_HALF_MM
from firmware.virtual.plan import FIELDS
from lessons.lesson import Lesson
from lessons.progress import Progress
from lessons.ruby import html_ruby
from tui.i18n import speaking
from tui.lesson_words import text_language
from tui.room import pupil_says
from tui.room.access import Pupil
from tui.room.room import Room

__all__ = ["field_file", "lesson_document", "me_document"]


def me_document(room: Room, pupil: Pupil) -> dict[str, Any]:
    """Who the child is and how far it came."""
    passed = Progress(room.home, pupil.learner).passed()
    begun = room.store.place(pupil.learner)
    first = next((number for number in room.lessons if number not in passed), 1)
    return {"learner": pupil.learner, "name": room.store.name_of(pupil.learner), "lang": pupil.language,
            "lesson": begun or first, "passed": passed, "version": room.hub.boot}  # fmt: skip


async def lesson_document(room: Room, pupil: Pupil, lesson: Lesson) -> dict[str, Any]:
    """Everything that the lesson's page shows."""
    program = await room.books.open(pupil.learner, lesson, pupil.language)
    done, plan = Progress(room.home, pupil.learner).of(lesson.number), lesson.plan()
    with speaking(pupil.language):
        language = text_language(pupil.language)
        return {
            "number": lesson.number,
            "title": pupil_says.title(lesson),
            "text_html": text_html(lesson.text(language)),
            "picture_svg": f"/lesson/{lesson.number}/picture.svg",
            "hints": [pupil_says.hint(lesson, number) for number in range(1, done.hints + 1)],
            "hints_left": len(lesson.hints[language]) - done.hints,
            "program": {"text": program.text, "version": program.version},
            "starter": lesson.starter_for(pupil.language).read_text(encoding="utf-8"),
            "passed": done.passed_at is not None,
            "is_for_robot": lesson.is_for_robot,
            "asks": room.mentor.where.of(pupil.learner).asked_at is not None,
            "field": {
                "svg": f"/field/{lesson.number}.svg", "width_mm": plan.mat.width_mm, "height_mm": plan.mat.height_mm,
                "title": plan.titles.get(language.partition("-")[0], plan.id),
                "start": [plan.start_x_mm, plan.start_y_mm, plan.start_heading_deg],
                "body": {"back_mm": BODY_BACK_MM, "front_mm": BODY_FRONT_MM, "half_mm": BODY_HALF_MM},
            },
        }  # fmt: skip


def text_html(text: str) -> str:
    """Return a lesson's Markdown as HTML: real ruby, no picture, and nothing of HTML that stands in it."""
    lines = [line for line in text.split("\n") if not line.startswith("![")]
    markdown = MarkdownIt("commonmark", {"html": False})
    markdown.add_render_rule("text", lambda _self, tokens, index, _options, _env: html_ruby(tokens[index].content))
    rendered: str = markdown.render("\n".join(lines))
    return rendered


def field_file(lesson: Lesson) -> Path:
    """Where the picture of a lesson's field lies."""
    file = lesson.field if isinstance(lesson.field, Path) else FIELDS / f"{lesson.field}.toml"
    return file.with_name(tomllib.loads(file.read_text(encoding="utf-8"))["picture"])
