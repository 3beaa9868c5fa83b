"""The demo tournament from the first visit to the champion, on real parts, resumable after any kill.

What is done next is always the fold of what is recorded, so a demo that was killed goes on where its facts end: a run
that was open is void (`judge_restarted`), uses no attempt, and is held again from the same seed.

Rule: the engine records and moves things; it counts nothing. Every figure it shows is a fold.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Protocol

from judge.challenges import load
from judge.facts import (
    Corrected,
    Fact,
    PersonAdded,
    RunOpened,
    RunSigned,
    RunVoided,
    TeamEntered,
    TournamentOpened,
    Visited,
    instant_text,
)
from judge.journal import Journal
from judge.journal.lock import WriterLock
from judge.table import RunStage, RunState, fold_run
from judge.tournament.decisions import tie_decided
from judge.tournament.fold import NextRun, TournamentState, next_official
from tui.demo.document import run_label
from tui.demo.events import DemoEvent, Said, TournamentMoved
from tui.demo.roster import DemoTeam, demo_person, demo_teams, run_seed
from tui.demo.run import RunConductor
from tui.demo.season import demo_day, demo_fiscal_year, demo_visits, wall_text
from tui.demo.venue import Venue
from tui.journal_story import fold_file, fold_journal
from tui.kept_definitions import keep_definition
from tui.town import Town

__all__ = [
    "DemoEngine",
    "DemoOptions",
    "Referee",
    "ScriptedReferee",
    "journal_paths",
    "remembered_options",
    "set_aside",
]

RUNS_OFFICIAL = 2
RUNS_COUNTED = 1
BALL_TARGET = 100
TOURNAMENT_PREFIX = "demo-"  # and how many teams: what a resumed demo must know before the last team is entered
MIRROR_S = 10.0  # a stick that does not answer by then is said to be behind
STATION, DOOR = "table-1", "door-1"
TABLE = 1


@dataclass(frozen=True, slots=True)
class DemoOptions:
    """What a demo is asked for. `home` holds everything it writes."""

    home: Path
    town: Town
    seed: int
    teams: int
    challenge: str
    is_resumed: bool = False
    mirror: Path | None = None
    """A second copy of the tournament's journal, kept in step after each fact."""
    pace: Callable[[int], None] | None = None
    """Called with the field's time in microseconds; may wait, for a person who watches.

    None: nobody watches, so it goes as fast as it can and no pictures of the table are made."""


class Referee(Protocol):
    """Whoever agrees to a run at the table."""

    def agree(self, run: RunState) -> None:
        """Return when the run may be signed."""


class ScriptedReferee:
    """Signs at once: the demo runs by itself."""

    def agree(self, run: RunState) -> None:
        """Agree."""


def journal_paths(home: Path, town: Town) -> tuple[Path, Path]:
    """Return the demo's two journals: the tournament's and the clubhouse's fiscal year."""
    return home / "demo" / "tournament.db", home / "demo" / f"clubhouse-{demo_fiscal_year(town)}.db"


def remembered_options(asked: DemoOptions) -> DemoOptions:
    """Return the options of the demo that was broken off; as asked, when none was begun.

    Raises: JournalTaken: a demo is being held in this home.
    """
    tournament, _clubhouse = journal_paths(asked.home, asked.town)
    if not tournament.exists():
        set_aside(asked)  # what a demo that was killed while it did so left of the last one: its WAL, its clubhouse
        return asked
    state = fold_file(tournament)
    if state.opened is None:
        return asked
    teams = int(state.opened.tournament.removeprefix(TOURNAMENT_PREFIX))
    return replace(asked, seed=state.opened.seed, teams=teams, challenge=state.opened.definition)


def set_aside(asked: DemoOptions) -> None:
    """Make room for a new demo: the journals of the last one are kept as `.old`, those before it are not.

    Raises: JournalTaken: a demo is being held in this home.
    """
    mirrors = (asked.mirror,) if asked.mirror is not None else ()
    for path in (*journal_paths(asked.home, asked.town), *mirrors):
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = WriterLock(path)
        try:
            for suffix in ("", "-wal", "-shm"):
                part = path.with_name(path.name + suffix)
                if part.exists():
                    part.replace(path.with_name(path.name + ".old" + suffix))
        finally:
            lock.release()


