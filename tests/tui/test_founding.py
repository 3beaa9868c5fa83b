"""A tournament is made by ten answers, is ready when nothing is red, and stands on paper before it begins."""

import json
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from judge.challenges import ids, load
from judge.errors import DefinitionError
from judge.facts import TeamEntered
from judge.hall_kinds import CompetitionEntered, CompetitionOpened, TablesAssigned
from judge.journal import Journal, read_definitions, read_facts
from judge.tournament.hall import fold_hall
from tests.judge.hall_book import DEFINITIONS, HallBook
from tui.__main__ import main
from tui.exit_codes import ExitCode
from tui.founding.answers import Answers, facts_of
from tui.founding.asking import NotUsable, ask, questions, read_answers
from tui.founding.pack import documents, write
from tui.founding.paper import printed_facts, wanted_documents
from tui.founding.ready import Machine, ready_lines
from tui.i18n import speaking
from tui.kept_definitions import known_definitions

ALL = {name: load(name) for name in ids()}
KAGA = Answers("Kaga", date(2026, 11, 21), 3, tuple(ALL), ("ES", "MS", "HS"), 20)
TONIGHT = Machine(datetime(2026, 11, 20, 19), 10**10, 10**10, ("box-1",), 1)


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with speaking("en"):
        yield


def seeds() -> Iterator[int]:
    yield from range(1, 1000)


def made(answers: Answers) -> list:
    numbers = seeds()
    return facts_of(answers, ALL, timezone="Asia/Tokyo", new_seed=lambda: next(numbers))


def wanted() -> list:
    return questions(title="Kaga", today=date(2026, 11, 21), challenges=["amazeing", "sumobot"], known=list(ALL),
                     divisions=["ES", "MS", "HS"])  # fmt: skip


# -- ten questions -----------------------------------------------------------------------------------------------


def test_ten_times_enter_makes_a_tournament() -> None:
    given = ask(wanted(), lambda _words: "", lambda _line: None)
    answers = read_answers({}, wanted())
    assert 10 == len(wanted()) == len(given)
    assert ("Kaga", ("amazeing", "sumobot"), "single", 8) == (
        answers.title, answers.challenges, answers.finals, answers.finals_size
    )  # fmt: skip


def test_an_answer_that_cannot_be_used_is_asked_for_again() -> None:
    """It says why; nothing else is lost."""
    lines = iter(["Kaga", "23.11.2026", "2026-11-23", "0", "3", "sumo", "sumobot", *[""] * 10])
    said: list[str] = []
    given = ask(wanted(), lambda _words: next(lines), said.append)
    assert (date(2026, 11, 23), 3, ("sumobot",)) == (given["first_day"], given["days"], given["challenges"])
    assert 3 == len(said)


@pytest.mark.parametrize(
    "given",
    [{"days": 0}, {"tables": "many"}, {"colour": "red"}, {"runs_official": 2, "runs_counted": 3},
     {"finals": "triple"}, {"challenges": []}, {"is_confirmed": "perhaps"}],
)  # fmt: skip
def test_a_file_with_an_answer_that_cannot_be_used_is_refused(given: dict) -> None:
    with pytest.raises(NotUsable):
        read_answers(given, wanted())


@pytest.mark.parametrize("finals", ["none", "single", "double"])
def test_the_facts_of_any_answers_fold_without_a_finding(finals: str) -> None:
    """Every challenge, every division it has, both signing, and a table for each competition."""
    book = HallBook()
    book.facts.clear()
    for body in made(Answers("Kaga", date(2026, 11, 21), 3, tuple(ALL), ("ES", "MS", "HS"), 20, finals=finals)):
        book.add(body)
    hall = fold_hall(book.facts, ALL)
    assert () == hall.findings
    assert all(state.definition is not None and "team" in state.definition.sign_off
               for state in hall.competitions.values())  # fmt: skip
    served = {name for table in hall.tables.values() for name in table.competitions}
    assert set(hall.competitions) == served
    assert all(table.competitions for table in hall.tables.values())


