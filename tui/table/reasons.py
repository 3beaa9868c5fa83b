"""The faults of the hall that a referee picks from, and the words of the reasons in the record, where codes stand."""

from tui.i18n import _

__all__ = ["reason_words", "return_reasons", "void_reasons"]


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


def return_reasons() -> dict[str, str]:
    """Return code -> words: why the second person sends a run back."""
    return {
        "call_missing": _("something happened that was not called"),
        "call_wrong": _("something was called that did not happen"),
        "time_wrong": _("the time is not right"),
        "team_wrong": _("it was another team"),
        "look_again": _("it has to be looked at again"),
    }


def reason_words(code: str) -> str:
    """Return the words of a reason in the record; one that a person or another program chose stands as its code."""
    others = {
        "not_agreed": _("it does not agree"),
        "ruled_stands": _("after the time line"),
        "ruled_amended": _("after the time line"),
        "ruled_void": _("after the time line"),
        "beyond_n": _("a run more than is allowed"),
    }
    return {**void_reasons(), **return_reasons(), **others}.get(code, code)
