"""An SVG path as points: absolute M, L, H, V, A (circles) and C, each as a ruler and a compass would draw them.

Only + - * / and the square root (IEEE 754 gives every machine the same root), and our own sine and cosine.
"""

import re
from math import sqrt

from firmware.virtual.noise import cosine, sine

__all__ = ["Point", "flatten"]

Point = tuple[float, float]

_ARGUMENTS = {"M": 2, "L": 2, "H": 1, "V": 1, "A": 7, "C": 6}
_TOKEN = re.compile(r"\s*,?\s*([A-Za-z]|[-+]?(?:\d+\.?\d*|\.\d+))")


def flatten(path: str, step: float) -> list[Point]:
    """Points along the path, at most `step` apart.

    Raises: ValueError: an unknown command, a missing number, an ellipse, a path that does not begin with M.
    """
    points: list[Point] = []
    for command, numbers in _commands(path):
        if command == "M":
            if points:
                raise ValueError("the line must be in one piece (a second M)")
            points.append((numbers[0], numbers[1]))
        elif not points:
            raise ValueError("the path must begin with M")
        elif command == "A":
            points.extend(_arc(points[-1], numbers, step))
        elif command == "C":
            points.extend(_curve(points[-1], numbers, step))
        else:
            x, y = points[-1]
            end = {"L": (numbers[0], numbers[-1]), "H": (numbers[0], y), "V": (x, numbers[0])}[command]
            points.extend(_straight(points[-1], end, step))
    if len(points) < 2:
        raise ValueError("the path is empty")
    return points


def _commands(path: str) -> list[tuple[str, list[float]]]:
    tokens, at = [], 0
    path = path.strip()
    while at < len(path):
        match = _TOKEN.match(path, at)
        if match is None:
            raise ValueError(f"cannot read the path from {path[at : at + 12]!r}")
        tokens.append(match[1])
        at = match.end()
    commands: list[tuple[str, list[float]]] = []
    while tokens:
        command = tokens.pop(0)
        if command not in _ARGUMENTS:
            raise ValueError(f"path command {command!r} is not one of {' '.join(_ARGUMENTS)}")
        numbers, tokens = tokens[: _ARGUMENTS[command]], tokens[_ARGUMENTS[command] :]
        if len(numbers) < _ARGUMENTS[command] or any(number.isalpha() for number in numbers):
            raise ValueError(f"path command {command} needs {_ARGUMENTS[command]} numbers")
        commands.append((command, [float(number) for number in numbers]))
    return commands


def _straight(start: Point, end: Point, step: float) -> list[Point]:
    across, up = end[0] - start[0], end[1] - start[1]
    parts = int(sqrt(across * across + up * up) / step) + 1
    return [(start[0] + across * part / parts, start[1] + up * part / parts) for part in range(1, parts + 1)]


def _curve(start: Point, numbers: list[float], step: float) -> list[Point]:
    x1, y1, x2, y2, x3, y3 = numbers
    x0, y0 = start
    corners = [(x1 - x0, y1 - y0), (x2 - x1, y2 - y1), (x3 - x2, y3 - y2)]
    parts = int(3 * max(sqrt(x * x + y * y) for x, y in corners) / step) + 1  # 3 x the longest leg bounds the speed
    points = []
    for part in range(1, parts + 1):
        t = part / parts
        u = 1 - t
        a, b, c, d = u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t
        points.append((a * x0 + b * x1 + c * x2 + d * x3, a * y0 + b * y1 + c * y2 + d * y3))
    return points


def _arc(start: Point, numbers: list[float], step: float) -> list[Point]:
    radius, radius_y, _, is_large, is_sweep, x, y = numbers
    if radius != radius_y or radius <= 0:
        raise ValueError("an arc must be of a circle (equal radii above 0)")
    half_x, half_y = (x - start[0]) / 2, (y - start[1]) / 2
    half = sqrt(half_x * half_x + half_y * half_y)
    if half == 0 or half > radius * 1.001:
        raise ValueError(f"no circle of radius {radius:g} goes through both ends of the arc")
    height = sqrt(max(0.0, radius * radius - half * half)) * (1 if bool(is_large) == bool(is_sweep) else -1)
    centre_x = start[0] + half_x + height * half_y / half
    centre_y = start[1] + half_y - height * half_x / half
    angle = (step / radius) * (1 if is_sweep else -1)
    cos, sin = cosine(angle), sine(angle)
    end_x, end_y = x - centre_x, y - centre_y
    at_x, at_y = start[0] - centre_x, start[1] - centre_y
    points: list[Point] = []
    for _ in range(int(7 * radius / step)):  # more than a whole circle holds
        if at_x * end_x + at_y * end_y > radius * radius * cos:  # less than a step is left
            return [*points, (x, y)]
        at_x, at_y = at_x * cos - at_y * sin, at_x * sin + at_y * cos
        points.append((centre_x + at_x, centre_y + at_y))
    raise ValueError("the arc does not reach its end")
