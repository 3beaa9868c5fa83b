"""A whole number as a 32-bit board has them without a heap."""

import operator
from collections.abc import Callable
from typing import Any

__all__ = ["MAX", "SmallInt"]

MAX = (1 << 30) - 1


class SmallInt(int):
    """A whole number that raises beyond ±2**30, and makes what it meets one too."""


def _checked(operation: Callable[[int, int], int], *, is_turned: bool) -> Callable[[SmallInt, int], Any]:
    def operate(self: SmallInt, other: int) -> Any:
        if not isinstance(other, int):
            return NotImplemented
        left, right = (int(other), int(self)) if is_turned else (int(self), int(other))
        number = operation(left, right)
        if not -MAX - 1 <= number <= MAX:
            raise OverflowError(f"{left} {operation.__name__} {right} is more than 31 bits")
        return SmallInt(number)

    return operate


for _name in ("add", "sub", "mul", "floordiv", "mod", "lshift", "rshift", "and_", "or_"):
    _word = _name.rstrip("_")
    setattr(SmallInt, f"__{_word}__", _checked(getattr(operator, _name), is_turned=False))
    setattr(SmallInt, f"__r{_word}__", _checked(getattr(operator, _name), is_turned=True))
SmallInt.__neg__ = lambda self: SmallInt(-int(self))  # type: ignore[method-assign]
SmallInt.__abs__ = lambda self: SmallInt(abs(int(self)))  # type: ignore[method-assign]
