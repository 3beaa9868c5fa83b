"""What is printed during and after a tournament: certificates, brackets as they stand, a notice about certificates."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Literal

from judge.hall_kinds import PaperPrinted
from judge.tournament.hall import HallState
from judge.tournament.state import TournamentState
from tui.display.pages import stage_words, team_name
from tui.display.words import competition_title, place_words
from tui.founding.pack import Document, documents
from tui.heat_map import stage_heats
from tui.i18n import _, speaking
from tui.paper.brackets import bracket_page
from tui.paper.certificates import UPRIGHT, Certificate, certificates
from tui.paper.lists import Cell, Column, Section, listing

__all__ = ["What", "printed_facts", "wanted_documents"]

What = Literal["sheets", "teams", "brackets", "certificates", "notice", "plan", "tables"]
FROM_THE_PACK = {"sheets": "1-", "teams": "2-", "plan": "7-", "tables": "6-"}


def wanted_documents(
    hall: HallState, what: What, *, places: int, is_upright: bool, issuers: Sequence[str]
) -> list[Document]:
    """The documents of one kind. `places`: certificates for the first so many; 0: for everyone who took part."""
    if what in FROM_THE_PACK:
        return [document for document in documents(hall) if document.name.startswith(FROM_THE_PACK[what])]
    if what == "brackets":
        return list(_brackets(hall))
    if what == "notice":
        return [_notice(hall)] if hall.false_certificates else []
    return list(_certificates(hall, places, is_upright, issuers))


def printed_facts(hall: HallState, places: int) -> list[PaperPrinted]:
    """That certificates went out: later corrections can tell which of them became false."""
    return [
        PaperPrinted("certificate", name, team, place, 0)
        for name, state in hall.competitions.items()
        for team, place, _joint in _placed(state, places)
        if place is not None
    ]


def _placed(state: TournamentState, places: int) -> Iterator[tuple[str, int | None, bool]]:
    """Team, place and whether it is shared; with no places, everyone who is in, without one."""
    if not places:
        yield from ((team, None, False) for team, entry in state.entries.items() if entry.status == "in")
        return
    shared = [line.place for line in state.placings]
    for line in state.placings:
        if line.place <= places:
            yield line.team, line.place, shared.count(line.place) > 1


def _certificates(hall: HallState, places: int, is_upright: bool, issuers: Sequence[str]) -> Iterator[Document]:
    """By competition; where they are upright, those in a language that is not written so stand apart, across."""
    for name, state in hall.competitions.items():
        pages = [_certificate(hall, state, *one, issuers) for one in _placed(state, places)]
        upright = [page for page in pages if is_upright and page.language in UPRIGHT]
        across = [page for page in pages if page not in upright]
        if upright:
            yield Document(f"certificates-{name}", "certificate", certificates(upright, upright=True))
        if across:
            end = "-across" if upright else ""
            yield Document(f"certificates-{name}{end}", "certificate", certificates(across, upright=False))


def _certificate(
    hall: HallState, state: TournamentState, team: str, place: int | None, is_joint: bool, issuers: Sequence[str]
) -> Certificate:
    entered, frame = hall.teams[team].entered, hall.frame
    with speaking(entered.language):
        assert state.definition is not None
        challenge, _dot, division = competition_title(state).partition(" · ")
    return Certificate(
        entered.name, entered.language, place, is_joint, frame.title if frame is not None else "", challenge, division,
        date.fromisoformat(frame.dates[-1]) if frame is not None else date(1970, 1, 1), issuers,
    )  # fmt: skip


def _brackets(hall: HallState) -> Iterator[Document]:
    foot = hall.frame.title if hall.frame is not None else ""
    for name, state in hall.competitions.items():
        for stage in state.stages:
            heats = stage_heats(stage, lambda team: team_name(hall, team))
            if heats:
                page = bracket_page(competition_title(state), heats, subtitle=stage_words(stage), foot=foot)
                yield Document(f"bracket-{name}-{stage.id}", "bracket", page)


def _notice(hall: HallState) -> Document:
    """Which certificates went out with a place that does not stand any more."""
    rows: list[Sequence[Cell]] = []
    for false in hall.false_certificates:
        paper = false.printed.paper
        rows.append(
            [competition_title(hall.competitions[paper.competition or ""]), team_name(hall, paper.team or ""),
             place_words(paper.place or 0), "—" if false.place_now is None else place_words(false.place_now)]
        )  # fmt: skip
    columns = [Column(_("Challenge"), 16), Column(_("Team"), 20), Column(_("On the certificate"), 12),
               Column(_("Now"), 12)]  # fmt: skip
    title = hall.frame.title if hall.frame is not None else ""
    words = _("These certificates were handed out before a result was corrected. We ask for them back.")
    return Document("notice", "table", listing(title, [Section(columns, rows, note=words)], subtitle=_("Notice")))
