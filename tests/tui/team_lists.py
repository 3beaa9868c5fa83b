"""Lists of teams as schools send them, made here: no child and no school is in them."""

import csv
import io
from collections.abc import Sequence
from datetime import date

from openpyxl import Workbook

from clubhouse_logs.written_dates import Cell
from tui.teams.plan import Offer

TITLES = {
    "amazeing": ("a-MAZE-ing", "アメージング"),
    "line_following": ("Line Following", "ライントレース"),
    "sumobot": ("SumoBot", "相撲ロボット", "スモウボット"),
    "fire_fighting": ("Fire Fighting", "ファイヤーファイティング"),
    "entrepreneurial": ("Entrepreneurial", "アントレプレナー"),
}
DIVISIONS = {
    "amazeing": ("ES", "MS"),
    "line_following": ("ES", "MS", "HS", "UP"),
    "sumobot": ("ES", "MS", "HS"),
    "fire_fighting": ("ALL",),
    "entrepreneurial": ("ES_MS", "HS_UP"),
}
OFFERS = tuple(
    Offer(
        f"{challenge}-{division}",
        challenge,
        division,
        TITLES[challenge],
        frozenset({"ES", "MS", "HS", "UP"} if division == "ALL" else division.split("_")),
    )
    for challenge, divisions in DIVISIONS.items()
    for division in divisions
)
HEADER = ["番号", "チーム名", "ふりがな", "部門", "参加競技", "言語", "人数", "選手1", "選手2", "学校名", "備考"]
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


def saved_by_excel(rows: Sequence[Sequence[str]]) -> bytes:
    """As Japanese Excel saves CSV: CP932, CRLF, quoted where it must be, every row as wide as the widest."""
    width = max(map(len, rows))
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows([*row, *[""] * (width - len(row))] for row in rows)
    return text.getvalue().encode("cp932")


def build_book(rows: Sequence[Sequence[Cell]], *merged: str, second_sheet: str | None = None) -> bytes:
    """A workbook, as Excel saves it."""
    book = Workbook()
    page = book.active
    for row in rows:
        page.append(row)
    for cells in merged:
        page.merge_cells(cells)
    if second_sheet:
        book.create_sheet(second_sheet).append(["チーム名"])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def team_row(number: int, **changes: str) -> list[str]:
    """A good row: every third team of another division, two challenges, two members."""
    row = {
        "番号": str(number),
        "チーム名": f"ロボ{number:03}号",
        "ふりがな": f"ろぼ{number}ごう",
        "部門": ("小学生", "中学生", "高校生")[number % 3],
        "参加競技": "ライントレース、ファイヤーファイティング",
        "言語": "日本語",
        "人数": "2名",
        "選手1": f"選手あ{number}",
        "選手2": f"選手い{number}",
        "学校名": "どこかの学校",
        "備考": "",
    }
    return [{**row, **changes}[title] for title in HEADER]


FAULTS: dict[int, tuple[dict[str, str], str]] = {
    3: ({"番号": "３"}, "team"),
    4: ({"番号": "No.4"}, "team"),
    5: ({"番号": "五"}, "team"),
    6: ({"番号": "⑥"}, "team"),
    7: ({"番号": "7.0"}, "team"),
    8: ({"チーム名": "ﾊｸｻﾝ ﾗﾋﾞｯﾂ"}, "team"),
    9: ({"チーム名": "ハクサンラビッツ"}, "question:name-twice"),
    10: ({"番号": "8"}, "question:number-twice"),
    11: ({"部門": ""}, "question:division-missing"),
    12: ({"部門": "〃"}, "question:division-missing"),
    13: ({"部門": "小５"}, "team"),
    14: ({"部門": "同上"}, "team+from-above"),
    15: ({"部門": "幼児"}, "question:division-unknown"),
    16: ({"参加競技": "ライン・トレース / 相撲ロボット"}, "team"),
    17: ({"参加競技": "ドローン"}, "question:challenge-unknown"),
    18: ({"参加競技": ""}, "question:challenge-missing"),
    19: ({"部門": "一般", "参加競技": "相撲ロボット"}, "question:no-competition"),
    20: ({"チーム名": ""}, "question:name-missing"),
    21: ({"チーム名": "#REF!"}, "question:cell-error"),
    22: ({"チーム名": "??狐"}, "question:name-damaged"),
    23: ({"チーム名": "だれ?"}, "team+question-mark"),
    24: ({"チーム名": "長" * 81}, "question:name-unusable"),
    25: ({"チーム名": "改行の\nあるチーム", "備考": "雨\r\nです"}, "team"),
    26: ({"人数": "３人"}, "question:members-differ"),
    27: ({"人数": "二名"}, "team"),
    28: ({"人数": "数名"}, "question:members-unclear"),
    29: ({"人数": "", "選手1": "", "選手2": "なし"}, "team+members-not-said"),
    30: ({"人数": "99", "選手1": "", "選手2": ""}, "question:members-many"),
    31: ({"選手2": "選手あ31"}, "question:member-twice"),
    32: ({"選手2": "選手あ1"}, "team+name-in-another-team"),
    33: ({"備考": "11/1 辞退"}, "question:withdrawn"),
    34: ({"言語": "English"}, "team"),
    35: ({"言語": "エスペラント"}, "question:language-unknown"),
    36: ({"チーム名": "=1+1"}, "team"),
    37: ({"チーム名": "髙﨑㈱①"}, "team"),
    38: ({"番号": ""}, "team+number-given"),
    39: ({"番号": "四 十"}, "question:number-unusable"),
    40: ({"番号": "A-40"}, "team"),
    41: ({"参加競技": "アントレプレナー"}, "team"),
    42: ({"ふりがな": "よ" * 81}, "question:reading-unusable"),
}
"""Team number -> what is wrong in its row, and what becomes of it."""


def excel_list() -> tuple[bytes, list[str]]:
    """170 teams with every fault, titles, an example, the heading on each page, empty rows, a total; and the plan."""
    rows: list[list[str]] = [
        ["第10回 ロボット大会 参加チーム一覧"],
        ["２０２６年１１月現在", "", "", "記入者：事務局"],
        [],
        HEADER,
    ]
    expected = ["title", "title", "empty", "header"]
    rows.append(["例", "かがロボ", "かがろぼ", "小学生", "ライントレース"])
    expected.append("example")
    for number in range(1, 171):
        changes, outcome = FAULTS.get(number, ({}, "team"))
        rows.append(team_row(number, **changes))
        expected.append(outcome)
        if number == 90:
            rows += [[], HEADER]
            expected += ["empty", "header"]
    rows += [[], ["合計", "170チーム"], team_row(170)]
    expected += ["empty", "total", "question:name-twice"]
    return saved_by_excel(rows), expected


def dated_name() -> list[list[Cell]]:
    """A workbook in which Excel made a date of a team's name."""
    return [["チーム名", "部門", "競技"], [date(2026, 3, 2), "ES", "ライントレース"]]
