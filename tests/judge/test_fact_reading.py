"""Reading facts back fast: never another answer than the one that checks column by column, field by field."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from judge.errors import FactInvalid
from judge.fact_body import FIELDS, Body
from judge.fact_codec import BODY_BYTES_MAX, canonical
from judge.fact_kinds import Corrected
from judge.fact_shapes import INT_MAX, KEY, PERSONAL_KEYS, is_args, is_person, is_word
from judge.facts import (
    GENESIS,
    KINDS,
    SCHEMA,
    Called,
    FactRow,
    Noted,
    RunEnded,
    RunSigned,
    RunStarted,
    RunVoided,
    Signalled,
    TeamEntered,
    Unknown,
    decode_body,
    encode_body,
    fact_hash,
    read_by_column,
    read_fact,
    seal,
)

WALL = "2026-03-01T09:00:00.125+09:00"
OTHER_HASH = "ab" * 32
BODIES: list[Body] = [
    TeamEntered("t1", '青い "キツネ"\\', "ES", ("p-abcdefg234",), "ja-easy"),
    RunStarted("box"),
    Called("line", {"n": 3, "quality": "full"}),
    Signalled("tower_in", {"boot": 1, "seq": 2}, 1_234_567),
    RunEnded("time"),
    RunSigned("referee", "p-abcdefg234"),
    Noted("program", {"error": "NameError", "line": 12, "name": "スピード"}),
    Corrected("table-1", 5, "replace", Called("line", {"n": 2}), "miscounted"),
]
ODD: list[Any] = [
    None, True, 0, 1, -1, 2, 2**63 - 1, 2**63, 1.0, 0.5, b"table-1", "", " ", "referee", "p-abcdefg234", "Mika", 'a"b',
    "a\\b", "a\nb", "日本", "\ud800", "table-1", "run_ended", "drone_landed", "{}", '{"reason":"time"}', GENESIS,
    OTHER_HASH, OTHER_HASH.upper(), WALL, "2026-02-30T09:00:00Z", "2026-03-01T24:00:00Z", "2026-03-01T09:00:00+24:00",
]  # fmt: skip


def outcome(read: Callable[..., Any], *args: Any) -> Any:
    """What came of it: a value, or which field was refused and why."""
    try:
        return read(*args)
    except FactInvalid as error:
        return (error.kind, error.field, error.needs)


def sealed(body: Body, **changed: Any) -> FactRow:
    """The row of a fact in which all is right."""
    envelope: dict[str, Any] = {
        "station": "table-1", "seq": 2, "lamport": 7, "at_ms": 41_800, "wall": WALL, "by": "referee", "run": "r3",
        "prev": OTHER_HASH,
    }  # fmt: skip
    return seal(body, **envelope | changed).row()


rows = st.builds(sealed, st.sampled_from(BODIES), at_ms=st.sampled_from([None, 0, -5, 86_400_000]))
changes = st.dictionaries(st.sampled_from(FactRow._fields), st.sampled_from(ODD), max_size=2)


@settings(max_examples=150)
@given(rows, changes, st.booleans(), st.sampled_from([GENESIS, OTHER_HASH]))
def test_a_row_is_read_or_refused_alike_both_ways(
    row: FactRow, changed: dict[str, Any], is_hashed_anew: bool, known: str
) -> None:
    """Whatever stands in a column, and whether the hash is of what stands there now: the same fact or refusal."""
    row = row._replace(**changed)
    if is_hashed_anew and not any(isinstance(value, bytes) for value in row):
        row = row._replace(hash=fact_hash(row))

    assert outcome(read_by_column, row) == outcome(read_fact, row, known)


@given(st.text(max_size=30).map(lambda name: name.strip()).filter(bool))
def test_the_text_that_is_hashed_is_the_canonical_one(name: str) -> None:
    """Quotes, escapes and any letter in a body: the row put together by words has the bytes that were hashed."""
    row = outcome(lambda: sealed(TeamEntered("t1", name, "ES", (), "ja")))

    if isinstance(row, FactRow):
        assert read_by_column(row) == read_fact(row)


def test_one_body_is_one_object_however_often_it_is_said() -> None:
    """What repeats is read once; a text that differs in anything is read for itself."""
    again = [decode_body("called", SCHEMA, '{"args":{"n":3},"call":"line"}') for _ in range(2)]

    assert again[0] is again[1]
    assert decode_body("called", SCHEMA, '{"args":{"n":4},"call":"line"}') == Called("line", {"n": 4})
    assert isinstance(decode_body("called", SCHEMA + 1, '{"args":{"n":3},"call":"line"}'), Unknown)


def read_plainly(kind: str, text: str) -> Body:
    """The rule in its plainest form: JSON without floats, every field of the kind and no other, each of its shape."""

    def refuse(number: str) -> None:
        raise ValueError(number)

    if len(text) > BODY_BYTES_MAX:
        raise FactInvalid(kind, "body", "")
    try:
        data = json.loads(text, parse_float=refuse, parse_constant=refuse)
    except (ValueError, RecursionError):
        raise FactInvalid(kind, "body", "") from None
    if not isinstance(data, dict) or not _has_its_fields(kind, data):
        raise FactInvalid(kind, "body", "")
    if kind == Corrected.KIND and data["replacement"] is not None:
        standing = data["replacement"]
        if not isinstance(standing, dict) or set(standing) != {"kind", "body"} or standing["kind"] not in KINDS:
            raise FactInvalid(kind, "replacement", "")
        data["replacement"] = read_plainly(standing["kind"], json.dumps(standing["body"]))
    return KINDS[kind](**data)


def _has_its_fields(kind: str, data: Mapping[str, Any]) -> bool:
    """Every field that came with the kind, and no other but one that came later."""
    fields = FIELDS[KINDS[kind]]
    return {one.name for one in fields if not one.since} <= set(data) <= {one.name for one in fields}


def _is_read(kind: str, text: str, read: Callable[[str, str], Body]) -> Body | None:
    try:
        return read(kind, text)
    except FactInvalid:
        return None


pieces = st.sampled_from(
    ["", " ", "{", "}", "[", "]", '"', ",", ":", "1", "1.5", "null", "true", "-0", "\\ud800", "n", "日"]
)
values = st.recursive(
    st.none() | st.booleans() | st.sampled_from([0, -1, INT_MAX, INT_MAX + 1, "a", "a b", "p-abcdefg234", "time"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["n", "name", "person"]), inner),
    max_leaves=3,
)


@settings(max_examples=150)
@given(st.sampled_from(BODIES), st.lists(st.tuples(st.integers(0, 200), pieces), max_size=2), st.data())
def test_a_body_is_read_when_the_plain_rule_reads_it(
    body: Body, changed: list[tuple[int, str]], data: st.DataObject
) -> None:
    """A text with something put in or taken out, or a field with another value: read alike, or refused by both."""
    text = encode_body(body)
    if data.draw(st.booleans()):
        fields = json.loads(text)
        fields[data.draw(st.sampled_from([*sorted(fields), "more"]))] = data.draw(values)
        text = canonical(fields)
    for position, piece in changed:
        place = position % (len(text) + 1)
        text = text[:place] + piece + text[place + (not piece) :]

    assert _is_read(body.KIND, text, read_plainly) == _is_read(
        body.KIND, text, lambda kind, text: decode_body(kind, SCHEMA, text)
    )


keys = st.sampled_from(
    ["n", "seq", "name", "person", "a_person", "Person", "a b", "", "x" * 33, 1, *sorted(PERSONAL_KEYS)]
)
told = st.sampled_from(
    [0, -INT_MAX, INT_MAX, INT_MAX + 1, -INT_MAX - 1, True, 1.0, None, "full", "a b", "p-abcdefg234"]
)


@given(st.dictionaries(keys, told, max_size=3))
def test_arguments_are_words_and_whole_numbers_under_keys_that_ask_for_nothing_personal(
    args: Mapping[Any, Any],
) -> None:
    """The rule of an argument, one by one."""

    def fits(key: object, value: object) -> bool:
        if type(key) is not str or KEY.fullmatch(key) is None or key in PERSONAL_KEYS:
            return False
        if key == "person" or key.endswith("_person"):
            return is_person(value)
        return is_word(value) or (type(value) is int and abs(value) <= INT_MAX)

    assert is_args(args) == all(fits(key, value) for key, value in args.items())


def test_a_run_voided_has_no_text_that_repeats() -> None:
    """What is rare is read each time: nothing but the usual kinds is kept."""
    text = encode_body(RunVoided("hall_fault"))

    assert decode_body("run_voided", SCHEMA, text) is not decode_body("run_voided", SCHEMA, text)
