"""What everybody in the room sees: programs that the mentor shares, the minutes left, that the class is over."""

from typing import Any

from lessons.lesson import Lesson
from tui.i18n import language
from tui.lesson_words import text_language
from tui.room import pupil_says
from tui.room.mentor_book import Shared
from tui.room.room import Room

__all__ = ["mentor_says", "newest_shared", "shared_programs", "title_here"]


def shared_programs(room: Room) -> list[dict[str, Any]]:
    """Return what is on the wall, titles in the language in use; what is of a child that was forgotten is gone."""
    return [one for one in (_shared(room, share) for share in room.mentor.shared) if one is not None]


def newest_shared(room: Room) -> dict[str, Any] | None:
    """Return the one program that the children's pages show."""
    shown = shared_programs(room)
    return {name: shown[-1][name] for name in ("name", "lesson", "text")} if shown else None


def mentor_says(room: Room) -> dict[str, Any]:
    """Return what a page that is opened now has missed."""
    said = {"minutes_left": room.mentor.minutes_left(room.now()), "shared": newest_shared(room)}
    return {**said, "over": True} if room.is_over else said


def title_here(lesson: Lesson) -> str:
    """Return a lesson's title in the language in use, without readings."""
    return pupil_says.bare(lesson.titles[text_language(language())])


def _shared(room: Room, share: Shared) -> dict[str, Any] | None:
    lesson = room.lessons.get(share.lesson)
    text = room.books.copy(share.learner, lesson, share.copy) if lesson else None
    if lesson is None or text is None:
        return None
    name = room.store.name_of(share.learner) if share.is_named else None
    return {"share": share.share, "name": name, "lesson": share.lesson, "title": title_here(lesson), "text": text}
