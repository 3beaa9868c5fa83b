"""Facts: their shapes, their one text, their hash, the head and the order."""

import ast
import json
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import judge.facts
from judge.errors import FactInvalid
from judge.fact_body import FIELDS, Body
from judge.fact_codec import schema_of
from judge.facts import (
    GENESIS,
    KINDS,
    SCHEMA,
    Called,
    Corrected,
    DayHeld,
    DisputeDecided,
    Fact,
    Noted,
    PersonAdded,
    RunDisputed,
    RunEnded,
    RunOpened,
    RunReturned,
    RunSigned,
    RunStarted,
    RunVoided,
    Signalled,
    TeamEntered,
    TournamentOpened,
    Unknown,
    Visited,
    decode_body,
    encode_body,
    fact_hash,
    head,
    instant_text,
    order,
    person_id,
    read_fact,
    seal,
)
from judge.hall_kinds import (
    ClosingSet,
    CompetitionEntered,
    CompetitionLeft,
    CompetitionOpened,
    HeatForfeited,
    LineCalled,
    LineChanged,
    LineJoined,
    LineLeft,
    LineMissed,
    PaperPrinted,
    PlacesRevealed,
    PlanMade,
    RoundPublished,
    StandingsFrozen,
    TableClosed,
    TableReopened,
    TablesAssigned,
    TeamArrived,
    TeamInspected,
    TournamentFounded,
)
from tests.judge.clubhouse_examples import ONE_OF_EACH_OF_A_CLUBHOUSE

WALL = "2026-03-01T09:00:00.125+09:00"
MIKA = "p-abcdefg234"
PINNED_HASH = "f061ee1cf88778e4076de23c7538f3c3806d4146e62dbf4ac532d51d5a0e8982"
PINNED_HEAD = "fc708c72a56fa4b93446863ed49ebbe2e98532bdc14da7a1f3b6589c90f15170"

ONE_OF_EACH: list[Body] = [
    TournamentOpened("spring", "line_following", "ab" * 32, {"T": 137}, "ES", 3, 2, 4, 7, "Asia/Tokyo"),
    TeamEntered("t1", "青い　キツネ", "ES", (MIKA, "p-zzzzzzz777"), "ja-easy"),
    RunOpened("t1", 1, True, "open", None, 2),
    RunStarted("hand"),
    Called("line", {"n": 3, "quality": "full"}),
    Signalled("tower_in", {}, 1_234_567),
    RunEnded("time"),
    RunSigned("referee", MIKA),
    RunVoided("judge_restarted"),
    Corrected("table-1", 5, "withdraw", None, "miscounted"),
    Corrected("table-1", 5, "replace", Called("line", {"n": 2}), "miscounted"),
    Noted("program", {"error": "NameError", "line": 12, "name": "スピード"}),
    PersonAdded(MIKA, "child"),
    Visited(MIKA, 1, "2026-02-28T01:30:00Z", "clubhouse", "youth", "scan"),
    Visited(None, 12, "2026-02-28T04:00:00.25Z", "clubhouse", "observer", "staff"),
    DayHeld("2026-02-28", "clubhouse", True),
    RunReturned(MIKA, "wrong_team"),
    RunDisputed("t1", MIKA, "ball_was_in", 15),
    DisputeDecided("head_referee", "amended", "signal_confirms"),
    TeamEntered("t1", "青い狐", "ES", (), "ja", "あおいきつね"),
    RunOpened("t1", 1, True, "groups", "A1-2", 2, "lf-ES"),
    TournamentFounded("kaga", "加賀大会", ("2026-11-21", "2026-11-22"), "Asia/Tokyo", 7, 20, {"sites": ["hall"]}),
    CompetitionOpened("lf-ES", "line_following", "ab" * 32, {"N": 3}, "ES", ({"id": "open", "type": "open_runs"},), 7),
    CompetitionEntered("lf-ES", "t1"),
    CompetitionLeft("lf-ES", "t1", "no_show"),
    HeatForfeited("lf-ES", "final", "S1", "t1", "disqualified"),
    TeamArrived("t1"),
    TeamInspected("t1", None, {"mass_g": 980}, True),
    TablesAssigned("lf-ES", (1, 2, 5)),
    TableClosed(3, "lamp_failed"),
    TableReopened(3),
    ClosingSet("lf-ES", "2026-11-21T06:30:00Z"),
    ClosingSet("lf-ES", None),
    LineJoined("lf-ES", "t1", True, False),
    LineChanged("lf-ES", "t1", True, True),
    LineCalled("lf-ES", "t1"),
    LineMissed("lf-ES", "t1"),
    LineLeft("lf-ES", "t1"),
    RoundPublished("sumo-MS", "groups", "A", 1, (("t1", "t2"), ("t3",))),
    PlanMade(2, "day-1", {"slots": [[1, 2, "t1"]]}),
    StandingsFrozen("lf-ES"),
    PlacesRevealed("lf-ES", 4),
    PaperPrinted("certificate", "lf-ES", "t1", 3, 0),
    *ONE_OF_EACH_OF_A_CLUBHOUSE,
]

