"""What a board will read next, going by what it read after the same question the last time.

A control loop asks for the same readings turn by turn, each so many microseconds after the last answer. Within one
millisecond the field does not change, so what each of them will be is known beforehand, to the bit: the answer before
carries them, and the board (`micropython/_world.py`) need not ask. A board that does otherwise this time asks as ever.

Only readings without an effect of their own are told ahead (`BoardPort.is_steady`).
"""

from firmware.virtual.channel import AHEAD_MAX, READ
from firmware.virtual.ports import BoardPort

__all__ = ["Habits"]

PLANS_MAX = 64  # a program has few places where it waits; one that asks for everything there is begins anew


class Habits:
    """One board's. A plan is a list of (pin, kind, us after the answer, the word that stands for all three)."""

    __slots__ = ("_last_pin", "_plan", "_plans", "_port", "_sent", "_told_us", "_until_us")

    def __init__(self, port: BoardPort) -> None:
        self._port = port
        self._plans: dict[int, list[tuple[int, int, int, int]]] = {}
        self.forget()

    def forget(self) -> None:
        """Another program begins."""
        self._plans.clear()
        self._plan: list[tuple[int, int, int, int]] | None = None
        self._sent = self._told_us = self._until_us = self._last_pin = 0

    def nothing_told(self) -> None:
        """An answer went out without readings ahead."""
        self._plan = None
        self._sent = 0

    def tell(self, op: int, pin: int, kind: int, told_us: int, until_us: int) -> list[int]:
        """Return the words that go with the answer to this question: two for each reading before `until_us`."""
        key = op | pin << 4 | kind << 12 | self._last_pin << 28
        plan = self._plans.get(key)
        if plan is None:
            if len(self._plans) >= PLANS_MAX:
                self._plans.clear()
            plan = self._plans[key] = []
        self._plan, self._told_us, self._until_us = plan, told_us, until_us
        words: list[int] = []
        read = self._port.read
        for of_pin, of_kind, offset_us, word in plan:
            at_us = told_us + offset_us
            if at_us >= until_us:
                break
            words.append(word)
            words.append(read(of_pin, of_kind, at_us))
        self._sent = len(words) // 2
        return words

    def learn(self, used: int, op: int, pin: int, kind: int, wake_us: int) -> None:
        """The next question has come: this many of the readings told ahead were used before it."""
        plan = self._plan
        if plan is None:
            if op == READ:
                self._last_pin = pin
            return
        if used < self._sent:
            del plan[used:]
        else:
            used = self._sent  # a board may say anything
        if used:
            self._last_pin = plan[used - 1][0]
        if op != READ:
            return
        if used == len(plan) < AHEAD_MAX and wake_us < self._until_us and self._port.is_steady(pin, kind):
            offset_us = wake_us - self._told_us
            plan.append((pin, kind, offset_us, pin | kind << 8 | offset_us << 16))
        self._last_pin = pin
