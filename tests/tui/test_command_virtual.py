"""`kagarobo virtual`: a stand-in board in the foreground."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tui.__main__ import main


def test_a_board_runs_until_it_is_interrupted(tmp_path: Path) -> None:
    """The first line of stdout is the port alone; the board is listed while it runs; Ctrl-C ends it with 0."""
    command = [sys.executable, "-m", "tui.__main__", "--lang", "en", "virtual", "robot", "--name", "aka"]
    board = subprocess.Popen(
        [*command, "--home", str(tmp_path), "--image", str(tmp_path / "aka.flash")],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert board.stdout is not None
        port = board.stdout.readline().rstrip("\n")
        entry = json.loads((tmp_path / "boards" / "aka.json").read_text())
        is_there = os.path.exists(port)
        board.send_signal(signal.SIGINT)
        out, err = board.communicate(timeout=10)
    finally:
        board.kill()
        board.wait()

    assert port.startswith("/dev/")
    assert is_there
    assert (port, "robot", board.pid) == (entry["port"], entry["kind"], entry["pid"])
    assert (0, "") == (board.returncode, out)
    assert f"aka waits on {port}. Ctrl-C ends it." in err
    assert (tmp_path / "aka.flash").stat().st_size
    assert not (tmp_path / "boards" / "aka.json").exists()


def test_a_name_that_cannot_be(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Said in a sentence with the name, before anything is started."""
    assert main(["--lang", "en", "--home", str(tmp_path), "virtual", "robot", "--name", "../aka"])

    out, err = capsys.readouterr()
    assert "" == out
    assert "../aka" in err


@pytest.mark.parametrize("arguments", [["--help"], ["submarine"], []], ids=str)
def test_help_and_wrong_kinds(arguments: list[str]) -> None:
    """--help explains; a board that is not one, or none, is wrong use."""
    with pytest.raises(SystemExit) as caught:
        main(["--lang", "en", "virtual", *arguments])

    assert (0 if arguments == ["--help"] else 2) == caught.value.code


@pytest.mark.parametrize("option", ["--baud", "--latency-ms", "--cut-after"])
@pytest.mark.parametrize("text", ["0", "-1", "fast"])
def test_a_line_that_cannot_be(option: str, text: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A rate, a delay or a length that is no number of anything is wrong use, said with the range."""
    with pytest.raises(SystemExit) as caught:
        main(["--lang", "en", "virtual", "robot", f"{option}={text}"])

    assert 2 == caught.value.code
    assert "a whole number from 1" in capsys.readouterr().err


def test_the_plug_is_pulled_with_a_sentence(tmp_path: Path) -> None:
    """After so many bytes from the computer the board ends with 0, says so, and is no longer listed."""
    command = [sys.executable, "-m", "tui.__main__", "--lang", "en", "virtual", "robot", "--name", "aka"]
    board = subprocess.Popen(
        [*command, "--home", str(tmp_path), "--cut-after", "3"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert board.stdout is not None
        port = os.open(board.stdout.readline().rstrip("\n"), os.O_RDWR | os.O_NOCTTY)
        os.write(port, b"1+1\r")
        _, err = board.communicate(timeout=10)
        os.close(port)
    finally:
        board.kill()
        board.wait()

    assert 0 == board.returncode
    assert "The plug of aka was pulled." in err
    assert ["aka.lfs"] == [path.name for path in (tmp_path / "boards").iterdir()]
