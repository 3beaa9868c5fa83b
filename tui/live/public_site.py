"""The public site: which pages there are, and each as HTML in a language, made once for what is seen.

Rules: a page's mark (`at`) is the hash of what it shows, so that a phone that comes again, to this server or to another
one, is told only what it does not show yet; pages link to each other by names beside them, so that the same HTML works
on a server and in a folder. Pages are made in one thread: the language that `tui.i18n` speaks belongs to the process.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from tui.display.words import competition_title
from tui.i18n import speaking
from tui.live import words
from tui.live.bracket_svg import drawing
from tui.live.competition_parts import competition_page
from tui.live.hall_parts import index_page, lines_page, results_page, teams_page
from tui.live.names import INDEX, LINES, TEAMS, WALL
from tui.live.parts import Cell, Content
from tui.live.team_parts import team_page
from tui.live.wall_parts import wall_page
from tui.live.watch import Seen

__all__ = ["Rendered", "Site", "page_names", "static_files"]


@dataclass(frozen=True, slots=True)
class Rendered:
    """A page: the whole document, and its parts in their order, by their ids; `at`: the hash of what it shows."""

    html: str
    title: str
    parts: Mapping[str, str]
    at: str
    is_there: bool
    """False: the page that says there is no such page."""


class Site:
    """The pages of one state. Args: is_live: on a server; else in a folder, of a tournament that is over."""

    def __init__(self, seen: Seen, now_ms: int, *, is_live: bool = True, languages: tuple[str, ...] = words.LANGUAGES):
        self.seen, self.now_ms, self.is_live, self.languages = seen, now_ms, is_live, languages
        self._pages: dict[tuple[str, str], Rendered] = {}

    def page(self, language: str, name: str, foot: str = "") -> Rendered:
        """A page in a language; what is no page's name gives the page that says so."""
        key = language, name if name in page_names(self.seen, is_live=self.is_live) else ""
        if key not in self._pages:
            with speaking(language):
                self._pages[key] = self._render(language, key[1], foot)
        return self._pages[key]

    def _render(self, language: str, name: str, foot: str) -> Rendered:
        said = words.frame_words()
        content = self._content(name) if name else Content(Cell(said["missing"]), words.site_title(self.seen.hall), ())
        part = _environment().get_template("part.html")
        parts = {one.id: Markup(part.render(part=one, words=said)) for one in content.parts}
        nav = self._nav(said)
        shown = repr((content.title, content.subtitle, list(parts.items()), nav))
        at = hashlib.sha256(shown.encode()).hexdigest()[:16]
        html = _environment().get_template("page.html").render(
            lang=language, name=name or INDEX, content=content, parts=parts.items(), words=said, at=at, foot=foot,
            nothing=said["nothing"] if name else said["missing"],
            is_live=self.is_live and bool(name), body_class="wall" if name == WALL else "page", root="../", nav=nav,
            languages=[(one, words.language_names()[one]) for one in self.languages],
        )  # fmt: skip
        return Rendered(html, content.title.text, parts, at, bool(name))

    def _content(self, name: str) -> Content:
        seen, names = self.seen, self.seen.names
        if name == INDEX:
            return index_page(seen, self.now_ms) if self.is_live else results_page(seen)
        if name == LINES:
            return lines_page(seen, self.now_ms)
        if name == TEAMS:
            return teams_page(seen)
        if name == WALL:
            return wall_page(seen, self.now_ms)
        for competition, page in names.competitions.items():
            if page == name:
                return competition_page(seen, competition)
        return team_page(seen, next(team for team, page in names.teams.items() if page == name), self.now_ms)

    def _nav(self, said: Mapping[str, str]) -> list[tuple[str, str]]:
        """The links on top: what is on, the teams, each competition."""
        first = [(said["now"], INDEX), (said["lines"], LINES)] if self.is_live else [(said["results"], INDEX)]
        competitions = [
            (competition_title(state), self.seen.names.competitions[name])
            for name, state in self.seen.states.items()
            if state.definition is not None
        ]
        return [*first, (said["teams"], TEAMS), *competitions]


def page_names(seen: Seen, *, is_live: bool) -> list[str]:
    """Every page there is: of competitions that were opened, and of all teams."""
    there = [seen.names.competitions[name] for name, state in seen.states.items() if state.definition is not None]
    hall = [INDEX, LINES, TEAMS, WALL] if is_live else [INDEX, TEAMS]
    return [*hall, *there, *seen.names.teams.values()]


def static_files() -> Mapping[str, bytes]:
    """The style sheet, the scripts and the picture, by their names."""
    folder = files("tui.live") / "static"
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir(), key=lambda file: file.name)}


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(str(files("tui.live") / "templates")), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.filters |= {
        "drawing": drawing,
        "html_language": words.html_language,
        "kind": lambda part: type(part).__name__,
    }
    return environment
