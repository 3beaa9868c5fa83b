"""`kagarobo judge-box flash | test`: a box is right before a run depends on it, and no robot becomes one by mistake."""

import json
import sys
from pathlib import Path

import pytest

from firmware.flasher.box_self_test import Line
from firmware.virtual.spawn import BoardProcess
from tests.firmware.boards import virtual_board
from tui import i18n
from tui.__main__ import main
from tui.class_words import box_line
from tui.exit_codes import ExitCode
from tui.i18n import CHILDRENS_LANGUAGES, use_language

with_virtual_boards = pytest.mark.skipif(sys.platform != "linux", reason="boards are confined on Linux only")

FIGURES = {
    "answers": {"version": "0.1.0", "inputs": 8},
    "ring": {"count": 3},
    "idle": {"levels": "11101111", "low": "3"},
    "wire": {"right": 19, "count": 20, "slowest_ms": 4},
    "clock": {"ours_ms": 1000, "theirs_ms": 900},
    "kept": {"missing": "again"},
    "beam": {"input": 2, "seen": "-"},
}


@pytest.fixture(autouse=True)
def same_language_after(monkeypatch: pytest.MonkeyPatch) -> None:
    """The language belongs to the process: the next test finds the one it left. No board of this machine is there."""
    monkeypatch.setattr(i18n, "_translations", i18n._translations)
    monkeypatch.setattr(i18n, "_language", i18n._language)
    monkeypatch.setattr("firmware.flasher.ports.comports", list)


@pytest.mark.parametrize("language", CHILDRENS_LANGUAGES)
def test_every_line_has_words_for_right_and_wrong(language: str) -> None:
    """A wrong line says what to do; none has a hole in it."""
    use_language(language)
    for test, figures in FIGURES.items():
        right, wrong = (box_line(Line(test, is_good, figures)) for is_good in (True, False))
        assert right.split()[0] != wrong.split()[0]
        assert not set("{}") & set(right + wrong)
    assert "-" not in box_line(Line("answers", False, {})).split()


@with_virtual_boards
def test_a_board_becomes_a_judge_box_and_is_tested(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Flashed and tested at once; every line is right, twice; a child's program is refused by it."""
    program = tmp_path / "mine.py"
    program.write_text("print('mine')\n")
    with BoardProcess("judge-box", "box", tmp_path, in_field=False):
        flashed = main(["--lang", "en", "--home", str(tmp_path), "judge-box", "flash"])
        lines, said = capsys.readouterr()
        tested = main(["--lang", "en", "--home", str(tmp_path), "judge-box", "test", "--json"])
        document = json.loads(capsys.readouterr().out)
        refused = main(["--lang", "en", "--home", str(tmp_path), "flash", str(program), "--to", "box"])
        why = capsys.readouterr().err

    assert (ExitCode.DONE, ExitCode.DONE) == (flashed, tested)
    assert {"correct"} == {line.split()[0] for line in lines.splitlines()}
    assert "box: the judge box is right." in said
    assert document["is_right"]
    assert ["answers", "ring", "idle", "wire", "clock", "kept"] == [line["test"] for line in document["lines"]]
    assert ExitCode.WRONG_USE == refused
    assert "box is a judge box and was left as it is." in why


@with_virtual_boards
def test_a_robot_becomes_no_judge_box_by_mistake(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Refused, its program untouched; with --force its program is kept on the computer first."""
    program = tmp_path / "mine.py"
    program.write_text("print('mine')\n")
    box = ["--lang", "en", "--home", str(tmp_path), "judge-box"]
    with virtual_board(tmp_path):
        none_there = main([*box, "test"])
        main(["--lang", "en", "--home", str(tmp_path), "flash", str(program)])
        capsys.readouterr()
        refused = main([*box, "flash", "--to", "aka"])
        why = capsys.readouterr().err
        forced = main([*box, "flash", "--to", "aka", "--force"])

    assert ExitCode.FAILED == none_there
    assert ExitCode.WRONG_USE == refused
    assert "aka is a robot and was left as it is." in why
    assert ExitCode.DONE == forced
    assert [b"print('mine')\n"] == [path.read_bytes() for path in (tmp_path / "backups" / "aka").iterdir()]
