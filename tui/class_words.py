"""What a mentor reads about a class set: preparing robots, putting them away, and the judge box's test."""

import sys
from typing import TYPE_CHECKING

from tui.i18n import _

if TYPE_CHECKING:
    from firmware.flasher.box_self_test import Line
    from firmware.flasher.side_by_side import Outcome
    from firmware.flasher.survey import Robot
    from firmware.flasher.uf2 import Drive

__all__ = [
    "blinked_line", "box_failed", "box_line", "box_passed", "break_beam", "charge_line", "driver_hint", "hold_bootsel",
    "left_alone", "name_first", "one_thing", "prepared_line", "put_away_head", "put_away_row", "without_micropython",
    "writing_line",
]  # fmt: skip


def hold_bootsel() -> str:
    """Return how a bare board is plugged in."""
    return _("Next board: hold its BOOTSEL button, plug it in, let go. Ctrl-C when there is none left.")


def writing_line(drive: "Drive") -> str:
    """Return that firmware is on its way."""
    return _("{board}: MicroPython is being written. Do not pull the cable.", board=drive.model)


def prepared_line(robot: "Robot") -> str:
    """Return that a robot is ready, and which sticker goes onto it."""
    machine = robot.identity.machine if robot.identity else ""
    return _(
        "{name} is ready ({machine}, {port}). Put sticker {sticker} on it.",
        name=robot.name,
        machine=machine,
        port=robot.board.port,
        sticker=robot.sticker,
    )


def without_micropython(port: str) -> str:
    """Return how MicroPython comes onto a board that has no drive of its own."""
    return _(
        "{port}: no MicroPython answers. An ESP32 board has no BOOTSEL drive: put MicroPython onto it with mpflash or "
        "esptool, then prepare it again.",
        port=port,
    )


def name_first() -> str:
    """Return that a name is for one board."""
    return _("--name and --sticker go with --prepare --to PORT: they are for one board.")


def one_thing() -> str:
    """Return that only one thing can be done at a time."""
    return _("Choose one of --prepare, --blink and --put-away.")


def blinked_line(robot: "Robot") -> str:
    """Return which robot blinked."""
    return _(
        "{robot} at {port} blinked. Its program was stopped; its reset button starts it again.",
        robot=robot.label,
        port=robot.board.port,
    )


def put_away_head() -> tuple[str, ...]:
    """Return the first row of the table after putting away."""
    return _("robot"), _("kept for"), _("result"), _("what to do"), _("battery")


def charge_line(robots: "list[Robot]") -> str:
    """Return which robots are to be charged."""
    return _("Charge: {robots}", robots=_(", ").join(robot.label for robot in robots))


def left_alone(robot: "Robot") -> str:
    """Return why a board was not put away."""
    return _("{board}: left alone, it is no robot ({kind}).", board=robot.label, kind=robot.kind)


def break_beam(number: int) -> str:
    """Return which beam a person is to break now."""
    return _("Break the beam of input {number} once now.", number=number)


def box_passed(name: str) -> str:
    """Return that a judge box is right."""
    return _("{board}: the judge box is right.", board=name)


def box_failed(name: str) -> str:
    """Return that a judge box is not right."""
    return _("{board}: do not use this judge box before the lines above are right.", board=name)


def box_line(line: "Line") -> str:
    """Return a line of the judge box's test: right or wrong, what, and what to do."""
    mark = _("correct") if line.is_good else _("WRONG")
    return f"{mark}  {_box_words(line)}"


def _box_words(line: "Line") -> str:
    good, wrong = {
        "answers": (
            _("it answers: version {version}, inputs: {inputs}"),
            _("no judge box answers here. Press its reset button; if it stays so: kagarobo judge-box flash"),
        ),
        "ring": (
            _("no signal waits in it"),
            _(
                "signals wait in it: {count}. They belong to a run: open its table's station first, which fetches "
                "them. The rest was not tested, and nothing was thrown away."
            ),
        ),
        "idle": (
            _("every beam is whole: {levels}"),
            _("inputs that see no light or have no sensor: {low} (levels {levels}). Look at the gates and the wires."),
        ),
        "wire": (
            _("sentences came back as they were: {right} of {count}, the slowest in {slowest_ms} ms"),
            _("sentences came back as they were: only {right} of {count}. Take another cable."),
        ),
        "clock": (
            _("its clock goes right: {theirs_ms} ms in {ours_ms} ms"),
            _("its clock goes wrong: {theirs_ms} ms in {ours_ms} ms. Do not use this board."),
        ),
        "kept": (
            _("a signal comes, comes again until it is acknowledged, and then no more"),
            _("a signal was lost or came once too often ({missing}). Put the box on again: kagarobo judge-box flash"),
        ),
        "beam": (
            _("input {input} saw its beam break"),
            _("input {input} did not see its beam break (seen by: {seen}). Look at the gate and its wire."),
        ),
    }[line.test]
    return (good if line.is_good else wrong).format(**line.figures)


def put_away_row(robot: "Robot", outcome: "Outcome") -> tuple[str, ...]:
    """Return a robot's row after putting away."""
    from tui.board_words import battery_words
    from tui.flash_words import outcome_words

    result, to_do = outcome_words(outcome.error, is_unchanged=False)
    return robot.label, robot.child or "", result, to_do if outcome.error else "", battery_words(robot)


def driver_hint(platform: str = sys.platform) -> str:
    """Return what else it may be when a board is plugged in and not listed."""
    if platform == "win32":
        return _(
            "Plugged in and not listed? Try another cable: some only charge. An ESP32 board also needs a driver on "
            "Windows: CP210x from Silicon Labs, or CH340 from WCH. A Pico or an XRP needs none."
        )
    if platform == "darwin":
        return _(
            "Plugged in and not listed? Try another cable: some only charge. A Mac also asks whether an accessory may "
            "connect: allow it. For an old macOS and an ESP32 board there are drivers: CP210x, or CH340."
        )
    return _("Plugged in and not listed? Try another cable: some only charge.")
