"""Every mistake of the corpus says what the teacher's file says, in each language."""

import re
import tomllib

import pytest

from tests.tui.mistake_sentences import MISTAKES, SENTENCES, first_sentence
from tui import i18n
from tui.i18n import CHILDRENS_LANGUAGES

EXPECTED: dict[str, dict[str, str]] = tomllib.loads(SENTENCES.read_text("utf-8"))


@pytest.fixture(autouse=True)
def same_language_after(monkeypatch: pytest.MonkeyPatch) -> None:
    """The language belongs to the process: the next test finds the one it left."""
    monkeypatch.setattr(i18n, "_translations", i18n._translations)
    monkeypatch.setattr(i18n, "_language", i18n._language)


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_mistake_says_what_the_teacher_expects(name: str) -> None:
    """No sentence changes unseen; who means it runs `python -m tests.tui.mistake_sentences`."""
    assert EXPECTED[name] == {language: first_sentence(name, language) for language in CHILDRENS_LANGUAGES}


def test_the_corpus_is_large_and_whole() -> None:
    """At least 60 real mistakes, each with its sentences."""
    assert 60 <= len(EXPECTED)
    assert sorted(EXPECTED) == sorted(path.stem for path in MISTAKES.glob("*.txt"))


def test_easy_japanese_has_no_kanji() -> None:
    """A child who reads kana reads all of it."""
    assert [] == [name for name, said in EXPECTED.items() if re.search(r"[\u3400-\u9fff]", said["ja-easy"])]
