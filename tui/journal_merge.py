"""`kagarobo journal merge`: what other laptops wrote comes back by stick, in any order and any number of times."""

import argparse
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from types import MappingProxyType

from clubhouse_logs.erasure import ErasedLine, merged, stand_ins
from clubhouse_logs.erasure_ledger import read_ledger
from judge.facts import Fact, head
from judge.findings import Finding
from judge.journal import Journal, read_definitions, read_facts
from judge.journal.chain import Chain
from judge.journal.check import good_evidence, look_over
from judge.journal.database import open_for_reading
from judge.journal.evidence import EvidenceRow
from judge.journal.merging import Taken, sort_out
from judge.journal.messages import founding_fact
from judge.journal.rewrite import persons_in, persons_of, replace_persons, with_stand_ins
from tui.command_io import WrongInput, add_part, print_json, print_lines, say
from tui.exit_codes import ExitCode
from tui.finding_words import finding_line
from tui.forgetting import LEDGER, ledger_of, replay
from tui.i18n import _
from tui.now import wall

__all__ = [
    "PARTS",
    "Merged",
    "configure",
    "erase_again",
    "forgotten",
    "ledgers_for",
    "merge",
    "merge_into",
    "merged_lines",
]

DESK = "desk"
Erased = Mapping[str, ErasedLine]
NOBODY: Erased = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Merged:
    """What came of one file."""

    path: Path
    new: int
    taken: Taken[Fact]
    """At the last look; its `new` were counted before."""
    findings: tuple[Finding, ...]
    """What is damaged in the file itself; the rest of it was taken."""

    @property
    def is_whole(self) -> bool:
        """All of it stands in the journal now."""
        return self.taken.is_whole and not self.findings


