"""What a virtual robot is made of: a table of amounts, and the file (`robots/NAME.toml`) it is read from.

A file says what differs from the standard robot: what it leaves out is as there. Spreads are standard deviations of
what a run's seed draws. Every key is checked: which one is wrong, and why.
"""

import tomllib
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from firmware.virtual.field_errors import RobotFileError

__all__ = ["EVEN", "LIMITS", "ROBOTS", "RobotModel", "even", "load_robot", "robot_names", "write_robot"]

ROBOTS = Path(__file__).with_name("robots")
_PI = 3.141592653589793


@dataclass(frozen=True, slots=True)
class RobotModel:
    """The standard robot. The default of each amount is what stands in `robots/standard.toml`."""

    free_speed_mm_s: float = 520.0
    """Of a wheel's rim at full drive, nothing holding it, the battery at its nominal voltage."""
    lag_ms: float = 70.0
    """How long a driven wheel takes for 63 % of the way to its new speed."""
    brake_ms: float = 25.0
    coast_ms: float = 140.0
    dead_band: float = 0.06
    """Share of full drive below which a wheel does not turn."""
    gain_spread: float = 0.02
    lag_spread: float = 0.05
    slip_spread: float = 0.006
    stall_n: float = 6.0
    """What one wheel pushes with at full drive when it is held."""
    mass_g: float = 1000.0
    grip: float = 0.9
    """Friction between tyre and floor: the most that is pushed with, as a share of the weight."""
    wheel_mm: float = 60.0
    """A wheel's diameter."""
    wheel_spread: float = 0.0
    """How unequal the wheels' diameters are; the encoders do not notice. 0.01 is a worn tyre."""
    track_mm: float = 150.0
    """From one wheel's middle to the other's."""
    encoder_steps: float = 1440.0
    """Counts in one turn of a wheel."""
    sag: float = 0.04
    """Share of the voltage lost with one motor stalled at full drive."""
    run_down_per_s: float = 0.00018
    """Share of the voltage lost per second of one motor's full load."""
    charge_low: float = 0.96
    """The battery's share of its nominal voltage at the start is drawn between this and `charge_high`."""
    charge_high: float = 1.0
    line_noise: float = 450.0
    """Of a reading, 0 to 65535."""
    line_gain_spread: float = 0.03
    line_offset_spread: float = 500.0
    line_late_ms: float = 0.8
    """How old what a reflectance sensor says is."""
    line_late_spread_ms: float = 0.2
    range_noise_mm: float = 1.5
    range_mm: float = 4000.0
    """Further away nothing is heard."""
    cone_deg: float = 15.0
    """How far to each side the rangefinder hears; 0 is a ray."""
    cone_edge: float = 0.6
    """How loud an echo from the cone's edge is, as a share of one from its middle."""
    range_lost: float = 0.002
    """Share of the calls that no echo is heard of, for no reason."""
    gyro_gain_spread: float = 0.004
    gyro_error_mdps: float = 500.0
    """What it says at rest: spread of the error, in thousandths of a degree a second."""
    gyro_wander_mdps: float = 2.0
    """How far the error wanders in a second."""
    gyro_warm_mdps: float = 40.0
    """How far the error moves while the chip becomes warm."""
    gyro_warm_s: float = 60.0
    """How long that takes for 63 % of it."""
    gyro_noise_mdps: float = 60.0
    gyro_shake_mdps: float = 300.0
    """More noise while the wheels turn."""
    gyro_late_ms: float = 2.4
    """How old what the gyro says is (the chip's own filter)."""

    @property
    def counts_per_mm(self) -> float:
        """Encoder counts in one mm of a wheel's way."""
        return self.encoder_steps / (self.wheel_mm * _PI)


