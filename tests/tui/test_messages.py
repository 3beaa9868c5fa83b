"""Every error that can reach a reader has its sentence, in every language, and the log tells nothing it should not."""

import dataclasses
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import clubhouse_logs.errors
import firmware.virtual.field_errors
import judge.errors
import lessons.errors
from clubhouse_logs.errors import ClubhouseError
from firmware.errors import FirmwareError, FirmwareUnreadable, ProgramRefused
from firmware.flasher.check import Finding as ProgramFinding
from judge.errors import (  # fmt: skip
    DefinitionError,
    JournalDamaged,
    JournalWriteFailed,
    JudgeError,
    MirrorBehind,
    NotAJournal,
    NotBundled,
    SigningKeyUnusable,
    StationError,
)
from judge.findings import Finding
from lessons.errors import LessonError, ProgressUnreadable
from tui import i18n
from tui.error_log import LOG_NAME
from tui.error_words.clubhouse import town_reasons
from tui.error_words.table import keys_of, known_fields, sentence_of, sentences
from tui.exit_codes import ExitCode
from tui.i18n import CHILDRENS_LANGUAGES, use_language
from tui.messages import say_error
from tui.town_file import TownError

ROOT = Path(__file__).parents[2]
SECRET = "ひみつの行"
REASONS = {  # as the docstrings of judge.errors and firmware.flasher.uf2 give them
    FirmwareUnreadable: ("missing", "not_uf2", "cut", "damaged", "family", "mixed"),
    NotAJournal: ("missing", "empty", "folder", "no_access", "other_file", "no_good_row"),
    JournalWriteFailed: ("full", "io", "busy", "exists"),
    MirrorBehind: ("gone", "other_journal", "taken", "io"),
    SigningKeyUnusable: ("no_access", "no_key", "open_to_others"),
    NotBundled: ("nothing_opened", "definition_changed"),
    ProgressUnreadable: ("newer", "damaged"),
    StationError: ("run_open", "no_box", "started", "not_started", "no_run"),
}


@pytest.fixture(autouse=True)
def same_language_after(monkeypatch: pytest.MonkeyPatch) -> None:
    """The language belongs to the process: the next test finds the one it left."""
    monkeypatch.setattr(i18n, "_translations", i18n._translations)
    monkeypatch.setattr(i18n, "_language", i18n._language)


def leaves(parent: type[Any]) -> Iterator[type[Any]]:
    """Every error class that is raised: those without a subclass in our rooms."""
    children = [child for child in parent.__subclasses__() if child.__module__.split(".")[0] != "tests"]
    if not children:
        yield parent
    for child in children:
        yield from leaves(child)


def plausible(name: str, annotation: Any) -> Any:
    """A value a field of this name may hold."""
    text = str(annotation)
    if name == "findings" and "judge" in text:
        return (Finding("J-GAP", "error", "table-1:418", {"first": 418, "last": 418}),)
    if name == "findings":
        return (ProgramFinding("colon_missing", 3, 11, {"word": "while"}, SECRET),)
    if "Sequence" in text:
        return ("robot-1", "robot-2")
    if "Path" in text:
        return Path("fields/line.toml")
    if "int" in text.split("|")[0]:
        return 7
    return 4.5 if "float" in text else f"some-{name}"


def built(kind: type[Any]) -> Iterator[Exception]:
    """An error with all it can hold and one with as little as it can hold, and one for each of its reasons."""
    parameters = [
        one for one in inspect.signature(kind).parameters.values() if one.kind is not inspect.Parameter.VAR_KEYWORD
    ]
    full = {one.name: plausible(one.name, one.annotation) for one in parameters}
    optional = [one.name for one in parameters if "None" in str(one.annotation)]
    for reason in (*REASONS.get(kind, ()), full.get("reason")):  # the last is one that nobody has thought of yet
        yield kind(**full | ({"reason": reason} if "reason" in full else {}))
    for last in range(len(optional)):  # a process may be unknown when its name is known, never the other way round
        yield kind(**full | dict.fromkeys(optional[last:]))
    if any(one.default == () for one in parameters):
        yield kind(**full | {one.name: () for one in parameters if one.default == ()})


def coded(kind: type[ClubhouseError]) -> Iterator[ClubhouseError]:
    """The errors that a class of the clubhouse promises in its docstring: `code (field, field)`."""
    for code, fields in re.findall(r"([a-z]+(?:-[a-z]+)+) \(([a-z_, ]+)\)", inspect.getdoc(kind) or ""):
        yield kind(code, **{name: f"some-{name}" for name in fields.split(", ")})


