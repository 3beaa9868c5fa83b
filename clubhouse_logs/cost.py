"""What a visit costs, and how far the donations carry.

Amounts are whole yen. Source: DEFINITIONS.md, 14.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

__all__ = ["Donations", "cost_per"]


@dataclass(frozen=True, slots=True)
class Donations:
    """Furusato nozei for the clubhouse: what is paid counts, what is only pledged stands beside it."""

    paid_yen: int
    pledged_yen: int
    goal_yen: int

    @property
    def progress(self) -> Fraction | None:
        """[14] Return paid / goal, not clamped; None without a goal."""
        return Fraction(self.paid_yen, self.goal_yen) if self.goal_yen else None


def cost_per(cost_yen: int, count: int) -> Fraction | None:
    """[14] Return running cost / D, or / U: 10,000,000 / 1,500 is 6,667 yen a visit; None without a count."""
    return Fraction(cost_yen, count) if count else None
