"""Lists of teams as schools send them: what becomes of every row, and why."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from clubhouse_logs.sheets import read_sheet
from tests.tui.team_lists import FAULTS, HEADER, OFFERS, build_book, dated_name, excel_list, saved_by_excel, team_row
from tui.teams.importing import plan_teams
from tui.teams.plan import EnteredTeam, Outcome, PlannedTeam, TeamPlan
from tui.teams.row_reading import FileSays

LEAST = "team+members-not-said+number-given"
NAMES = {"ES": ("小学生", "Elementary school"), "UP": ("大学生・一般",)}


def plan(data: bytes | str, **settings: Any) -> TeamPlan:
    sheet = read_sheet(data.encode() if isinstance(data, str) else data)
    assert sheet is not None
    return plan_teams(sheet.rows, offers=OFFERS, division_names=NAMES, **settings)


def outcomes(made: TeamPlan) -> list[str]:
    return [
        f"{row.outcome}:{row.reason}" if row.reason else "+".join([str(row.outcome), *row.notes]) for row in made.rows
    ]


def entered_of(made: TeamPlan) -> list[EnteredTeam]:
    return [EnteredTeam(one.id, one.name, one.division, frozenset(one.competitions), one.members) for one in made.teams]


def test_a_list_of_170_teams_saved_by_japanese_excel_survives_every_fault() -> None:
    """CP932, title rows, full-width digits, duplicates in another width, and the rest: row by row."""
    data, expected = excel_list()
    made = plan(data)

    assert expected == outcomes(made)
    assert list(range(1, len(expected) + 1)) == [row.row for row in made.rows]
    assert 170 - sum(outcome.startswith("question") for _, outcome in FAULTS.values()) == len(made.teams)
    assert ("学校名",) == made.not_kept
    teams = {team.id: team for team in made.teams}
    assert {"t3", "t4", "t5", "t6", "A-40"} <= set(teams)
    assert "ロボ038号" == teams["t10"].name, "it has no number, and nobody is number 10"
    assert ("ﾊｸｻﾝ ﾗﾋﾞｯﾂ", "改行の あるチーム", "=1+1", "髙﨑㈱①") == tuple(
        teams[team].name for team in ("t8", "t25", "t36", "t37")
    )
    assert (
        PlannedTeam(
            "t1",
            "ロボ001号",
            "ろぼ1ごう",
            "MS",
            "ja",
            ("line_following-MS", "fire_fighting-ALL"),
            2,
            ("選手あ1", "選手い1"),
        )
        == teams["t1"]
    )
    assert ("entrepreneurial-HS_UP",) == teams["t41"].competitions
    assert ("en", 0, ()) == (teams["t34"].language, teams["t29"].members, teams["t29"].member_names)


def test_the_same_file_twice_adds_nothing() -> None:
    """In any encoding; a team that differs by anything is asked about."""
    made = plan(saved_by_excel([HEADER, team_row(1), team_row(2, 番号="")]))
    again = plan(saved_by_excel([HEADER, team_row(1), team_row(2)]).decode("cp932"), entered=entered_of(made))
    moved = plan(saved_by_excel([HEADER, team_row(1, 部門="高校")]), entered=entered_of(made))
    taken = plan(saved_by_excel([HEADER, team_row(1, チーム名="別のチーム")]), entered=entered_of(made))

    assert ["header", "already-there", "already-there"] == outcomes(again)
    assert ["header", "question:team-differs"] == outcomes(moved)
    assert ["header", "question:number-taken"] == outcomes(taken)
    assert {"number": "1", "team": "ロボ001号"} == taken.rows[1].fields


CORPUS = [
    pytest.param("チーム名,部門,競技\nあ,ES,相撲ロボット\n", ["header", LEAST], id="least"),
    pytest.param("あ,ES,相撲ロボット\n\n", ["question:no-header", "empty"], id="no-header"),
    pytest.param("", [], id="nothing"),
    pytest.param(
        "ﾁｰﾑ名（必須）※,ｶﾃｺﾞﾘｰ,参加種目【複数可】\nあ,小学,相撲ロボット ライントレース\n",
        ["header", LEAST],
        id="headings-with-remarks-in-half-width",
    ),
    pytest.param(
        "チーム名,部門,参加競技,,備考\n,,ライントレース,相撲ロボット,\nあ,ES,○,,\nい,ES,,レ,\nう,ES,×,-,\nえ,ES,△,,\n",
        ["header", "header", *[LEAST] * 2, "question:challenge-missing", "question:mark-unclear"],
        id="a-column-for-each-challenge-under-a-second-heading",
    ),
    pytest.param(
        "チーム名,部門,競技,選手氏名\nあ,ES,相撲ロボット,い\n,,,う\n〃,〃,〃,え\nか,ES,相撲ロボット,き\nか,ES,相撲ロボット,き\n,,,\n,,,く\n",
        [
            "header", "team+number-given", "member", "member", "team+number-given", "question:name-twice", "empty",
            "question:name-missing",
        ],
        id="a-row-for-each-member",
    ),
    pytest.param(
        "チーム名,部門,競技,選手氏名\nあ,,相撲ロボット,い\n,,,う\n",
        ["header", "question:division-missing", "question:team-above-asked"],
        id="a-member-of-a-team-that-is-asked-about",
    ),
    pytest.param(
        "Team name\tDivision\tChallenges\tMember 1\tMember 2\nFoxes\tHS\tline following; sumobot\tA\tB\n",
        ["header", "team+number-given"],
        id="english-and-tabs",
    ),
    pytest.param(
        "隊名,組別,項目,語言\n紅狐,國小,sumobot,繁體中文\n", ["header", LEAST], id="chinese"
    ),
    pytest.param(
        'チーム名,部門,競技,選手1\nあ,ES,"相撲ロボット\nライントレース","い\nう"\n',
        ["header", "team+number-given"],
        id="lines-in-a-cell",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CORPUS)
def test_every_row_has_one_outcome(text: str, expected: list[str]) -> None:
    """Headings of many kinds, one row a team or one row a member."""
    assert expected == outcomes(plan(text))


def test_what_a_row_leaves_out_may_be_said_for_the_file() -> None:
    """A note on each row says so; without it the row is asked about."""
    text = "チーム名,人数\nあ,3\n"

    assert ["header", "question:division-missing"] == outcomes(plan(text))
    made = plan(text, says=FileSays("MS", "sumobot", "zh-tw"))
    assert ["header", "team+division-of-file+challenge-of-file+number-given"] == outcomes(made)
    assert [PlannedTeam("t1", "あ", None, "MS", "zh-tw", ("sumobot-MS",), 3)] == made.teams


def test_two_competitions_that_fit_alike_are_asked_about() -> None:
    """A team's own division comes before one for several."""
    both = frozenset({"ES", "MS"})
    several = (*OFFERS, *(replace(OFFERS[0], competition=name, division="ES_MS", takes=both) for name in ("x", "y")))
    rows = [["チーム名", "部門", "競技"], ["あ", "ES", "アメージング"]]
    hs = [replace(OFFERS[0], competition=name, division="ALL", takes=frozenset({"HS"})) for name in ("u", "v")]

    assert [("amazeing-ES",)] == [team.competitions for team in plan_teams(rows, offers=several).teams]
    made = plan_teams([rows[0], ["い", "HS", "アメージング"]], offers=hs)
    assert ["header", "question:several-competitions"] == outcomes(made)


