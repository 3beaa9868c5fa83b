"""The page for children who build their own door gadget: its program runs as it stands there."""

import re
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "door_gadget.md"


def test_the_program_on_the_page_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Copied from the page, in an empty folder: one child, one visit, nobody left inside."""
    found = re.search(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    monkeypatch.chdir(tmp_path)

    exec(compile(found[1], str(PAGE), "exec"), {})

    assert ["inside: 1 today: 1", "again: True", "inside: 0"] == capsys.readouterr().out.splitlines()
