"""Who takes part in the demo: invented teams, their programs, and children who are random ids from the first fact on.

Everything here is drawn from the demo's seed, so that equal seeds give equal journals.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from judge.facts import person_id

PROGRAMS_FOLDER = Path(__file__).parent / "programs"
PLAYED = ("line_following",)  # what the programs in that folder know how to play; each has a simulated field
MEMBERS_PER_TEAM = 3

_NAMES = ("Blue Foxes", "Hakusan Rabbits", "Crane Flyers", "Snow Crabs", "Pine Lanterns", "River Otters")
_PROGRAMS = ("good", "slow", "wobbly", "crashing")
_PROGRAMS_OF_FEW = ("good", "crashing", "wobbly")  # two or three teams: a champion, a crash, no slow runs
_LANGUAGES = ("ja", "en", "en", "ja")


@dataclass(frozen=True, slots=True)
class DemoTeam:
    """One team: what is on the program, who is in it, and what it brings."""

    id: str
    name: str
    language: str
    members: tuple[str, ...]
    program: Path


def demo_teams(count: int, seed: int) -> tuple[DemoTeam, ...]:
    """Return COUNT teams; the four honest programs go round."""
    programs = _PROGRAMS if count >= len(_PROGRAMS) else _PROGRAMS_OF_FEW
    teams = []
    for index in range(count):
        name = _NAMES[index % len(_NAMES)]
        if index >= len(_NAMES):
            name = f"{name} {index // len(_NAMES) + 1}"
        teams.append(
            DemoTeam(
                id=f"t{index + 1}",
                name=name,
                language=_LANGUAGES[index % len(_LANGUAGES)],
                members=tuple(demo_person(seed, f"t{index + 1}.{child}") for child in range(MEMBERS_PER_TEAM)),
                program=PROGRAMS_FOLDER / f"{programs[index % len(programs)]}.py",
            )
        )
    return tuple(teams)


def demo_person(seed: int, who: str) -> str:
    """Return the random id of someone in the demo."""
    return person_id(hashlib.sha256(f"kagarobo demo {seed}/{who}".encode()).digest())


def run_seed(seed: int, team: str, run: str) -> int:
    """Return the seed of one run's noise: it depends on nothing that happened before, so a repeated run is the same."""
    return int.from_bytes(hashlib.sha256(f"{seed}/{team}/{run}".encode()).digest()[:6], "big")
