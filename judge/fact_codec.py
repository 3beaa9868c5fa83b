"""A fact's body as JSON and back: one canonical text for one body.

What only a newer program understands (a kind or a schema we do not know) becomes `Unknown` and keeps its text.
"""

import json
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any, NoReturn

from judge.errors import FactInvalid
from judge.fact_body import FIELDS, Body, Field
from judge.fact_kinds import KINDS, Called, Corrected, RunEnded, RunSigned, RunStarted, Unknown

__all__ = ["SCHEMA", "canonical", "decode_body", "encode_body", "schema_of"]

SCHEMA = 4  # raised when a kind is added or a body gains a field
BODY_BYTES_MAX = 64 * 1024  # a whole overlay fits; no fact is a document


def canonical(value: Any) -> str:
    """Write JSON in its one form: keys sorted, no blanks, UTF-8, no floats."""
    return _ENCODER.encode(value)


def encode_body(body: Body) -> str:
    """Write a body as its canonical JSON text."""
    return body.body if isinstance(body, Unknown) else canonical(_plain(body))


def schema_of(body: Body) -> int:
    """The least schema that can read a body: what an older program understands, it may understand."""
    told = (one for one in FIELDS[type(body)] if one.since and getattr(body, one.name) != one.default)
    needed = max([body.since, *(one.since for one in told)])
    if isinstance(body, Corrected) and body.replacement is not None:
        return max(needed, schema_of(body.replacement))
    return needed


def decode_body(kind: str, schema: int, text: str) -> Body:
    """Read a body back; what only a newer program understands becomes Unknown.

    Raises: FactInvalid: no JSON, a float, a missing or strange field, or a field out of shape.
    """
    if kind in _SAID_AGAIN and schema <= SCHEMA and len(text) <= SAID_AGAIN_CHARS_MAX:
        return _decode_once(kind, schema, text)
    data = _parse(kind, text)
    if kind not in KINDS or schema > SCHEMA:
        return Unknown(kind, text)
    return _body(kind, data, schema)


_SAID_AGAIN = frozenset(kind.KIND for kind in (RunStarted, Called, RunEnded, RunSigned))
SAID_AGAIN_CHARS_MAX = 200


@lru_cache(maxsize=4096)  # a tournament says a few hundred such bodies ten thousand times; nothing in a body can change
def _decode_once(kind: str, schema: int, text: str) -> Body:
    return _body(kind, _parse(kind, text), schema)


def _plain(body: Body) -> dict[str, Any]:
    data = {
        name: shape.plain(getattr(body, name)) if shape.plain else getattr(body, name)
        for name, shape, since, default in FIELDS[type(body)]
        if not since or getattr(body, name) != default
    }
    if isinstance(body, Corrected) and body.replacement is not None:
        data["replacement"] = {"kind": body.replacement.KIND, "body": _plain(body.replacement)}
    return data


def _body(kind: str, data: Mapping[str, Any], schema: int) -> Body:
    known = KINDS[kind]
    offered = _offered(kind, schema)
    if data.keys() != offered.keys():
        for name, shape, since, _ in offered.values():
            if name not in data and not since:
                raise FactInvalid(kind, name, shape.says)
        if not data.keys() <= offered.keys():
            raise FactInvalid(kind, " ".join(sorted(data)), "no field but " + " ".join(offered))
    if known is Corrected and data["replacement"] is not None:
        data = {**data, "replacement": _replacement(data["replacement"], schema)}
    return known(**data)


@cache
def _offered(kind: str, schema: int) -> Mapping[str, Field]:
    """The fields that a body of this schema may have."""
    return {one.name: one for one in FIELDS[KINDS[kind]] if one.since <= schema}


def _replacement(data: Any, schema: int) -> Body:
    if not isinstance(data, dict) or set(data) != {"kind", "body"} or not isinstance(data["body"], dict):
        raise FactInvalid(Corrected.KIND, "replacement", "a kind and a body")
    if data["kind"] not in KINDS:
        raise FactInvalid(Corrected.KIND, "replacement", "a kind this schema has")
    return _body(data["kind"], data["body"], schema)


def _parse(kind: str, text: str) -> dict[str, Any]:
    if len(text) > BODY_BYTES_MAX:
        raise FactInvalid(kind, "body", f"at most {BODY_BYTES_MAX} characters")
    try:
        data, end = _DECODER.raw_decode(text) if text[:1] == "{" else (None, -1)
        if end != len(text):  # blanks around it, or what is no object
            data = _DECODER.decode(text)
    except (ValueError, RecursionError) as error:
        raise FactInvalid(kind, "body", "JSON without floats") from error
    if not isinstance(data, dict):
        raise FactInvalid(kind, "body", "a JSON object")
    return data


def _refuse(number: str) -> NoReturn:
    raise ValueError(f"{number} is no whole number")


_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))
_DECODER = json.JSONDecoder(parse_float=_refuse, parse_constant=_refuse)
