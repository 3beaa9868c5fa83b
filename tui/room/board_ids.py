"""How a learner is called on robots and in the class's book, where every id has a digit so that no name is one."""

from judge.fact_shapes import is_person

__all__ = ["board_id", "learner_of"]

FIRST = "-1"
"""Aliases count from 2 (`red-fox`, `red-fox-2`), so the first of an animal has this number free."""


def board_id(learner: str) -> str:
    """Return a learner's id on boards: a member's as it is, `red-fox` with a number."""
    has_digit = any(character.isdigit() for character in learner)
    return learner if is_person(learner) or has_digit else learner + FIRST


def learner_of(child: str) -> str:
    """Return whose program a board's note means; what no learner has stays as it is."""
    return child if is_person(child) else child.removesuffix(FIRST)
