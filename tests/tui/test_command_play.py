"""`kagarobo play` as somebody types it."""

import json
from pathlib import Path
from typing import Any

import pytest

from firmware.virtual.bench import Bench
from tui import i18n
from tui.__main__ import main
from tui.commands import play
from tui.exit_codes import ExitCode
from tui.play.many import Order, hold_many

DOWN_THE_LINE = """
from robot import *
wait_for_button()
follow_line("tower", 30)
open_gate()
wait(0.5)
close_gate()
print("balls are in")
"""


@pytest.fixture(autouse=True)
def same_language_after(monkeypatch: pytest.MonkeyPatch) -> None:
    """The language belongs to the process: the next test finds the one it left."""
    monkeypatch.setattr(i18n, "_translations", i18n._translations)
    monkeypatch.setattr(i18n, "_language", i18n._language)


def played(tmp_path: Path, source: str, *arguments: str, language: str = "en") -> int:
    """Play a program."""
    program = tmp_path / "mine.py"
    program.write_text(source, encoding="utf-8")
    return main(["--lang", language, "--home", str(tmp_path / "home"), "play", str(program), *arguments])


def test_a_try_is_scored_as_at_a_table_and_repeats(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Equal seeds give equal documents but for the wall clock; gates became calls, and calls points."""
    documents: list[dict[str, Any]] = []
    for _ in range(2):
        assert ExitCode.DONE == played(tmp_path, DOWN_THE_LINE, "--json", "--seed", "4")
        documents.append(json.loads(capsys.readouterr().out))
    walls = [document.pop("wall") for document in documents]

    first, second = documents
    assert first == second, "kagarobo play mine.py --json --seed 4"
    assert {"leave": 50, "stop": 100, "ball": 100} == {
        line["term"]: line["points"] for line in first["breakdown"] if line["points"]
    }
    assert (250, "done", ["balls are in"]) == (
        first["score"],
        first["ending"]["kind"],
        [line["text"] for line in first["printed"]],
    )
    assert all(wall["simulated_s_per_wall_s"] > 0 for wall in walls)
    assert [] == list((tmp_path / "home").iterdir())  # the bench is cleared away


def test_on_the_practice_floor_it_says_how_far_it_went(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Figures and the program's own lines with their moments; a mistake is a sentence and the answer no."""
    source = "from robot import *\nprint('off we go')\nstraight(30)\nprint(1 / 0)\n"

    assert ExitCode.NO == played(tmp_path, source, "--headless", "--field", "practice")

    out = capsys.readouterr().out
    assert "off we go" in out
    assert "Way driven" in out
    assert "points" not in out
    assert "Line 4: You divided by 0" in out
    assert "times as fast as life" in out


def test_many_seeds_say_how_often_it_works(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A line a seed with its ending, then the count; never once is a no."""
    source = "from robot import *\nstraight(2 / 0)\n"

    assert ExitCode.NO == played(tmp_path, source, "--seeds", "2", "--field", "practice")

    first, second, count = capsys.readouterr().out.splitlines()
    assert ["1", "2"] == [line.split()[0] for line in (first, second)]
    assert "Line 2: You divided by 0" in second
    assert "It worked 0 times out of 2." == count


def test_side_by_side_is_as_one_after_the_other(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """On however many cores: each seed's document is the one that it has alone, in the order of the seeds."""
    source = "from robot import *\nstraight(3)\nprint(line_middle())\n"

    assert ExitCode.DONE == played(tmp_path, source, "--seeds", "4", "--field", "practice", "--json")

    held = json.loads(capsys.readouterr().out)
    with Bench(tmp_path) as bench:
        order = Order(bench.flash(tmp_path / "mine.py"), "practice", has_noise=True)
    (alone,) = hold_many(order, [3])
    assert (4, 4, [1, 2, 3, 4]) == (held["tries"], held["succeeded"], [run["seed"] for run in held["runs"]])
    assert {**alone, "wall": None} == {**held["runs"][2], "wall": None}, "seed 3"


def test_what_would_not_run_is_not_tried(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The sentences of `kagarobo check`, and no board is started."""
    assert ExitCode.NO == played(tmp_path, "straight(3)\n", "--headless", language="ja-easy")

    out, err = capsys.readouterr()
    assert "" == out
    assert "1ぎょうめ: 「straight」は まだだよ。" in err
    assert not (tmp_path / "home").exists()


def test_without_a_screen_it_names_the_way_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """--headless."""
    for name in ("SDL_VIDEODRIVER", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)

    assert ExitCode.FAILED == played(tmp_path, "print(1)\n")
    assert "--headless" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["--headless"]], ids=["window", "headless"])
def test_on_another_system_it_says_so(
    arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No program is run where it could not be kept away from the computer, and there is no WebAssembly either."""
    monkeypatch.setattr(play.sys, "platform", "win32")
    monkeypatch.setattr("firmware.virtual.engine.is_wasm_here", lambda: False)

    code = played(tmp_path, "print(1)\n", *arguments)

    monkeypatch.undo()
    assert ExitCode.FAILED == code
    assert "[no_confinement]" in capsys.readouterr().err


@pytest.mark.parametrize(
    "option", ["--speed=fast", "--speed=0", "--speed=nan", "--seed=-1", "--seeds=0", "--field=moon"]
)
def test_wrong_use(option: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Said with what would be right."""
    with pytest.raises(SystemExit) as left:
        played(tmp_path, "print(1)\n", option)

    assert 2 == left.value.code
    assert option.partition("=")[0] in capsys.readouterr().err
