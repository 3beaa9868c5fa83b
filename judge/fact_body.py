"""What every fact's body is: a frozen dataclass that checks itself, field by field, by the shapes of its annotations.

Rule: a field that came later than its kind has a default and says since which schema (its metadata); it is not written
where it holds its default, so what an older program understands is written as that program would have written it.
"""

from collections.abc import Mapping
from dataclasses import MISSING, fields
from dataclasses import Field as DataclassField
from typing import Any, ClassVar, NamedTuple

from judge.errors import FactInvalid
from judge.fact_shapes import Shape

__all__ = ["FIELDS", "SINCE_3", "SINCE_4", "Body", "Field", "fields_of"]


class Field(NamedTuple):
    """One field of a body; `since`: the schema that brought it, 0: it came with its kind."""

    name: str
    shape: Shape
    since: int
    default: Any


SINCE_3: Mapping[str, int] = {"since": 3}
"""The metadata of a field that schema 3 added to a kind."""
SINCE_4: Mapping[str, int] = {"since": 4}
"""The same of schema 4."""
FIELDS: dict[type["Body"], tuple[Field, ...]] = {}
"""Every kind's fields in their order; `judge.fact_kinds` fills it."""


class Body:
    """What a fact says. `needs_run`: it means nothing outside a run. `since`: the schema that brought the kind."""

    __slots__ = ()
    KIND: ClassVar[str]
    since: ClassVar[int] = 1
    needs_run: ClassVar[bool] = False

    def __post_init__(self) -> None:
        for name, shape, _, _ in FIELDS[type(self)]:
            value = getattr(self, name)
            if not shape.accepts(value):
                raise FactInvalid(self.KIND, name, shape.says)
            if shape.freeze is not None:
                object.__setattr__(self, name, shape.freeze(value))
        self.check_whole()

    def check_whole(self) -> None:
        """Raise FactInvalid when fields that are right one by one contradict each other."""


def fields_of(kind: Any) -> tuple[Field, ...]:
    """The fields of a kind, from its annotations."""
    hints: list[tuple[DataclassField[Any], Any]] = [(item, item.type) for item in fields(kind)]
    return tuple(
        Field(item.name, hint.__metadata__[0], item.metadata.get("since", 0), _default(item)) for item, hint in hints
    )


def _default(item: DataclassField[Any]) -> Any:
    return item.default if item.default_factory is MISSING else item.default_factory()
