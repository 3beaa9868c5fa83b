"""What holds for all tests."""

import gc
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# Machines are noisy: no test may fail for being slow once (the first draw of a fresh clone builds tables for 1.5 s).
settings.register_profile(
    "kagarobo", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True, max_examples=50
)
settings.register_profile("torture", settings.get_profile("kagarobo"), max_examples=1000)
settings.load_profile("kagarobo")

# A run imports these tests once a worker, and starts hundreds of processes that import the rooms: compile them once.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# What tests write is thrown away, and no test asks more of a disk than a file system in memory gives (a power cut is
# played by tests/judge/torn_vfs.py): so nobody waits for a platter. Containers often give 64 MB only: then /tmp it is.
MEMORY = Path("/dev/shm")
MEMORY_FREE_BYTES_MIN = 4 << 30
if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= MEMORY_FREE_BYTES_MIN:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))

# Longest first, whatever the shuffle says: one of these that came last would leave the other workers idle.
LONG = (
    "tests/tui/test_demo.py",
    "tests/tui/hall_net/test_day_by_network.py",
    "tests/tui/test_demo_screen.py",
    "tests/tui/test_class_set.py",
    "tests/tui/test_command_judge_box.py",
    "tests/tui/test_command_boards.py",
    "tests/tui/test_flash_class.py",
    "tests/firmware/flasher/test_box_self_test.py",
    "tests/firmware/robot/test_start_on_the_board.py",
)


GARBAGE_OBJECTS = 100_000


def pytest_collection_finish() -> None:
    """What was collected stays to the end: CPython need not look through five thousand tests again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE_OBJECTS, 20, 20)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Bring the long files to the front; all others stay as they are."""
    ranks = {path: rank for rank, path in enumerate(LONG)}
    items.sort(key=lambda item: ranks.get(item.nodeid.partition("::")[0], len(LONG)))


@pytest.fixture(autouse=True)
def _same_language_after() -> Iterator[None]:
    """The language belongs to the process: the next test finds the one that this one found."""
    i18n = sys.modules.get("tui.i18n")
    before = i18n._language if i18n is not None else None
    yield
    if i18n is not None:
        i18n._language = before
