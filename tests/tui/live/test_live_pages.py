"""The public page shows what everybody may see, keeps a frozen secret, names no child, and says what changed."""

import asyncio
import json
import random
from pathlib import Path

import httpx
import pytest

from judge.facts import TeamEntered
from judge.hall_kinds import CompetitionEntered, LineJoined, PlacesRevealed, StandingsFrozen, TablesAssigned
from judge.journal import Journal
from tests.judge.hall_book import DEFINITIONS, HallBook
from tui.live import app as live
from tui.live.app import Station, application
from tui.live.export import folder_of_pages
from tui.live.public_site import Site, page_names
from tui.live.watch import Seen, Watch, see
from tui.live.words import LANGUAGES

OPEN = {"id": "open", "type": "open_runs", "runs": 1, "counted": 1}
FINAL = {"id": "final", "type": "single_elimination", "size": 4}
NOW_MS = 1_800_000_000_000
CHILD = "p-abcdefghij"
SKILL = {"lf-1": 0, "lf-2": 50, "lf-3": 150, "lf-4": 250, "lf-5": 400}


@pytest.fixture
def book() -> HallBook:
    """Five teams, all open runs done, the heats to come."""
    book = HallBook()
    book.open("lf", [OPEN, FINAL], 5)
    book.add(TablesAssigned("lf", (1, 2)))
    chance = random.Random(1)
    while book.state("lf").running.id == "open":
        book.step("lf", chance, SKILL.__getitem__)
    return book


def seen(book: HallBook) -> Seen:
    return see(book.facts, DEFINITIONS)


def page(book: HallBook, name: str, language: str = "en") -> str:
    return Site(seen(book), NOW_MS).page(language, name).html


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_can_be_read_in_every_language(book: HallBook, language: str) -> None:
    """Its links lead to pages that are there."""
    site = Site(seen(book), NOW_MS)
    names = page_names(site.seen, is_live=True)
    for name in names:
        made = site.page(language, name)
        assert made.is_there
        for link in [part.split('"')[0] for part in made.html.split('<a href="')[1:]]:
            assert link.rpartition("/")[2] in names, (name, link)


def test_standings_say_why_and_the_bracket_stands_as_a_drawing_and_as_a_list(book: HallBook) -> None:
    html = page(book, "competition-lf.html")
    assert "total 400 › 250" in html
    assert '<svg class="bracket"' in html
    assert '<ul class="heats">' in html


def test_a_teams_page_has_its_runs_with_the_lines_of_their_scores(book: HallBook) -> None:
    html = page(book, "team-lf-4.html")
    assert "rank 2 of 5, total 250" in html
    assert "<h3>open runs, run 1</h3>" in html
    assert "LF-4 stands before LF-3: total, 250 against 150." in html
    assert 'class="terms"' in html


def test_a_name_that_is_markup_is_read_and_never_run(book: HallBook) -> None:
    book.add(TeamEntered("evil", "<script>alert(1)</script>\"'><b>", "ES", (CHILD,), "en"))
    book.add(CompetitionEntered("lf", "evil"))
    site = Site(seen(book), NOW_MS)
    for name in page_names(site.seen, is_live=True):
        html = site.page("ja", name).html
        assert "<script>alert" not in html
        assert "\"'><b>" not in html
    assert "&lt;script&gt;alert(1)" in site.page("ja", "teams.html").html


def test_no_child_stands_on_any_page(book: HallBook) -> None:
    book.add(TeamEntered("kids", "Kids", "ES", (CHILD,), "ja"))
    book.add(CompetitionEntered("lf", "kids"))
    site = Site(seen(book), NOW_MS)
    assert not [name for name in page_names(site.seen, is_live=True) if "p-a" in site.page("en", name).html]


def test_a_frozen_competition_keeps_its_secret_on_every_page(book: HallBook) -> None:
    """Also on the pages of its teams; a place is shown once it is revealed, and all is shown at the end."""
    names = [name for name in page_names(seen(book), is_live=True) if name not in ("index.html", "wall.html")]
    book.add(StandingsFrozen("lf"))
    before = {name: page(book, name) for name in names}
    book.play("lf", SKILL.__getitem__)
    assert before == {name: page(book, name) for name in names}
    assert "Champion" not in page(book, "index.html") + page(book, "wall.html")
    book.add(PlacesRevealed("lf", 3))
    assert "Third place" in page(book, "competition-lf.html")
    assert "Champion" not in page(book, "competition-lf.html")
    book.add(PlacesRevealed("lf", 1))
    assert "Champion: LF-5" in page(book, "index.html")


