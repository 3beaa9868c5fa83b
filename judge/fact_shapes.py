"""The shapes of a fact's fields: what each may hold, checked when a fact is made and when it is read.

Rule 1: no shape holds a person's name, nickname, PIN or card. Persons stand as random ids; reasons, calls and
notes are words (no blanks, ASCII), and argument keys that ask for a person's particulars are refused.
Rule 2: integers only. A float, a NaN or a number beyond 64 bits is refused.
"""

import base64
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Annotated, Any, Literal

__all__ = ["Args", "Json", "Shape", "instant_text", "person_id"]

INT_MAX = 2**63 - 1  # SQLite's integer
PERSON_BITS = 50  # ten characters of base32: a town's children meet by chance once in 10**9
PERSONAL_KEYS = frozenset(
    """name nickname first_name last_name given_name family_name full_name kana pin card phone email mail address
    birthday birth_date school photo""".split()  # noqa: SIM905 - a list of words reads better as words
)

WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,63}", re.ASCII)
ZONE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+/-]{0,63}", re.ASCII)
TEXT = re.compile(r"[^\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]*")  # no control characters, no halves of a character
KEY = re.compile(r"[a-z][a-z0-9_]{0,31}", re.ASCII)
PERSON = re.compile(r"p-[a-z2-7]{10}", re.ASCII)
DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)
DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)
FACT_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,63}:[1-9]\d{0,15}", re.ASCII)
WALL = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?(Z|[+-]\d{2}:\d{2})", re.ASCII)

Json = Any  # str | int | bool | list[Json] | dict[str, Json]; checked by is_tree
Args = Mapping[str, int | str]


