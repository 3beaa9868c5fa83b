"""The door's screen by the pilot: fingers, arrow keys, a card reader, and the form on paper."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.pilot import Pilot

from clubhouse_logs.clubhouse import Clubhouse
from tests.tui.kiosk_house import NAMES, KioskHouse
from tui import i18n
from tui.command_io import WrongInput
from tui.i18n import language, speaking, use_language
from tui.kiosk.door import Door
from tui.kiosk.form import consent_form
from tui.kiosk.printer import print_pdf
from tui.kiosk.screen import KioskApp, Tile
from tui.paper.press import pdf


@pytest.fixture(autouse=True)
def same_language_after(monkeypatch: pytest.MonkeyPatch) -> None:
    """The language belongs to the process: the next test finds the one it left."""
    monkeypatch.setattr(i18n, "_translations", i18n._translations)
    monkeypatch.setattr(i18n, "_language", i18n._language)
    use_language("ja-easy")


@pytest.fixture
def house(tmp_path: Path) -> KioskHouse:
    return KioskHouse(tmp_path)


@pytest.fixture
def club(house: KioskHouse) -> Iterator[Clubhouse]:
    with house.open() as club:
        house.fill(club)
        yield club


def app_of(door: Door) -> KioskApp:
    return KioskApp(door, title=lambda: "クラブハウス", clock=lambda: "10:30", rest_after_s=3600)


async def finger(pilot: Pilot[None], words: str) -> None:
    """Put a finger on the tile with these words."""
    tile = next(
        one for one in pilot.app.query(Tile) if one.held and one.region and one.held.words.split("\n")[0] == words
    )
    assert await pilot.click(tile)
    await pilot.pause()


def lines(app: KioskApp) -> str:
    """The whole screen as a terminal shows it."""
    rows = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in row) for row in rows)


async def test_three_fingers_and_a_card(house: KioskHouse, club: Clubhouse) -> None:
    """At 80 by 24 all that can be touched is on the screen, no name before and after; a card's token is never shown."""
    card = club.people.give_card(house.persons["さくら"], entropy=bytes(range(10)))
    app = app_of(house.door(club))
    async with app.run_test(size=(80, 24)) as pilot:
        tiles = [tile for tile in app.query(Tile) if tile.held is not None and tile.display and tile.region]
        assert all(app.screen.region.contains_region(tile.region) and tile.region.height >= 1 for tile in tiles)
        assert {"あ", "ん", "ー"} <= {tile.held.words for tile in tiles if tile.held}
        assert not [name for name in NAMES if name in lines(app)]

        for words in ("も", "そ", "もそり"):
            await finger(pilot, words)
        assert "もそり" in lines(app)
        app.rest()
        house.wait(seconds=1)
        await pilot.press(*card)
        assert card[3:] not in lines(app)
        await pilot.press("enter")
        await pilot.pause()
        assert "さくら" in lines(app)
        app.rest()
        await pilot.pause()
        assert not [name for name in NAMES if name in lines(app)]
    assert ["もそり", "さくら"] == [one.nickname for one in club.inside_now()]


async def test_a_new_child_by_arrow_keys_and_letters_in_another_language(house: KioskHouse, club: Clubhouse) -> None:
    """No finger and no input method needed; the language that was touched goes back by itself."""
    app = app_of(house.door(club))
    async with app.run_test(size=(80, 24)) as pilot:
        await finger(pilot, "ことば: かんたん")
        assert "en" == language()
        await finger(pilot, "I am new")
        await pilot.press("m", "i", "o", "enter", "left", *["left"] * 2, "enter")
        await pilot.pause()
        assert "Welcome, mio" in lines(app)
        app.rest()
    assert "ja-easy" == language()
    assert (["mio"], 1) == ([one.nickname for one in club.inside_now()], house.forms)


def test_the_form_is_on_paper_in_each_familys_language_and_names_nobody() -> None:
    """The child's line in easy Japanese, the guardian's part in Japanese; all of it in English or Chinese."""
    with speaking("ja-easy"):
        form = consent_form("クラブハウス", 30, 1)
    assert ["ja", "ja-easy"] == [form["title"].lang, form["sections"][0]["rows"][0][0].lang]
    with speaking("en"):
        english = consent_form("Clubhouse", 30, 1)
    assert "To the family: may your child be a member?" == english["title"].text
    with speaking("zh-tw"):
        chinese = consent_form("俱樂部", 30, 1)
    assert {"zh-tw"} == {
        cell.lang for section in chinese["sections"] for row in section["rows"] for cell in row if cell
    }
    assert "致家長：您的孩子可以成為會員嗎？" == chinese["title"].text
    for one in (form, chinese):
        assert pdf("table", one).startswith(b"%PDF")


def test_the_printer_takes_the_page_or_says_why_not(tmp_path: Path) -> None:
    """The page goes through the command's input; no file is left."""
    print_pdf(b"%PDF", f"dd status=none of={tmp_path / 'taken'}")
    assert b"%PDF" == (tmp_path / "taken").read_bytes()
    for command in ("false", "no-such-printer-here", "", "'"):
        with pytest.raises(WrongInput, match="print command"), speaking("en"):
            print_pdf(b"%PDF", command)