def test_fewer_tables_than_challenges_are_shared() -> None:
    tables = {body.competition: body.tables for body in made(Answers("K", date(2026, 1, 1), 1, tuple(ALL), ("ES",), 2))
              if isinstance(body, TablesAssigned)}  # fmt: skip
    assert {(1,), (2,)} == set(tables.values())


def test_an_overlay_that_is_not_offered_makes_nothing() -> None:
    with pytest.raises(DefinitionError):
        made(Answers("K", date(2026, 1, 1), 1, ("line_following",), ("ES",), 2, overlays={"line_following": {"X": 1}}))


def test_last_years_answers_make_this_years_tournament(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Other days, another seed, no teams; and a journal that is there is never written over."""
    (tmp_path / "a.json").write_text(json.dumps({"title": "Kaga 2025", "challenges": ["sumobot"], "tables": 3}))
    old, new = str(tmp_path / "old.db"), str(tmp_path / "new.db")
    call = ["--lang", "en", "tournament", "new"]
    assert ExitCode.DONE == main([*call, "--answers", str(tmp_path / "a.json"), "--journal", old])
    with Journal.open(Path(old), "desk", clock=lambda: "2026-11-20T10:00:00+09:00") as journal:
        journal.append(TeamEntered("t1", "Blue Foxes", "ES", (), "en"), by="staff")
    assert ExitCode.WRONG_USE == main([*call, "--like", old, "--journal", new])
    assert ExitCode.DONE == main([*call, "--like", old, "--first-day", "2027-11-20", "--journal", new])
    assert ExitCode.WRONG_USE == main([*call, "--like", old, "--first-day", "2027-11-20", "--journal", new])
    before, after = (fold_hall(read_facts(Path(path)), ALL) for path in (old, new))
    assert before.frame is not None
    assert after.frame is not None
    assert ("Kaga 2025", ("2027-11-20",), {}) == (after.frame.title, after.frame.dates, dict(after.teams))
    assert list(before.competitions) == list(after.competitions)
    assert before.frame.seed != after.frame.seed
    assert "is there already" in capsys.readouterr().err
    assert ["sumobot"] == [one.id for one in read_definitions(new).values()]


# -- the evening before ------------------------------------------------------------------------------------------


def a_hall(**more: object) -> HallBook:
    """Line following of ES and MS with three teams each, and sumo without any."""
    book = HallBook()
    book.facts.clear()
    answers = Answers("Kaga", date(2026, 11, 21), 1, ("line_following", "sumobot"), ("ES", "MS"), 4, **more)  # type: ignore[arg-type]
    for body in made(answers):
        book.add(body)
    for division in ("ES", "MS"):
        for number in range(3):
            team = f"{division}{number}"
            book.add(TeamEntered(team, f"骨直臺絕 {team}", division, (), "zh-tw", "グーチー"))
            book.add(CompetitionEntered(f"line_following-{division}", team))
    return book


def red(book: HallBook, machine: Machine = TONIGHT) -> set[str]:
    lines = ready_lines(book.hall(), DEFINITIONS, [], machine)
    return {line.code for line in lines if line.state == "red"}


def test_a_ball_target_that_nobody_typed_is_red_and_set_makes_it_good(tmp_path: Path) -> None:
    path = tmp_path / "k.db"
    with Journal.open(path, "desk", clock=lambda: "2026-11-20T10:00:00+09:00") as journal:
        for fact in a_hall().facts:
            journal.append(fact.body, by="staff")

    def codes() -> set[str]:
        hall = fold_hall(read_facts(path), known_definitions(read_facts(path)))
        return {line.code for line in ready_lines(hall, ALL, [], TONIGHT) if line.state == "red"}

    call = ["--lang", "en", "tournament", "set", "--journal", str(path)]
    assert {"of-the-day"} == codes()
    assert ExitCode.DONE == main([*call, "line_following-ES", "T=137"])
    assert ExitCode.WRONG_USE == main([*call, "line_following-MS", "T=9999"])
    assert ExitCode.WRONG_USE == main([*call, "line_following-XX", "T=100"])
    assert {"of-the-day"} == codes()
    assert ExitCode.DONE == main([*call, "line_following-MS", "T=150"])
    assert set() == codes()
    assert ExitCode.DONE == main([*call, "line_following-MS", "T=160", "--tables", "1"])
    hall = fold_hall(read_facts(path), ALL)
    definition = hall.competitions["line_following-MS"].definition
    assert definition is not None
    assert 160 == definition.param("T", "MS")
    assert [1] == [table.number for table in hall.tables.values() if "line_following-MS" in table.competitions]
    assert ExitCode.WRONG_USE == main([*call, "line_following-MS", "T=170", "--station", "table 7"])
    assert ExitCode.DONE == main([*call, "line_following-MS", "T=170", "--station", "table-7"])
    assert "table-7" == read_facts(path)[-1].station


@pytest.mark.parametrize(
    ("machine", "code"),
    [
        (Machine(datetime(2026, 11, 1), 10**10, None, (), 1), "clock"),
        (Machine(datetime(2027, 1, 1), 10**10, None, (), 1), "clock"),
        (Machine(datetime(2026, 11, 20), 10**6, None, (), 1), "disk"),
        (Machine(datetime(2026, 11, 20), 10**10, 10**6, (), 1), "stick"),
        (Machine(datetime(2026, 11, 20), 10**10, None, (), 0), "rehearsal"),
    ],
)
def test_what_this_computer_lacks_is_red(machine: Machine, code: str) -> None:
    overlays = {"line_following": {"T": 137}}
    assert set() == red(a_hall(overlays=overlays))
    assert {code} == red(a_hall(overlays=overlays), machine)


def test_rules_that_changed_since_are_red() -> None:
    book = a_hall(overlays={"line_following": {"T": 137}})
    opening = next(fact for fact in book.facts if isinstance(fact.body, CompetitionOpened))
    body = opening.body
    book.correct(opening, CompetitionOpened(body.competition, body.definition, "0" * 64, body.overlay, body.division,
                                            body.stages, body.seed))  # fmt: skip
    assert {"definition", "fold"} == red(book)


# -- paper -------------------------------------------------------------------------------------------------------


def test_the_pack_holds_a_sheet_a_list_and_a_bracket_of_what_is_held(tmp_path: Path) -> None:
    """And what the announcer reads; nothing of a competition that nobody entered."""
    names = {document.name for document in documents(a_hall().hall())}
    assert {
        "1-score-sheet-line_following-ES", "2-teams-line_following-ES", "3-bracket-line_following-ES",
        "1-score-sheet-line_following-MS", "2-teams-line_following-MS", "3-bracket-line_following-MS",
        "4-certificates-by-hand", "5-announcer", "6-tables",
    } == names  # fmt: skip
    files = write(tmp_path, list(documents(a_hall().hall())), pixels_per_inch=20)
    assert {".pdf": 9, ".png": 9} == {end: sum(file.suffix == end for file in files) for end in (".pdf", ".png")}


def test_certificates_are_facts_and_one_that_became_false_is_on_the_notice() -> None:
    """Two teams, one run each: the first is corrected to nothing after its certificate went out."""
    book = HallBook()
    book.open("lf", [{"id": "open", "type": "open_runs", "runs": 1, "counted": 1}], 2)
    book.play("lf", lambda team: {"lf-1": 400, "lf-2": 150}[team])
    pages = wanted_documents(book.hall(), "certificates", places=3, is_upright=True, issuers=["Kaga"])
    assert ["certificates-lf"] == [page.name for page in pages]
    assert ["LF-1 殿", "LF-2 殿"] == [page["team"].text for page in pages[0].data["pages"]]
    for body in printed_facts(book.hall(), 3):
        book.add(body)
    assert [] == wanted_documents(book.hall(), "notice", places=0, is_upright=False, issuers=[])
    for fact in [one for one in book.facts if one.run == "r1" and one.kind == "called"]:
        book.correct(fact)
    notice = wanted_documents(book.hall(), "notice", places=0, is_upright=False, issuers=[])[0]
    rows = [[cell.text for cell in row[1:]] for row in notice.data["sections"][0]["rows"]]
    assert [["LF-1", "Champion", "Second place"], ["LF-2", "Second place", "Champion"]] == sorted(rows)