_SHARE = (0.0, 1.0)
_LITTLE = (0.0, 0.3)
LIMITS: dict[str, dict[str, tuple[float, float]]] = {
    "wheels": {
        "free_speed_mm_s": (50, 3000), "lag_ms": (5, 1000), "brake_ms": (5, 1000), "coast_ms": (5, 5000),
        "dead_band": (0, 0.5), "gain_spread": _LITTLE, "lag_spread": _LITTLE, "slip_spread": (0, 0.1),
        "stall_n": (0.2, 200), "mass_g": (100, 10000), "grip": (0.1, 2), "wheel_mm": (10, 300),
        "wheel_spread": (0, 0.1), "track_mm": (40, 500), "encoder_steps": (4, 100000),
    },
    "battery": {"sag": (0, 0.5), "run_down_per_s": (0, 0.01), "charge_low": (0.5, 1), "charge_high": (0.5, 1)},
    "line": {
        "line_noise": (0, 10000), "line_gain_spread": _LITTLE, "line_offset_spread": (0, 10000),
        "line_late_ms": (0, 50), "line_late_spread_ms": (0, 10),
    },
    "range": {
        "range_noise_mm": (0, 100), "range_mm": (100, 10000), "cone_deg": (0, 40), "cone_edge": _SHARE,
        "range_lost": (0, 0.5),
    },
    "gyro": {
        "gyro_gain_spread": (0, 0.1), "gyro_error_mdps": (0, 5000), "gyro_wander_mdps": (0, 100),
        "gyro_warm_mdps": (0, 2000), "gyro_warm_s": (1, 3600), "gyro_noise_mdps": (0, 5000),
        "gyro_shake_mdps": (0, 20000), "gyro_late_ms": (0, 50),
    },
}  # fmt: skip
"""Section → key → least and most."""


def even(model: RobotModel) -> RobotModel:
    """The same robot in a world without chance: its two sides equal, its battery full, its sensors at once."""
    return replace(
        model, gain_spread=0.0, lag_spread=0.0, slip_spread=0.0, wheel_spread=0.0, sag=0.0, run_down_per_s=0.0,
        charge_low=1.0, charge_high=1.0, line_late_ms=0.0, line_late_spread_ms=0.0, range_lost=0.0, gyro_warm_mdps=0.0,
        gyro_late_ms=0.0,
    )  # fmt: skip


EVEN = even(RobotModel())


def robot_names() -> list[str]:
    """The robots that come with the program."""
    return sorted(path.stem for path in ROBOTS.glob("*.toml"))


def load_robot(robot: str | Path) -> RobotModel:
    """Read a robot by name (a file of `robots/`) or by the path of its TOML.

    Raises: RobotFileError: which file, which key, and why.
    """
    file = robot if isinstance(robot, Path) else ROBOTS / f"{robot}.toml"
    try:
        table: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RobotFileError(file, "toml", str(error)) from error
    amounts: dict[str, float] = {}
    for section, found in table.items():
        if section == "titles":
            continue
        if section not in LIMITS or not isinstance(found, dict):
            raise RobotFileError(file, section, f"is not one of {', '.join(LIMITS)}")
        for key, value in found.items():
            amounts[key] = _amount(file, section, key, value)
    return replace(RobotModel(), **amounts)


def _amount(file: Path, section: str, key: str, value: object) -> float:
    name = f"{section}.{key}"
    if key not in LIMITS[section]:
        raise RobotFileError(file, name, f"is not one of {', '.join(LIMITS[section])}")
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise RobotFileError(file, name, "must be a number")
    least, most = LIMITS[section][key]
    if not least <= value <= most:
        raise RobotFileError(file, name, f"must be from {least:g} to {most:g}, and is {value:g}")
    return float(value)


def write_robot(model: RobotModel, titles: dict[str, str], notes: dict[str, str] | None = None) -> str:
    """Return the text of a robot's file.

    Args: notes: key → what is said behind it, as where its amount is from.
    """
    lines = ["[titles]", *(f'{language} = "{title}"' for language, title in titles.items())]
    for section, keys in LIMITS.items():
        lines += ["", f"[{section}]"]
        for key in keys:
            note = (notes or {}).get(key)
            lines.append(f"{key} = {getattr(model, key):.6g}" + (f"  # {note}" if note else ""))
    return "\n".join(lines) + "\n"


assert {key for keys in LIMITS.values() for key in keys} == {each.name for each in fields(RobotModel)}
