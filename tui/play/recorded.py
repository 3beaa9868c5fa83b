"""A run that was recorded at a table, beside a simulated one: when each call came, and what it was worth by then."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from firmware.virtual.window.scene import Heading, Item, Row
from judge.challenge import Definition
from judge.facts import Fact
from judge.journal import read_definitions, read_facts
from judge.score_sheet import Counted
from judge.table import fold_run
from tui.challenge_words import call_label, label
from tui.command_io import WrongInput
from tui.i18n import _
from tui.journal_story import fold_known, steps

__all__ = ["Recording", "read_recording", "splits"]

SPLITS_BEFORE, SPLITS_AFTER = 6, 3  # calls that are shown around this moment: there may be a hundred balls


@dataclass(frozen=True, slots=True)
class Recording:
    """One run of a journal. Nothing in it says whose it was."""

    run: str
    definition: Definition
    division: str
    facts: tuple[Fact, ...]
    calls: tuple[Counted, ...]
    """Those that count at its end, in their order."""
    points: int
    max_points: int

    def points_at(self, at_ms: int) -> int:
        """What it was worth at this moment of its own clock, by everything that is known of it today."""
        so_far = [fact for fact in self.facts if fact.at_ms is None or fact.at_ms <= at_ms]
        return fold_run(self.definition, self.division, so_far).score.points

    def items(self, at_ms: int, simulated: Iterable[Counted]) -> list[Item]:
        """The window's panel: its score at this moment, and each call's time, there and here."""
        here = splits(simulated)
        rows: list[Item] = [
            Heading(_("Recorded at the table: run {run}", run=self.run)),
            Row(label(self.definition.titles), f"{self.points_at(at_ms)} / {self.max_points}", is_big=True),
        ]
        there = list(splits(self.calls).items())
        come = sum(there_ms <= at_ms for _call, there_ms in there)
        for (kind, number), there_ms in there[max(0, come - SPLITS_BEFORE) : come + SPLITS_AFTER]:
            here_ms = here.get((kind, number))
            now = "—" if here_ms is None else f"{here_ms / 1000:.1f} s"
            name = call_label(self.definition, kind) + (f" {number}" if number > 1 else "")
            rows.append(Row(name, f"{there_ms / 1000:.1f} s  ({now})"))
        return rows


def splits(calls: Iterable[Counted]) -> dict[tuple[str, int], int]:
    """Return when each call came: by (call, how many of it by then), ms from the run's start."""
    seen: Counter[str] = Counter()
    found: dict[tuple[str, int], int] = {}
    for call in calls:
        seen[call.kind] += call.n
        found[call.kind, seen[call.kind]] = call.at_ms
    return found


def read_recording(journal: Path, run: str) -> Recording:
    """Read a run out of a journal.

    Raises: WrongInput: there is no such run, or it has no result yet. NotAJournal, JournalTooNew, JournalDamaged.
    """
    facts = read_facts(journal)
    state = fold_known(facts, read_definitions(journal))
    story = [step for step in steps(facts, state) if step.run == run]
    after = story[-1].after if story else None
    if after is None or state.definition is None or state.opened is None:
        known = ", ".join(dict.fromkeys(fact.run for fact in facts if fact.run is not None)) or "—"
        raise WrongInput(_("There is no run {run} in this journal. There are: {known}", run=run, known=known))
    score = after.score
    return Recording(
        run, state.definition, state.opened.division, tuple(step.fact for step in story), score.counted,
        score.points, score.max_points,
    )  # fmt: skip
