"""A referee and a team who speak different languages: what the team is asked stands there in its own language too."""

from pathlib import Path

import pytest

from tests.tui.table_hall import Hall
from tests.tui.test_table import keys, shown
from tui import i18n
from tui.i18n import use_language
from tui.table.screen import TableApp

FOUR = ("zh-tw", "en", "ja", "zh-cn")


@pytest.fixture(autouse=True)
def same_language_after(monkeypatch: pytest.MonkeyPatch) -> None:
    """The language belongs to the process: the next test finds the one it left."""
    monkeypatch.setattr(i18n, "_translations", i18n._translations)
    monkeypatch.setattr(i18n, "_language", i18n._language)


async def asked(hall: Hall, script: str) -> list[str]:
    """What the table asks on a terminal of 80 by 24 after some keys, line by line, no more than it has room for."""
    app = TableApp(hall.desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await keys(hall, pilot, script)
        await pilot.pause()
        panel = app.query_one("#asks")
        lines = [panel.render_line(row).text.strip() for row in range(panel.size.height)]
        assert shown(app, "#keys")
        assert app.query_one("#keys").region.bottom <= 24
    hall.journal.close()
    return [line for line in lines if line]


@pytest.mark.parametrize(
    ("script", "referee_reads", "team_reads"),
    [
        ("enter", "ロボットを", "zh-tw ▸ 請放好你們的機器人。"),
        ("space l space", "[Enter]", "zh-tw ▸ 1 Blue Foxes：50 分。隊伍同意嗎？ [Enter] 是  [F2] 否"),
        ("space l space f2", "", "zh-tw ▸ 你們不同意：該場審議中，由裁判長決定。"),
    ],
    ids=["placed", "sign-off", "dispute"],
)
async def test_a_team_reads_in_its_language_what_it_is_asked(
    tmp_path: Path, script: str, referee_reads: str, team_reads: str
) -> None:
    """The referee's sentence stands first, the team's below it, both on a terminal of 80 by 24."""
    use_language("ja")
    lines = await asked(Hall(tmp_path / "hall.db", division="ES", languages=FOUR), script)

    assert referee_reads in lines[0]
    assert team_reads == lines[-1]


@pytest.mark.parametrize("language", ["zh-cn", "ja-easy"])
async def test_who_shares_a_language_reads_one_sentence(tmp_path: Path, language: str) -> None:
    """Nothing is said twice; a screen in easy Japanese speaks to a Japanese team."""
    use_language(language)
    spoken = "ja" if language == "ja-easy" else language
    lines = await asked(Hall(tmp_path / "hall.db", division="ES", languages=(spoken,)), "space l space")

    assert not any("▸" in line for line in lines)


async def test_two_teams_of_a_match_each_read_their_own(tmp_path: Path) -> None:
    """The sides speak two languages that the referee does not: both lines are there."""
    use_language("ja")
    hall = Hall(tmp_path / "hall.db", "sumobot", "HS", languages=FOUR)
    lines = await asked(hall, "enter")

    assert ["zh-tw ▸ 請放好你們的機器人。", "en ▸ Please place your robot."] == lines[-2:]
