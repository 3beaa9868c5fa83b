"""What a board will do next, going by what it did after the same question the last time.

A control loop asks for the same readings turn by turn, each so many microseconds after the last answer. Within one
millisecond the field does not change, so what each of them will be is known beforehand, to the bit: the answer before
carries them, and the board (`micropython/_world.py`) need not ask. A board that does otherwise this time asks as ever.

Beyond that millisecond the field goes on beforehand (`ahead.Ahead`), as long as the board gave no command since the
answer: then a wait, too, and what is read after it, need no question.

Only readings without an effect of their own are told ahead (`BoardPort.is_steady`).
"""

from firmware.virtual.ahead import Ahead
from firmware.virtual.channel import AHEAD_MAX, FAR, READ, WAIT, WAITED
from firmware.virtual.ports import BoardPort

__all__ = ["Habits"]

PLANS_MAX = 64  # a program has few places where it waits; one that asks for everything there is begins anew
OFFSET_US_MAX = 16_000  # beyond this the word would be more than a small integer of a 32-bit MicroPython

Step = tuple[int, int, int, int, bool]
"""pin, kind (WAITED: a wait, and the pin is the one read before it), us after the answer, the word that stands for all
three, and whether the board had given no command since the answer."""


class Habits:
    """One board's: after which question comes what."""

    __slots__ = ("_ahead", "_last_pin", "_plan", "_plans", "_port", "_sent", "_told_us", "_until_us")

    def __init__(self, port: BoardPort, ahead: Ahead | None = None) -> None:
        """Args: ahead: lets the field go on beforehand; without it nothing beyond the millisecond is told."""
        self._port, self._ahead = port, ahead
        self._plans: dict[int, list[Step]] = {}
        self.forget()

    def forget(self) -> None:
        """Another program begins."""
        self._plans.clear()
        self._plan: list[Step] | None = None
        self._sent = self._told_us = self._until_us = self._last_pin = 0

    def nothing_told(self) -> None:
        """An answer went out without readings ahead."""
        self._plan = None
        self._sent = 0

    def tell(self, op: int, pin: int, kind: int, told_us: int, until_us: int, far_us: int = 0) -> list[int]:
        """Return the words that go with the answer to this question: two for each step of the plan.

        Args: until_us: when the field may change. far_us: until then it may go on beforehand.
        """
        key = op | pin << 4 | kind << 12 | self._last_pin << 28
        plan = self._plans.get(key)
        if plan is None:
            if len(self._plans) >= PLANS_MAX:
                self._plans.clear()
            plan = self._plans[key] = []
        words: list[int] = []
        read = self._port.read
        for of_pin, of_kind, offset_us, word, is_free in plan:
            at_us = told_us + offset_us
            if at_us >= until_us or of_kind == WAITED:
                if at_us >= far_us or not is_free or not self._go(len(words) // 2 + 1, at_us):
                    break
                until_us = min(far_us, at_us - at_us % 1000 + 1000)
                word |= FAR
            words.append(word)
            words.append(0 if of_kind == WAITED else read(of_pin, of_kind, at_us))
        self._sent = len(words) // 2
        self._plan, self._told_us, self._until_us = plan, told_us, until_us
        return words

    def _go(self, count: int, at_us: int) -> bool:
        return self._ahead is not None and self._ahead.go(count, at_us)

    def learn(self, used: int, op: int, pin: int, kind: int, wake_us: int, *, is_free: bool = False) -> None:
        """The next question has come: so many of the steps told ahead were used before it.

        Args: is_free: the board gave no command since the answer.
        """
        plan = self._plan
        if plan is None:
            if op == READ:
                self._last_pin = pin
            return
        if used > self._sent:
            used = self._sent  # a board may say anything
        if used:
            self._last_pin = plan[used - 1][0]
        offset_us = wake_us - self._told_us
        if op == WAIT and is_free:
            self._note(plan, used, self._last_pin, WAITED, offset_us, True)
        elif op == READ and (is_free or wake_us < self._until_us) and self._port.is_steady(pin, kind):
            self._note(plan, used, pin, kind, offset_us, is_free)
        elif used < self._sent:
            del plan[used:]
        if op == READ:
            self._last_pin = pin

    def _note(self, plan: list[Step], used: int, pin: int, kind: int, offset_us: int, is_free: bool) -> None:
        """This came as number `used` of the plan. What came later than it should makes all that follows later."""
        if used < len(plan):
            of_pin, of_kind, of_us, _, _ = plan[used]
            late_us = offset_us - of_us
            if pin != of_pin or kind != of_kind or plan[-1][2] + late_us >= OFFSET_US_MAX:
                del plan[used:]
            elif late_us or used < self._sent:
                plan[used:] = [_step(pin, kind, at_us + late_us, is_free) for pin, kind, at_us, _, _ in plan[used:]]
        if used == len(plan) < AHEAD_MAX and 0 < offset_us < OFFSET_US_MAX:
            plan.append(_step(pin, kind, offset_us, is_free))


def _step(pin: int, kind: int, offset_us: int, is_free: bool) -> Step:
    return pin, kind, offset_us, (0 if kind == WAITED else pin) | kind << 8 | offset_us << 16, is_free
