"""The README is true: its commands exist, its program runs through the check, its pictures and links are there."""

import re
from pathlib import Path

import pytest

from firmware.flasher.check import check
from tui.__main__ import COMMANDS, main

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_two_commands_of_the_readme_are_the_makefiles() -> None:
    """A newcomer types make demo and make test, and nothing else before."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")

    for target in re.findall(r"(?:`|^    )make ([a-z-]+)", README, re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


@pytest.mark.parametrize("command", sorted(set(re.findall(r"kagarobo ([a-z]+)", README)) & set(COMMANDS)))
def test_every_command_of_the_readme_has_help(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    """What the README names can be asked for help."""
    with pytest.raises(SystemExit) as left:
        main([command, "--help"])

    assert left.value.code == 0
    assert command in capsys.readouterr().out


def test_no_command_of_the_readme_is_invented() -> None:
    """Each line that begins with kagarobo names a command, an option of the app, or the app itself."""
    for line in re.findall(r"^    (?:\.venv/bin/)?kagarobo +(.*)$", README, re.MULTILINE):
        word = line.split()[0]
        assert word in COMMANDS or word.startswith("#"), line


def test_the_childs_program_of_the_readme_passes_the_check() -> None:
    """The first program a child sees has no mistake in it."""
    (program,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)

    assert check(program.encode()) == []


def test_the_links_and_pictures_of_the_readme_are_there() -> None:
    """No picture and no link is broken."""
    for target in re.findall(r"\]\(([^)]+)\)", README):
        assert (ROOT / target).exists(), target
