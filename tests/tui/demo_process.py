"""A demo as a process of its own, for tests that watch it, pull its parts out and kill it.

What a test sees of a running demo is what anyone could see from outside: its journal file, its boards' registry files,
and /proc.
"""

import contextlib
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from judge.facts import Fact
from judge.journal import read_facts

REPOSITORY = Path(__file__).parents[2]
NORDHAVN = Path(__file__).parent / "towns" / "nordhavn.toml"
SAME_AFTER_A_KILL = ("runs", "standings", "bracket", "champion", "kpi")
"""What a demo that was broken off must have in common with one that was not; `head` covers the void runs too."""
KILL_SEED = int(os.environ.get("KAGAROBO_KILL_SEED", "20260329"))
"""What the moments of the kills are drawn from."""
TURN_MS = 1
"""What a judge box's interrupt caught ends its wait, so that it is kept a moment later. A signal that was caught and
not yet kept when the box died is given to the next box, so it may be stamped this much late; it is not lost."""
END_S = 300.0  # a demo of two teams takes 10 to 20 s on a quiet machine; one that hangs must not hang the tests
EVENT_S = 120.0
LOOK_S = 0.02
DEATH_S = 1.0
START_S_MAX = 2.0  # boards, flashing: what a demo does before its first run's facts


@dataclass(frozen=True, slots=True)
class Held:
    """A demo that has ended by itself."""

    status: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        """The JSON document on stdout; shows stderr when there is none."""
        assert self.status == 0, f"exit {self.status}: {self.err[-3000:]}"
        document: dict[str, Any] = json.loads(self.out)
        return document

    def bytes_without_wall(self) -> bytes:
        """What two runs of one seed must have in common: the text itself, less the part that says how long it took."""
        before, wall, after = self.out.partition('  "wall": {')
        assert wall
        return (before + after.partition("}")[2]).encode()


@dataclass(frozen=True, slots=True)
class Moment:
    """When a demo is killed: DELAY_S after its journal holds FACTS facts; 0 facts: DELAY_S after its start."""

    facts: int
    delay_s: float

    @classmethod
    def draw(cls, draws: random.Random, low: int, high: int, *, start_share: float = 0.15) -> "Moment":
        """Draw a moment while the journal has LOW to HIGH facts, or in the start of the process."""
        if draws.random() < start_share:
            return cls(0, round(draws.uniform(0.1, START_S_MAX), 3))
        return cls(draws.randrange(low, high), round(draws.uniform(0.0, 0.3), 3))


@dataclass
class DemoProcess:
    """`python -m tui --home HOME demo --headless --json …`, running. A context manager: it leaves nothing behind."""

    home: Path
    options: tuple[str, ...]
    town: str = str(NORDHAVN)
    process: subprocess.Popen[bytes] = field(init=False)

    def __post_init__(self) -> None:
        command = [sys.executable, "-m", "tui", "--lang", "en", "--home", str(self.home), "demo", "--headless"]
        self._out, self._err = (self.home.parent / f"{self.home.name}-{time.monotonic_ns()}.{end}" for end in "oe")
        with self._out.open("wb") as out, self._err.open("wb") as err:
            self.process = subprocess.Popen(
                [*command, "--json", "--town", self.town, *self.options],
                cwd=REPOSITORY, stdin=subprocess.DEVNULL, stdout=out, stderr=err,
            )  # fmt: skip

    @property
    def journal(self) -> Path:
        """The tournament's journal."""
        return self.home / "demo" / "tournament.db"

    def wait(self) -> Held:
        """Let it come to its end."""
        status = self.process.wait(END_S)
        return Held(status, self._out.read_text("utf-8"), self._err.read_text("utf-8"))

    def wait_for_facts(self, count: int, kind: str = "%") -> int:
        """Wait until the journal holds COUNT facts (of a kind); return how many were seen there."""
        return self._wait(
            lambda: seen if (seen := count_facts(self.journal, kind)) >= count else None, f"{count} facts of {kind}"
        )

    def wait_for_box(self, other_than: int) -> int:
        """Wait until a judge box runs that is not the process OTHER_THAN; return its process."""

        def running() -> int | None:
            with contextlib.suppress(FileNotFoundError, ValueError):  # being started
                pid = int(json.loads((self.home / "boards" / "demo-judge-box.json").read_text())["pid"])
                return pid if pid != other_than and is_alive(pid) else None
            return None

        return self._wait(running, "a judge box")

    def kill_at(self, moment: Moment) -> int:
        """Kill it, and only it, at a moment; return how many facts were seen before.

        Raises: AssertionError: a process of one of its boards lived on.
        """
        seen = self.wait_for_facts(moment.facts) if moment.facts else 0
        deadline_s = time.monotonic() + moment.delay_s
        while time.monotonic() < deadline_s and self.process.poll() is None:
            time.sleep(min(LOOK_S, max(0.0, deadline_s - time.monotonic())))
            seen = max(seen, count_facts(self.journal))
        self.kill()
        return seen

    def kill(self) -> None:
        """Kill it, and only it. Raises: AssertionError: a process of one of its boards lived on."""
        boards = [pid for pid in descendants(self.process.pid) if "firmware" in command_line(pid)]
        self.process.kill()
        self.process.wait()
        deadline_s = time.monotonic() + DEATH_S
        while living := [pid for pid in {*boards, *boards_of(self.home)} if is_alive(pid)]:
            assert time.monotonic() < deadline_s, f"boards live on: {[command_line(pid) for pid in living]}"
            time.sleep(LOOK_S)

    def __enter__(self) -> "DemoProcess":
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def _wait(self, look: Callable[[], int | None], what: str) -> int:
        deadline_s = time.monotonic() + EVENT_S
        while (found := look()) is None:
            assert self.process.poll() is None, f"it ended before {what}: {self._err.read_text('utf-8')[-3000:]}"
            assert time.monotonic() < deadline_s, f"no {what} within {EVENT_S} s"
            time.sleep(LOOK_S)
        return found