BOARD_AND_JUDGE = [
    *(error for kind in leaves(FirmwareError) for error in built(kind)),
    *(error for kind in leaves(LessonError) for error in built(kind)),
    *(error for kind in leaves(JudgeError) if kind is not DefinitionError for error in built(kind)),
]
CLUBHOUSE = [error for kind in leaves(ClubhouseError) for error in coded(kind)]
OTHERS = [
    DefinitionError("line.toml", "calls.ball.key", "missing"),
    DefinitionError("line.toml", "", "not-toml", {"detail": "line 3"}),
    DefinitionError("chess", "id", "unknown-challenge", {"known": ("line_following", "sumobot")}),
    DefinitionError("line.toml", "overlay.K", "out-of-range", {"value": 9, "low": 1, "high": 5}),
    TownError("kaga.toml", "sites[0].rules", "missing"),
    TownError("kaga.toml", "", "not-toml", "line 3"),
    TownError("atlantis.toml", "", "file-missing", "No such file"),
    firmware.errors.BoardNotFound("", ("robot-1", "robot-2")),
    firmware.errors.BoardNotFound("", ()),
]


def name_of(error: Any) -> str:
    """A test id: the class, and the sentence's key that is its own."""
    return f"{type(error).__name__}-{next(iter(keys_of(error.code, known_fields(error))))}"


@pytest.mark.parametrize("error", [*BOARD_AND_JUDGE, *CLUBHOUSE, *OTHERS], ids=name_of)
def test_an_error_has_its_sentence_in_every_language(error: Exception) -> None:
    """Each error of each room: an exit code, a finished sentence without a hole, in Japanese and in English."""
    said = {}
    for language in CHILDRENS_LANGUAGES:
        use_language(language)
        found = sentence_of(error, log="home/kagarobo.log")
        assert found is not None
        exit_code, said[language] = found
        assert exit_code in (ExitCode.NO, ExitCode.WRONG_USE, ExitCode.FAILED)

    assert not re.search(r"—|…|[{}]|None", said["en"] + said["ja"])
    assert re.search(r"[ぁ-ん]", said["ja"])
    assert not re.search(r"[ぁ-ん]", said["en"])


def test_all_rooms_were_looked_at() -> None:
    """The list above is made by reflection: it must not be empty without anybody seeing it."""
    promised = {error.code for error in CLUBHOUSE}
    raised = {
        code
        for path in (ROOT / "clubhouse_logs").glob("*.py")
        for code in re.findall(r'Error\(\s*"([a-z-]+)"', path.read_text(encoding="utf-8"))
    }

    assert raised == promised
    assert all(kind in {type(error) for error in BOARD_AND_JUDGE} for kind in REASONS)
    for room in (firmware.errors, firmware.virtual.field_errors, judge.errors, clubhouse_logs.errors, lessons.errors):
        known = {type(error) for error in (*BOARD_AND_JUDGE, *CLUBHOUSE, *OTHERS)}
        kinds = [kind for _, kind in inspect.getmembers(room, inspect.isclass) if issubclass(kind, Exception)]
        assert [] == [kind for kind in kinds if not kind.__subclasses__() and kind not in known]


def test_no_sentence_stands_there_for_nothing() -> None:
    """Every row of the table is some error's: what no error reaches would be translated in vain."""
    reached = set()
    for error in (*BOARD_AND_JUDGE, *CLUBHOUSE, *OTHERS):
        keys = keys_of(str(error.code), known_fields(error))  # type: ignore[attr-defined]
        reached.add(next(key for key in keys if key in sentences()))

    assert set() == set(sentences()) - reached


def test_every_reason_that_is_raised_is_known() -> None:
    """A new reason asks for a sentence of its own, or for a place in the list above."""
    for kind, reasons in REASONS.items():
        raised = {
            reason
            for room in ("judge", "firmware")
            for path in (ROOT / room).rglob("*.py")
            for reason in re.findall(rf'raise {kind.__name__}\([^\n]*?"([a-z0-9_]+)"', path.read_text(encoding="utf-8"))
        }
        assert raised <= set(reasons), kind


def test_every_reason_of_a_town_file_has_words() -> None:
    """A town file is somebody's afternoon; the reasons are those of TownError's docstring."""
    listed = re.search(r"Reasons: (.*?)\.", inspect.getdoc(TownError) or "", re.DOTALL)

    assert listed is not None
    assert set(re.split(r",\s+", listed.group(1))) == set(town_reasons())


