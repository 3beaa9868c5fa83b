"""The second verifier over whole halls: every format, several competitions in one journal, and what was tampered with.

A hall that comes out differently says the command that plays it again; many more are played under `torture`.
"""

import json
import random
import zipfile
from collections.abc import Callable, Sequence
from functools import cache
from io import BytesIO
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from judge.bundle import hall_bundle
from judge.challenges import load, text
from judge.errors import NotBundled
from judge.facts import Fact
from judge.hall_kinds import CompetitionLeft, PaperPrinted
from judge.tournament.hall import fold_hall
from judge.verify import verify
from tests.judge.hall_book import DEFINITIONS, HallBook
from tests.judge.hall_campaign import CUP, FORMATS, OPEN, Campaign

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
TEXTS = {load(name).hash: text(name) for name in DEFINITIONS}
SIZES = (5, 9)
THREE: list[dict[str, Any]] = [
    OPEN,
    {"id": "groups", "type": "groups", "groups": 2, "advance": 2, "size": 7},
    {**CUP, "third_place": "match"},
]
RARE: dict[str, tuple[str, list[dict[str, Any]], dict[str, Any]]] = {
    "two legs, other points": ("line_following", [{"id": "all", "type": "round_robin", "legs": 2, "win": 2}], {}),
    "two runs a heat": ("line_following", [{**CUP, "runs": 2, "third_place": "shared"}], {}),
    "two matches a heat": ("sumobot", [{"id": "all", "type": "round_robin", "runs": 2}, CUP], {}),
    "two runs, twice beaten": ("line_following", [{"id": "cup", "type": "double_elimination", "runs": 2}], {}),
    "Swiss in a ring": ("sumobot", [{"id": "swiss", "type": "swiss", "rounds": 3, "win": 2}], {}),
    "groups and no more": ("line_following", [{"id": "groups", "type": "groups", "groups": 3}], {}),
    "three stages": ("line_following", THREE, {}),
    "open runs twice": ("line_following", [OPEN, {**OPEN, "id": "again", "size": 3}], {}),
}


def bundled(facts: Sequence[Fact]) -> bytes:
    """A bundle of what the fold says of these facts."""
    return hall_bundle(facts, fold_hall(facts, DEFINITIONS), TEXTS, KEY)