def test_merged_cells_of_a_workbook_stand_in_every_row_they_cover() -> None:
    """A team's name merged over the rows of its members; numbers are whole though a workbook holds 2.0."""
    made = plan(
        build_book(
            [
                ["参加チーム"],
                ["番号", "チーム名", "部門", "競技", "選手氏名"],
                [2.0, "あ", "中学生", "相撲ロボット", "い"],
                [None, None, None, None, "う"],
                [3, "か", "中学生", "相撲ロボット", "き"],
            ],
            "A3:A4", "B3:B4", "C3:C4", "D3:D4",
        )
    )  # fmt: skip

    assert ["title", "header", "team", "member", "team"] == outcomes(made)
    assert [("t2", 2), ("t3", 1)] == [(team.id, team.members) for team in made.teams]


def test_a_name_that_excel_made_a_date_is_asked_about() -> None:
    """Nobody can know what was typed."""
    assert ["header", "question:name-is-a-date"] == outcomes(plan(build_book(dated_name())))


def test_a_sheet_that_is_not_read_is_named() -> None:
    """Only the first is; the others are not left out without a word."""
    read = read_sheet(build_book([["チーム名"]], second_sheet="追加分"))

    assert read is not None
    assert ("追加分",) == read.other_sheets


CELLS = ["", "あ", "い", "ES", "小学生", "相撲ロボット", "○", "〃", "3", "合計", "例", "チーム名", "部門", "選手", "?"]


@settings(max_examples=30, deadline=None)
@given(
    rows=st.lists(
        st.lists(
            st.sampled_from(CELLS),
            max_size=5,
        ),
        max_size=12,
    )
)  # fmt: skip
@example(rows=[["合計"], ["", "", "", "あ"]])
def test_whatever_is_in_a_file_every_row_has_one_outcome_and_a_question_its_reason(rows: list[list[str]]) -> None:
    """Nothing raises, nothing is lost, and what would be entered has its own id and name."""
    made = plan_teams([["チーム名", "部門", "競技", "選手"], *rows], offers=OFFERS)

    assert list(range(1, len(rows) + 2)) == [row.row for row in made.rows]
    assert all(bool(row.reason) is (row.outcome is Outcome.QUESTION) for row in made.rows)
    assert all((row.team is not None) is (row.outcome is Outcome.TEAM) for row in made.rows)
    assert len({team.id for team in made.teams}) == len({team.name for team in made.teams}) == len(made.teams)
