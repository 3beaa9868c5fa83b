"""Matches a second: a whole tournament from its file to its standings, against srcomp loading a state of as many.

Ours is the journal read, every fact checked against its hash and its chain, and folded: 100 teams, 600 runs of some
thirteen facts, as a table judged by keys writes them (one with a judge box writes some eighty), a moment each. Theirs
is `SRComp(path)` on a state this module writes: 100 teams, 600 league matches of four corners with a scorer that takes
one number a team, so that their time is their own and not a season's rules. Theirs keeps results, ours what happened:
for each run it has a dozen facts to check and to judge where theirs has one file to read.

CPU seconds, with those of the git that srcomp asks for its state's revision.
"""

import resource
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median

from benchmarks.row import Row
from judge.challenges import load
from judge.facts import (
    GENESIS,
    Body,
    Called,
    Fact,
    RunEnded,
    RunOpened,
    RunSigned,
    RunStarted,
    TeamEntered,
    TournamentOpened,
    seal,
)
from judge.journal import Journal, read_facts
from judge.tournament.fold import fold

TEAMS, RUNS_EACH, MATCHES, ROUNDS = 100, 6, 600, 5
AIM = 5.0
WALL = "2026-03-01T09:00:00+09:00"
CALLS = ("leave", "stop", "ball", "back", "home")
FINAL = {"arena": "A", "start_time": "2026-03-08 12:00:00+00:00", "teams": ["S1", "S2", "S3", "S4"]}
STAGING = {"opens": 300, "closes": 120, "duration": 180, "signal_shepherds": {"a": 60}, "signal_teams": 60}
SCORER = """class Scorer:
    def __init__(self, teams, arena): self._teams = teams
    def calculate_scores(self): return {tla: info["points"] for tla, info in self._teams.items()}
    def validate(self, extra): pass
"""


def measure(teams: int = TEAMS, matches: int = MATCHES) -> Row:
    """Fold ours, load theirs, turn by turn; the median of the rounds counts."""
    load_state, why = None, "one run of ours: one team's 13 facts; one match of theirs: the results of four teams"
    with tempfile.TemporaryDirectory(prefix="kagarobo-bench-") as folder:
        journal, state = Path(folder) / "day.db", Path(folder) / "state"
        write_journal(journal, teams, matches // teams)
        try:
            from sr.comp.comp import SRComp

            load_state = SRComp
            write_state(state, teams, matches)
        except ImportError:
            why = "srcomp is not here: pip install kagarobo[bench]"
        except (OSError, subprocess.CalledProcessError) as error:
            load_state, why = None, f"srcomp keeps its state with git: {error}"
        ours_s, theirs_s = [], []
        for _ in range(ROUNDS):
            ours_s.append(_seconds(lambda: _fold(journal)))
            if load_state is not None:
                theirs_s.append(_seconds(lambda: load_state(state)))
    theirs = matches / median(theirs_s) if theirs_s else None
    runs = matches // teams * teams
    return Row("tournament_fold", "srcomp (sr.comp)", runs / median(ours_s), theirs, "matches/s", AIM, why)


def write_journal(path: Path, teams: int, runs_each: int) -> None:
    """Write a tournament of open runs: five tasks and up to eight bonus calls a run."""
    rules = load("line_following")
    facts: list[Fact] = []

    def add(body: Body, run: str | None = None, at_ms: int | None = None) -> None:
        seq = len(facts) + 1
        wall = f"2026-03-01T{9 + seq // 1800:02}:{seq // 30 % 60:02}:{2 * seq % 60:02}+09:00"
        prev = facts[-1].hash if facts else GENESIS
        facts.append(
            seal(
                body, station="table-1", seq=seq, lamport=seq, at_ms=at_ms, wall=wall, by="referee", run=run, prev=prev
            )
        )

    add(TournamentOpened("bench", rules.id, rules.hash, {"T": 100}, "ES", runs_each, 1, 0, 7, "Asia/Tokyo"))
    for team in range(teams):
        add(TeamEntered(f"t{team}", f"Team {team}", "ES", (), "ja"))
    for number in range(1, runs_each + 1):
        for team in range(teams):
            run = f"t{team}-{number}"
            add(RunOpened(f"t{team}", number, True, "open_runs", None, 1), run)
            add(RunStarted("hand"), run, 0)
            for place, call in enumerate(CALLS, start=1):
                add(Called(call), run, 1000 * place)
            for ball in range((7 * team + number) % 9):
                add(Called("bonus_ball", {"n": 3}), run, 20_000 + 1000 * ball)
            add(RunEnded("time"), run, 180_000)
            add(RunSigned("referee", "p-aaaaaaaaaa"), run)
    with Journal.open(path, "desk", clock=lambda: WALL) as journal:
        journal.take(fact.row() for fact in facts)


def write_state(root: Path, teams: int, matches: int) -> None:
    """Write a srcomp state of as many scored league matches, as a git repository."""
    tlas = [f"T{team:02}" for team in range(teams)]
    sides = [[tlas[(4 * match + side) % teams] for side in range(4)] for match in range(matches)]
    whole_day = {"start_time": "2026-03-01 00:00:00+00:00", "end_time": "2026-03-09 00:00:00+00:00", "description": "x"}
    files: dict[str, object] = {
        "teams.yaml": {"teams": {tla: {"name": tla} for tla in tlas}},
        "arenas.yaml": {"arenas": {"A": {"display_name": "A"}}, "corners": {n: {"colour": "#fff"} for n in range(4)}},
        "schedule.yaml": {
            "match_periods": {"league": [whole_day], "knockout": [whole_day]},
            "match_slot_lengths": {"pre": 90, "match": 180, "post": 30, "total": 300},
            "staging": STAGING,
            "league": {"extra_spacing": []},
            "delays": [],
            "knockout": {"static": True},
            "static_knockout": {"rounds": {0: {"matches": {0: FINAL}}}},
        },
        "league.yaml": {"matches": {match: {"A": tlas_of} for match, tlas_of in enumerate(sides)}},
        "layout.yaml": {"teams": [{"name": "a", "display_name": "a", "teams": tlas}]},
        "shepherding.yaml": {"shepherds": [{"name": "a", "colour": "#fff", "regions": ["a"]}]},
    }
    for match, tlas_of in enumerate(sides):
        scored = {tla: {"zone": zone, "points": (match + zone) % 11} for zone, tla in enumerate(tlas_of)}
        files[f"league/A/{match:04}.yaml"] = {"arena_id": "A", "match_number": match, "teams": scored}
    for name, content in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(_yaml(content), encoding="utf-8")
    (root / "scoring").mkdir()
    (root / "scoring" / "score.py").write_text(SCORER, encoding="utf-8")
    git = ["git", "-c", "user.name=bench", "-c", "user.email=bench@example.org"]
    for words in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "state"]):
        subprocess.run([*git, *words], cwd=root, check=True, capture_output=True)


def _yaml(content: object) -> str:
    """As people write those files."""
    import yaml  # comes with srcomp

    text: str = yaml.safe_dump(content, sort_keys=False)
    return text.replace("'2026", "2026").replace("+00:00'", "+00:00")


def _fold(journal: Path) -> None:
    fold(read_facts(journal), {"line_following": load("line_following")})


def _seconds(work: Callable[[], object]) -> float:
    began_s = _cpu_s()
    work()
    return _cpu_s() - began_s


def _cpu_s() -> float:
    """What else the machine does meanwhile is neither's merit."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)
