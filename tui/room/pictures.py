"""The twelve pictures of a child's picture code: three of them, in order, instead of a password.

Three of twelve keep classmates out of one's exercise book, and no more: whoever has the laptop has the books anyway.
"""

from collections.abc import Sequence

__all__ = ["CODE_LENGTH", "PICTURES", "is_code"]

PICTURES = ("sun", "moon", "star", "cat", "fish", "bird", "tree", "flower", "apple", "house", "boat", "key")
CODE_LENGTH = 3


def is_code(pictures: Sequence[object]) -> bool:
    """Tell whether these are three of the pictures; one may come twice."""
    return len(pictures) == CODE_LENGTH and all(one in PICTURES for one in pictures)
