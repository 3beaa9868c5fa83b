"""The app's home screen: who are you, what do you want to do?"""

from textual.app import App, ComposeResult
from textual.widgets import Footer, Label, OptionList
from textual.widgets.option_list import Option

from tui.i18n import _

__all__ = ["HomeApp"]


class HomeApp(App[str]):
    """Returns the id of what was chosen, or None when the person left."""

    CSS = """
    #title { text-style: bold; padding: 1 2; }
    OptionList, OptionList:focus { height: auto; margin: 0 2; border: none; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.bind("q", "quit", description=_("quit"))

    def compose(self) -> ComposeResult:
        """A title and a list; Enter, a touch or a click chooses."""
        yield Label(_("kagarobo: what do you want to do?"), id="title")
        yield OptionList(
            Option(_("My robot: my programs onto my robot"), id="my_robot"),
            Option(_("Lessons: learn to program a robot, step by step"), id="lesson"),
            Option(_("Watch a demo tournament on virtual boards"), id="watch"),
            Option(_("Be the referee of a demo tournament: you sign each run"), id="referee"),
            Option(_("Judge at a table: the tournament of this computer"), id="table"),
            Option(_("Practise at a table: six invented teams, thrown away afterwards"), id="practise"),
            Option(_("The tournament desk: check-in, lines, standings, decisions"), id="desk"),
            Option(_("The hall's screen: standings, brackets, lines"), id="display"),
            Option(_("See which boards are plugged in"), id="boards"),
        )
        yield Footer()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Leave with what was chosen."""
        self.exit(event.option.id)
