"""A robot on the bench for all tests of a worker: it takes half a second to switch on."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from lessons.classroom import Classroom

collect_ignore = [] if sys.platform == "linux" else ["test_every_lesson.py", "test_classroom.py", "test_on_a_robot.py"]


@pytest.fixture(scope="session")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Classroom]:
    """A classroom."""
    with Classroom(Path(tmp_path_factory.mktemp("classroom"))) as classroom:
        yield classroom