WORDS = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,20}", fullmatch=True)
INTEGERS = st.integers(-(2**63) + 1, 2**63 - 1)
ARGS = st.dictionaries(st.sampled_from(["n", "quality", "zone", "winner", "pass"]), INTEGERS | WORDS)
BODIES = st.one_of(
    st.sampled_from(ONE_OF_EACH),
    st.builds(Called, WORDS, ARGS),
    st.builds(Signalled, WORDS, ARGS, st.integers(0, 2**63 - 1)),
)


def build_fact(body: Body = ONE_OF_EACH[4], **changed: Any) -> Fact:
    """Seal a fact; only what matters is named."""
    envelope: dict[str, Any] = {
        "station": "table-1", "seq": 1, "lamport": 1, "at_ms": 41_800, "wall": WALL, "by": "referee",
        "run": "r3", "prev": GENESIS,
    }  # fmt: skip
    return seal(body, **envelope | changed)


def chained(station: str, count: int, lamport: int = 0) -> list[Fact]:
    """Seal `count` facts of one station, one after the other."""
    facts: list[Fact] = []
    for seq in range(1, count + 1):
        prev = facts[-1].hash if facts else GENESIS
        facts.append(build_fact(station=station, seq=seq, lamport=lamport + seq, prev=prev))
    return facts


@pytest.mark.parametrize("body", ONE_OF_EACH, ids=lambda body: body.KIND)
def test_every_kind_comes_back_as_it_was_written(body: Body) -> None:
    """A body's text gives back an equal body."""
    assert body == decode_body(body.KIND, SCHEMA, encode_body(body))


def test_what_an_older_program_understands_is_written_for_it() -> None:
    """A field that came later is not written where it holds its default; where it holds more, the schema says so."""
    plain, named = RunOpened("t1", 1, True, "open_runs", None, 2), RunOpened("t1", 1, True, "final", "S1", 2, "lf-ES")
    corrected = Corrected("table-1", 5, "replace", named, "wrong_team")

    assert [1, 3, 3] == [schema_of(body) for body in (plain, named, corrected)]
    assert "competition" not in encode_body(plain)
    with pytest.raises(FactInvalid):
        decode_body("run_opened", 1, encode_body(named))


def test_the_examples_hold_every_kind() -> None:
    """The closed set is the table KINDS, and the examples above leave none out."""
    assert set(KINDS) == {body.KIND for body in ONE_OF_EACH}


def test_an_instant_is_written_in_utc() -> None:
    """A moment of any zone gives the one text that a visit takes; a moment without a zone is refused."""
    kaga = timezone(timedelta(hours=9))

    assert "2022-10-01T01:30:00Z" == instant_text(datetime(2022, 10, 1, 10, 30, tzinfo=kaga))
    assert "2022-10-01T01:30:00.250000Z" == instant_text(datetime(2022, 10, 1, 10, 30, 0, 250_000, tzinfo=kaga))
    with pytest.raises(ValueError, match="no offset"):
        instant_text(datetime(2022, 10, 1, 10, 30))


