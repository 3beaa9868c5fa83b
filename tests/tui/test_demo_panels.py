"""The demo's panels: what a fold looks like in characters, at any name's width."""

import pytest
from rich.cells import cell_len
from rich.text import Text

from firmware.virtual.field import Field
from firmware.virtual.plan import load_plan
from judge.challenges import load
from judge.facts import (
    GENESIS,
    Body,
    Called,
    Fact,
    RunEnded,
    RunOpened,
    RunSigned,
    RunStarted,
    TeamEntered,
    TournamentOpened,
    seal,
)
from judge.scoring import Call, score
from judge.tournament.fold import TournamentState, next_official
from tui import i18n
from tui.demo.events import TableMoved
from tui.demo.field_map import ARROWS, FieldMap, arrow
from tui.demo.panels import bracket_text, clock_text, field_text, score_text, standings_text
from tui.i18n import use_language
from tui.journal_story import fold_known

RULES = load("line_following")
PLAN = load_plan("line_following")
NAMES = {
    "t1": "加賀ロボット倶楽部",
    "t2": "Foxes",
    "t3": "白山ウサギと大聖寺川のカニの連合チーム",
    "t4": "ﾊﾝｶｸ Ünïcødé",
}
CALLS = ("leave", "stop", "ball", "back")


@pytest.fixture(autouse=True)
def same_language_after(monkeypatch: pytest.MonkeyPatch) -> None:
    """The language belongs to the process: the next test finds the one it left; these begin in English."""
    monkeypatch.setattr(i18n, "_translations", i18n._translations)
    monkeypatch.setattr(i18n, "_language", i18n._language)
    use_language("en")


class Book:
    """Writes the facts of a small tournament: four teams, an open run each, a bracket of four."""

    def __init__(self) -> None:
        self.facts: list[Fact] = []
        self.add(TournamentOpened("demo-4", RULES.id, RULES.hash, {"T": 100}, "ES", 1, 1, 4, 7, "Asia/Tokyo"))
        for team, name in NAMES.items():
            self.add(TeamEntered(team, name, "ES", (), "ja"))

    def add(self, body: Body, run: str | None = None, at_ms: int | None = None) -> None:
        """Write the next fact."""
        seq = len(self.facts) + 1
        fact = seal(
            body, station="t1", seq=seq, lamport=seq, at_ms=at_ms, wall="2026-01-01T10:00:00+09:00", by="referee",
            run=run, prev=self.facts[-1].hash if self.facts else GENESIS,
        )  # fmt: skip
        self.facts.append(fact)

    def run(self, team: str, calls: int, heat: str | None = None) -> None:
        """A signed run of so many calls."""
        run = f"{team}-{heat or 'open'}"
        self.add(RunOpened(team, 1, True, "elimination" if heat else "open_runs", heat, 1), run)
        self.add(RunStarted("hand"), run, 0)
        for number, call in enumerate(CALLS[:calls], start=1):
            self.add(Called(call), run, 1000 * number)
        self.add(RunEnded("time"), run, 180_000)
        self.add(RunSigned("referee", "p-aaaaaaaaaa"), run)

    def state(self) -> TournamentState:
        """The tournament so far."""
        return fold_known(self.facts)


@pytest.fixture
def book() -> Book:
    """Four teams that have not run."""
    return Book()


@pytest.fixture
def open_runs(book: Book) -> Book:
    """After the open runs: t1 300, t2 250, t3 150, t4 50."""
    for calls, team in enumerate(reversed(NAMES), start=1):
        book.run(team, calls)
    return book


def lines_of(text: Text) -> list[str]:
    """The rows of a panel."""
    return text.plain.rstrip("\n").split("\n")


def table(at_ms: int | None, calls: tuple[Call, ...] = (), ended_ms: int | None = None) -> TableMoved:
    """A table with a run of 180 s."""
    worth = score(RULES, "ES", calls, ended_ms=ended_ms)
    return TableMoved(1, "t1-open-1", NAMES["t1"], "open_runs", None, at_ms, 180_000, worth, Field(PLAN, 1).view())


@pytest.mark.parametrize(
    ("at_ms", "words"),
    [(None, "3:00.0"), (0, "3:00.0"), (1, "2:59.9"), (119_999, "1:00.0"), (179_901, "0:00.0"), (200_000, "0:00.0")],
)
def test_the_clock_counts_down_and_stops_at_nothing(at_ms: int | None, words: str) -> None:
    """Time that is over is over; before the start the whole time shows."""
    assert words == clock_text(table(at_ms))


