"""Under which definitions a journal is worked out: those that it keeps, else those of this program."""

import contextlib
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from judge.challenge import Definition
from judge.challenge_file import read
from judge.challenges import ids, load, text
from judge.errors import DefinitionError
from judge.facts import Body, Fact
from judge.journal import Journal, KeptDefinition

__all__ = ["NOTHING_KEPT", "Kept", "definition_text", "keep_definition", "keep_definitions", "known_definitions"]

Kept = Mapping[str, KeptDefinition]
"""By hash, as `Journal.definitions` and `read_definitions` give them."""
NOTHING_KEPT: Kept = MappingProxyType({})


def keep_definition(journal: Journal, definition: str) -> None:
    """Keep a definition of this program in a journal that is about to open something under it."""
    journal.keep_definition(KeptDefinition(load(definition).hash, definition, text(definition)))


def keep_definitions(journal: Journal, bodies: Iterable[Body]) -> None:
    """Keep, of this program's definitions, those that these facts are about to open something under."""
    for body in bodies:
        name, digest = (getattr(body, part, None) for part in ("definition", "definition_hash"))
        if name in ids() and load(name).hash == digest:
            keep_definition(journal, name)


def known_definitions(facts: Sequence[Fact], kept: Kept = NOTHING_KEPT) -> dict[str, Definition]:
    """Return what the facts were opened under: this program's definitions by id, and kept ones by their hash.

    A text that only another release can read is left out: this program's own is taken then, and the fold says so.
    """
    known: dict[str, Definition] = {}
    for fact in facts:
        name, digest = (getattr(fact.body, part, None) for part in ("definition", "definition_hash"))
        if name is None or digest is None or digest in known:
            continue
        if name in ids():
            known[name] = load(name)
        if digest in kept and (name not in known or known[name].hash != digest):
            with contextlib.suppress(DefinitionError):
                known[digest] = read(kept[digest].text, f"{kept[digest].id}.toml")
    return known


def definition_text(definition: Definition, kept: Kept) -> str:
    """Return the file a definition was read from. Raises: DefinitionError: neither kept nor of this program."""
    return kept[definition.hash].text if definition.hash in kept else text(definition.id)