def test_the_exported_folder_opens_without_a_server(book: HallBook, tmp_path: Path) -> None:
    """Each link and each file that a page names lies in the folder; equal facts, equal bytes."""
    book.play("lf", SKILL.__getitem__)
    files = list(folder_of_pages(seen(book), tmp_path / "one", ("ja", "en")))
    again = list(folder_of_pages(seen(book), tmp_path / "two", ("ja", "en")))
    assert [file.read_bytes() for file in files] == [file.read_bytes() for file in again]
    for file in (file for file in files if file.suffix == ".html"):
        html = file.read_text()
        named = [part.split('"')[0] for attribute in ('href="', 'src="') for part in html.split(attribute)[1:]]
        assert [] == [link for link in named if not (file.parent / link).is_file()]
        assert "live.js" not in html


def write(book: HallBook, path: Path) -> Journal:
    walls = iter([fact.wall for fact in book.facts])
    last = [book.facts[0].wall]

    def clock() -> str:
        last[0] = next(walls, last[0])
        return last[0]

    journal = Journal.open(path, "desk", clock=clock)
    for fact in book.facts:
        journal.append(fact.body, run=fact.run, at_ms=fact.at_ms, by=fact.by)
    return journal


async def test_the_site_answers_reading_and_nothing_else(book: HallBook, tmp_path: Path) -> None:
    write(book, tmp_path / "day.db").close()
    station = Station(Watch(tmp_path / "day.db"), lambda: NOW_MS)
    found = station.watch.look()
    assert found is not None
    station.show(Site(found, NOW_MS))
    transport = httpx.ASGITransport(application(station, "ja"))
    async with httpx.AsyncClient(transport=transport, base_url="http://hall") as client:
        home = await client.get("/", headers={"accept-language": "fr, zh-HK;q=0.9, en;q=0.1"})
        assert (302, "zh-tw/index.html") == (home.status_code, home.headers["location"])
        answer = await client.get("/en/teams.html")
        assert (200, True) == (answer.status_code, "LF-5" in answer.text)
        assert answer.headers["content-security-policy"].startswith("default-src 'self'")
        for missing in ("/en/nobody.html", "/fr/index.html", "/static/..%2fapp.py", "/en/events/nobody.html"):
            assert 404 == (await client.get(missing)).status_code, missing
        for method in ("POST", "PUT", "DELETE"):
            assert 405 == (await client.request(method, "/en/index.html")).status_code
    station.watch.close()


async def test_a_phone_is_sent_the_parts_that_changed_and_only_the_newest(book: HallBook, tmp_path: Path) -> None:
    """Someone who shows this state hears beats only; after a fact, the parts that are other than before."""
    with write(book, tmp_path / "day.db") as journal:
        station = Station(Watch(tmp_path / "day.db"), lambda: NOW_MS)
        station.show(Site(station.watch.look() or station.site.seen, NOW_MS))
        at = station.site.page("en", "teams.html").at
        stream = station.stream("en", "teams.html", at)
        assert b"event: beat\ndata: 0\n\n" == await anext(stream)
        waiting = asyncio.ensure_future(anext(stream))
        await asyncio.sleep(0)
        journal.append(TeamEntered("late", "Late Ones", "ES", (CHILD,), "en"), by="staff")
        station.show(Site(station.watch.look() or station.site.seen, NOW_MS))
        news = json.loads((await waiting).decode().partition("data: ")[2])
        assert (["teams"], True) == (news["order"], "Late Ones" in news["parts"]["teams"])
        await stream.aclose()
        assert 0 == station.streams
    station.watch.close()


async def test_too_many_phones_are_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "STREAMS_MAX", 0)
    station = Station(Watch(tmp_path / "none.db"), lambda: NOW_MS)
    assert [b"event: full\ndata:\n\n"] == [message async for message in station.stream("en", "index.html", "")]


def test_a_journal_that_goes_away_ages_what_is_shown_and_comes_back(book: HallBook, tmp_path: Path) -> None:
    now_s = [0.0]
    path = tmp_path / "day.db"
    watch = Watch(path, monotonic_s=lambda: now_s[0])
    station = Station(watch, lambda: NOW_MS)
    assert watch.look() is None
    now_s[0] = 4.0
    assert 4 == station.old_s
    write(book, path).close()
    assert watch.look() is not None
    assert 0 == station.old_s
    watch.close()


def test_who_comes_now_stands_on_the_first_page() -> None:
    book = HallBook()
    book.open("lf", [OPEN], 3)
    book.add(TablesAssigned("lf", (1,)))
    for team in ("lf-1", "lf-2", "lf-3"):
        book.add(LineJoined("lf", team, True, True))
    html = page(book, "index.html")
    assert "Come now" in html
    assert 2 == html.count('class="marked"')
    assert 3 == page(book, "lines.html").count('<td role="cell"><a href=')
