"""What every fact's body is: a frozen dataclass that checks itself by the shapes of its annotations."""

from typing import ClassVar

from judge.errors import FactInvalid
from judge.fact_shapes import Shape

__all__ = ["SHAPES", "Body"]

SHAPES: dict[type["Body"], tuple[tuple[str, Shape], ...]] = {}
"""Every kind's fields and their shapes, in their order; `judge.fact_kinds` fills it."""


class Body:
    """What a fact says. `needs_run`: it means nothing outside a run. `since`: the schema that brought the kind."""

    __slots__ = ()
    KIND: ClassVar[str]
    since: ClassVar[int] = 1
    needs_run: ClassVar[bool] = False

    def __post_init__(self) -> None:
        for name, shape in SHAPES[type(self)]:
            value = getattr(self, name)
            if not shape.accepts(value):
                raise FactInvalid(self.KIND, name, shape.says)
            if shape.freeze is not None:
                object.__setattr__(self, name, shape.freeze(value))
        self.check_whole()

    def check_whole(self) -> None:
        """Raise FactInvalid when fields that are right one by one contradict each other."""
