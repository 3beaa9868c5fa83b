"""A screen that another tablet has come to is drawn anew, whole: Textual by itself draws only what has changed."""

from textual.app import App

__all__ = ["RedrawnApp"]


class RedrawnApp(App[None]):
    """An app that may be shown on one tablet after the other."""

    def on_app_focus(self) -> None:
        """Draw everything: whoever looks now has seen nothing yet."""
        self.screen.refresh()
