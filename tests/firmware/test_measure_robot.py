"""A robot measures itself, and the fit finds what it is made of."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from firmware.virtual import session
from firmware.virtual.field_errors import RobotFileError
from firmware.virtual.measure_robot import fit
from firmware.virtual.robot_model import RobotModel, load_robot, write_robot
from firmware.virtual.session import run_program

PROGRAM = Path(session.__file__).parents[1] / "robot" / "examples" / "measure_me.py"
OTHER = replace(
    RobotModel(), free_speed_mm_s=410.0, lag_ms=95.0, coast_ms=190.0, brake_ms=40.0, dead_band=0.11, track_mm=165.0
)
TOLERANCES = {
    "free_speed_mm_s": 0.06,  # the battery's share of that day is in it
    "lag_ms": 0.12,
    "coast_ms": 0.1,
    "brake_ms": 0.15,
    "dead_band": 0.2,
    "track_mm": 0.03,
}


@cache
def log() -> tuple[str, ...]:
    """What that robot prints, noise on, on the practice floor."""
    trace = run_program(PROGRAM, field_id="practice", seed=3, limit_s=40, model=OTHER)
    return tuple(trace.output.splitlines())


def test_the_fit_comes_near_to_a_robot_of_known_amounts() -> None:
    """Each within its tolerance, as a share, through encoders, gyro and printed lines alone."""
    measured = fit(Path("log.txt"), log())

    for name, tolerance in TOLERANCES.items():
        assert getattr(measured.model, name) == pytest.approx(getattr(OTHER, name), rel=tolerance), name
        assert measured.sure[name] < tolerance * getattr(OTHER, name), name
    assert (1440, 60) == (measured.model.encoder_steps, measured.model.wheel_mm)


def test_what_was_measured_becomes_a_robot_file(tmp_path: Path) -> None:
    """Which the field reads."""
    measured = fit(Path("log.txt"), log())
    file = tmp_path / "mine.toml"
    file.write_text(write_robot(measured.model, {"en": "mine"}), encoding="utf-8")

    assert load_robot(file).lag_ms == pytest.approx(measured.model.lag_ms, rel=1e-4)


@pytest.mark.parametrize(
    ("word", "part"),
    [("end", "measure end"), ("coast", "measure coast"), ("robot", "measure robot"), ("turned 1", "measure turned")],
)
def test_a_log_that_is_not_whole_says_what_is_missing(word: str, part: str) -> None:
    """A robot that was stopped too early, or stood against a wall."""
    if word.startswith("turned"):
        lines = [*log(), "measure turned 0 1 -1"]
    else:
        lines = [line for line in log() if f"measure {word}" not in line]

    with pytest.raises(RobotFileError) as caught:
        fit(Path("log.txt"), lines)

    assert (Path("log.txt"), part) == (caught.value.file, caught.value.part)


def test_wheels_that_were_held_are_no_measurement() -> None:
    """All counts stay where they were."""
    lines = ["measure robot 1440 60000 0", "measure end 0 0 0"]
    lines += [f"measure {name} {at} 0 0" for name in ("full", "coast", "half", "brake") for at in range(0, 99999, 9000)]

    with pytest.raises(RobotFileError, match="did not turn"):
        fit(Path("log.txt"), lines)
