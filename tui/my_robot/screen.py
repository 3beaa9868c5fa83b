"""The child's screen: robots as they come and go, the programs of this folder, and one key each for what to do.

Threads look, send and listen, and post what happens; the handlers here own every widget. All that is shown is made from
one state, and the state changes only by `fold.happened` and by the keys.
"""

import threading
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from textual import on
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.message import Message

from tui.error_log import LOG_NAME, keep
from tui.i18n import CHILDRENS_LANGUAGES, language, use_language
from tui.my_robot import words
from tui.my_robot.events import Event, Failed, Heard, ProgramOver, ProgramRuns
from tui.my_robot.first_program import write_first
from tui.my_robot.fold import happened
from tui.my_robot.model import Doing, Key, MyRobot, Said, choose, refusal
from tui.my_robot.stand_in import StandIn, is_possible
from tui.my_robot.view import View
from tui.my_robot.watching import Tell, check_file, watch_boards, watch_folder
from tui.my_robot.widgets import BigKey, PlainList
from tui.my_robot.work import Work

__all__ = ["MyRobotApp"]

WIDE = 0xFEE0  # with Japanese input on, a key arrives as its wide sibling, so many places behind


class MyRobotApp(App[None]):
    """One child at one computer.

    Args:
        home: the data folder.
        folder: where the child's programs are.
    """

    class Happened(Message):
        """Something happened in a thread."""

        def __init__(self, event: Event) -> None:
            self.event = event
            super().__init__()

    CSS_PATH = "screen.tcss"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS = [
        Binding("pageup", "read_back(True)", show=False, priority=True),
        Binding("pagedown", "read_back(False)", show=False, priority=True),
    ]

    def __init__(self, home: Path, folder: Path) -> None:
        super().__init__()
        self.state = MyRobot()
        self._home, self._folder = home, folder
        self._ended = threading.Event()
        self._work = Work(home, self._tell)
        self._stand_in: StandIn | None = None
        self._is_leaving = False
        self._bind_keys()

    def compose(self) -> ComposeResult:
        """The one view."""
        yield View(self._folder)

    def on_mount(self) -> None:
        """Begin to look around."""
        self.query_one("#programs").focus()
        self._watch(watch_boards, self._home)
        self._watch(watch_folder, self._folder)

    def on_unmount(self) -> None:
        """Leave nothing running, however the screen was left."""
        self._ended.set()
        self._work.close()
        if self._stand_in is not None:
            self._stand_in.end()

    @on(PlainList.Resized)
    def _resized(self) -> None:
        """Rows and bars are as wide as there is room; so it is at the beginning, too."""
        self._show()

    @property
    def error(self) -> Exception | None:
        """A mistake of ours that ended the screen; the caller has a sentence for it."""
        return self._exception

    def _fatal_error(self) -> None:
        """Textual would print the traceback with everything in it; a child never sees one."""
        self._close_messages_no_wait()

    # -- what happens --------------------------------------------------------------------------------------------

    def _tell(self, event: Event) -> None:
        """In a thread: pass an event on; after the end nobody wants to know."""
        if not self._ended.is_set():
            self.post_message(self.Happened(event))

    def _watch(self, look: Callable[[Path, Tell, threading.Event], None], place: Path) -> None:
        threading.Thread(target=look, args=(place, self._tell, self._ended), name=look.__name__, daemon=True).start()

    @on(Happened)
    def _happened(self, message: Happened) -> None:
        if self._ended.is_set():
            return
        event = message.event
        if isinstance(event, Heard):
            self._view.hear(event.lines)
            return
        if isinstance(event, ProgramRuns):
            self._view.forget_words()
        if isinstance(event, Failed):
            keep(event.error, self._home)
        if isinstance(event, ProgramOver) and event.robot == self.state.running_on:
            self._work.hush()  # of a program that never waited the listener hears no end
        self._become(happened(self.state, event, str(self._home / LOG_NAME)))
        if self._is_leaving and self.state.doing is Doing.NOTHING:
            self.exit()

    @on(PlainList.Chosen)
    def _row_chosen(self, message: PlainList.Chosen) -> None:
        if message.plain_list.id == "robots":
            self._become(choose(self.state, robot=message.name))
        else:
            self._become(choose(self.state, program=message.name))

    @on(PlainList.OptionSelected, "#programs")
    def _row_entered(self) -> None:
        self.action_do(Key.CHECK.value)

    @on(BigKey.Pressed)
    async def _key_touched(self, message: BigKey.Pressed) -> None:
        await self.run_action(f"do('{message.key}')")

    # -- what it looks like --------------------------------------------------------------------------------------

    def _become(self, state: MyRobot) -> None:
        if state != self.state:
            self.state = state
            self._show()

    def _say(self, said: Said) -> None:
        self._become(replace(self.state, said=said))

    def _show(self) -> None:
        self.title = words.titles(self._folder)["head"]
        self._view.show(self.state, has_button=self._has_button)

    @property
    def _view(self) -> View:
        return self.query_one(View)

    # -- keys ----------------------------------------------------------------------------------------------------

    def _bind_keys(self) -> None:
        for number, key in enumerate(Key, 1):
            self.bind(f"{number},f{number},{_wide(str(number))}", f"do('{key.value}')", show=False)
        for name, letter in (("new", "n"), ("button", "b"), ("virtual", "v"), ("language", "l"), ("leave", "q")):
            either = (letter, letter.upper(), _wide(letter), _wide(letter.upper()))
            self.bind(",".join(either), f"do('{name}')", show=False)
        self.bind("left,right", "other_list", show=False)

    def action_do(self, name: str) -> None:
        """Do what a key of the bar, or one beside it, is for; what cannot be done now is answered with why."""
        beside = {
            "new": self._new_program,
            "button": self._press_button,
            "virtual": self._switch_stand_in,
            "language": self._next_language,
            "leave": self._leave,
        }
        if name in beside:
            beside[name]()
            return
        key = Key(name)
        said = refusal(self.state, key)
        if said is not None:
            self._say(said)
            return
        {
            Key.CHECK: self._check,
            Key.TRY: self._try_out,
            Key.SEND: self._send,
            Key.STOP: self._stop,
            Key.BACK: self._go_back,
        }[key]()

    def action_other_list(self) -> None:
        """Go to the other list."""
        self._view.other_list()

    def action_read_back(self, up: bool) -> None:
        """Go back in what the robot said, or on to its end."""
        self._view.read_back(up=up)

    def _check(self) -> None:
        program = self.state.program
        assert program is not None
        look = partial(check_file, program.file, self._tell, is_asked=True)
        threading.Thread(target=look, name="check", daemon=True).start()

    def _try_out(self) -> None:
        program = self.state.program
        assert program is not None
        self._work.end_try_out()
        self._view.forget_words()
        self._become(replace(self.state, is_trying=True, said=Said("trying", {"program": program.name})))
        self._work.try_out(program.file.path, language())

    def _send(self) -> None:
        robot, program = self.state.robot, self.state.program
        assert robot is not None
        assert program is not None
        said = Said("sending", {"robot": robot.name, "program": program.name})
        self._become(replace(self.state, doing=Doing.SENDING, share=0.0, said=said))
        self._work.send(robot, program.file.path)

    def _stop(self) -> None:
        if self.state.is_trying:
            self._work.end_try_out()
            self._become(replace(self.state, is_trying=False, said=Said("tried")))
            if self.state.running_on is None:
                return
        robot = self.state.robot_to_stop
        if robot is None or self.state.doing is not Doing.NOTHING:
            return
        self._become(replace(self.state, doing=Doing.STOPPING, said=Said("stopping", {"robot": robot.name})))
        self._work.stop(robot)

    def _go_back(self) -> None:
        robot = self.state.robot
        assert robot is not None
        self._become(replace(self.state, doing=Doing.GOING_BACK, said=Said("going_back", {"robot": robot.name})))
        self._work.go_back(robot)

    def _new_program(self) -> None:
        if self.state.programs:
            return
        try:
            write_first(self._folder)
        except OSError as error:
            self._tell(Failed(error, ends_work=False))

    def _press_button(self) -> None:
        if self._has_button:
            assert self._stand_in is not None
            self._stand_in.press_button()
            self._say(Said("pressed"))

    @property
    def _has_button(self) -> bool:
        """Nobody can put a finger on a virtual robot."""
        return self._stand_in is not None and self._stand_in.is_on and self.state.chosen_robot == self._stand_in.name

    def _switch_stand_in(self) -> None:
        if not is_possible():
            return
        if self._stand_in is not None and self._stand_in.is_on:
            self._say(Said("virtual_ends"))
            self._stand_in.switch_off()
            return
        self._say(Said("virtual_starts"))
        self._stand_in = StandIn(self._home, self._tell)

    def _next_language(self) -> None:
        spoken = language() if language() in CHILDRENS_LANGUAGES else CHILDRENS_LANGUAGES[-1]
        place = CHILDRENS_LANGUAGES.index(spoken) + 1
        use_language(CHILDRENS_LANGUAGES[place % len(CHILDRENS_LANGUAGES)])
        self._show()

    def _leave(self) -> None:
        """Leave; what is on its way to a robot arrives first."""
        self._work.end_try_out()
        if self.state.doing is Doing.NOTHING:
            self.exit()
            return
        self._is_leaving = True
        self._say(Said("leaving"))


def _wide(key: str) -> str:
    return chr(ord(key) + WIDE)