def configure(parts: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the part and its options."""
    merging = add_part(parts, "merge", _("take what other laptops wrote: any order, any number of times"))
    merging.add_argument("files", metavar="FILE", type=Path, nargs="+", help=_("their journals, from sticks"))
    merging.add_argument("--into", metavar="JOURNAL", type=Path, help=_("this laptop's; without it, tournament.db in "
                         "the folder of all data"))  # fmt: skip
    merging.add_argument("--station", default=DESK, help=_("what this laptop is called in it: desk"))
    merging.add_argument("--ledger", metavar="FILE", type=Path, action="append", default=[],
                         help=_("the erasure ledger of another computer or of a backup"))  # fmt: skip
    merging.add_argument("--dry-run", action="store_true", help=_("show what would come, and write nothing"))


def merge(
    paths: Sequence[Path], take: Callable[[Sequence[Fact]], Taken[Fact]], erased: Erased = NOBODY
) -> list[Merged]:
    """Take the good facts of each file; a file is looked at again when another has brought what it lacked.

    Args: erased: who was: a file from before the erasure comes in as the erasure would have left it.
    """
    scans = {path: look_over(path) for path in paths}
    facts = {path: forgotten(scan.facts, erased) for path, scan in scans.items()}
    came = {path: Merged(path, 0, Taken(), tuple(scan.findings)) for path, scan in scans.items()}
    waiting, has_news = list(paths), True
    while waiting and has_news:
        has_news = False
        for path in waiting:
            taken = take(facts[path])
            has_news = has_news or bool(taken.new)
            came[path] = replace(came[path], new=came[path].new + len(taken.new), taken=taken)
        waiting = [path for path in waiting if came[path].taken.gaps]
    return [came[path] for path in paths]


def forgotten(facts: Sequence[Fact], erased: Erased) -> list[Fact]:
    """Return facts as they are after everybody in the ledger was erased."""
    return with_stand_ins(facts, stand_ins(persons_of(facts), erased)) if erased else list(facts)


def _merge(args: argparse.Namespace) -> ExitCode:
    into = args.into or args.home / "tournament.db"
    erased = ledgers_for(args.home, args.files, args.ledger)
    before = forgotten(read_facts(into), erased) if into.exists() else []
    _check_same_tournament(into, before, args.files, erased)
    if args.dry_run:
        came, now = merge(args.files, _only_looking(before), erased), before
    else:
        erase_again(args.home, into, erased)
        came, now = merge_into(into, args.station, args.files, erased)
    if args.json:
        print_json({"journal": str(into), "head": head(now), "facts": len(now), "files": [_json(one) for one in came]})
    else:
        for one in came:
            print_lines(merged_lines(one))
        print_lines(
            [_("{count} facts are in {path} now.", count=len(now), path=into), _("Head: {head}", head=head(now))]
        )
        if args.dry_run:
            say(_("Nothing was written."))
    return ExitCode.DONE if all(one.is_whole for one in came) else ExitCode.NO


def ledgers_for(home: Path, files: Sequence[Path], named: Sequence[Path] = ()) -> dict[str, ErasedLine]:
    """Return who was erased, by this home's ledger, those that lie beside the files, and those that are named.

    Raises: WrongInput: one is none.
    """
    beside = dict.fromkeys(path.parent / LEDGER for path in files)
    ledgers = []
    for path in (ledger_of(home), *beside, *named):
        try:
            ledgers.append(read_ledger(path))
        except (OSError, ValueError) as error:
            raise WrongInput(_("{path} is no erasure ledger.", path=path)) from error
    return merged(*ledgers)


def erase_again(home: Path, journal: Path, erased: Erased) -> None:
    """Erase here whom another ledger names, so that what comes agrees with what stands.

    Raises: JournalTaken: a program writes to it. JournalDamaged, JournalWriteFailed, OSError.
    """
    known = read_ledger(ledger_of(home))
    if {line.digest for line in known} != erased.keys():
        home.mkdir(parents=True, exist_ok=True)
        replay(home, erased.values())
    if journal.exists() and erased:
        replace_persons(journal, stand_ins(persons_in(journal), erased))


def merge_into(
    into: Path, station: str, files: Sequence[Path], erased: Erased = NOBODY
) -> tuple[list[Merged], list[Fact]]:
    """Take the files into a journal, as `station`; return what came of each, and what stands there now.

    Definitions come before the facts that were judged by them, raw bytes before the signals that rest on them.
    Raises: JournalTaken, JournalTooNew, JournalDamaged, NotAJournal, JournalWriteFailed.
    """
    into.parent.mkdir(parents=True, exist_ok=True)
    with Journal.open(into, station, clock=wall) as journal:
        for path in files:
            for kept in read_definitions(path).values():
                if kept.hash not in journal.definitions():
                    journal.keep_definition(kept)
            journal.take_evidence(_evidence(path))
        came = merge(files, lambda facts: journal.take(fact.row() for fact in facts), erased)
        return came, journal.facts()


def _evidence(path: Path) -> list[EvidenceRow]:
    connection = open_for_reading(path)
    try:
        return good_evidence(connection)
    finally:
        connection.close()


def _only_looking(before: Sequence[Fact]) -> Callable[[Sequence[Fact]], Taken[Fact]]:
    """A taker that remembers and writes nothing."""
    chain, standing = Chain(), {(fact.station, fact.seq): fact.hash for fact in before}
    for fact in before:
        chain.add(fact)

    def take(facts: Sequence[Fact]) -> Taken[Fact]:
        taken = sort_out(facts, chain.tail, lambda *place: standing.get(place))
        for fact in taken.new:
            chain.add(fact)
            standing[fact.station, fact.seq] = fact.hash
        return taken

    return take


def _check_same_tournament(into: Path, before: Sequence[Fact], paths: Sequence[Path], erased: Erased) -> None:
    """Two tournaments never meet in one journal. Raises: WrongInput; NotAJournal, JournalTooNew."""
    founded = founding_fact(before)
    for path in paths:
        if path.resolve() == into.resolve():
            raise WrongInput(_("{path} cannot be merged into itself.", path=path))
        other = founding_fact(forgotten(look_over(path).facts, erased))
        if other is None:
            continue  # a table's own part: its facts rest on a founding that stands elsewhere
        founded = founded or other
        if other.hash != founded.hash:
            raise WrongInput(
                _("{path} is of another tournament than {into}. Nothing was written.", path=path, into=into)
            )


def merged_lines(one: Merged) -> list[str]:
    """What came of one file, in words."""
    lines = [
        _("{file}: {new} new facts, {known} were here already.", file=one.path.name, new=one.new, known=one.taken.known)
    ]
    lines += [
        _("  {station}: the facts {first} to {last} are missing; {behind} behind them wait. Merge the stick that has "
          "them, too.", station=gap.station, first=gap.first, last=gap.last, behind=gap.behind)
        for gap in one.taken.gaps
    ]  # fmt: skip
    reasons = {
        "fork": _("another fact stands in its place"), "chain": _("it does not follow the one before it"),
        "damaged": _("it is damaged"), "form": _("it is not in its one form"), "lamport": _("its order is wrong"),
        "lost": _("it was declared lost when this journal was recovered"),
    }  # fmt: skip
    lines += [
        _("  {source} was not taken: {reason}. Show both laptops to the chief.",
          source=f"{no.station}:{no.seq}", reason=reasons[no.reason])
        for no in one.taken.refused
    ]  # fmt: skip
    return lines + [f"  {finding_line(finding)}" for finding in one.findings]


def _json(one: Merged) -> dict[str, object]:
    return {
        "file": str(one.path),
        "new": one.new,
        "known": one.taken.known,
        "gaps": [gap._asdict() for gap in one.taken.gaps],
        "refused": [no._asdict() for no in one.taken.refused],
        "findings": [asdict(finding) for finding in one.findings],
    }


PARTS = {"merge": _merge}