def hold_demo(home: Path, *options: str, town: str = str(NORDHAVN)) -> Held:
    """Hold a demo to its end."""
    with DemoProcess(home, options, town) as demo:
        return demo.wait()


def facts_of(home: Path) -> list[Fact]:
    """Read the tournament's journal of a home; none when the demo never came so far."""
    path = home / "demo" / "tournament.db"
    return read_facts(path) if count_facts(path) else []


def visits_of(home: Path) -> list[Fact]:
    """Read the clubhouse's journal of a home; none when the demo never came so far."""
    paths = list((home / "demo").glob("clubhouse-????.db"))
    return read_facts(paths[0]) if paths and count_facts(paths[0]) else []


def count_facts(path: Path, kind: str = "%") -> int:
    """Count a journal's facts, of a kind, without folding or checking them; 0 while there is no table yet."""
    if not path.exists():
        return 0
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        return int(connection.execute("SELECT count(*) FROM facts WHERE kind LIKE ?", (kind,)).fetchone()[0])
    except sqlite3.OperationalError:  # it is being made this moment
        return 0
    finally:
        connection.close()


def differences(expected: Any, got: Any, *, late_ms: int = 0, path: str = "") -> list[str]:
    """Name the places at which two documents differ; a moment (`at_ms`) may be LATE_MS off.

    Off, not late: a box that started anew tells its moments by an offset, and that is rounded on its own.
    """
    if isinstance(expected, dict) and isinstance(got, dict) and expected.keys() == got.keys():
        pairs = [(f"{path}.{key}", expected[key], got[key]) for key in expected]
    elif isinstance(expected, list) and isinstance(got, list) and len(expected) == len(got):
        pairs = [(f"{path}[{number}]", *pair) for number, pair in enumerate(zip(expected, got, strict=True))]
    elif path.endswith(".at_ms") and isinstance(expected, int) and isinstance(got, int):
        return [] if abs(got - expected) <= late_ms else [f"{path}: {expected} became {got}"]
    else:
        return [] if expected == got else [f"{path}: {expected!r} became {got!r}"]
    return [line for where, one, other in pairs for line in differences(one, other, late_ms=late_ms, path=where)]


def figures(document: dict[str, Any]) -> dict[str, Any]:
    """What a demo must have in common with one of the same seed, whatever was killed on the way."""
    return {key: document[key] for key in SAME_AFTER_A_KILL}


# -- processes, from outside -----------------------------------------------------------------------------------------


def descendants(pid: int) -> Iterator[int]:
    """Yield the processes below PID that run now."""
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):  # it ended meanwhile
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text()
        for child in map(int, children.split()):
            yield child
            yield from descendants(child)


def boards_of(home: Path) -> Iterator[int]:
    """Yield the board processes that were started for a home and are there still, whoever their parent is now."""
    for folder in Path("/proc").glob("[0-9]*"):
        words = command_line(int(folder.name)).split("\0")
        if "firmware.virtual" in words and str(home) in words:
            yield int(folder.name)


def command_line(pid: int) -> str:
    """Return a process's command, its words parted by NUL; empty when it has ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text(errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return ""


def is_alive(pid: int) -> bool:
    """Whether a process runs. One that has ended and only waits for its parent to hear of it does not."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return False
    return stat[stat.rindex(")") + 2] not in "ZX"


def pull_out(pid: int) -> None:
    """What pulling a board's cable is: its process is gone, without a word."""
    os.kill(pid, signal.SIGKILL)
