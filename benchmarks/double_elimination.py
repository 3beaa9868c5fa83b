"""A double elimination of 64 teams played out, every result deriving the whole state anew, against brackets-manager.

The peer (npm, in memory, node) updates its stored matches; both play by lots to the last grand final. Its packages are
installed at exact versions into an ignored folder beside this file, once. Turn by turn; the median counts.
"""

import json
import random
import shutil
import subprocess
import time
from pathlib import Path
from statistics import median

from benchmarks.row import Row
from judge.challenge import Key, Ranking
from judge.tournament.double_elimination import double_elimination
from judge.tournament.elimination import HeatRun
from judge.tournament.ranking import Entry

TEAMS, ROUNDS, TIMES = 64, 5, 5
AIM = 1.0
MS_A_SECOND = 1000.0
PEERS = ("brackets-manager@1.11.1", "brackets-memory-db@1.0.6")
FOLDER = Path(__file__).parent
RANKING = Ranking((Key("points", "high"), Key("last_scoring_ms", "low")), "director")


def measure(rounds: int = ROUNDS, times: int = TIMES) -> Row:
    """Play ours and theirs in turns."""
    why = _install()
    ours_ms: list[float] = []
    theirs_ms: list[float] = []
    for turn in range(rounds):
        ours_ms += [_play(turn * times + number) for number in range(times)]
        if why is None:
            theirs_ms += _theirs(times)
    return Row(
        name="double_elimination",
        peer=" ".join(PEERS),
        ours=MS_A_SECOND / median(ours_ms),
        theirs=MS_A_SECOND / median(theirs_ms) if theirs_ms else None,
        unit=f"tournaments of {TEAMS} teams/s",
        aim=AIM,
        why=why,
    )


def _play(seed: int) -> float:
    """Play one to the end; return the milliseconds it took."""
    lots, runs = random.Random(seed), dict[tuple[str, str], HeatRun]()
    seeds = [Entry(f"t{number}", number) for number in range(1, TEAMS + 1)]
    began_s = time.perf_counter()
    while True:
        state = double_elimination(seeds, lambda heat, team: runs.get((heat, team)), RANKING, decided={}, draw_seed=1)
        if not state.ready:
            assert state.champion is not None
            return (time.perf_counter() - began_s) * MS_A_SECOND
        heat = state.ready[0]
        points = lots.choice(((1, 2), (2, 1)))
        for team, scored in zip(state.sides_of(heat), points, strict=True):
            assert team is not None
            runs[heat, team] = HeatRun(heat, scored, {"points": scored})


def _theirs(times: int) -> list[float]:
    """Let node play as many; return the milliseconds of each, without the start of node; the first one warms it up."""
    command = ["node", "double_elimination.js", str(TEAMS), str(times + 1)]
    done = subprocess.run(command, cwd=FOLDER, check=True, capture_output=True, text=True, timeout=120)
    took_ms: list[float] = json.loads(done.stdout)["took_ms"]
    return took_ms[1:]


def _install() -> str | None:
    """Install the peer where it is not yet; return why it cannot be had."""
    if (FOLDER / "node_modules" / "brackets-manager").is_dir():
        return None
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        return "node and npm are not here"
    command = [npm, "install", "--prefix", str(FOLDER), "--no-save", "--no-package-lock", "--no-audit", *PEERS]
    done = subprocess.run(command, capture_output=True, text=True, timeout=180, check=False)
    return None if done.returncode == 0 else "npm could not install the peer"
