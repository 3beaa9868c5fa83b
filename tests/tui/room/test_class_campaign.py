"""A simulated class, small here and whole under torture: every check answered, no line lost by a kill in the middle.

python -m tests.tui.room.class_campaign [--pupils-are http] --seed N        repeats one, and prints its figures
"""

import asyncio
import random
import sys
from pathlib import Path

import pytest

from tests.tui.room.class_campaign import Afternoon, simulate

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="boards are confined on Linux only")


def told(plan: Afternoon, kind: str, table: str) -> str:
    """What a failure prints."""
    return (f"python -m tests.tui.room.class_campaign --pupils-are {kind} --pupils {plan.pupils} "
            f"--lessons {plan.lessons} --robots {plan.robots} --seed {plan.seed}\n{table}")  # fmt: skip


def test_a_class_whose_laptop_is_killed_half_way_answers_everybody_and_loses_nothing(tmp_path: Path) -> None:
    plan = Afternoon(pupils=3, lessons=1, think_s=0.3, dark_s=0.1, seed=7)
    report = asyncio.run(simulate(tmp_path, plan, in_browsers=False))
    assert [] == report.wrong, told(plan, "http", report.table())
    assert 6 == report.answered


@pytest.mark.pages
def test_two_children_in_chromium_go_on_after_a_kill(tmp_path: Path) -> None:
    plan = Afternoon(pupils=2, lessons=1, think_s=0.5, dark_s=0.5, seed=3)
    report = asyncio.run(simulate(tmp_path, plan, in_browsers=True))
    assert [] == report.wrong, told(plan, "chromium", report.table())
    assert report.waits_s()


@pytest.mark.torture
def test_a_class_of_25_over_http(tmp_path: Path) -> None:
    """About a minute and a half; the promise of two seconds is of a laptop that does nothing else: it is printed."""
    plan = Afternoon(pupils=25, lessons=3, seed=random.SystemRandom().randrange(10**6))
    report = asyncio.run(simulate(tmp_path, plan, in_browsers=False))
    print(report.table())
    assert [] == report.wrong, told(plan, "http", report.table())


@pytest.mark.torture
@pytest.mark.pages
def test_a_class_of_25_in_chromium(tmp_path: Path) -> None:
    """About five minutes on two cores, which the 25 browsers share with the laptop."""
    plan = Afternoon(pupils=25, lessons=2, robots=12, seed=random.SystemRandom().randrange(10**6))
    report = asyncio.run(simulate(tmp_path, plan, in_browsers=True))
    print(report.table())
    assert [] == report.wrong, told(plan, "chromium", report.table())
