"""Which kagarobo this is, as the desk lists it."""

from importlib.metadata import PackageNotFoundError, version

__all__ = ["release"]


def release() -> str:
    """Return the installed release."""
    try:
        return version("kagarobo")
    except PackageNotFoundError:
        return "?"
