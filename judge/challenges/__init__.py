"""The definitions that come with the program, one TOML file a challenge, read and checked on demand."""

from functools import cache
from importlib.resources import files

from judge.challenge import Definition
from judge.challenge_file import read
from judge.errors import DefinitionError

__all__ = ["ids", "load", "text"]


def ids() -> tuple[str, ...]:
    """The ids of all definitions in the package, sorted."""
    names = (entry.name for entry in files(__name__).iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


def text(challenge: str) -> str:
    """The file of a definition as it is.

    Raises: DefinitionError: there is no such challenge.
    """
    if challenge not in ids():
        raise DefinitionError(challenge, "id", "unknown-challenge", {"known": ids()})
    return (files(__name__) / f"{challenge}.toml").read_text(encoding="utf-8")


@cache
def load(challenge: str) -> Definition:
    """Read and check one definition; it is proven once in a process, and never changes.

    Raises: DefinitionError: there is no such challenge, or its file is wrong.
    """
    return read(text(challenge), f"{challenge}.toml")
