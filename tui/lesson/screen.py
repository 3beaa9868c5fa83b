"""The lessons' screen: the text and what the robot did on the left, the program and what happened on the right.

The program is a file: it may be changed here, or in any editor, whose every save is judged at once. A thread judges and
posts what happens; the handlers here own every widget.
"""

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from textual import on
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.message import Message
from textual.widgets import Label, Markdown, Static, TextArea

from lessons.lesson import Lesson, load_lessons
from lessons.ruby import plain
from tui.error_log import LOG_NAME, keep
from tui.error_words.table import sentence_of
from tui.i18n import CHILDRENS_LANGUAGES, _, language, use_language
from tui.lesson import words
from tui.lesson.choose import ChooseScreen
from tui.lesson.desk import Desk
from tui.lesson.drawing import drawing
from tui.lesson.who import learner_rows, new_alias
from tui.lesson.work import Broke, Event, Judged, Judging, Work
from tui.lesson_words import own, text_language
from tui.my_robot.widgets import BigKey, PlainLog, PlainScrollBar, SmallKey

__all__ = ["LessonApp"]

NEW = "new"
LOOK_S = 0.3
PRINTED_MAX = 100
HINTS = 3


class PlainMarkdown(Markdown):
    """The text, without signs that a Japanese console draws two columns wide."""

    BULLETS = ["- "]


