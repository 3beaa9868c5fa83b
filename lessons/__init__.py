"""Teaches: lessons with a text, a starter, a solution and a check."""
