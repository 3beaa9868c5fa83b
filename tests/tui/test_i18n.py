"""Which language is spoken: what was asked for, else the machine's, else English."""

import sys

import pytest

from tui import i18n
from tui.__main__ import main
from tui.i18n import LANGUAGES, _, language, pick_language, use_language

VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG", "KAGAROBO_LANG")


@pytest.fixture(autouse=True)
def plain_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """No language in the environment, and the process speaks its own again afterwards."""
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(i18n, "_translations", i18n._translations)
    monkeypatch.setattr(i18n, "_language", i18n._language)


@pytest.mark.parametrize(
    ("environment", "spoken"),
    [
        ({"LANG": "ja_JP.UTF-8"}, "ja"),
        ({"LANG": "ja"}, "ja"),
        ({"LANG": "zh_TW.UTF-8"}, "zh-tw"),
        ({"LANG": "zh_HK"}, "zh-tw"),
        ({"LANG": "zh-Hant-SG"}, "zh-tw"),
        ({"LANG": "zh_CN.UTF-8"}, "zh-cn"),
        ({"LANG": "zh_SG.utf8"}, "zh-cn"),
        ({"LANG": "zh_Hans_HK"}, "zh-cn"),
        ({"LANG": "Chinese (Traditional)_Taiwan.950"}, "zh-tw"),
        ({"LANG": "C"}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "ja_JP.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "en_GB.UTF-8", "LC_MESSAGES": "ja_JP.UTF-8"}, "ja"),
        ({"LANG": "en_GB.UTF-8", "LC_ALL": "", "LC_MESSAGES": ""}, "en"),
    ],
    ids=str,
)
def test_the_locale_chooses(environment: dict[str, str], spoken: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """POSIX's order: LC_ALL, LC_MESSAGES, LANG; empty counts as not set."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    assert spoken == pick_language()


def test_what_was_asked_for_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    """A language we do not speak is as if nothing was asked."""
    monkeypatch.setenv("LANG", "ja_JP.UTF-8")

    assert "en" == pick_language("en")
    assert "ja" == pick_language("xx")


@pytest.mark.parametrize(
    ("arguments", "environment", "spoken"),
    [
        pytest.param(["--lang", "ja"], {}, "ja", id="--lang"),
        pytest.param(["--lang", "ja-easy"], {}, "ja-easy", id="--lang ja-easy"),
        pytest.param([], {"KAGAROBO_LANG": "ja"}, "ja", id="KAGAROBO_LANG"),
        pytest.param(["--lang", "en"], {"KAGAROBO_LANG": "ja", "LANG": "ja_JP.UTF-8"}, "en", id="--lang beats both"),
        pytest.param([], {"KAGAROBO_LANG": "en", "LANG": "ja_JP.UTF-8"}, "en", id="KAGAROBO_LANG beats LANG"),
        pytest.param([], {"LANG": "ja_JP.UTF-8"}, "ja", id="LANG"),
        pytest.param(["--lang", "zh-tw"], {}, "zh-tw", id="--lang zh-tw"),
        pytest.param([], {"LANG": "zh_CN.UTF-8"}, "zh-cn", id="LANG in China"),
        pytest.param([], {"LANG": "C"}, "en", id="C"),
    ],
)
def test_the_command_line_speaks_it(
    arguments: list[str],
    environment: dict[str, str],
    spoken: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """--lang, else KAGAROBO_LANG, else the locale; the help is in it too."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    with pytest.raises(SystemExit) as ended:
        main([*arguments, "--help"])

    assert 0 == ended.value.code
    assert spoken == language()
    assert ("ロボット" in capsys.readouterr().out) == spoken.startswith("ja")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no LANG of its own to fall back from")
def test_a_machine_that_says_nothing_speaks_english(monkeypatch: pytest.MonkeyPatch) -> None:
    """No variable and no locale: English."""
    monkeypatch.setattr("locale.getlocale", lambda: (None, None))

    assert "en" == pick_language()


def test_fields_are_filled_in_after_translation() -> None:
    """The field stands where the translation wants it."""
    use_language("ja")
    assert f"{3}秒" == _("{seconds} s", seconds=3)

    use_language("en")
    assert "3 s" == _("{seconds} s", seconds=3)


def test_a_language_without_catalogue_is_refused() -> None:
    """use_language never falls silent or back by itself; what was spoken goes on."""
    use_language("ja")

    with pytest.raises(FileNotFoundError):
        use_language("xx")

    assert "ja" == language()
    assert ("ja", "ja-easy", "en", "zh-tw", "zh-cn") == LANGUAGES
