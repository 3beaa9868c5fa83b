"""The words of the public page that no other screen says."""

from judge.run_state import RunStage, RunState
from judge.tournament.hall_state import HallState
from judge.tournament.state import TournamentState
from tui.challenge_words import amount
from tui.display.words import competition_title
from tui.i18n import BABEL_NAMES, _

__all__ = [
    "LANGUAGES", "frame_words", "html_language", "language_names", "run_score", "run_state", "run_title", "site_title",
]  # fmt: skip

LANGUAGES = ("ja", "en", "zh-tw", "zh-cn")
"""Those that the public page is whole in."""
NOTHING = "—"


def language_names() -> dict[str, str]:
    """Each language in its own words."""
    return {"ja": "日本語", "en": "English", "zh-tw": "繁體中文", "zh-cn": "简体中文"}


def html_language(language: str) -> str:
    """What HTML calls a language: it decides how 骨 直 臺 are drawn."""
    return BABEL_NAMES.get(language, language).replace("_", "-")


def site_title(hall: HallState) -> str:
    """What stands on top of every page: the tournament's own title."""
    if hall.frame is not None:
        return hall.frame.title
    titles = [competition_title(state) for state in hall.competitions.values() if state.definition is not None]
    return titles[0] if titles else _("Tournament")


def frame_words() -> dict[str, str]:
    """What stands around every page, by the names that the templates use."""
    return {
        "now": _("Now"),
        "lines": _("Lines"),
        "teams": _("Teams"),
        "results": _("Results"),
        "competitions": _("Competitions"),
        "wall": _("Big screen"),
        "theme": _("Light or dark"),
        "live": _("live: {time}"),
        "lost": _("No connection since {time}. This page may be old; it goes on by itself."),
        "stale": _("This page is old: no news from the tournament for {seconds} s"),
        "no_script": _("Without JavaScript this page is loaded anew every 30 seconds."),
        "full": _("Very many are looking. This page is loaded anew every 30 seconds."),
        "heats_as_list": _("The same as a list"),
        "nothing": _("Nothing to show yet."),
        "missing": _("There is no such page."),
        "runs": _("Runs"),
        "points": _("Points"),
        "why": _("Why"),
        "languages": _("Language"),
        "drawn": _("A bracket, drawn; below it stands as a list."),
    }


def run_title(run: RunState, stage: str) -> str:
    """Which run it is: stage or heat (in words), number, and whether it is practice."""
    assert run.opened is not None
    words = _("{stage}, run {number}", stage=stage, number=run.opened.number)
    return words if run.opened.official else _("practice") + ": " + words


def run_state(run: RunState) -> str:
    """How far a run is; what is not signed by everyone is no result yet."""
    return {
        RunStage.NEW: NOTHING,
        RunStage.OPENED: _("at the table"),
        RunStage.STARTED: _("at the table"),
        RunStage.ENDED: _("not signed yet"),
        RunStage.SIGNED: "",
        RunStage.DISPUTED: _("under review"),
        RunStage.VOIDED: _("void: it is run again"),
    }[run.stage]


def run_score(state: TournamentState, run: RunState, team: str) -> str:
    """What a signed run was worth to a team, with its unit; a dash where it gave no result."""
    if run.stage is not RunStage.SIGNED:
        return ""
    points = run.points_of(team)
    if points is None or state.definition is None:
        return NOTHING
    return amount(state.definition, points)