@given(BODIES)
def test_a_fact_read_back_is_the_fact_that_was_sealed(body: Body) -> None:
    """Columns written and read give an equal fact with the same hash."""
    fact = build_fact(body)

    assert fact == read_fact(fact.row())
    assert fact.hash == fact_hash(fact.row())


@given(ARGS)
def test_the_text_of_a_body_does_not_depend_on_the_order_of_its_keys(args: dict[str, Any]) -> None:
    """Two bodies that say the same have one text."""
    backwards = dict(reversed(args.items()))

    assert encode_body(Called("line", args)) == encode_body(Called("line", backwards))


def test_the_hash_of_a_fact_is_pinned() -> None:
    """The hash is part of the file format: a change here breaks every journal ever written."""
    fact = build_fact()

    assert '{"args":{"n":3,"quality":"full"},"call":"line"}' == fact.text
    assert PINNED_HASH == fact.hash
    assert PINNED_HEAD == head([fact])


CHANGES = [
    {"station": "table-2"}, {"seq": 2}, {"lamport": 2}, {"at_ms": 41_801}, {"at_ms": None}, {"wall": WALL[:-6] + "Z"},
    {"by": "chief"}, {"schema": 2}, {"kind": "noted"}, {"run": "r4"}, {"run": None}, {"body": "{}"},
    {"prev": "1" * 64}, {"hash": "1" * 64},
]  # fmt: skip


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: "-".join(map(str, change.items())))
def test_a_change_in_any_column_is_noticed(change: dict[str, Any]) -> None:
    """The hash covers every column."""
    row = build_fact().row()._replace(**change)

    with pytest.raises(FactInvalid) as caught:
        read_fact(row)

    assert "hash" == caught.value.field


@given(st.data())
def test_the_head_does_not_depend_on_how_stations_interleave(data: st.DataObject) -> None:
    """Equal facts in any order give the same head and the same order."""
    facts = chained("table-1", 4) + chained("table-2", 3) + chained("desk", 2)
    shuffled = data.draw(st.permutations(facts))

    assert head(facts) == head(shuffled)
    assert order(facts) == order(shuffled)


def test_the_head_knows_one_more_fact() -> None:
    """One more fact, another head."""
    assert head(chained("table-1", 3)) != head(chained("table-1", 4))


def test_the_order_is_lamport_then_station_then_seq() -> None:
    """Facts of one lamport stand by station."""
    late, early = build_fact(station="b", lamport=2), build_fact(station="a", lamport=3)
    tie = build_fact(station="a", lamport=2)

    assert [tie, late, early] == order([early, late, tie])