def person_id(entropy: bytes) -> str:
    """Make a person id from at least 7 random bytes (the caller's randomness)."""
    if len(entropy) < 7:
        raise ValueError(f"a person id needs 7 random bytes, not {len(entropy)}")
    return "p-" + base64.b32encode(entropy[:7]).decode("ascii").lower()[: PERSON_BITS // 5]


def instant_text(moment: datetime) -> str:
    """Write a moment as facts hold an instant: UTC, ISO, ending in Z; what is finer than a second only if there is any.

    Raises: ValueError: a moment without an offset is no instant.
    """
    if moment.tzinfo is None:
        raise ValueError(f"{moment} has no offset")
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


@dataclass(frozen=True, slots=True)
class Shape:
    """What one field accepts; `freeze` makes the value a fact holds from JSON's, `plain` goes back."""

    says: str
    accepts: Callable[[Any], bool]
    freeze: Callable[[Any], Any] | None = None
    plain: Callable[[Any], Any] | None = None


@lru_cache(maxsize=4096)  # a tournament says the same few hundred words ten thousand times
def _is_word(text: str) -> bool:
    return WORD.fullmatch(text) is not None


@lru_cache(maxsize=4096)
def _is_person(text: str) -> bool:
    return PERSON.fullmatch(text) is not None


def is_word(value: object) -> bool:
    """Tell whether the value is one word: an id, a code, a call."""
    return type(value) is str and _is_word(value)


def is_person(value: object) -> bool:
    """Tell whether the value looks like a random person id."""
    return type(value) is str and _is_person(value)


def is_digest(value: object) -> bool:
    """Tell whether the value is a sha256 in lower-case hex."""
    return type(value) is str and DIGEST.fullmatch(value) is not None


def is_wall(value: object) -> bool:
    """Tell whether the value is an ISO date and time with its offset."""
    return type(value) is str and WALL.fullmatch(value) is not None and _parses(datetime.fromisoformat, value)


def is_instant(value: object) -> bool:
    """Tell whether the value is an ISO date and time of UTC, written with Z."""
    return is_wall(value) and str(value).endswith("Z")


def is_int(value: object, least: int = -INT_MAX, most: int = INT_MAX) -> bool:
    """Tell whether the value is a whole number (never a bool) in the range."""
    return type(value) is int and least <= value <= most


def is_args(value: object) -> bool:
    """Tell whether the value maps keys to whole numbers or words, and asks for nothing personal."""
    if type(value) is not dict and not isinstance(value, Mapping):
        return False
    for key, item in value.items():
        if type(item) is int and -INT_MAX <= item <= INT_MAX and type(key) is str and _is_plain_key(key):
            continue
        if not _is_argument(key, item):
            return False
    return True


def is_text(value: str) -> bool:
    """Tell whether the text has no control characters and can be written as UTF-8."""
    return TEXT.fullmatch(value) is not None


def is_noted(value: object) -> bool:
    """As `is_args`, and identifiers of a child's program, under `name` too (NameError's name)."""
    return isinstance(value, Mapping) and all(_is_argument(*item) or _is_identifier(*item) for item in value.items())


def is_label(value: object) -> bool:
    """Tell whether the value is a line of text a person reads: a team's name, a site."""
    return type(value) is str and 0 < len(value) <= 80 and is_text(value) and value == value.strip()


def is_tree(value: object, depth: int = 8) -> bool:
    """Tell whether the value is JSON without floats and nulls, at most `depth` deep."""
    if type(value) is str:
        return len(value) <= 1000 and is_text(value)
    if type(value) is bool or is_int(value):
        return True
    if depth and isinstance(value, list | tuple):
        return all(is_tree(item, depth - 1) for item in value)
    if depth and isinstance(value, Mapping):
        return all(type(key) is str and is_tree(key) and is_tree(item, depth - 1) for key, item in value.items())
    return False


def _is_argument(key: object, value: object) -> bool:
    if type(key) is not str or KEY.fullmatch(key) is None or key in PERSONAL_KEYS:
        return False
    return is_person(value) if _is_of_person(key) else is_word(value) or is_int(value)


@lru_cache(maxsize=4096)
def _is_plain_key(key: str) -> bool:
    """A key that asks for nothing personal and for no person."""
    return KEY.fullmatch(key) is not None and key not in PERSONAL_KEYS and not _is_of_person(key)


def _is_of_person(key: str) -> bool:
    return key == "person" or key.endswith("_person")


def _is_identifier(key: object, value: object) -> bool:
    return key in ("name", "error") and type(value) is str and len(value) <= 80 and value.isidentifier()


def _parses(parse: Callable[[str], object], text: str) -> bool:
    try:
        parse(text)
    except ValueError:
        return False
    return True


def _is_date(value: object) -> bool:
    return type(value) is str and DATE.fullmatch(value) is not None and _parses(date.fromisoformat, value)


def _is_persons(value: object) -> bool:
    return isinstance(value, tuple | list) and all(map(is_person, value)) and len(set(value)) == len(value)


def _is_list(value: object, accepts: Callable[[Any], bool]) -> bool:
    """Tell whether the value is a list of different things of one shape, one at least."""
    return isinstance(value, tuple | list) and bool(value) and all(map(accepts, value)) and _are_different(value)


def _are_different(value: Sequence[Any]) -> bool:
    return all(isinstance(item, str | int) for item in value) and len(set(value)) == len(value)


def _is_pairings(value: object) -> bool:
    """Tell whether the value lists who meets whom: nobody is named twice."""
    if not isinstance(value, tuple | list) or not all(_is_list(meeting, is_word) for meeting in value):
        return False
    return _are_different([team for meeting in value for team in meeting])


def _frozen_tree(value: Json) -> Json:
    if isinstance(value, Mapping):
        return MappingProxyType({key: _frozen_tree(item) for key, item in value.items()})
    return tuple(map(_frozen_tree, value)) if isinstance(value, list | tuple) else value


def _plain_tree(value: Json) -> Json:
    if isinstance(value, Mapping):
        return {key: _plain_tree(item) for key, item in value.items()}
    return list(map(_plain_tree, value)) if isinstance(value, list | tuple) else value


def _frozen_args(value: Args) -> Args:
    return MappingProxyType(dict(value))


def _is_seq_by_station(value: object) -> bool:
    return isinstance(value, Mapping) and all(is_word(key) and is_int(item, 1) for key, item in value.items())


def _is_whole_by_word(value: object) -> bool:
    return isinstance(value, Mapping) and all(is_word(key) and is_int(item) for key, item in value.items())


def _is_tree_mapping(value: object) -> bool:
    return isinstance(value, Mapping) and is_tree(value)


def _one_of(*words: str) -> Shape:
    return Shape("one of " + " ".join(words), lambda value: type(value) is str and value in words)


def _list_of(shape: Shape) -> Shape:
    return Shape(f"different ones, each {shape.says}", lambda value: _is_list(value, shape.accepts), tuple, list)


def _maybe(shape: Shape) -> Shape:
    return Shape(shape.says + " or null", lambda value: value is None or shape.accepts(value))


_WORD = Shape("a word", is_word)
_PERSON = Shape("a random person id (p- and ten of a-z2-7)", is_person)
_ARGS = Shape("keys (nothing personal) to whole numbers or words", is_args, _frozen_args, dict)

Word = Annotated[str, _WORD]
MaybeWord = Annotated[str | None, _maybe(_WORD)]
_LABEL = Shape("a printable line of 1 to 80 characters", is_label)
_DATE = Shape("a date YYYY-MM-DD", _is_date)
_INSTANT = Shape("an ISO date and time of UTC, ending in Z", is_instant)
_ORDINAL = Shape("a whole number from 1", lambda value: type(value) is int and 1 <= value <= INT_MAX)
Label = Annotated[str, _LABEL]
MaybeLabel = Annotated[str | None, _maybe(_LABEL)]
Person = Annotated[str, _PERSON]
MaybePerson = Annotated[str | None, _maybe(_PERSON)]
Persons = Annotated[tuple[str, ...], Shape("different random person ids", _is_persons, tuple, list)]
Digest = Annotated[str, Shape("a sha256 in hex", is_digest)]
Date = Annotated[str, _DATE]
Dates = Annotated[tuple[str, ...], _list_of(_DATE)]
Instant = Annotated[str, _INSTANT]
MaybeInstant = Annotated[str | None, _maybe(_INSTANT)]
Flag = Annotated[bool, Shape("true or false", lambda value: type(value) is bool)]
Whole = Annotated[int, Shape("a whole number of 64 bits", is_int)]
Count = Annotated[int, Shape("a whole number from 0", lambda value: type(value) is int and 0 <= value <= INT_MAX)]
Ordinal = Annotated[int, _ORDINAL]
Ordinals = Annotated[tuple[int, ...], _list_of(_ORDINAL)]
Zone = Annotated[str, Shape("a time zone's name", lambda value: type(value) is str and bool(ZONE.fullmatch(value)))]
NotedArgs = Annotated[Args, Shape("words, whole numbers, a program's identifiers", is_noted, _frozen_args, dict)]
FactArgs = Annotated[Args, _ARGS]
SeqByStation = Annotated[
    Mapping[str, int], Shape("stations, each with a whole number from 1", _is_seq_by_station, _frozen_args, dict)
]
_TREE = Shape("a mapping without floats and nulls", _is_tree_mapping, _frozen_tree, _plain_tree)
Tree = Annotated[Mapping[str, Json], _TREE]
_TREES = Shape(
    "a list of mappings without floats and nulls",
    lambda value: isinstance(value, tuple | list) and all(map(_is_tree_mapping, value)),
    _frozen_tree,
    _plain_tree,
)
Trees = Annotated[tuple[Mapping[str, Json], ...], _TREES]
_PAIRINGS = Shape("a list of lists of teams, each team once", _is_pairings, _frozen_tree, _plain_tree)
Pairings = Annotated[tuple[tuple[str, ...], ...], _PAIRINGS]
WholeByWord = Annotated[
    Mapping[str, int], Shape("words, each with a whole number", _is_whole_by_word, _frozen_args, dict)
]
StartSource = Annotated[Literal["box", "hand"], _one_of("box", "hand")]
EndReason = Annotated[
    Literal["time", "done", "declared", "program_ended", "aborted"],
    _one_of("time", "done", "declared", "program_ended", "aborted"),
]
LeaveReason = Annotated[Literal["withdrew", "no_show", "disqualified"], _one_of("withdrew", "no_show", "disqualified")]
DecisionLevel = Annotated[Literal["head_referee", "chief"], _one_of("head_referee", "chief")]
Ruling = Annotated[Literal["stands", "amended", "void"], _one_of("stands", "amended", "void")]
Action = Annotated[Literal["withdraw", "replace"], _one_of("withdraw", "replace")]
Clock = Annotated[str, Shape("a time of day HH:MM", lambda value: type(value) is str and bool(CLOCK.fullmatch(value)))]
_DATE = Shape("a date YYYY-MM-DD", _is_date)
MaybeDate = Annotated[str | None, _maybe(_DATE)]
_FACT_ID = Shape("a fact's id station:seq", lambda value: type(value) is str and bool(FACT_ID.fullmatch(value)))
MaybeFactId = Annotated[str | None, _maybe(_FACT_ID)]
TotalCounts = Annotated[Literal["nobe", "jitsu", "unstated"], _one_of("nobe", "jitsu", "unstated")]
TargetCounts = Annotated[Literal["D", "E", "R", "U"], _one_of("D", "E", "R", "U")]
YearKind = Annotated[Literal["calendar-year", "fiscal-year"], _one_of("calendar-year", "fiscal-year")]
PeriodWord = Annotated[Literal["month", "fiscal-year"], _one_of("month", "fiscal-year")]
