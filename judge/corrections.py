"""Facts as they stand after corrections: the one rule for every room.

Rules: a correction names the fact it corrects and comes after it in the one order of facts;
       the latest correction that stands decides, so a replacement may follow a withdrawal;
       correcting a correction undoes it, and what it had covered stands again;
       a replacement is of the same kind, but a referee may say by a call what a signal was;
       the same fact given twice (two copies of a journal) is one fact.
Nothing is dropped silently: a correction that cannot be followed comes back as a finding.
"""

from collections.abc import Iterable
from operator import attrgetter

from judge.facts import Body, Called, Corrected, Fact, Signalled
from judge.findings import Finding

__all__ = ["effective"]


def effective(facts: Iterable[Fact]) -> tuple[list[Fact], list[Finding]]:
    """Return the facts that stand, in the one order, and a finding for each correction that cannot be followed.

    A replaced fact keeps its envelope (id, time, author) and carries the replacement as its body; `text` and `hash`
    stay those of the record. Corrections themselves are left out.
    Findings: correction-names-nothing (not there, or not before it), correction-of-another-kind.
    """
    ordered = _once_each(facts)
    if not any(type(fact.body) is Corrected for fact in ordered):
        return ordered, []
    place = {(fact.station, fact.seq): index for index, fact in enumerate(ordered)}
    decided: dict[int, Corrected] = {}
    findings = []
    for index in range(len(ordered) - 1, -1, -1):  # backwards: whether a correction was undone is known when it is met
        body = ordered[index].body
        if not isinstance(body, Corrected) or index in decided:
            continue
        named = place.get((body.station, body.seq))
        if named is None or named >= index:
            findings.append(Finding("correction-names-nothing", "error", ordered[index].source))
        elif not _fits(ordered[named].body, body.replacement):
            findings.append(Finding("correction-of-another-kind", "error", ordered[index].source))
        else:
            decided.setdefault(named, body)
    standing = [_corrected(fact, decided.get(index)) for index, fact in enumerate(ordered)]
    return [fact for fact in standing if fact is not None], findings[::-1]


def _fits(corrected: Body, replacement: Body | None) -> bool:
    if replacement is None or type(replacement) is type(corrected):
        return True
    return isinstance(corrected, Signalled) and isinstance(replacement, Called)


def _corrected(fact: Fact, correction: Corrected | None) -> Fact | None:
    if isinstance(fact.body, Corrected):
        return None
    if correction is None:
        return fact
    if correction.replacement is None:
        return None
    return fact._replace(body=correction.replacement, kind=correction.replacement.KIND)


def _once_each(facts: Iterable[Fact]) -> list[Fact]:
    ordered = sorted(facts, key=_PLACE)
    if len(set(map(_ID, ordered))) == len(ordered):
        return ordered
    by_id: dict[tuple[str, int], Fact] = {}
    for fact in ordered:
        by_id.setdefault((fact.station, fact.seq), fact)
    return list(by_id.values())


_ID = attrgetter("station", "seq")
_PLACE = attrgetter("lamport", "station", "seq", "hash")