BAD_BODIES = [
    ("called", '{"args":{},"call":"two words"}'),
    ("called", '{"args":{"n":1.5},"call":"line"}'),
    ("called", '{"args":{"n":1e3},"call":"line"}'),
    ("called", '{"args":{"n":NaN},"call":"line"}'),
    ("called", '{"args":{"n":true},"call":"line"}'),
    ("called", '{"args":{"n":9223372036854775808},"call":"line"}'),
    ("called", '{"args":{"name":"Mika"},"call":"line"}'),
    ("called", '{"args":{"person":"Mika"},"call":"line"}'),
    ("called", '{"call":"line"}'),
    ("called", '{"args":{},"call":"line","nickname":"mika"}'),
    ("called", "[]"),
    ("called", '{"args":{}'),
    ("called", "[" * 60_000),
    ("run_signed", '{"person":"Mika Tanaka","role":"referee"}'),
    ("run_signed", '{"person":"p-ABCDEFG234","role":"referee"}'),
    ("team_entered", '{"division":"ES","language":"ja","members":["Mika"],"name":"Foxes","team":"t1"}'),
    (
        "visited",
        '{"at":"2022-10-01T01:30:00Z","count":2,"person":"p-abcdefg234","role":"r","site":"c","source":"x"}',
    ),
    ("visited", '{"count":1,"person":null,"role":"youth","site":"c","source":"x"}'),
    ("visited", '{"at":"2022-10-01T10:30:00+09:00","count":1,"person":null,"role":"youth","site":"c","source":"x"}'),
    ("visited", '{"at":"2022-10-01T01:30:00","count":1,"person":null,"role":"youth","site":"c","source":"x"}'),
    ("visited", '{"at":"2022-13-01T01:30:00Z","count":1,"person":null,"role":"youth","site":"c","source":"x"}'),
    ("day_held", '{"date":"2026-02-30","held":true,"site":"c"}'),
    ("left", '{"at":"2022-10-01T01:30:00Z","count":2,"person":null,"site":"c","source":"x","visit":null}'),
    ("left", '{"at":"2022-10-01T01:30:00Z","count":2,"person":null,"site":"c","source":"x","visit":"door"}'),
    ("closure_planned", '{"first":"2022-10-02","last":"2022-10-01","reason":"x","site":"c"}'),
    ("special_day_planned", '{"closes":"9:00","date":"2022-10-02","opens":"08:00","reason":"x","site":"c"}'),
    ("persons_merged", '{"kept":"p-abcdefg234","other":"p-abcdefg234"}'),
    ("run_started", '{"source":"magic"}'),
    ("run_started", '{"source":[]}'),
    ("noted", '{"args":{"name":"Mika"},"topic":"visit"}'),
    ("corrected", '{"action":"replace","reason":"x","replacement":null,"seq":1,"station":"a"}'),
    (
        "run_opened",
        '{"competition":"two words","heat":null,"number":1,"official":true,"stage":"s","table":1,"team":"t"}',
    ),
    ("tables_assigned", '{"competition":"c","tables":[]}'),
    ("tables_assigned", '{"competition":"c","tables":[1,1]}'),
    ("competition_left", '{"competition":"c","reason":"bored","team":"t"}'),
    ("competition_opened", '{"competition":"c"}'),
    ("round_published", '{"competition":"c","group":null,"number":1,"pairings":[["a","b"],["a"]],"stage":"s"}'),
    ("round_published", '{"competition":"c","group":null,"number":1,"pairings":[[]],"stage":"s"}'),
    ("round_published", '{"competition":"c","group":null,"number":1,"pairings":[["a",1]],"stage":"s"}'),
    ("paper_printed", '{"competition":"c","paper":"certificate","place":1,"team":null,"version":0}'),
    (
        "tournament_founded",
        '{"asked":{},"dates":["2026-11-22","2026-11-21"],"seed":1,"tables":2,"timezone":"Asia/Tokyo","title":"x",'
        '"tournament":"k"}',
    ),
    ("corrected", '{"action":"replace","reason":"x","replacement":{"kind":"x","body":{}},"seq":1,"station":"a"}'),
]


@pytest.mark.parametrize(("kind", "text"), BAD_BODIES, ids=lambda value: value[:40])
def test_a_body_out_of_shape_is_refused_when_read(kind: str, text: str) -> None:
    """Types, ranges, person ids and JSON are checked on the way in, and the field is named."""
    with pytest.raises(FactInvalid) as caught:
        decode_body(kind, SCHEMA, text)

    assert kind == caught.value.kind
    assert caught.value.field