class LessonApp(App[None]):
    """One learner at one computer.

    Args: learner: None: asks who it is. number: the lesson to begin with; None: the first that is not passed.
    """

    class Happened(Message):
        """Something happened in the thread."""

        def __init__(self, event: Event) -> None:
            self.event = event
            super().__init__()

    CSS_PATH = "screen.tcss"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS = [
        *[
            Binding(f"f{number}", f"do('{name}')", show=False, priority=True)
            for number, name in enumerate(("run", "hint", "next", "list", "robot", "again"), 1)
        ],
        Binding("f9", "do('language')", show=False, priority=True),
        Binding("f10", "do('leave')", show=False, priority=True),
    ]

    def __init__(
        self,
        home: Path,
        learner: str | None = None,
        number: int | None = None,
        *,
        now: Callable[[], datetime] = datetime.now,
        entropy: Callable[[int], bytes] = os.urandom,
    ) -> None:
        super().__init__()
        self._home, self._learner, self._number = home, learner, number
        self._now, self._entropy = now, entropy
        self._lessons = load_lessons()
        self._lesson = self._lessons[0]
        self._desk: Desk | None = None
        self._work = Work(home, self._tell)
        self._is_over = False
        self.hints = 0
        self.judged: Judged | None = None
        self.broke: Broke | None = None
        self.judging: Judging | None = None

    def compose(self) -> ComposeResult:
        """Lay the parts out."""
        with Horizontal(id="head"):
            yield Label("", id="head-title", markup=False)
            for name in words.keys_beside():
                yield SmallKey(name)
        with Horizontal(id="body"):
            with Vertical(id="left"):
                with VerticalScroll(id="text-part"):
                    yield PlainMarkdown("", id="text", open_links=False)
                yield Static("", id="picture", markup=False)
            with Vertical(id="right"):
                yield Label("", id="file", classes="title", markup=False)
                yield TextArea.code_editor("", language=None, id="editor", tab_behavior="indent")
                yield Static("", id="said", markup=False)
                yield PlainLog(id="voice", wrap=True, max_lines=PRINTED_MAX, min_width=1)
        with Horizontal(id="keys"):
            for number, name in enumerate(words.keys(), 1):
                yield BigKey(name, f"F{number}")

    def on_mount(self) -> None:
        """Ask who it is, then begin."""
        for part in ("#text-part", "#editor"):
            for bar in ("vertical_scrollbar", "horizontal_scrollbar"):
                getattr(self.query_one(part), bar).renderer = PlainScrollBar
        if self._learner is not None:
            self._begin(self._learner)
            return
        rows = [*learner_rows(self._home), (NEW, words.who_words()["new"])]
        self.push_screen(ChooseScreen(words.who_words()["title"], rows), self._who)

    def on_unmount(self) -> None:
        """Leave nothing running, however the screen was left."""
        self._is_over = True
        self._work.close()

    @property
    def error(self) -> Exception | None:
        """A mistake of ours that ended the screen; the caller has a sentence for it."""
        return self._exception

    def _fatal_error(self) -> None:
        """Textual would print the traceback with everything in it; a child never sees one."""
        self._close_messages_no_wait()

    # -- who, and which lesson -----------------------------------------------------------------------------------

    def _who(self, chosen: str | None) -> None:
        if chosen is None:
            self.exit()
            return
        self._begin(new_alias(self._home, self._entropy) if chosen == NEW else chosen)

    def _begin(self, learner: str) -> None:
        self._desk = Desk(self._home, learner, self._now)
        self.set_interval(LOOK_S, self._look)
        passed = set(self._desk.progress.passed())
        wanted = self._number or next((one.number for one in self._lessons if one.number not in passed), 1)
        self._open(next((one for one in self._lessons if one.number == wanted), self._lessons[0]))

    def _open(self, lesson: Lesson) -> None:
        """Turn to a lesson."""
        assert self._desk is not None
        self._work.leave()
        self._lesson, self.judged, self.judging, self.broke = lesson, None, None, None
        self.hints = 0
        self._load(self._desk.open(lesson, language()))
        self._show()
        self.query_one("#text-part", VerticalScroll).scroll_home(animate=False)
        self.query_one("#editor", TextArea).focus()

    def _load(self, text: str) -> None:
        editor = self.query_one("#editor", TextArea)
        editor.text = text
        editor.move_cursor(editor.document.end)

    # -- the program ---------------------------------------------------------------------------------------------

    def _look(self) -> None:
        """Another editor saved the program: it is taken from there, and judged."""
        assert self._desk is not None
        text = self._desk.saved_elsewhere(self._lesson, self._typed)
        if text is not None:
            self._load(text)
            self._judge()

    def _save(self) -> Desk:
        """Save what was typed."""
        assert self._desk is not None
        self._desk.save(self._lesson, self._typed())
        return self._desk

    def _typed(self) -> str:
        """The program as it stands in the editor; a list may lie over it."""
        return self.screen_stack[0].query_one("#editor", TextArea).text

    def _judge(self, *, on_robot: bool = False) -> None:
        assert self._desk is not None
        self._desk.keep(self._lesson)
        self.judged, self.broke, self.judging = None, None, Judging(0, 0)
        self._work.judge(self._lesson, self._desk.program(self._lesson), on_robot=on_robot)
        self._show_what_happened()

    # -- what happens --------------------------------------------------------------------------------------------

    def _tell(self, event: Event) -> None:
        """In the thread: pass an event on; after the end nobody wants to know."""
        if not self._is_over:
            self.post_message(self.Happened(event))

    @on(Happened)
    def _happened(self, message: Happened) -> None:
        event = message.event
        if isinstance(event, Judging):
            self.judging = event
        elif isinstance(event, Broke):
            keep(event.error, self._home)
            self.judging, self.broke = None, event
        elif event.verdict.lesson is self._lesson and self._desk is not None:
            self.judging, self.judged = None, event
            self._desk.note(event.verdict)
        self._show_what_happened()

    # -- keys ----------------------------------------------------------------------------------------------------

    @on(BigKey.Pressed)
    def _key_touched(self, message: BigKey.Pressed) -> None:
        self.action_do(message.key)

    def action_do(self, name: str) -> None:
        """Do what a key is for."""
        beside = {"leave": self._leave, "language": self._next_language}
        if name in beside:
            beside[name]()
        elif self._desk is not None and not isinstance(self.screen, ChooseScreen):
            {
                "run": self._run_program,
                "hint": self._hint,
                "next": self._next,
                "list": self._list,
                "robot": self._run_on_robot,
                "again": self._again,
            }[name]()

    def _leave(self) -> None:
        """Leave; what was typed stays."""
        if self._desk is not None:
            self._save()
        self.exit()

    async def action_quit(self) -> None:
        """Textual's own way out."""
        self._leave()

    def _run_program(self) -> None:
        self._save()
        self._judge()

    def _run_on_robot(self) -> None:
        """One try on the robot that is plugged in."""
        self._save()
        if self._lesson.is_for_robot:
            self._judge(on_robot=True)
        else:
            self.query_one("#said", Static).update(words.field_only_line(self._lesson))

    def _hint(self) -> None:
        assert self._desk is not None
        self.hints = min(HINTS, self.hints + 1)
        self._desk.progress.note_hints(self._lesson.number, self.hints)
        self._show_what_happened()

    def _next(self) -> None:
        self._save()
        place = self._lessons.index(self._lesson) + 1
        self._open(self._lessons[place % len(self._lessons)])

    def _list(self) -> None:
        progress = self._save().progress
        rows = [(str(one.number), words.lesson_row(one, progress)) for one in self._lessons]
        self.push_screen(ChooseScreen(words.keys()["list"], rows, str(self._lesson.number)), self._chosen)

    def _chosen(self, number: str | None) -> None:
        if number is not None:
            self._open(next(one for one in self._lessons if one.number == int(number)))

    def _again(self) -> None:
        """The starter once more; what was written so far is kept."""
        self._load(self._save().begin_again(self._lesson, language()))
        self.judged = self.judging = None
        self._show_what_happened()

    def _next_language(self) -> None:
        spoken = language() if language() in CHILDRENS_LANGUAGES else CHILDRENS_LANGUAGES[-1]
        place = CHILDRENS_LANGUAGES.index(spoken) + 1
        use_language(CHILDRENS_LANGUAGES[place % len(CHILDRENS_LANGUAGES)])
        if self._desk is not None:
            self._show()

    # -- what it looks like --------------------------------------------------------------------------------------

    def on_resize(self) -> None:
        """The picture is as large as there is room."""
        self.call_after_refresh(self._show_picture)

    def _show(self) -> None:
        """Everything, in the reader's language."""
        self.query_one("#head-title", Label).update(words.title_line(self._lesson))
        for name, word in words.keys_beside().items():
            self.query_one(f"#key-{name}", SmallKey).show_word(word, can=True)
        for name, word in words.keys().items():
            self.query_one(f"#key-{name}", BigKey).show_word(word, can=True)
        assert self._desk is not None
        self.query_one("#file", Label).update(words.file_line(self._desk.program(self._lesson).name))
        text = plain(self._lesson.text(text_language(language())))
        shown = [line for line in text.split("\n") if not line.startswith("![")]
        self.query_one("#text", Markdown).update("\n".join(shown))
        self.title = own(self._lesson.titles)
        self._show_what_happened()

    def _show_what_happened(self) -> None:
        said, voice = self.query_one("#said", Static), self.query_one("#voice", PlainLog)
        lines = self._said_lines()
        said.update("\n".join([*lines, *words.hint_lines(self._lesson, self.hints)]))
        verdict = self.judged.verdict if self.judged else None
        said.set_class(verdict is not None and verdict.has_passed, "-passed")
        said.set_class(verdict is not None and not verdict.has_passed, "-missed")
        voice.clear()
        if verdict is not None and verdict.run is not None:
            for line in verdict.run.printed[:PRINTED_MAX]:
                voice.write("".join(one if one.isprintable() else "?" for one in line.text))
        self.call_after_refresh(self._show_picture)

    def _said_lines(self) -> list[str]:
        if self.judging is not None:
            return [words.waiting_line(self.judging.number, self.judging.tries)]
        if self.broke is not None:
            known = sentence_of(self.broke.error, log=str(self._home / LOG_NAME))
            return [known[1] if known else _("Something went wrong here. Show this to a mentor.")]
        return words.said_lines(self.judged.verdict) if self.judged is not None else [_("F1: run your program.")]

    def _show_picture(self) -> None:
        picture = self.query_one("#picture", Static)
        run = self.judged.verdict.run if self.judged is not None else None
        size = picture.content_size
        picture.update("" if run is None else drawing(run, size.width, size.height))
