"""A table as text: columns stand under each other, whatever script a team's name is in."""

import pytest
from rich.text import Text

from tui.table.panels import fit
from tui.text_table import columns_of, table_lines

NAMES = [
    pytest.param("Blue Foxes", 10, id="Latin"),
    pytest.param("ブルー", 6, id="kana"),
    pytest.param("ﾌﾞﾙｰ", 4, id="narrow kana"),
    pytest.param("か\u3099っつ", 6, id="kana and a combining mark"),
    pytest.param("藍狐隊", 6, id="Han"),
    pytest.param("파란여우", 8, id="Hangul"),
    pytest.param("\u1112\u1161\u11ab", 2, id="Hangul in three parts"),
    pytest.param("e\u0301cole", 5, id="Latin and a combining mark"),
    pytest.param("🤖🔧", 4, id="emoji"),
    pytest.param("👨\u200d👩\u200d👧 robo", 7, id="an emoji of five characters"),
    pytest.param("ก็ไก่", 3, id="Thai marks"),
]


@pytest.mark.parametrize(("name", "columns"), NAMES)
def test_what_stands_behind_a_name_lines_up(name: str, columns: int) -> None:
    """In the text table of a terminal and in the columns of a screen alike."""
    head, row = table_lines([["Team, a long heading", "Points"], [name, "499"]])

    assert columns == columns_of(name)
    assert columns_of(head[: head.index("Points")]) == columns_of(row[: row.index("499")])
    assert 16 == Text(fit(name, 16)).cell_len
    assert columns_of(fit(name, 3)) <= 3
