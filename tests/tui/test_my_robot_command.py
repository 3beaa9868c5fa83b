"""`kagarobo` on a real terminal: the home screen, and from there a child's own screen in a child's own language."""

import os
import select
import struct
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tui import i18n
from tui.commands.app import childs_language
from tui.i18n import use_language

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


def test_a_child_in_japan_is_spoken_to_in_easy_japanese(tmp_path: Path) -> None:
    """The home screen is Japanese, the child's own easy Japanese; Enter gets there, q leaves with 0."""
    outer, inner = pty.openpty()
    fcntl.ioctl(inner, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "KAGAROBO"))}
    with subprocess.Popen(
        [sys.executable, "-P", "-m", "tui", "--home", str(tmp_path / "home")],
        stdin=inner,
        stdout=inner,
        stderr=inner,
        env={**kept, "TERM": "xterm-256color", "LANG": "ja_JP.UTF-8"},
        cwd=tmp_path,
    ) as process:
        os.close(inner)
        try:
            read_until(outer, "わたしのロボット")
            os.write(outer, b"\r")
            read_until(outer, "わたしの ロボット")
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


@pytest.mark.parametrize(
    ("spoken", "asked", "variable", "childs"),
    [
        ("ja", None, "", "ja-easy"),
        ("ja", "ja", "", "ja"),
        ("ja", None, "ja", "ja"),
        ("en", None, "", "en"),
    ],
)
def test_a_language_that_was_asked_for_is_spoken(
    spoken: str, asked: str | None, variable: str, childs: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Easy Japanese is a guess, and gives way."""
    monkeypatch.setattr(i18n, "_translations", i18n._translations)
    monkeypatch.setattr(i18n, "_language", i18n._language)
    monkeypatch.setenv("KAGAROBO_LANG", variable)
    use_language(spoken)

    assert childs == childs_language(asked)
