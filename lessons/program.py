"""A child's program as text: asked only for the concept that a lesson names, never for how it does its work."""

import ast
from functools import cached_property

__all__ = ["CONCEPTS", "Program"]

CONCEPTS = ("for", "while", "if", "def", "async", "try", "return", "list", "variable")
"""`def`: a function of the program's own is called at least twice."""

_NODES: dict[str, tuple[type[ast.AST], ...]] = {
    "for": (ast.For,),
    "while": (ast.While,),
    "if": (ast.If, ast.IfExp),
    "async": (ast.AsyncFunctionDef,),
    "try": (ast.Try,),
    "return": (ast.Return,),
    "list": (ast.List, ast.ListComp),
    "variable": (ast.Assign, ast.AugAssign, ast.AnnAssign),
}


class Program:
    """source: what the child saved. One that CPython cannot read has no concept."""

    def __init__(self, source: str) -> None:
        self.source = source

    @cached_property
    def _nodes(self) -> list[ast.AST]:
        try:
            return list(ast.walk(ast.parse(self.source)))
        except (SyntaxError, ValueError):
            return []

    def has(self, concept: str) -> bool:
        """Whether the concept, one of CONCEPTS, stands in it."""
        if concept == "def":
            return any(len(self.calls(name)) >= 2 for name in self.functions())
        return any(isinstance(node, _NODES[concept]) for node in self._nodes)

    def functions(self) -> list[str]:
        """Names of its own functions."""
        return [node.name for node in self._nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]

    def calls(self, name: str) -> list[int]:
        """The lines in which `name(…)` is called."""
        return [
            node.lineno
            for node in self._nodes
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name
        ]

    def names(self) -> set[str]:
        """Every name that is used or given, and every module that is imported."""
        found = {node.id for node in self._nodes if isinstance(node, ast.Name)}
        for node in self._nodes:
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found.add(node.module)
        return found
