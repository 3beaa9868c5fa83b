"""A process that appends facts for ever and prints each id after `append` returned; tests kill it.

python -m tests.judge.journal_writer FILE [FILE_BYTES_MAX]: with a limit on the size of files, it stops at the first
refusal, prints its reason, lifts the limit, appends once more, and ends.
"""

import resource
import sys

from judge.errors import JournalWriteFailed
from judge.facts import Called
from judge.journal import Journal

WALL = "2026-03-01T09:00:00+09:00"


def main(path: str, file_bytes_max: str = "") -> None:
    if file_bytes_max:
        hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(file_bytes_max), hard))
    with Journal.open(path, "table-1", clock=lambda: WALL) as journal:
        print("open", flush=True)
        try:
            while True:
                append(journal)
        except JournalWriteFailed as error:
            print("refused", error.reason, flush=True)
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
        append(journal)


def append(journal: Journal) -> None:
    number = len(journal.facts())
    journal.evidence("r1", b"$box,1,%d*" % number, number)
    fact = journal.append(Called("line", {"n": number}), run="r1", at_ms=number, by="referee")
    print(fact.source, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
