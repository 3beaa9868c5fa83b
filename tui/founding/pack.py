"""The emergency pack: everything on paper, so that neither a dead laptop nor a dead printer stops the tournament.

Each document is a PDF, and beside it a picture a page: a telephone can show it, a convenience store can print it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from judge.tournament.double_elimination import double_elimination
from judge.tournament.elimination import bracket
from judge.tournament.hall import HallState, HallTeam
from judge.tournament.plan_tree import plan_from_tree
from judge.tournament.ranking import Entry
from judge.tournament.stages import StageRule
from judge.tournament.state import StageState, TournamentState
from tui.display.pages import entrant_words, team_name
from tui.display.words import clock_words, competition_title
from tui.heat_map import stage_heats
from tui.i18n import _, other_languages, speaking
from tui.paper.brackets import bracket_page
from tui.paper.certificates import place_words
from tui.paper.lists import Cell, Column, Section, listing
from tui.paper.press import Said, pdf, pictures, said
from tui.paper.sheets import sheets

__all__ = ["Document", "documents", "empty_bracket", "write"]

PLACES_BY_HAND = 3
BY_HAND_PT = 9.0  # room to write in
FINALS_UNKNOWN = 8


@dataclass(frozen=True, slots=True)
class Document:
    """One document: the name of its files, its template and data."""

    name: str
    template: str
    data: Mapping[str, Any]


def documents(hall: HallState) -> Iterator[Document]:
    """Everything a tournament needs on paper before it begins."""
    foot = hall.frame.title if hall.frame is not None else ""
    for name, state in hall.competitions.items():
        if state.definition is None or state.opened is None or not _entered(hall, state):
            continue
        yield Document(f"1-score-sheet-{name}", "sheet", sheets(state.definition, [state.opened.division], foot=foot))
        yield Document(f"2-teams-{name}", "table", _teams(hall, name, state, foot))
        yield from _brackets(name, state, foot)
    yield Document("4-certificates-by-hand", "table", _by_hand(hall, foot))
    yield Document("5-announcer", "table", _announcer(hall, foot))
    yield Document("6-tables", "table", _tables(hall, foot))
    yield from _plan(hall, foot)


def write(folder: Path, wanted: Sequence[Document], *, pixels_per_inch: int) -> list[Path]:
    """Write each document as a PDF and as pictures; return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    files: list[Path] = []
    for document in wanted:
        files.append(folder / f"{document.name}.pdf")
        files[-1].write_bytes(pdf(document.template, document.data))
        pages = pictures(document.template, document.data, pixels_per_inch=pixels_per_inch)
        for number, page in enumerate(pages, start=1):
            files.append(folder / f"{document.name}-{number}.png")
            files[-1].write_bytes(page)
    return files


def empty_bracket(stage: StageState, size: int) -> StageState:
    """A stage's bracket for so many seeds, before anybody is in it."""
    seeds = [Entry(str(number), number) for number in range(1, size + 1)]
    ranking = stage.definition.elimination.heat
    if stage.rule.type == "double_elimination":
        drawn = double_elimination(seeds, _nothing, ranking, decided={}, draw_seed=0)
        return StageState(stage.rule, stage.definition, "running", double=drawn)
    single = bracket(seeds, _nothing, ranking, decided={}, draw_seed=0, third_place=stage.rule.third_place)
    return StageState(stage.rule, stage.definition, "running", bracket=single)


def _nothing(_heat: str, _team: str) -> None:
    return None


def _brackets(name: str, state: TournamentState, foot: str) -> Iterator[Document]:
    for stage in state.stages:
        if not stage.rule.is_elimination:
            continue
        size = _size(stage.rule, state)
        heats = stage_heats(empty_bracket(stage, size), lambda seed: said(_("{seed}. ____________", seed=seed)))
        page = bracket_page(
            competition_title(state), heats, subtitle=_("write the teams in by their places"), foot=foot
        )
        yield Document(f"3-bracket-{name}", "bracket", page)


def _size(rule: StageRule, state: TournamentState) -> int:
    entered = sum(entry.status == "in" for entry in state.entries.values())
    return min(rule.size or entered or FINALS_UNKNOWN, max(2, entered or FINALS_UNKNOWN))


