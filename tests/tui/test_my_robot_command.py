"""`kagarobo` on a real terminal: the home screen, and from there a child's own screen in a child's own language."""

import os
import select
import struct
import subprocess
import sys
import time
from pathlib import Path

import pytest

if sys.platform != "win32":
    import fcntl
    import pty
    import termios

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a pty stands for the terminal")

ANSWER_S = 20.0


def read_until(terminal: int, wanted: str) -> str:
    """Read what the terminal is sent until something stands there."""
    shown, deadline_s = b"", time.monotonic() + ANSWER_S
    while wanted.encode() not in shown:
        left_s = deadline_s - time.monotonic()
        assert left_s > 0, f"no {wanted!r} within {ANSWER_S} s in {shown[-3000:]!r}"
        if select.select([terminal], [], [], left_s)[0]:
            shown += os.read(terminal, 65536)
    return shown.decode("utf-8", "replace")


@pytest.mark.parametrize(
    ("environment", "home_line", "title"),
    [
        ({"LANG": "ja_JP.UTF-8"}, "わたしのロボット", "わたしの ロボット"),
        ({"LANG": "ja_JP.UTF-8", "KAGAROBO_LANG": "ja"}, "わたしのロボット", "ロボットのことば"),
    ],
    ids=["a child in Japan", "Japanese asked for"],
)
def test_a_child_is_spoken_to_as_a_child(
    environment: dict[str, str], home_line: str, title: str, tmp_path: Path
) -> None:
    """Easy Japanese where Japanese is spoken, unless a language was asked for; Enter gets there, q leaves with 0."""
    outer, inner = pty.openpty()
    fcntl.ioctl(inner, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "KAGAROBO"))}
    with subprocess.Popen(
        [sys.executable, "-m", "tui", "--home", str(tmp_path / "home")],
        stdin=inner,
        stdout=inner,
        stderr=inner,
        env={**kept, "TERM": "xterm-256color", "PYTHONPATH": os.pathsep.join(sys.path), **environment},
        cwd=tmp_path,
    ) as process:
        os.close(inner)
        try:
            read_until(outer, home_line)
            os.write(outer, b"\r")
            read_until(outer, title)
            os.write(outer, b"q")
            deadline_s = time.monotonic() + ANSWER_S
            while process.poll() is None and time.monotonic() < deadline_s:
                if select.select([outer], [], [], 0.05)[0]:
                    try:
                        os.read(outer, 65536)
                    except OSError:
                        break  # the other end is closed
            exit_code = process.wait(ANSWER_S)
        finally:
            process.kill()
            os.close(outer)

    assert 0 == exit_code
