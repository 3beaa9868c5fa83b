"""The house as a whole: whose its names are, what a command imports, what is never committed, each command's help."""

import importlib
import importlib.metadata
import importlib.util
import json
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tui import i18n
from tui.__main__ import COMMANDS, help_line, main, module_of
from tui.i18n import CHILDRENS_LANGUAGES, LANGUAGES, use_language

ROOT = Path(__file__).parents[1]
ROOMS = ("firmware", "judge", "lessons", "clubhouse_logs", "tui")
MAY_BE_NAMED_SO = {
    "firmware/virtual/micropython/time.py": "stands in for MicroPython's module of that name, on the board only",
    "firmware/virtual/micropython/select.py": "stands in for MicroPython's module of that name, on the board only",
    "firmware/virtual/micropython/machine.py": "stands in for MicroPython's module of that name, on the board only",
    "firmware/robot/profile.py": "robot.profile on the board; MicroPython has no module profile",
}
LOOK_AT_MODULES = """
import json, sys
from tui.__main__ import main
try:
    code = main(sys.argv[1:])
except SystemExit as ended:
    code = ended.code
print(json.dumps([code, sorted({name.partition(".")[0] for name in sys.modules})]))
"""

FOLDERS = "|".join(("home", "work", "root", "users", "mnt"))  # joined here, so that this file does not match itself
ADDRESSES = "|".join(("index" + "-url", "pypi" + r"\.org", "python" + "hosted"))
ELSEWHERE = re.compile(rf"(?<![\w~.$}}>)-])/({FOLDERS})/\w|[a-z]:\\users\\|{ADDRESSES}", re.IGNORECASE)


@pytest.fixture(autouse=True)
def same_language_after(monkeypatch: pytest.MonkeyPatch) -> None:
    """The language belongs to the process: the next test finds the one it left."""
    monkeypatch.setattr(i18n, "_translations", i18n._translations)
    monkeypatch.setattr(i18n, "_language", i18n._language)


def foreign_owners(distributions: Mapping[str, list[str]]) -> dict[str, set[str]]:
    """Which of our rooms' names another distribution brings, too. An editable install of ours is not listed at all."""
    owners = {room: set(distributions.get(room, ())) - {"kagarobo"} for room in ROOMS}
    return {room: names for room, names in owners.items() if names}


def test_our_names_are_ours_alone() -> None:
    """The rooms' names are plain words; another distribution with one of them would hide ours or be hidden."""
    assert {} == foreign_owners(importlib.metadata.packages_distributions())
    for room in ROOMS:
        found = importlib.util.find_spec(room)
        assert found is not None
        assert found.origin == str(ROOT / room / "__init__.py")


def test_a_foreign_package_of_our_name_would_be_seen() -> None:
    """The guard itself: a mapping as `packages_distributions` gives it, with an intruder."""
    assert {"judge": {"other"}} == foreign_owners(
        {"judge": ["kagarobo", "other"], "tui": ["kagarobo"], "rich": ["rich"]}
    )


def test_no_module_is_named_like_a_standard_or_third_party_one() -> None:
    """`serial_port.py`, not `serial.py`: a script's own folder stands first on sys.path."""
    taken = set(sys.stdlib_module_names) | set(importlib.metadata.packages_distributions()) - set(ROOMS)
    ours = [path.relative_to(ROOT).as_posix() for room in ROOMS for path in (ROOT / room).rglob("*.py")]

    assert [] == [path for path in ours if Path(path).stem in taken and path not in MAY_BE_NAMED_SO]
    assert set() == set(MAY_BE_NAMED_SO) - set(ours)