@pytest.mark.parametrize(
    ("error", "says"),
    [
        pytest.param(
            JournalDamaged("spring.db", [Finding("J-GAP", "error", "t1:418", {"first": 418, "last": 420})] * 2),
            r"spring\.db.*t1:418.*418.*420.*2.*kagarobo journal check spring\.db",
            id="damaged journal: file, row, how many, command",
        ),
        pytest.param(
            firmware.errors.BoardNotFound("robot-9", ("robot-1", "robot-2")),
            r"robot-9.*robot-1(, |、)robot-2",
            id="unknown board: the boards that are there",
        ),
        pytest.param(
            ProgramRefused("maze.py", [ProgramFinding("empty"), ProgramFinding("bom")]),
            r"maze\.py.*2.*kagarobo check maze\.py",
            id="refused program: how many places, command",
        ),
        pytest.param(
            firmware.virtual.field_errors.WorldStuck("held", 12_340_000, 5.2), r"5 ?(s|秒).*12\.3|12\.3.*5", id="units"
        ),
    ],
)
@pytest.mark.parametrize("language", CHILDRENS_LANGUAGES)
def test_a_sentence_names_what_its_reader_needs(error: Exception, says: str, language: str) -> None:
    """File, row, number and the command to run next."""
    use_language(language)

    found = sentence_of(error, log="-")

    assert found is not None
    assert re.search(says, found[1])


def test_a_known_error_says_its_code_and_exits_with_its_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One line on stderr that can be quoted; nothing on stdout."""
    use_language("en")

    exit_code = say_error(NotAJournal("spring.db", "missing"), log_folder=tmp_path)

    out, err = capsys.readouterr()
    assert (ExitCode.WRONG_USE, "") == (exit_code, out)
    assert "kagarobo: There is no journal spring.db. Is the name right? [J-FILE]\n" == err


def raised(error: Exception, cause: Exception | None = None) -> Exception:
    """The error as it arrives: with a traceback, and perhaps a cause."""
    try:
        raise error from cause
    except Exception as caught:
        return caught


@pytest.mark.parametrize("language", CHILDRENS_LANGUAGES)
def test_an_unexpected_error_sends_the_reader_to_the_log(
    language: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The reader sees where the log is and never a traceback; the log has it."""
    use_language(language)

    exit_code = say_error(raised(ZeroDivisionError("our own")), log_folder=tmp_path / "new")

    err = capsys.readouterr().err
    log = (tmp_path / "new" / LOG_NAME).read_text(encoding="utf-8")
    assert ExitCode.FAILED == exit_code
    assert str(tmp_path / "new" / LOG_NAME) in err
    assert "File " not in err
    assert "ZeroDivisionError" in log
    assert re.search(r'File ".*test_messages\.py", line \d+, in raised', log)


@pytest.mark.parametrize(
    "error",
    [
        pytest.param(ProgramRefused("maze.py", [ProgramFinding("syntax", 3, 1, {}, SECRET)]), id="findings"),
        pytest.param(SyntaxError("invalid syntax", ("program.py", 3, 1, SECRET)), id="big Python's own words"),
        pytest.param(ValueError(SECRET), id="a value"),
        pytest.param(KeyError(SECRET), id="a key"),
        pytest.param(UnicodeDecodeError("utf-8", SECRET.encode(), 0, 1, SECRET), id="bytes"),
    ],
)
def test_the_log_holds_no_line_of_a_child(error: Exception, tmp_path: Path) -> None:
    """Codes, places and our own frames only: the error itself, and whatever caused it."""
    say_error(raised(error), log_folder=tmp_path)
    say_error(raised(RuntimeError("ours"), cause=raised(error)), log_folder=tmp_path)

    log = (tmp_path / LOG_NAME).read_text(encoding="utf-8")
    assert SECRET not in log
    assert "\\u3072" not in log
    assert 2 <= log.count(type(error).__name__)


def test_the_log_keeps_what_the_system_said(tmp_path: Path) -> None:
    """What a helper needs: a code, its fields, and the words of the system that caused it."""
    say_error(
        raised(JournalWriteFailed("spring.db", "io", "SQLITE_IOERR"), cause=OSError(5, "Input/output error")),
        log_folder=tmp_path,
    )

    log = (tmp_path / LOG_NAME).read_text(encoding="utf-8")
    assert all(part in log for part in ("J-WRITE", "spring.db", "SQLITE_IOERR", "caused by", "Input/output error"))


def test_a_disk_that_takes_no_log_hides_no_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file where the folder should be: the sentence comes all the same."""
    (tmp_path / "home").write_text("in the way")
    use_language("en")

    assert ExitCode.FAILED == say_error(ZeroDivisionError(), log_folder=tmp_path / "home")
    assert "ZeroDivisionError" in capsys.readouterr().err


def test_every_firmware_error_is_a_dataclass() -> None:
    """Their fields are a property made from the dataclass: one that forgot it would show no field at all."""
    assert all(dataclasses.is_dataclass(kind) for kind in leaves(FirmwareError))
