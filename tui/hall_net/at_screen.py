"""What a screen has of its hall: a line that says how the link is, and a hand that takes what came in."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from judge.errors import JournalWriteFailed
from judge.journal import Journal
from judge.journal.messages import founding_fact
from tui.error_log import keep
from tui.hall_net.joining import is_of
from tui.hall_net.membership import Membership, read_membership
from tui.hall_net.release import release
from tui.hall_net.station import HallThread
from tui.i18n import _

__all__ = ["HallAtScreen", "beside"]

BUSY_S = 2.0  # while a run is on, the others' facts come in this often
BEHIND_S = 6.0


class HallAtScreen:
    """The hall of one screen; it belongs to the journal's thread. Args: monotonic_s: for the age of what was heard."""

    def __init__(self, thread: HallThread, journal: Journal, monotonic_s: Callable[[], float] = time.monotonic) -> None:
        self._thread, self._journal, self._monotonic_s = thread, journal, monotonic_s
        self._taken_s = monotonic_s()

    def take(self, *, is_busy: bool = False) -> bool:
        """Commit what came in, if there is time for it. True: something is new."""
        now_s = self._monotonic_s()
        if is_busy and now_s - self._taken_s < BUSY_S:
            return False
        self._taken_s = now_s
        try:
            return self._thread.take_into(self._journal) > 0
        except JournalWriteFailed:
            return False  # the next fact of this station's own says so, in words; what came stays in the inbox

    def words(self) -> str:
        """How the link is, in a few words."""
        state = self._thread.state
        if self._thread.inbox.refused or state.phase == "forked":
            return _("hall: facts contradict, call the desk")
        if state.phase == "refused":
            return _("hall ○ key refused, ask the desk")
        if state.phase == "alone":
            return _("hall ○ alone, nothing is lost")
        if state.waiting or state.phase == "behind":
            return _("hall ● {count} to send", count=state.waiting)
        return _("hall ●")

    def station_lines(self) -> list[str]:
        """Every station, as the desk heard it last: when, its last fact, its release, who is behind."""
        heard = self._thread.stations
        most = max((one.alive.held for one in heard.values()), default=0)
        lines = []
        for station, one in sorted(heard.items()):
            age_s = int(self._monotonic_s() - one.at_s)
            words = _("{station}: heard {age} s ago, fact {seq}, release {release}", station=station, age=age_s,
                      seq=one.alive.seq, release=one.alive.release)  # fmt: skip
            lacks = most - one.alive.held
            if lacks or one.alive.waiting or age_s > BEHIND_S:
                words += " · " + _("behind: {lacks} to take, {waiting} to send", lacks=lacks, waiting=one.alive.waiting)
            lines.append(words)
        return lines


@contextmanager
def beside(
    home: Path, journal: Journal, *, arrived: Callable[[], None] = lambda: None
) -> Iterator[HallAtScreen | None]:
    """Keep a journal in step with the hall that the home has joined, while its screen is open; None: it works alone.

    A journal of another tournament, or of another station than the one that joined, stays alone. Args: arrived: called,
    in another thread, when there is something to take.
    """
    membership = read_membership(home)
    if membership is None or membership.station != journal.station or not is_in(membership, journal):
        yield None
        return
    with HallThread(
        membership, journal.path, release(), arrived=arrived, turned_down=lambda error: _log(error, home)
    ) as thread:
        journal.listen(thread.committed)
        try:
            yield HallAtScreen(thread, journal)
        finally:
            journal.listen(lambda: None)


def is_in(membership: Membership, journal: Journal) -> bool:
    """Whether a journal is of the member's tournament, or of none yet."""
    return founding_fact(journal.facts()) is None or is_of(journal.path, membership.token)


def _log(error: Exception, home: Path) -> None:
    keep(error, home)