@pytest.mark.parametrize(
    ("arguments", "exit_code", "never"),
    [
        pytest.param(
            ["--help"],
            0,
            {"textual", "serial", "mpremote", "sqlite3", "firmware", "judge", "clubhouse_logs"},
            id="help",
        ),
        pytest.param(["boards", "--json"], 0, {"textual", "mpremote", "sqlite3", "judge"}, id="boards"),
        pytest.param(["check", "good.py"], 0, {"textual", "serial", "mpremote", "sqlite3", "judge"}, id="check"),
        pytest.param(["check", "bad.py"], 1, {"textual", "serial", "mpremote", "sqlite3", "judge"}, id="check, no"),
        pytest.param(["flash", "good.py", "--to", "nobody"], 2, {"textual", "sqlite3", "judge"}, id="flash, no board"),
        pytest.param(["virtual", "--help"], 0, {"textual", "mpremote", "sqlite3"}, id="virtual"),
        pytest.param(["play", "--help"], 0, {"textual", "mpremote", "pygame", "sqlite3"}, id="play"),
        pytest.param(["play", "bad.py", "--headless"], 1, {"textual", "pygame", "sqlite3"}, id="play, would not run"),
        pytest.param(["lesson", "list"], 0, {"textual", "pygame"}, id="lesson"),
        pytest.param(["challenge", "list"], 0, {"textual", "serial", "mpremote", "sqlite3"}, id="challenge"),
        pytest.param(["demo", "--help"], 0, {"textual"}, id="demo"),
    ],
)
def test_a_command_imports_only_what_it_uses(
    arguments: list[str], exit_code: int, never: set[str], tmp_path: Path
) -> None:
    """The flasher never loads Textual, a check needs no port, and nothing opens a database that keeps no records."""
    (tmp_path / "good.py").write_text("from robot import straight\n\nstraight(30)\n")
    (tmp_path / "bad.py").write_text("for i in range(3)\n    print(i)\n")

    process = subprocess.run(
        [sys.executable, "-c", LOOK_AT_MODULES, "--home", str(tmp_path / "home"), "--lang", "en", *arguments],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    code, loaded = json.loads(process.stdout.splitlines()[-1])

    assert (exit_code, set()) == (code, never & set(loaded))


def tracked_texts() -> list[tuple[str, str]]:
    """Every file of the repository that is, or would be, committed and is text."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a checkout: nothing is committed from here")
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    texts = []
    for name in filter(None, listed.stdout.split("\0")):
        raw = (ROOT / name).read_bytes() if (ROOT / name).is_file() else b""
        if b"\0" not in raw:
            texts.append((name, raw.decode("utf-8", "replace")))
    return texts


def test_no_file_names_a_machine_or_a_registry() -> None:
    """A path of somebody's disk or the address of an index works for one person on one day."""
    found = [
        f"{name}:{number}: {line.strip()}"
        for name, text in tracked_texts()
        for number, line in enumerate(text.splitlines(), start=1)
        if ELSEWHERE.search(line)
    ]

    assert [] == found


@pytest.mark.parametrize(
    ("line", "is_wrong"),
    [
        ("open('/{}/somebody/day.db')".format("home"), True),
        ("--{}-url https://mirror.example".format("index"), True),
        ("see https://{}.org/project/x".format("pypi"), True),
        ("from C:\\{}\\somebody".format("Users"), True),
        ("<home>/boards/NAME.json, ~/work, tests/{}/x, /dev/pts/3, $HOME/home/x".format("work"), False),
    ],
)
def test_a_path_of_a_machine_would_be_seen(line: str, is_wrong: bool) -> None:
    """The guard itself."""
    assert is_wrong == bool(ELSEWHERE.search(line))


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_has_what_the_command_line_asks_for(command: str) -> None:
    """A module with configure and run, and a line of help in each language."""
    module = importlib.import_module(module_of(command))
    lines = []
    for language in LANGUAGES:
        use_language(language)
        lines.append(help_line(command))

    assert callable(module.configure)
    assert callable(module.run)
    assert all(lines)
    assert len(LANGUAGES) - 1 == len(set(lines))  # easy Japanese says these in Japanese


@pytest.mark.parametrize("language", CHILDRENS_LANGUAGES)
@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_has_help(command: str, language: str, capsys: pytest.CaptureFixture[str]) -> None:
    """`--help` ends well, on stdout, and says the command's own line."""
    with pytest.raises(SystemExit) as ended:
        main(["--lang", language, command, "--help"])

    out, err = capsys.readouterr()
    assert (0, "") == (ended.value.code, err)
    assert re.sub(r"\s+", "", help_line(command)) in re.sub(r"\s+", "", out)


def test_every_command_module_is_a_command() -> None:
    """No module lies in tui/commands that nobody can call; the app is what runs without a command."""
    modules = {path.stem for path in (ROOT / "tui" / "commands").glob("*.py")} - {"__init__", "app"}

    assert modules == {module_of(command).rpartition(".")[2] for command in COMMANDS}