def test_standings_line_up_whatever_the_names_are_written_in(open_runs: Book) -> None:
    """A wide character takes two columns: ranks, names and totals stand one below the other, the best first."""
    rows = lines_of(standings_text(open_runs.state()))

    assert {cell_len(rows[0])} == {cell_len(row) for row in rows}
    assert [" 1. 加賀ロ", " 2. Foxes", " 3. 白山ウ", " 4. ﾊﾝｶｸ "] == [
        row[: 4 + width] for row, width in zip(rows, (3, 5, 3, 5), strict=True)
    ]
    assert ["300", "250", "150", "50"] == [row.split()[-1] for row in rows]
    assert "…" in rows[2]


def test_a_team_that_has_not_run_has_no_total(book: Book) -> None:
    """No run is not zero points."""
    assert ["—"] * 4 == [row.split()[-1] for row in lines_of(standings_text(book.state()))]


def test_the_bracket_lines_up_and_marks_the_winners(open_runs: Book) -> None:
    """Two rows a heat, as wide as each other; who won is bold, and so is the champion, whose row is the last."""
    while (state := open_runs.state()).champion is None:
        for wanted in next_official(state):
            open_runs.run(wanted.team, 4 if wanted.team == "t1" else 1 + int(wanted.team == "t2"), wanted.heat)
    text = bracket_text(state)
    *rows, last = lines_of(text)

    assert state.bracket is not None
    assert 2 * len(state.bracket.heats) == len(rows)
    assert {cell_len(rows[0])} == {cell_len(row) for row in rows}
    assert "★ " + NAMES["t1"] == last
    bold = [text.plain[span.start : span.end] for span in text.spans if "bold" in str(span.style)]
    winners = [NAMES[heat.winner] for heat in state.bracket.heats if heat.winner is not None]
    assert len(state.bracket.heats) == len(winners)
    assert [name[:5] for name in (*winners, "★ " + NAMES["t1"])] == [row[:5] for row in bold]


@pytest.mark.parametrize(("language", "words"), [("en", "after the open runs"), ("ja", "予選のあとに決まります")])
def test_before_there_is_a_bracket_it_says_when(book: Book, language: str, words: str) -> None:
    """An empty box would look like a mistake."""
    use_language(language)

    assert words == bracket_text(book.state()).plain


@pytest.mark.parametrize(
    ("language", "rows"),
    [
        ("en", ["150 of 500", "   50  Left home", "  100  Stopped at the tower", "the run is over"]),
        ("ja", ["150 / 500点", "   50  スタート", "  100  タワーで停止", "走行は終わりました"]),
    ],
)
def test_a_score_stands_above_what_it_is_made_of(language: str, rows: list[str]) -> None:
    """The total, then each line that counts, then that it is over, in the reader's words."""
    use_language(language)
    moved = table(60_000, (Call(1000, "leave"), Call(2000, "stop")), ended_ms=60_000)

    shown = lines_of(score_text(moved))

    assert moved.score.points == sum(int(row.split()[0]) for row in shown[1:] if row.split()[0].isdigit())
    assert rows == [row for row in shown if not row.startswith("    0 ")]


@pytest.mark.parametrize(("heading_deg", "sign"), [(0, "→"), (90, "↑"), (-90, "↓"), (180, "←"), (-180, "←"), (44, "↗")])
def test_the_robot_points_where_it_drives(heading_deg: float, sign: str) -> None:
    """Counter-clockwise from the right, as the field counts."""
    assert sign == arrow(heading_deg)


def test_the_robot_stands_on_the_map_and_breaks_no_row() -> None:
    """One arrow, at its place; every row as wide as before; below it what a person at the table sees."""
    picture = FieldMap.draw(PLAN, 44, 12)
    view = Field(PLAN, 1).view()

    *rows, seen = lines_of(field_text(picture, view))

    line, column = picture.place(view.x_mm, view.y_mm)
    assert 12 == len(rows)
    assert {44} == {cell_len(row) for row in rows}
    assert arrow(view.heading_deg) == rows[line][column]
    assert 1 == sum(character in ARROWS for row in rows for character in row)
    assert "0 cm/s   balls in the tower 0" == seen


@pytest.mark.parametrize(("x_mm", "y_mm"), [(-500.0, -500.0), (99_999.0, 99_999.0)])
def test_a_robot_that_left_the_mat_stays_in_the_picture(x_mm: float, y_mm: float) -> None:
    """The room is larger than the mat; a picture is not."""
    picture = FieldMap.draw(PLAN, 44, 7)

    line, column = picture.place(x_mm, y_mm)

    assert picture.rows[line][column]
