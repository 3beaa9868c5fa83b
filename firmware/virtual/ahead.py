"""How far the field has gone before its board has said that it will really wait so long.

What a board will do until its next command follows from what it did the last time (`habits`), and until then nothing
can make the field go another way. So the field goes on beforehand, the board is told what it will read there, and need
not ask. When it did otherwise, the field is taken back to where it was, and goes as far as the board has really come.

Only where no look of the field could find or change anything (`Field.go_ahead`): then nothing but wheels moves.
"""

from firmware.virtual.field import Field, FieldKept

__all__ = ["Ahead"]


class Ahead:
    """What one board was told beyond the moment of its last answer. `is_out` while it has not said what it used."""

    __slots__ = ("_field", "_is_back", "_kept", "_moments", "is_out")

    def __init__(self, field: Field) -> None:
        self._field = field
        self._kept: FieldKept | None = None
        self._moments: list[tuple[int, int]] = []
        self._is_back = self.is_out = False

    def go(self, count: int, to_us: int) -> bool:
        """Let the field go there for what is told as number `count`; return whether it may."""
        kept = self._kept if self.is_out else self._field.keep()
        if not self._field.go_ahead(to_us):
            return False
        self._kept = kept
        self._moments.append((count, to_us))
        self.is_out = True
        return True

    def step_back(self) -> None:
        """Nothing came from the board so far: the field is where it was, for whoever looks at it."""
        if self.is_out and not self._is_back:
            assert self._kept is not None
            self._field.take_back(self._kept)
            self._is_back = True

    def settle(self, used: int) -> int:
        """The board has used so many of what it was told; return the moment that the field has come to by that, or 0.

        What it did not use never was.
        """
        moments = self._moments
        due = [at_us for count, at_us in moments if count <= used]
        if len(due) < len(moments):
            self.step_back()
        if self._is_back:
            for at_us in due:
                self._field.go_ahead(at_us)
        moments.clear()
        self._is_back = self.is_out = False
        return due[-1] if due else 0