def _teams(hall: HallState, name: str, state: TournamentState, foot: str) -> dict[str, Any]:
    rows: list[Sequence[Cell]] = [
        [team.number, team_name(hall, team.id), _reading(team), len(team.entered.members), "", ""]
        for team in _entered(hall, state)
    ]
    columns = [Column(_("No."), 4, "right"), Column(_("Team"), 20), Column(_("Reading"), 14),
               Column(_("Members"), 6, "right"), Column(_("Arrived"), 6), Column(_("Inspected"), 6)]  # fmt: skip
    return listing(competition_title(state), [Section(columns, rows)], subtitle=name, foot=foot)


def _by_hand(hall: HallState, foot: str) -> dict[str, Any]:
    """Blank places to fill in, for whoever writes certificates with a brush when the printer is dead."""
    columns = [Column(_("Place"), 8), Column(_("No."), 4, "right"), Column(_("Team"), 24), Column(_("Reading"), 16)]
    sections = [
        Section(columns, [[place_words(place), "", "", ""] for place in range(1, PLACES_BY_HAND + 1)],
                title=competition_title(state), row_pt=BY_HAND_PT)
        for state in hall.competitions.values() if state.definition is not None and _entered(hall, state)
    ]  # fmt: skip
    return listing(_("Certificates, to be written by hand"), sections, foot=foot)


def _announcer(hall: HallState, foot: str) -> dict[str, Any]:
    """Every team with its reading, in the order it is called; and what is said."""
    columns = [Column(_("No."), 4, "right"), Column(_("Team"), 18), Column(_("Reading"), 16), Column(_("Say"), 26)]
    sections = []
    for state in hall.competitions.values():
        if state.definition is None or not _entered(hall, state):
            continue
        rows: list[Sequence[Cell]] = []
        for team in _entered(hall, state):
            rows.append([team.number, team_name(hall, team.id), _reading(team), _call(team)])
            for spoken in other_languages([team.entered.language]):
                with speaking(spoken):  # who is called hears it in their own language as well
                    rows.append(["", "", "", said(_call(team), spoken)])
        sections.append(Section(columns, rows, title=competition_title(state)))
    return listing(_("For the announcer"), sections, foot=foot)


def _call(team: HallTeam) -> str:
    name = team.entered.reading or team.entered.name
    return _("Number {number}, {team}: please come to the table.", number=team.number, team=name)


def _tables(hall: HallState, foot: str) -> dict[str, Any]:
    rows: list[Sequence[Cell]] = [
        [table.number, ", ".join(competition_title(hall.competitions[one]) for one in table.competitions)]
        for table in hall.tables.values()
    ]
    columns = [Column(_("Table"), 4, "right"), Column(_("Challenge"), 30)]
    return listing(_("Tables"), [Section(columns, rows)], foot=foot)


def _plan(hall: HallState, foot: str) -> Iterator[Document]:
    if hall.plan is None or hall.frame is None:
        return
    columns = [Column(_("Time"), 6), Column(_("Table"), 4, "right"), Column(_("Challenge"), 14), Column(_("Teams"), 30)]
    for part, made in hall.plan.parts.items():
        rows: list[Sequence[Cell]] = [
            [clock_words(slot.start_ms, hall.frame.timezone), slot.table,
             competition_title(hall.competitions[slot.match.competition]),
             " – ".join(", ".join(entrant_words(hall, one) for one in side) for side in slot.match.sides)]
            for slot in sorted(plan_from_tree(made.plan).slots, key=lambda slot: (slot.start_ms, slot.table))
        ]  # fmt: skip
        subtitle = _("plan {version}", version=hall.plan.version)
        data = listing(_("The plan"), [Section(columns, rows)], subtitle=subtitle, foot=foot)
        yield Document(f"7-plan-{part}", "table", data)


def _entered(hall: HallState, state: TournamentState) -> list[HallTeam]:
    return [hall.teams[team] for team, entry in state.entries.items() if entry.status == "in"]


def _reading(team: HallTeam) -> Said:
    return said(team.entered.reading or "", team.entered.language)