def check(campaign: Campaign) -> None:
    """Play it, and work it out twice: as it ended, and as it stood two thirds on the way."""
    campaign.play()
    facts = campaign.book.facts
    for end in (len(facts), len(facts) * 2 // 3):
        assert [] == verify(bundled(facts[:end])), f"the first {end} facts; {campaign.again}"


@pytest.mark.parametrize("teams", SIZES)
@pytest.mark.parametrize("name", FORMATS)
def test_every_format_comes_out_the_same(name: str, teams: int) -> None:
    """Scores, ranks, heats, places, questions, champions; with drop-outs, no-shows, late entries, ties, corrections."""
    check(Campaign(name, teams, seed=2))


@pytest.mark.parametrize("name", RARE)
def test_what_stages_may_ask_for_besides_comes_out_the_same(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Legs, several runs a heat, points of their own, three stages, groups or Swiss at the end."""
    monkeypatch.setitem(FORMATS, name, RARE[name])
    check(Campaign(name, 6, seed=1))


@pytest.mark.torture
@pytest.mark.parametrize("name", FORMATS)
def test_very_many_halls_of_every_format_come_out_the_same(name: str) -> None:
    """Each size to 20 with five seeds."""
    for teams in range(2, 21):
        for seed in range(5):
            check(Campaign(name, teams, seed, unrest=30))


@pytest.mark.torture
@pytest.mark.parametrize("name", RARE)
def test_very_many_rare_halls_come_out_the_same(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same for what stages seldom ask for."""
    monkeypatch.setitem(FORMATS, name, RARE[name])
    for teams in range(2, 13):
        for seed in range(4):
            check(Campaign(name, teams, seed, unrest=30))


@cache
def many() -> HallBook:
    """Four competitions of a journal, played by turns; someone is disqualified, certificates are printed, one wrong."""
    book, chance = HallBook(seed=3, stations=("desk", "table-1", "table-2")), random.Random(3)
    names = {"lf": 6, "cup": 4, "ring": 5, "open": 3}
    book.open("lf", [OPEN, {**CUP, "size": 4}], names["lf"])
    book.open("cup", [{"id": "cup", "type": "double_elimination"}], names["cup"], seed=11)
    book.open("ring", [{"id": "all", "type": "round_robin"}, {**CUP, "size": 2}], names["ring"], challenge="sumobot")
    book.open("open", [OPEN], names["open"], overlay={"confirm": 0, "N": 3})
    going = [*names]
    while going:
        name = chance.choice(going)
        if not book.step(name, chance, lambda team: 401 + int(team.rpartition("-")[2])):
            going.remove(name)
    book.add(CompetitionLeft("open", "open-3", "disqualified"))
    for place, team in enumerate(("lf-6", "lf-5", "lf-3"), start=1):
        book.add(PaperPrinted("certificate", "lf", team, place, 0))
    return book


def test_competitions_in_one_journal_come_out_the_same_at_any_moment() -> None:
    """Runs and decisions each go to their own competition; a certificate that says a wrong place is named by both."""
    facts = many().facts
    hall = fold_hall(facts, DEFINITIONS)

    assert {"done"} == {state.stage for state in hall.competitions.values()}
    assert ["lf-3"] == [one.printed.paper.team for one in hall.false_certificates]
    for end in (len(facts), len(facts) // 2, len(facts) // 7):
        assert [] == verify(bundled(facts[:end])), f"the first {end} facts of many()"


def tampered(change: Callable[[Any], None]) -> bytes:
    """The bundle of the four competitions with something else in what it says came of the facts."""
    with zipfile.ZipFile(BytesIO(bundled(many().facts))) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    says = json.loads(members["results.json"])
    change(says)
    members["results.json"] = json.dumps(says).encode()
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


@pytest.mark.parametrize(
    ("what", "where", "value"),
    [
        ("standing", "lf/open//lf-2", {"rank": 1, "total": 500}),
        ("heat", "cup/cup/G1", {"teams": ["cup-1", "cup-2"], "winner": "cup-1", "loser": "cup-2"}),
        ("heat", "ring/all/r1-1", {"teams": ["ring-1"], "winner": "ring-1", "loser": None}),
        ("place", "cup/cup-2", 1),
        ("champion", "ring", "ring-1"),
        ("team", "open/open-3", [3, "in"]),
        ("stage", "lf/cup", {"over": False, "entrants": []}),
        ("question", "lf/cup/F1", [{"teams": ["lf-1", "lf-2"], "played": []}]),
        ("certificate", "lf/lf-3", 3),
        ("runs", "r1", {"points": 500}),
    ],
)
def test_a_result_that_was_changed_is_named(what: str, where: str, value: Any) -> None:
    """A rank, a heat, a match, a place, a champion, who is in, a stage, a question: each by its name, and no other."""
    data = tampered(lambda says: says[what].update({where: value}))

    assert {("file", "results.json"), (what, where)} == {(one.what, one.where) for one in verify(data)}


@pytest.mark.parametrize("seed", range(12))
def test_one_other_number_in_the_results_is_named_and_nothing_else(seed: int) -> None:
    """Any score, rank, total, place or number of entry, more or less by one."""
    chance, named = random.Random(seed), set()  # type: random.Random, set[tuple[str, str]]

    def change(says: Any) -> None:
        what = chance.choice(["runs", "runs", "standing", "place", "team"])
        where = chance.choice(sorted(says[what]))
        inside = {"runs": "points", "standing": chance.choice(["rank", "total"]), "team": 0}.get(what)
        holder, key = (says[what], where) if inside is None else (says[what][where], inside)
        holder[key] += chance.choice((-1, 1))
        named.add((what, where))

    data = tampered(change)

    assert named | {("file", "results.json")} == {(one.what, one.where) for one in verify(data)}, f"seed {seed}"


def test_a_fact_that_was_changed_is_named_by_its_number() -> None:
    """The hash of the fact, and what comes out differently without it."""
    book = many()
    at, left = next((at, fact) for at, fact in enumerate(book.facts) if isinstance(fact.body, CompetitionLeft))
    with zipfile.ZipFile(BytesIO(bundled(book.facts))) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    lines = members["facts.jsonl"].splitlines()
    lines[at] = lines[at].replace(b"disqualified", b"withdrew")
    members["facts.jsonl"] = b"\n".join(lines)
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    named = {(one.what, one.where) for one in verify(file.getvalue())}

    assert {("file", "facts.jsonl"), ("fact", left.source), ("team", "open/open-3"), ("champion", "open")} <= named


def test_a_hall_is_bundled_under_the_definitions_it_was_opened_under() -> None:
    """Nothing opened, or another text under a definition's hash: no bundle."""
    facts = many().facts
    hall = fold_hall(facts, DEFINITIONS)
    other = dict.fromkeys(TEXTS, text("line_following"))

    for of, texts in ((fold_hall(facts[:1], DEFINITIONS), TEXTS), (hall, other), (hall, {})):
        with pytest.raises(NotBundled):
            hall_bundle(facts, of, texts, KEY)
