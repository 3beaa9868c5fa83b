"""The catalogues: nothing is missing, nothing is lost on the way, and nothing changes unless a sentence does."""

import re
import shutil
import string
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from tui import catalogues, i18n
from tui.i18n import BASES, LANGUAGES, LOCALE_FOLDER


@pytest.fixture(scope="module")
def in_code() -> Catalog:
    """Every sentence of the code."""
    return catalogues.extract()


def fields_of(text: str) -> list[str]:
    """The named fields of a sentence with their formats, sorted; a sentence without fields is never formatted."""
    return sorted(f"{name}:{spec}" for _, name, spec, _ in string.Formatter().parse(text) if name is not None)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_missing(language: str, in_code: Catalog) -> None:
    """Whoever adds a sentence runs `make messages` and translates it."""
    known = {message.id for message in catalogues.read(language) if message.string}
    asked_for = in_code if language not in BASES else catalogues.extract(language)  # a part is whole for its part

    assert [] == [message.id for message in asked_for if message.id and message.id not in known]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_catalogue_keeps_what_nobody_says(language: str, in_code: Catalog) -> None:
    """A sentence that left the code leaves the catalogue, and none is half-translated."""
    said = {message.id for message in in_code}
    catalogue = catalogues.read(language)

    assert [] == [message.id for message in catalogue if message.id not in said]
    assert [] == [message.id for message in catalogue if message.fuzzy]
    assert {} == catalogue.obsolete


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "en"])
def test_a_translation_keeps_exactly_the_named_fields(language: str) -> None:
    """No field is lost, none is invented, and its format stays."""
    for message in catalogues.read(language):
        if message.id and "{" in f"{message.id}{message.string}":
            assert _fields_or_none(str(message.id)) == _fields_or_none(str(message.string)), message.id


def _fields_or_none(text: str) -> list[str] | None:
    """None for an example in braces (JSON), which is shown as it is."""
    try:
        return fields_of(text)
    except ValueError:
        return None


def test_fields_have_names() -> None:
    """`{}` and `{0}` mean nothing to a translator."""
    for message in catalogues.read("en"):
        if message.id and _fields_or_none(str(message.id)):
            assert all(re.match(r"[a-z]\w*:|\"", field) for field in fields_of(str(message.id))), message.id


@pytest.mark.parametrize("language", ["ja", "zh-tw", "zh-cn"])
def test_a_translation_is_one(language: str) -> None:
    """A translation that equals its English sentence is one that nobody made, unless no word is in it."""
    sentences = [message for message in catalogues.read(language) if message.id]
    untouched = [str(message.id) for message in sentences if message.id == message.string]

    assert [] == [text for text in untouched if re.search(r"[a-z]{3} ", re.sub(r'\{.*?\}|".*?"', "", text))]


def test_easy_japanese_is_kana_and_short() -> None:
    """What children read has no kanji in it, and a sentence without its fields is at most 40 characters."""
    sentences = [str(message.string) for message in catalogues.read("ja-easy") if message.id]

    assert 50 < len(sentences)
    for sentence in sentences:
        assert not re.search(r"[\u3005\u3400-\u9fff\uf900-\ufaff]", sentence)
        assert len(re.sub(r"\{.*?\}", "", sentence)) <= 40, sentence


@pytest.mark.parametrize(("language", "encoding"), [("zh-tw", "big5"), ("zh-cn", "gb2312")])
def test_taiwan_and_china_each_read_their_own_characters(language: str, encoding: str) -> None:
    """Big5 has no simplified character and GB 2312 no traditional one: neither catalogue borrows from the other."""
    said = "".join(str(message.string) for message in catalogues.read(language) if message.id)

    assert 2000 < len(re.findall(r"[\u3400-\u9fff]", said))
    assert [] == sorted({sign for sign in re.findall(r"[\u3400-\u9fff]", said) if not _is_in(sign, encoding)})


def _is_in(sign: str, encoding: str) -> bool:
    try:
        return bool(sign.encode(encoding))
    except UnicodeEncodeError:
        return False


def test_chinese_holds_the_tournament_and_says_the_rest_in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    """A referee's screen is whole; a child's robot is said in English, never in Japanese."""
    monkeypatch.setattr(i18n, "_translations", i18n._translations)
    monkeypatch.setattr(i18n, "_language", i18n._language)
    i18n.use_language("zh-tw")

    assert "沒有這個判定。" == i18n._("There is no such call.")
    assert "In Python, write elif." == i18n._("In Python, write elif.")


def test_what_children_do_not_read_is_said_in_japanese(monkeypatch: pytest.MonkeyPatch) -> None:
    """Easy Japanese holds a part; the rest is Japanese, never English."""
    monkeypatch.setattr(i18n, "_translations", i18n._translations)
    monkeypatch.setattr(i18n, "_language", i18n._language)
    i18n.use_language("ja-easy")

    assert i18n._("put a program onto a robot") == catalogues.read("ja")["put a program onto a robot"].string
    assert i18n._("In Python, write elif.") == "Pythonでは「elif」と かくよ。"


@pytest.mark.parametrize("language", LANGUAGES)
def test_bringing_up_to_date_twice_changes_nothing(language: str, tmp_path: Path) -> None:
    """No date, no counter: a catalogue changes when a sentence does."""
    shutil.copytree(LOCALE_FOLDER / language, tmp_path / language)
    path = catalogues.po_path(language, tmp_path)

    catalogues.update(language, tmp_path)
    first = path.read_bytes()
    changed_again = catalogues.update(language, tmp_path)

    assert not changed_again
    assert first == path.read_bytes()
    assert path.with_suffix(".mo").exists()
    assert catalogues.po_path(language).read_bytes() == first  # what is committed is up to date
    assert not re.search(rb"POT-Creation-Date|FIRST AUTHOR|EMAIL@ADDRESS|#, fuzzy", first)


def test_a_new_language_begins_with_every_sentence(tmp_path: Path, in_code: Catalog) -> None:
    """An empty catalogue names all there is to translate; English comes by itself."""
    assert catalogues.update("ja", tmp_path)
    assert catalogues.update("en", tmp_path)

    assert len(in_code) == len(catalogues.missing("ja", tmp_path))
    assert [] == catalogues.missing("en", tmp_path)
