"""`kagarobo check` as somebody types it."""

import json
from pathlib import Path

import pytest

from tui import i18n
from tui.__main__ import main
from tui.exit_codes import ExitCode


@pytest.fixture(autouse=True)
def same_language_after(monkeypatch: pytest.MonkeyPatch) -> None:
    """The language belongs to the process: the next test finds the one it left."""
    monkeypatch.setattr(i18n, "_translations", i18n._translations)
    monkeypatch.setattr(i18n, "_language", i18n._language)


@pytest.mark.parametrize(
    ("source", "exit_code", "says"),
    [
        ("print(1)\n", ExitCode.DONE, "なにも"),
        ("while True:\n    pass\n", ExitCode.DONE, "1ぎょうめ: くりかえしが とまらないよ。"),
        ("straight(3)\n", ExitCode.NO, "1ぎょうめ: 「straight」は まだだよ。"),
    ],
    ids=["good", "a warning runs", "an error does not"],
)
def test_only_an_error_is_a_no(
    source: str, exit_code: ExitCode, says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A warning is printed, and the answer is still yes."""
    path = tmp_path / "maze.py"
    path.write_text(source)

    assert exit_code == main(["--lang", "ja-easy", "check", str(path)])
    assert says in capsys.readouterr().out


def test_the_document_names_the_level(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`--json` says which finding stops the program."""
    path = tmp_path / "maze.py"
    path.write_text("straight(3)\nwhile True:\n    pass\n")

    main(["check", str(path), "--json"])

    findings = json.loads(capsys.readouterr().out)["findings"]
    assert [("import_missing", "error"), ("loop_never_waits", "warning")] == [(f["code"], f["level"]) for f in findings]
