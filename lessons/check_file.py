"""A lesson's check.py, loaded by its path. It imports nothing that reaches outside: a test reads its imports."""

import ast
import importlib.util
from collections.abc import Callable
from pathlib import Path

from lessons.errors import LessonFileError
from lessons.miss import Miss
from lessons.run import Run

__all__ = ["ALLOWED_IMPORTS", "Check", "imports_of", "load_check"]

Check = Callable[[Run], Miss | None]
ALLOWED_IMPORTS = frozenset({"math", "re", "statistics", "itertools", "lessons.miss", "lessons.run", "lessons.seen"})


def load_check(file: Path) -> Check:
    """Return its `check`. Raises: LessonFileError: there is none, or it imports what it may not."""
    forbidden = imports_of(file) - ALLOWED_IMPORTS
    if forbidden:
        raise LessonFileError(file, "import", f"a check is pure: not {', '.join(sorted(forbidden))}")
    spec = importlib.util.spec_from_file_location(f"lesson_check_{file.parent.name}", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    check = getattr(module, "check", None)
    if not callable(check):
        raise LessonFileError(file, "check", "def check(run) is missing")
    return check  # type: ignore[no-any-return]


def imports_of(file: Path) -> set[str]:
    """Return the modules it imports, anywhere in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or ".")
    return found
