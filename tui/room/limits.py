"""How much one may ask for: buckets that fill with time, and waits that grow with every wrong guess.

Pure: seconds of any steady clock are arguments. Bounded: the names that were heard of longest ago are forgotten.
"""

from collections import OrderedDict

__all__ = ["Buckets", "Guesses"]

NAMES_MAX = 2000
WAITS_S = (0.0, 0.0, 2.0, 5.0, 10.0, 30.0, 60.0)


class Buckets:
    """A bucket a name. Args: per_s: what flows in. most: what it holds."""

    def __init__(self, per_s: float, most: float) -> None:
        self._per_s, self._most = per_s, most
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def takes(self, name: str, now_s: float) -> bool:
        """Take one out; False when it is empty."""
        level, at_s = self._levels.pop(name, (self._most, now_s))
        level = min(self._most, level + (now_s - at_s) * self._per_s)
        is_taken = level >= 1
        self._levels[name] = (level - 1 if is_taken else level, now_s)
        while len(self._levels) > NAMES_MAX:
            self._levels.popitem(last=False)
        return is_taken

    def wait_s(self, name: str, now_s: float) -> float:
        """How long until one can be taken; 0: now."""
        level, at_s = self._levels.get(name, (self._most, now_s))
        return max(0.0, (1 - level) / self._per_s - (now_s - at_s))


class Guesses:
    """Wrong guesses in a row, and how long the next one has to wait."""

    def __init__(self) -> None:
        self._wrong: OrderedDict[str, tuple[int, float]] = OrderedDict()

    def wait_s(self, name: str, now_s: float) -> float:
        """How long until the next guess is looked at; 0: now."""
        count, at_s = self._wrong.get(name, (0, now_s))
        return max(0.0, at_s + WAITS_S[min(count, len(WAITS_S) - 1)] - now_s) if count else 0.0

    def wrong(self, name: str, now_s: float) -> None:
        """A guess was wrong."""
        count, _at_s = self._wrong.pop(name, (0, now_s))
        self._wrong[name] = (count + 1, now_s)
        while len(self._wrong) > NAMES_MAX:
            self._wrong.popitem(last=False)

    def right(self, name: str) -> None:
        """A guess was right, or the code is another one now."""
        self._wrong.pop(name, None)
