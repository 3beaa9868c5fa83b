"""`kagarobo robot measure`: a log in, a robot's file out."""

import json
import math
from pathlib import Path

import pytest

from firmware.virtual.robot_model import load_robot
from tui.__main__ import main
from tui.exit_codes import ExitCode

SPEED_MM_S, LAG_S, COAST_S, BRAKE_S, DEAD = 400.0, 0.08, 0.15, 0.03, 0.1
COUNTS_PER_MM = 1440 / (60 * math.pi)


def log() -> str:
    """What a robot of these amounts prints: closed forms, nothing of the field's."""
    half_mm_s = SPEED_MM_S * (0.5 - DEAD) / (1 - DEAD)
    ways = {
        "full": lambda t: SPEED_MM_S * (t - LAG_S * (1 - math.exp(-t / LAG_S))),
        "coast": lambda t: SPEED_MM_S * COAST_S * (1 - math.exp(-t / COAST_S)),
        "half": lambda t: half_mm_s * (t - LAG_S * (1 - math.exp(-t / LAG_S))),
        "brake": lambda t: half_mm_s * BRAKE_S * (1 - math.exp(-t / BRAKE_S)),
    }
    lines = ["hello", "measure robot 1440 60000 0"]
    for _ in range(2):
        for name, way_mm in ways.items():
            for ms in range(0, 1001, 20):
                counts = int(way_mm(ms / 1000) * COUNTS_PER_MM)
                lines.append(f"    1.250  measure {name} {ms * 1000} {counts} {counts}")
    return "\n".join([*lines, "measure end 0 0 0"])


def measured(tmp_path: Path, text: str, *arguments: str) -> int:
    """Call the command."""
    (tmp_path / "log.txt").write_text(text, encoding="utf-8")
    return main(["--lang", "en", "robot", "measure", str(tmp_path / "log.txt"), *arguments])


def test_a_log_becomes_a_file_that_the_field_reads(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Beside the log, within two per cent of a robot of known amounts; the answer says how to try it."""
    assert ExitCode.DONE == measured(tmp_path, log())

    robot = load_robot(tmp_path / "log.toml")
    assert robot.free_speed_mm_s == pytest.approx(SPEED_MM_S, rel=0.02)
    assert robot.lag_ms == pytest.approx(LAG_S * 1000, rel=0.02)
    assert robot.coast_ms == pytest.approx(COAST_S * 1000, rel=0.02)
    assert robot.brake_ms == pytest.approx(BRAKE_S * 1000, rel=0.02)
    assert robot.dead_band == pytest.approx(DEAD, rel=0.02)
    assert f"--robot {tmp_path / 'log.toml'}" in capsys.readouterr().out


def test_for_a_program_it_is_one_document(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With the standard error of each amount."""
    assert ExitCode.DONE == measured(tmp_path, log(), "--json", "--out", str(tmp_path / "mine.toml"))

    document = json.loads(capsys.readouterr().out)
    assert str(tmp_path / "mine.toml") == document["file"]
    assert document["sure"]["lag_ms"] < 1


def test_a_log_that_is_not_whole_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """And no file is written."""
    assert ExitCode.WRONG_USE == measured(tmp_path, "measure robot 1440 60000 0\n")

    assert "measure end" in capsys.readouterr().err
    assert not (tmp_path / "log.toml").exists()
