"""A list to pick from, one key each, or a word to type: what the station asks beside the clock."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

__all__ = ["Option", "Prompt", "pick"]

WORD_CHARACTERS_MAX = 64
LINE_CHARACTERS_MAX = 80


@dataclass(frozen=True, slots=True)
class Option:
    """One answer and the key that gives it."""

    key: str
    words: str
    value: str


@dataclass(slots=True)
class Prompt:
    """A question that waits for one key; without options, for a word and Enter.

    `answered` is called with the value of the option, or the word. `is_free`: the word may be any line, or nothing.
    """

    title: str
    options: Sequence[Option]
    answered: Callable[[str], None]
    typed: str | None = field(default=None)
    is_free: bool = False

    def __post_init__(self) -> None:
        if not self.options and self.typed is None:
            self.typed = ""

    def take(self, key: str, character: str | None) -> str | None:
        """Take a key; return the answer once there is one."""
        if self.typed is None:
            return next((option.value for option in self.options if character == option.key), None)
        if key == "enter":
            return self.typed if self.is_free else self.typed or None
        if key == "backspace":
            self.typed = self.typed[:-1]
        elif self.is_free:
            self.paste(character or "")
        elif character is not None and (character.isalnum() or character in "-_.+") and character.isascii():
            self.typed = (self.typed + character)[:WORD_CHARACTERS_MAX]
        return None

    def paste(self, text: str) -> None:
        """Take text that came at once; a word of its own rules takes none of it."""
        if self.is_free and self.typed is not None:
            self.typed = (self.typed + "".join(one for one in text if one.isprintable()))[:LINE_CHARACTERS_MAX]


def pick(title: str, offered: Mapping[str, str], answered: Callable[[str], None], first: int = 1) -> Prompt:
    """A prompt that offers value -> words under the digits from FIRST on."""
    options = [Option(str(first + place), words, value) for place, (value, words) in enumerate(offered.items())]
    return Prompt(title, options, answered)
