"""A display's own part of the hall: a thread that owns its journal and fills it; the screen follows the file."""

import threading
from pathlib import Path

from judge.errors import JudgeError
from judge.journal import Journal
from tui.error_log import keep
from tui.hall_net.at_screen import beside
from tui.now import wall

__all__ = ["Filler"]

LOOK_S = 0.02
STOP_S = 5.0


class Filler:
    """Fills a journal that this program alone writes, from `start` to `stop`. Args: station: as which."""

    def __init__(self, home: Path, path: Path, station: str) -> None:
        self._home, self._path, self._station = home, path, station
        self._over, self._news = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"filler-{station}", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End."""
        self._over.set()
        self._news.set()
        self._thread.join(STOP_S)

    def _run(self) -> None:
        """Where another program of this laptop writes the journal, it is that one that fills it."""
        try:
            with (
                Journal.open(self._path, self._station, clock=wall) as journal,
                beside(self._home, journal, arrived=self._news.set) as hall,
            ):
                while hall is not None and not self._over.is_set():
                    self._news.wait(LOOK_S)
                    self._news.clear()
                    hall.take()
        except JudgeError as error:
            keep(error, self._home)
