"""What a child reads about a program: every code of the check has its sentence, numbers first, one thing to try."""

import re
import tomllib
from pathlib import Path

import pytest

import firmware.flasher.check
from firmware.flasher.check import Finding, check
from tui import i18n
from tui.i18n import CHILDRENS_LANGUAGES, use_language
from tui.program_words import _sentences, ending_line, finding_lines

MISTAKES = Path(__file__).parents[1] / "firmware" / "mistakes"
NAMES = sorted(tomllib.loads((MISTAKES / "expected.toml").read_text("utf-8")))


@pytest.fixture(autouse=True)
def same_language_after(monkeypatch: pytest.MonkeyPatch) -> None:
    """The language belongs to the process: the next test finds the one it left."""
    monkeypatch.setattr(i18n, "_translations", i18n._translations)
    monkeypatch.setattr(i18n, "_language", i18n._language)


def table_codes() -> set[str]:
    """The codes of the table in the docstring of `firmware.flasher.check`."""
    rows = re.findall(r"^\| (?!code|---)([^|]+) \|", firmware.flasher.check.__doc__ or "", re.MULTILINE)
    return {code for row in rows for code in re.findall(r"[a-z_]\w+", re.sub(r"\(.*?\)", "", row))}


def test_each_code_of_the_checks_table_has_a_sentence() -> None:
    """The table promises codes; no child reads a code."""
    assert 30 < len(table_codes())
    assert table_codes() == set(_sentences())


@pytest.mark.parametrize("language", CHILDRENS_LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_a_childs_mistake_reads_without_a_hole(name: str, language: str) -> None:
    """On the corpus of real mistakes: the line first, then one finished sentence, then the child's own line."""
    use_language(language)
    finding = check(MISTAKES / f"{name}.txt")[0]

    first, *rest = finding_lines(finding)

    assert not re.search(r"—|…|\{[a-z]|None", first)
    assert finding.line is None or first.startswith(
        {"en": f"Line {finding.line}: ", "ja": f"{finding.line}行目: ", "ja-easy": f"{finding.line}ぎょうめ: "}[
            language
        ]
    )
    for words in (finding.source_line, str(finding.fields.get("word")), str(finding.fields.get("instead"))):
        first = first.replace(words or "—", "")
    assert "_" not in first
    assert bool(finding.source_line) == bool(rest)


@pytest.mark.parametrize(
    ("finding", "words"),
    [
        pytest.param(
            Finding("full_width", 3, 9, {"character": "（", "instead": "("}),
            "3行目: 全角の「（」があります。半角の「(」にしましょう。",
            id="a wide bracket",
        ),
        pytest.param(
            Finding("full_width", 2, 1, {"character": "\u3000", "instead": " "}),
            "2行目: 全角の空白か、見えない空白があります。半角の空白にしましょう。",
            id="a wide space, which nobody could see between the quotes",
        ),
        pytest.param(
            Finding("indent_missing", 2, None, {"after": "function", "after_line": 1}),
            "2行目: 1行目の def の中身がありません。次の行を空白4つ下げましょう。",
            id="a def without a body, called what the child wrote",
        ),
        pytest.param(
            Finding("not_utf8", 2, None, {"encoding": ""}),
            "2行目: 文字コードがUTF-8ではありません。UTF-8で保存しましょう。",
            id="an encoding nobody knows",
        ),
    ],
)
def test_a_sentence_says_what_the_child_sees(finding: Finding, words: str) -> None:
    """In the child's own language, with the characters of the child's own line."""
    use_language("ja")

    assert [words] == finding_lines(finding)


def test_the_caret_stands_under_the_place_behind_wide_characters() -> None:
    """A wide character is as wide as two columns, so a wide blank stands under it."""
    finding = Finding("full_width", 1, 4, {"character": "（", "instead": "("}, 'x速("a')

    assert ["    x速(" + '"a', "     \u3000 ^"] == finding_lines(finding)[1:]


@pytest.mark.parametrize("language", CHILDRENS_LANGUAGES)
@pytest.mark.parametrize(
    "error", ["NameError", "ZeroDivisionError", "OSError", "RuntimeError", "never_waits", "safe_mode", "StrangeError"]
)
def test_an_ending_names_its_line_when_it_is_known(error: str, language: str) -> None:
    """Line 0 means not known; nobody reads of a line 0."""
    use_language(language)

    assert re.match(r"Line 12: |12行目: |12ぎょうめ: ", ending_line({"error": error, "line": 12, "name": "good"}))
    assert "0" not in ending_line({"error": error, "line": 0}).replace("by 0", "").replace("0で割", "").replace(
        "0では", ""
    )
