"""Formats, standings and brackets: pure folds of facts."""
