"""check() on what beginners really type: the cause is named, on the child's own line."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from firmware.flasher.check import SOURCE_BYTES_MAX, Finding, check

MISTAKES = Path(__file__).parent / "mistakes"
EXPECTED: dict[str, dict[str, Any]] = tomllib.loads((MISTAKES / "expected.toml").read_text("utf-8"))


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_mistake_is_named_with_its_line(name: str) -> None:
    """Every mistake of the corpus has its own code, the line it is on and what its sentence needs."""
    expected = EXPECTED[name]

    finding = check(MISTAKES / f"{name}.txt")[0]

    assert expected["code"] == finding.code
    assert expected.get("line") == finding.line
    assert "column" not in expected or expected["column"] == finding.column
    assert "fields" not in expected or expected["fields"] == dict(finding.fields)


def test_every_file_of_the_corpus_is_expected() -> None:
    """No mistake lies in the folder unexamined."""
    assert sorted(EXPECTED) == sorted(path.stem for path in MISTAKES.glob("*.txt"))


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(
            "print('全角（かっこ）も ＝ もよい')  # ここも（よい）\n", id="wide characters in text and comment"
        ),
        pytest.param('"""「せつめい」\n、。"""\nx = 1\n', id="wide characters in a docstring"),
        pytest.param("速さ = 30\n速さ２ = 速さ * 2\nprint(速さ２)\n", id="a Japanese name, with a wide number in it"),
        pytest.param("for i in range(3):\r\n\tprint(i)\r\n", id="a tab and Windows line ends"),
        pytest.param("def a():\n\treturn 1\n\ndef b():\n    return 2\n", id="tabs here, spaces there, never together"),
        pytest.param("x = 'it\\'s \\\n（on）'\nprint(x)\n", id="a string carried over a line"),
        pytest.param("print('\\d')\n", id="a doubtful escape is no mistake"),
        pytest.param("async def main():\n    await x\n", id="async"),
    ],
)
def test_a_good_program_has_no_findings(source: str) -> None:
    """What MicroPython runs is never refused."""
    assert check(source.encode()) == []


def test_every_wide_line_is_listed_and_the_next_mistake_too() -> None:
    """Wide characters do not hide the missing colon further down."""
    source = "x ＝ 1\ny ＝ （2）\nwhile x\n    x = 0\n"

    findings = check(source.encode())

    assert [(f.code, f.line) for f in findings] == [("full_width", 1), ("full_width", 2), ("colon_missing", 3)]


def test_a_finding_shows_the_line_as_the_child_wrote_it() -> None:
    """The source line is the child's own, without its line end."""
    finding = check("x = 1\r\n  print（x）\r\n".encode())[0]

    assert finding.source_line == "  print（x）"
    assert finding.column == 8


def test_a_bom_does_not_hide_the_mistake_behind_it() -> None:
    """The three invisible bytes are named, and so is the mistake on the same line."""
    findings = check("\ufeffx = (1\n".encode())

    assert [finding.code for finding in findings] == ["bom", "bracket_open"]


@pytest.mark.parametrize(
    ("make", "code"),
    [
        pytest.param(lambda folder: folder / "no_such.py", "file_missing", id="missing"),
        pytest.param(lambda folder: folder, "not_a_file", id="folder"),
    ],
)
def test_what_cannot_be_read_is_a_finding(make: Any, code: str, tmp_path: Path) -> None:
    """A wrong path is the child's mistake too, and names the path."""
    path = make(tmp_path)

    assert check(path) == [Finding(code, fields={"path": str(path)})]


def test_a_file_beyond_the_limit_is_refused_unread() -> None:
    """256 kB is no child's program, and no board holds it."""
    assert check(b"#" * (SOURCE_BYTES_MAX + 1))[0].code == "too_large"
    assert check(b"x = 1\n" * (SOURCE_BYTES_MAX // 6)) == []
