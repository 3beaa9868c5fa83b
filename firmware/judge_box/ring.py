"""What the host has not yet acknowledged: lines in the order of their numbers, never more than the capacity."""


class KeptRing:
    """Numbers are gap-free from 1; a line stays until it is forgotten by number."""

    def __init__(self, capacity):
        self._lines = [None] * capacity
        self.oldest_seq = 1  # of those still kept; last_seq + 1 when there is none
        self.last_seq = 0

    def __len__(self):
        return self.last_seq + 1 - self.oldest_seq

    def keep(self, line):
        """Keep a line under the number last_seq + 1. Raises: IndexError: full; nothing is ever overwritten."""
        if len(self) == len(self._lines):
            raise IndexError("ring full")
        self.last_seq += 1
        self._lines[self.last_seq % len(self._lines)] = line

    def forget(self, seq):
        """Let go of every line up to this number. Return how many; 0 when it was never given or is already gone."""
        if not self.oldest_seq <= seq <= self.last_seq:
            return 0
        count = seq + 1 - self.oldest_seq
        while self.oldest_seq <= seq:
            self._lines[self.oldest_seq % len(self._lines)] = None
            self.oldest_seq += 1
        return count

    def lines(self, count):
        """Return the oldest lines, at most count, in order."""
        end = min(self.oldest_seq + count, self.last_seq + 1)
        return [self._lines[seq % len(self._lines)] for seq in range(self.oldest_seq, end)]