@pytest.mark.parametrize(
    "change",
    [{"station": "no blanks"}, {"seq": 0}, {"lamport": 0}, {"at_ms": 10**9}, {"wall": "yesterday"}, {"by": "Mika"},
     {"wall": "2026-02-30T09:00:00Z"}, {"run": None}, {"run": ""}, {"prev": "1" * 64}, {"seq": True}],
    ids=str,
)  # fmt: skip
def test_an_envelope_out_of_shape_is_refused_when_written(change: dict[str, Any]) -> None:
    """Nothing is sealed that could not be read back; a run's fact needs its run; `by` is an id or a role."""
    with pytest.raises(FactInvalid) as caught:
        build_fact(**change)

    assert caught.value.field in change


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_no_fact_has_a_field_for_a_persons_name(kind: str) -> None:
    """The only name in any fact is a team's; persons stand as ids that must look random."""
    names = {one.name for one in FIELDS[KINDS[kind]]}

    assert names & {"nickname", "pin", "card", "email", "phone"} == set()
    assert "name" not in names or kind == "team_entered"
    for name, shape, _, _ in FIELDS[KINDS[kind]]:
        if name in ("person", "members", "kept", "other", "stands_as"):
            assert not shape.accepts("Mika")
            assert not shape.accepts(("Mika",))


@given(st.text("aZ9-_.+!/\\ \t\n日é", max_size=12))
def test_only_words_pass_where_prose_could_name_a_child(text: str) -> None:
    """Reasons, calls and argument values are ASCII words: prose does not fit."""
    fits = text.isascii() and bool(text) and not any(blank in text for blank in " \t\n")
    try:
        RunVoided(text)
    except FactInvalid:
        return
    assert fits


def test_what_a_newer_program_wrote_is_kept_and_passed_on() -> None:
    """An unknown kind and a newer schema become Unknown, with the text and hash untouched."""
    known = build_fact().row()
    for change in ({"kind": "drone_landed", "body": '{"height_mm":3}'}, {"schema": SCHEMA + 1, "body": '{"call":1}'}):
        row = known._replace(**change)
        row = row._replace(hash=fact_hash(row))

        fact = read_fact(row)

        assert Unknown(row.kind, row.body) == fact.body
        assert row == fact.row()


def test_this_program_does_not_write_what_it_does_not_know() -> None:
    """Unknown facts are passed on, never made."""
    with pytest.raises(FactInvalid):
        build_fact(Unknown("drone_landed", "{}"))


def test_a_body_cannot_be_changed_after_it_was_made() -> None:
    """Facts are frozen, and so are the mappings in them; the caller's own dict stays the caller's."""
    args = {"n": 1}
    called = Called("line", args)
    args["n"] = 2

    with pytest.raises(TypeError):
        called.args["n"] = 3  # type: ignore[index]

    assert {"n": 1} == called.args


def test_person_ids_come_from_the_callers_randomness() -> None:
    """Equal bytes give equal ids, all of one look; too few bytes are refused."""
    assert "p-aaaaaaaaaa" == person_id(bytes(7))
    assert MIKA != person_id(b"\xff" * 7) == "p-7777777777"
    with pytest.raises(ValueError, match="7 random bytes"):
        person_id(b"123")


@given(st.binary(min_size=7, max_size=16))
def test_every_person_id_is_one(entropy: bytes) -> None:
    """What the generator makes is what a fact accepts."""
    assert PersonAdded(person_id(entropy), "child").person.startswith("p-")


def test_the_core_of_facts_does_no_io() -> None:
    """No clock, no randomness, no file: those come in as arguments."""
    folder = Path(judge.facts.__file__).parent
    imported: set[str] = set()
    for path in folder.glob("fact*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {name.name.partition(".")[0] for name in node.names}
            elif isinstance(node, ast.ImportFrom):
                imported.add((node.module or "").partition(".")[0])

    assert imported & {"time", "random", "os", "pathlib", "sqlite3", "secrets", "uuid", "socket", "asyncio"} == set()


def test_columns_stand_in_the_order_of_the_house() -> None:
    """A fact's columns are these; the text that was hashed stands behind them."""
    columns = ["station", "seq", "lamport", "at_ms", "wall", "by", "schema", "kind", "run", "body", "prev", "hash"]

    assert [*columns, "text"] == list(Fact._fields)
    assert columns == list(build_fact().row()._fields)
    assert json.loads(build_fact().text)["call"] == "line"
    assert build_fact()._replace(seq=2) != build_fact()
