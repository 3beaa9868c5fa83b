"""The faults of the hall that a referee picks from. Their codes stand in the record."""

from tui.i18n import _

__all__ = ["void_reason", "void_reasons"]


def void_reasons() -> dict[str, str]:
    """Return code -> words: why a run is void and is run again."""
    return {
        "lamp": _("the start lamp failed"),
        "judge_box": _("the judge box or its cable failed"),
        "field": _("the field was damaged or in disorder"),
        "power": _("power or light went out"),
        "disturbed": _("somebody disturbed the run"),
        "referee_mistake": _("the referee made a mistake"),
        "wrong_team": _("the wrong team was called"),
    }


def void_reason(code: str) -> str:
    """Return the words of a reason; one of another program stands as its code."""
    return void_reasons().get(code, code)
