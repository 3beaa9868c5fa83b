"""Paper says what the definition and the fold say, in type that is right for each language."""

from collections.abc import Iterator
from datetime import date

import pytest

from judge.challenges import ids, load
from tui.i18n import speaking
from tui.paper.brackets import SideLine, bracket_page, placed
from tui.paper.certificates import Certificate, certificates, kanji_date, place_words
from tui.paper.lists import Column, Section, listing
from tui.paper.press import pdf, pictures, said
from tui.paper.sheets import sheets

PNG, PDF = b"\x89PNG", b"%PDF"
SMALL = 40  # pixels an inch: enough to see that a page is there


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with speaking("en"):
        yield


def list_of(*cells: object) -> list[bytes]:
    rows = [[cell if isinstance(cell, str) else said(cell.text, cell.lang)] for cell in cells]  # type: ignore[attr-defined]
    return pictures("table", listing("List", [Section([Column("Team")], rows)]), pixels_per_inch=SMALL)


@pytest.mark.parametrize("challenge", ids())
def test_every_challenge_has_a_sheet_a_page_for_each_division(challenge: str) -> None:
    """One page a division and copy: nothing of a sheet runs over to a page of its own."""
    definition = load(challenge)
    divisions = list(definition.divisions)
    pages = pictures("sheet", sheets(definition, divisions, foot="A tournament"), pixels_per_inch=SMALL)
    assert len(divisions) == len(pages)
    assert all(page.startswith(PNG) for page in pages)


def test_a_box_and_its_label_stay_together() -> None:
    """What is ticked must not stand on another line than its box."""
    pieces = [piece for line in sheets(load("fire_fighting"), ["ALL"])["sheets"][0] for piece in line]
    boxes = [piece["said"].text for piece in pieces if piece["kind"] == "box"]
    assert {"official", "practice", "In the circle"} <= set(boxes)
    assert not [piece for piece in pieces if piece["kind"] == "text" and "[ ]" in piece["said"].text]


def test_the_shapes_of_a_name_are_those_of_its_language() -> None:
    """骨 直 臺 絕 are one code point each and drawn otherwise in Japanese, Taiwanese and Chinese type."""
    drawn = [list_of(said("骨 直 臺 絕", language))[0] for language in ("ja", "zh-tw", "zh-cn")]
    assert len(drawn) == len(set(drawn))


def test_a_name_is_never_markup() -> None:
    """A team may be called like a command of the typesetter: it is drawn, and another name is another picture."""
    assert list_of('#panic("x") *a* $b$')[0] != list_of('panic("x") a b')[0]


def test_equal_data_give_equal_bytes() -> None:
    data = listing("List", [Section([Column("Team")], [["Blue Foxes"]])])
    assert pdf("table", data) == pdf("table", data)
    assert pdf("table", data).startswith(PDF)


def test_a_row_that_does_not_fit_its_columns_is_refused() -> None:
    with pytest.raises(ValueError, match="2 cells for 1 columns"):
        listing("List", [Section([Column("Team")], [["a", "b"]])])


def a_certificate(language: str = "ja", place: int | None = 1) -> Certificate:
    return Certificate("青い狐", language, place, False, "大会", "種目", "部門", date(2026, 11, 3), ["主催者"])


@pytest.mark.parametrize("upright", [True, False])
def test_certificates_are_a_page_each(upright: bool) -> None:
    data = certificates([a_certificate(), a_certificate(place=None)], upright=upright)
    assert len(pictures("certificate", data, pixels_per_inch=SMALL)) == 2


def test_an_english_certificate_is_never_upright() -> None:
    with pytest.raises(ValueError, match="top to bottom"):
        certificates([a_certificate("en")], upright=True)


def test_a_certificate_speaks_the_teams_language() -> None:
    page = certificates([a_certificate("ja")], upright=False)["pages"][0]
    assert ("賞状", "ja") == (page["title"].text, page["title"].lang)
    assert "2026年11月3日" == page["date"].text


@pytest.mark.parametrize(
    ("place", "is_joint", "words"),
    [
        (1, False, "Champion"),
        (1, True, "Joint place 1"),
        (2, False, "Second place"),
        (3, False, "Third place"),
        (5, False, "Place 5"),
        (None, False, "Participation"),
    ],
)
def test_places_have_their_words(place: int | None, is_joint: bool, words: str) -> None:
    assert words == place_words(place, is_joint)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 11, 23), "二〇二六年十一月二十三日"),
        (date(2030, 10, 10), "二〇三〇年十月十日"),
        (date(2027, 1, 30), "二〇二七年一月三十日"),
    ],
)
def test_an_upright_date_is_written_in_kanji(day: date, words: str) -> None:
    assert words == kanji_date(day)


def side(name: str) -> SideLine:
    return SideLine(said(name))


def test_a_heat_stands_half_way_between_those_that_feed_it() -> None:
    """And one that nobody feeds takes a row of its own."""
    two = (side("a"), side("b"))
    rounds = [[("Q1", two), ("Q2", two), ("Q3", two)], [("S1", two), ("S2", two)], [("F1", two)]]
    feeds = {"Q1": "S1", "Q2": "S1", "Q3": "S2", "S1": "F1", "S2": "F1"}
    at = {heat.id: (heat.column, heat.row) for heat in placed(rounds, feeds)}
    assert {"Q1": (0, 0), "Q2": (0, 1), "S1": (1, 0.5), "Q3": (0, 2), "S2": (1, 2), "F1": (2, 1.25)} == at
    page = bracket_page("Bracket", placed(rounds, feeds))
    assert 3 == page["columns"] == page["rows"]
    assert pdf("bracket", page).startswith(PDF)


def test_a_bracket_of_64_fits_a_page() -> None:
    rounds = [[(f"R{size}-{n}", (side("a"), side("b"))) for n in range(size)] for size in (32, 16, 8, 4, 2, 1)]
    feeds = {f"R{size}-{n}": f"R{size // 2}-{n // 2}" for size in (32, 16, 8, 4, 2) for n in range(size)}
    assert len(pictures("bracket", bracket_page("Bracket", placed(rounds, feeds)), pixels_per_inch=SMALL)) == 1
