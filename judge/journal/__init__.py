"""The journal of facts: one SQLite file a tournament or a clubhouse's fiscal year, one writer, any readers.

`judge.journal.projections.project` makes readable tables; it stands apart because few commands need sqlite-utils.
"""

from judge.findings import Finding
from judge.journal.check import check
from judge.journal.definitions import KeptDefinition
from judge.journal.evidence import Chunk
from judge.journal.follow import Follower, last_fact, last_lamport, select_facts
from judge.journal.merging import Gap, Refused, Taken
from judge.journal.recovery import Recovered, recover
from judge.journal.store import Journal, read_all_evidence, read_definitions, read_evidence, read_facts

__all__ = [
    "Chunk",
    "Finding",
    "Follower",
    "Gap",
    "Journal",
    "KeptDefinition",
    "Recovered",
    "Refused",
    "Taken",
    "check",
    "last_fact",
    "last_lamport",
    "read_all_evidence",
    "read_definitions",
    "read_evidence",
    "read_facts",
    "recover",
    "select_facts",
]
