"""The line of the consent form that a child reads."""

from tui.i18n import _

__all__ = ["form_child"]


def form_child(days: int) -> str:
    """The line of the consent form that the child reads."""
    return _("Please ask your family to write here. Bring it back in {days} days.", days=days)