class DemoEngine:
    """One demo. `hold()` does all of it, in the thread that calls it."""

    def __init__(
        self, options: DemoOptions, listen: Callable[[DemoEvent], None], referee: Referee | None = None
    ) -> None:
        self.options = options
        self._listen = listen
        self._referee = referee or ScriptedReferee()
        self._morning = datetime.combine(demo_day(options.town), time(9), options.town.timezone)
        self._visit_wall = self._morning
        self._venue: Venue | None = None

    def hold(self) -> tuple[list[Fact], list[Fact]]:
        """Hold the demo to its champion; return the facts of the tournament and of the clubhouse.

        Raises: JudgeError, FirmwareError: a journal or a board failed; what was acknowledged stays recorded.
        """
        tournament_path, clubhouse_path = journal_paths(self.options.home, self.options.town)
        tournament_path.parent.mkdir(parents=True, exist_ok=True)
        with Journal.open(tournament_path, STATION, clock=self._wall, mirror=self.options.mirror) as tournament:
            self._go_on_from(tournament.facts())
            self._open_tournament(tournament)
            with Journal.open(clubhouse_path, DOOR, clock=lambda: wall_text(self._visit_wall)) as clubhouse:
                self._check_in(clubhouse)
                clubhouse_facts = clubhouse.facts()
            self._close_open_runs(tournament)
            if fold_journal(tournament).champion is None:
                with Venue(self.options, self._teams(), self._listen) as venue:
                    self._venue = venue
                    self._hold_runs(tournament, venue)
            self._listen(TournamentMoved(fold_journal(tournament)))
            if not tournament.settle_mirror(MIRROR_S):
                self._listen(Said("mirror_behind", {"path": str(self.options.mirror)}))
            return tournament.facts(), clubhouse_facts

    # -- before the first run ------------------------------------------------------------------------------------

    def _open_tournament(self, journal: Journal) -> None:
        state = fold_journal(journal)
        options = self.options
        if state.opened is None:
            definition = load(options.challenge)
            size = 4 if options.teams >= 4 else 2
            overlay = {"N": RUNS_OFFICIAL, "K": RUNS_COUNTED, "bracket_size": size}
            if "T" in definition.params:
                overlay["T"] = BALL_TARGET
            body = TournamentOpened(
                tournament=f"{TOURNAMENT_PREFIX}{options.teams}",
                definition=definition.id,
                definition_hash=definition.hash,
                overlay=overlay,
                division="ES",
                runs_official=RUNS_OFFICIAL,
                runs_counted=RUNS_COUNTED,
                bracket_size=size,
                seed=options.seed,
                timezone=options.town.timezone.key,
            )
            keep_definition(journal, definition.id)
            journal.append(body, by="chief")
        entered = {team.id for team in state.teams}
        for team in self._teams():
            if team.id not in entered:
                body_entered = TeamEntered(team.id, team.name, "ES", team.members, team.language)
                journal.append(body_entered, by="scorekeeper")
        self._listen(TournamentMoved(fold_journal(journal)))

    def _check_in(self, journal: Journal) -> None:
        """Record the children and their visits. What a killed demo recorded already is not recorded again."""
        persons = tuple(person for team in self._teams() for person in team.members)
        site = self.options.town.site().id
        visits = demo_visits(self.options.town, self.options.seed, persons)
        done = len(journal.facts())
        todo: list[tuple[datetime, PersonAdded | Visited]] = [
            (visits[0][0] - timedelta(days=1), PersonAdded(person, "child")) for person in persons
        ]
        todo += [
            (instant, Visited(person, 1, instant_text(instant), site, "youth", "kiosk")) for instant, person in visits
        ]
        for instant, body in todo[done:]:
            self._visit_wall = instant
            journal.append(body, by="kiosk")
        self._listen(Said("children_came", {"children": len(persons), "visits": len(visits)}))

    def _close_open_runs(self, journal: Journal) -> None:
        """A run that was open when the program died is void and held again; one that had ended only needs its names."""
        for run in fold_journal(journal).runs:
            if run.stage in (RunStage.OPENED, RunStage.STARTED):
                assert run.run is not None
                journal.append(RunVoided("judge_restarted"), run=run.run, by="station")
                self._listen(Said("run_voided", {"run": run_label(run)}))
            elif run.stage is RunStage.ENDED:
                self._sign(journal, run)

    # -- the runs ------------------------------------------------------------------------------------------------

    def _hold_runs(self, journal: Journal, venue: Venue) -> None:
        conductor = RunConductor(venue, journal, self._listen, TABLE, has_watcher=self.options.pace is not None)
        while (state := fold_journal(journal)).champion is None:
            if state.decisions:
                self._draw_lots(journal, state)
                continue
            following = next_official(state)[0]
            team = next(team for team in self._teams() if team.id == following.team)
            run = self._run_id(state, following)
            opened = RunOpened(team.id, following.number, True, following.stage, following.heat, TABLE)
            seed = run_seed(self.options.seed, team.id, f"{following.stage}/{following.heat}/{following.number}")
            conductor.conduct(run, opened, team, state, seed)
            self._sign(journal, self._run_state(journal, run))
            moved = fold_journal(journal)
            done = moved.run(run)
            self._listen(Said("run_signed", {"run": run_label(done), "team": team.name, "points": done.score.points}))
            self._listen(TournamentMoved(moved))

    def _draw_lots(self, journal: Journal, state: TournamentState) -> None:
        """The director of a demo leaves every tie to the lots of the published seed, which anyone can draw again."""
        for decision in state.decisions:
            order = state.lots(decision)
            journal.append(tie_decided(decision.where, order, "lots"), by="chief")
            self._listen(Said("lots_drawn", {"where": decision.where, "order": " ".join(order)}))

    def _sign(self, journal: Journal, run: RunState) -> None:
        """Let the team and the referee agree; what the box could not decide is answered before."""
        assert run.run is not None
        for question in run.questions:
            station, seq = question.ref
            withdrawn = Corrected(station, seq, "withdraw", None, "does_not_count")
            journal.append(withdrawn, run=run.run, by="referee")
        self._referee.agree(run)
        assert run.opened is not None
        team = next(team for team in self._teams() if team.id == run.opened.team)
        signed = {signature.role for signature in run.signatures}
        for role, person in (("team", team.members[0]), ("referee", demo_person(self.options.seed, "referee"))):
            if role not in signed:
                journal.append(RunSigned(role, person), run=run.run, by=person)

    def _run_state(self, journal: Journal, run: str) -> RunState:
        state = fold_journal(journal)
        assert state.opened is not None
        assert state.definition is not None
        facts = [fact for fact in journal.facts() if fact.run == run]
        return fold_run(state.definition, state.opened.division, facts)

    @staticmethod
    def _run_id(state: TournamentState, following: NextRun) -> str:
        label = f"{following.team}-{following.heat or 'open'}-{following.number}"
        held_before = sum(1 for run in state.runs if run.run is not None and run.run.split(".")[0] == label)
        return f"{label}.{held_before + 1}" if held_before else label

    # -- clocks and people ---------------------------------------------------------------------------------------

    def _teams(self) -> tuple[DemoTeam, ...]:
        return demo_teams(self.options.teams, self.options.seed)

    def _wall(self) -> str:
        """The hall's clock is the field's, from nine in the morning on."""
        now_us = self._venue.now_us() if self._venue is not None else 0
        return wall_text(self._morning + timedelta(microseconds=now_us))

    def _go_on_from(self, facts: list[Fact]) -> None:
        """Let the wall clock of a resumed demo go on after its last fact."""
        if facts:
            self._morning = max(self._morning, datetime.fromisoformat(facts[-1].wall) + timedelta(seconds=1))
