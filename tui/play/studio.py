"""Where a program is tried again and again: one thread checks it, puts it on a robot and holds trials.

The window asks from its own thread and never waits: everything it sees is a `Stand`, replaced as a whole.
"""

import hashlib
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from firmware.flasher.check import check, errors_in
from firmware.virtual.bench import Bench
from firmware.virtual.placing import Pose, set_down, start_of
from firmware.virtual.plan import FieldPlan
from firmware.virtual.robot_model import RobotModel
from firmware.virtual.trial import Trial, TrialLeft
from firmware.virtual.trial_trace import Trace
from tui.play.tally import Tally
from tui.program_words import finding_lines

__all__ = ["Stand", "Studio"]

LOOK_S = 0.25
CHECKING, FLASHING, RUNNING, REFUSED = "checking", "flashing", "running", "refused"
END_S_MAX = 10.0


@dataclass(frozen=True, slots=True)
class Stand:
    """How things stand. `trace` and `tally` belong together; both stay until the next trial begins."""

    doing: str
    seed: int
    has_noise: bool
    trace: Trace | None = None
    tally: Tally | None = None
    findings: tuple[str, ...] = ()
    """What the check says, in lines."""


@dataclass(frozen=True, slots=True)
class _Wish:
    """The trial that is asked for; `number` counts them, and only the newest is of interest."""

    number: int
    seed: int
    has_noise: bool
    start: Pose | None = None
    """Where the robot is set down; None: at the field's own start."""


class Studio:
    """One program on one field. A context manager: it leaves no process behind."""

    def __init__(
        self,
        program: Path,
        home: Path,
        plan: FieldPlan,
        seed: int,
        *,
        has_noise: bool,
        model: RobotModel | None = None,
        start: Pose | None = None,
    ) -> None:
        self.program, self.plan = program, plan
        self._model = model
        self._bench = Bench(home)
        self.stand = Stand(CHECKING, seed, has_noise)
        self.error: BaseException | None = None
        self._wish = _Wish(1, seed, has_noise, start)
        self._taken = 0
        self._news = threading.Condition()
        self._is_closed = False
        self._image: tuple[str, bytes] | None = None
        self._stamp = _stamp(program)
        self._looked_s = time.monotonic()
        self._thread = threading.Thread(target=self._work, name="studio", daemon=True)

    def __enter__(self) -> "Studio":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        with self._news:
            self._is_closed = True
            self._news.notify()
        self._thread.join(END_S_MAX)

    # -- what the window calls -----------------------------------------------------------------------------------

    def ask(self, *, seed: int | None = None, has_noise: bool | None = None, start: Pose | None = None) -> None:
        """Ask for another trial; one that is being held is left."""
        with self._news:
            now = self._wish
            self._wish = _Wish(
                now.number + 1,
                now.seed if seed is None else seed,
                now.has_noise if has_noise is None else has_noise,
                now.start if start is None else start,
            )
            self._news.notify()

    @property
    def has_noise(self) -> bool:
        """What was asked for last."""
        return self._wish.has_noise

    @property
    def start(self) -> Pose:
        """Where the robot is set down, of what was asked for last."""
        return self._wish.start or start_of(self.plan)

    def look(self) -> None:
        """Ask for another trial when the file was saved, in whatever way editors do it. Cheap: to be called often.

        Raises: whatever went wrong in the thread.
        """
        if self.error is not None:
            raise self.error
        now_s = time.monotonic()
        if now_s - self._looked_s < LOOK_S:
            return
        self._looked_s = now_s
        stamp = _stamp(self.program)
        if stamp != self._stamp:
            self._stamp = stamp
            if stamp is not None:  # an editor that replaces the file takes it away for a moment
                self.ask()

    # -- the thread ----------------------------------------------------------------------------------------------

    def _work(self) -> None:
        with self._bench:
            self._work_on()

    def _work_on(self) -> None:
        try:
            while (wish := self._next_wish()) is not None:
                with suppress(TrialLeft):  # something newer is wished for
                    self._fulfil(wish)
        except BaseException as error:
            self.error = error

    def _next_wish(self) -> _Wish | None:
        """Wait for one that was not looked at yet; None when it is closed."""
        with self._news:
            self._news.wait_for(lambda: self._is_closed or self._wish.number != self._taken)
            self._taken = self._wish.number
            return None if self._is_closed else self._wish

    def _fulfil(self, wish: _Wish) -> None:
        """Check, flash, run."""
        self.stand = replace(self.stand, doing=CHECKING, seed=wish.seed, has_noise=wish.has_noise)
        findings = check(self.program)
        lines = tuple(line for finding in findings for line in finding_lines(finding))
        if errors_in(findings):
            self.stand = replace(self.stand, doing=REFUSED, findings=lines)
            return
        self.stand = replace(self.stand, doing=FLASHING, findings=lines)
        image = self._flashed()
        tally = Tally(self.plan)
        trial = Trial(
            image,
            set_down(self.plan, wish.start),
            wish.seed,
            limit_us=tally.limit_us,
            has_noise=wish.has_noise,
            model=self._model,
            is_left=self._left(wish),
        )
        self.stand = Stand(RUNNING, wish.seed, wish.has_noise, trial.trace, tally, lines)
        trial.hold()

    def _flashed(self) -> bytes:
        """The robot's flash; made anew only for another program."""
        digest = hashlib.sha256(self.program.read_bytes()).hexdigest()
        if self._image is None or self._image[0] != digest:
            self._image = (digest, self._bench.flash(self.program))
        return self._image[1]

    def _left(self, wish: _Wish) -> Callable[[], bool]:
        return lambda: self._is_closed or self._wish.number != wish.number


def _stamp(path: Path) -> tuple[int, int, int] | None:
    """What changes when a file is saved; None while there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
