"""The picture of the child's screen: every part of it, and how a state looks on it. It knows no thread and no key."""

from collections.abc import Iterable
from pathlib import Path

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Label, Static

from tui.i18n import language
from tui.my_robot import words
from tui.my_robot.model import Key, MyRobot, refusal
from tui.my_robot.panels import bar_text, mistake_text, program_row, robot_row
from tui.my_robot.stand_in import is_possible
from tui.my_robot.widgets import BigKey, PlainList, PlainLog, SmallKey

__all__ = ["View"]

VOICE_LINES_MAX = 1000


class View(Vertical):
    """From top to bottom: what there is, what is wrong, what the robot says, what goes on, what to do.

    Args: folder: where the child's programs are.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        self._shown_language = ""

    def compose(self) -> ComposeResult:
        """Lay the parts out."""
        with Horizontal(id="head"):
            yield Label("", id="head-title", markup=False)
            for name in words.keys_beside():
                yield SmallKey(name)
        with Horizontal(id="lists"):
            for name in ("robots", "programs"):
                with Vertical(id=f"{name}-part"):
                    yield Label("", id=f"{name}-title", classes="title", markup=False)
                    yield Label("", id=f"{name}-empty", classes="empty", markup=False)
                    yield PlainList(id=name, markup=False)
        yield Static("", id="mistake", markup=False)
        yield Label("", id="voice-title", classes="title", markup=False)
        yield PlainLog(id="voice", wrap=True, max_lines=VOICE_LINES_MAX, min_width=1)
        yield Static("", id="said", markup=False)
        yield Static("", id="bar", markup=False)
        with Horizontal(id="keys"):
            for number, key in enumerate(Key, 1):
                yield BigKey(key.value, number)

    def show(self, state: MyRobot, *, has_button: bool) -> None:
        """Bring every part up to a state. Args: has_button: the chosen robot's button is pressed by a key."""
        if self._shown_language != language():
            self._shown_language = language()
            self._show_words()
        self._show_lists(state)
        mistake, bar = self.query_one("#mistake", Static), self.query_one("#bar", Static)
        mistake.update(mistake_text(state.program, mistake.content_size.width))
        bar.update(bar_text(state.share, bar.content_size.width))
        self.query_one("#said", Static).update(words.said_line(state.said))
        here = {"new": not state.programs, "button": has_button, "virtual": is_possible()}
        for name, word in words.keys_beside().items():
            self.query_one(f"#key-{name}", SmallKey).show_word(word, can=here.get(name, True))
        for key in Key:
            can = refusal(state, key) is None
            self.query_one(f"#key-{key.value}", BigKey).show_word(words.key_word(key), can=can)

    def hear(self, lines: Iterable[str]) -> None:
        """Add what was printed."""
        for line in lines:
            self.query_one("#voice", PlainLog).write(Text(line))

    def forget_words(self) -> None:
        """Make room for what the next program prints."""
        self.query_one("#voice", PlainLog).clear()

    def read_back(self, *, up: bool) -> None:
        """Show a page of what was printed before, or after."""
        self.query_one("#voice", PlainLog).turn_page(up=up)

    def other_list(self) -> None:
        """Go to the other list."""
        robots, programs = self.query_one("#robots"), self.query_one("#programs")
        (robots if programs.has_focus else programs).focus()

    def _show_lists(self, state: MyRobot) -> None:
        robots, programs = self.query_one("#robots", PlainList), self.query_one("#programs", PlainList)
        columns = robots.scrollable_content_region.width
        robots.show_rows([(robot.name, robot_row(state, robot, columns)) for robot in state.robots], state.chosen_robot)
        columns = programs.scrollable_content_region.width
        rows = [(program.name, program_row(program, columns)) for program in state.programs]
        programs.show_rows(rows, state.chosen_program)
        self.query_one("#robots-empty").display = not state.robots
        self.query_one("#programs-empty").display = not state.programs

    def _show_words(self) -> None:
        """Say everything that stays in the reader's language."""
        for part, title in words.titles(self._folder).items():
            self.query_one(f"#{part}-title", Label).update(title)
        for part in ("robots", "programs"):
            self.query_one(f"#{part}-empty", Label).update(words.empty_words(part, has_virtual=is_possible()))
