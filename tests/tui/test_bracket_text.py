"""A bracket on a terminal: names of any script keep their column, and a line leads from each heat to the next."""

import pytest
from rich.cells import cell_len

from tui.bracket_text import bracket_text
from tui.paper.brackets import SideLine, placed
from tui.paper.press import said

NAMES = ("青い狐", "Hakusan Rabbits", "한국팀", "e\u0301toile", "A name that is much too long for any column")
FEEDS = {"S1": "F1", "S2": "F1"}


def side(name: str, points: str = "", wins: bool = False) -> SideLine:
    return SideLine(said(name, "ja"), points, wins)


def drawn(names: tuple[str, str, str, str], width: int = 60) -> list[str]:
    rounds = [
        [("S1", (side(names[0], "534", wins=True), side(names[1], "20"))), ("S2", (side(names[2]), side(names[3])))],
        [("F1", (side(names[0]), side("—")))],
    ]
    return bracket_text(placed(rounds, FEEDS), width).plain.splitlines()


@pytest.mark.parametrize("name", NAMES)
def test_points_end_in_one_column_whatever_the_name(name: str) -> None:
    """The name is cut where there is no room; the points never are."""
    first, second, *_rest = drawn((name, "b", "c", "d"))
    assert cell_len(first.split("534")[0]) + 3 == cell_len(second.split("20")[0]) + 2
    assert name[:4] in first


def test_every_heat_has_a_line_to_the_next_one() -> None:
    """Of four heats two go down to a middle one and two go up; none is left without a line."""
    pair = (side("a"), side("b"))
    rounds = [[(f"Q{n}", pair) for n in (1, 2, 3, 4)], [("S1", pair), ("S2", pair)], [("F1", pair)]]
    feeds = {"Q1": "S1", "Q2": "S1", "Q3": "S2", "Q4": "S2", **FEEDS}
    text = bracket_text(placed(rounds, feeds), 80).plain
    lines = [line.rstrip() for line in text.splitlines()]
    assert 14 == sum(line.count("a") + line.count("b") for line in lines)
    assert 6 == text.count("┐") + text.count("┘") + text.count("───")


def test_a_bracket_without_heats_is_empty() -> None:
    assert "" == bracket_text([], 80).plain
