"""A lesson's picture, made by the field: the mat from above with one run's way; below it what light and buzzer did.

Numbers are rounded to whole mm and the run repeats to the bit, so equal programs give equal pictures, byte for byte.
"""

import re
import tomllib
from pathlib import Path

from firmware.virtual.physics import BODY_BACK_MM, BODY_FRONT_MM, BODY_HALF_MM
from firmware.virtual.plan import FIELDS
from lessons.lesson import Lesson
from lessons.run import Run, Sample
from lessons.seen import last_move_ms, lit_spans, notes

__all__ = ["picture_of"]

MARGIN_MM = 150
WIDTH_MM_MIN = 900
HEIGHT_MM_MIN = 500
STRIP_MM = 70
STEP = 5  # every fifth sample: 100 ms
BLUE, LIGHT, TONE = "#1f6fb2", "#f2b705", "#8e44ad"
_ELEMENT = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)


def picture_of(lesson: Lesson, run: Run) -> str:
    """Return the picture of a run as SVG, 1 unit a mm."""
    assert run.floor is not None
    height_mm = run.floor.mat.height_mm
    way = [_place(one, height_mm) for one in run.samples]
    left, top, width, height = _frame(way, run.floor.mat.width_mm, height_mm)
    strips = _strips(run, left, top + height, width)
    total = height + len(strips) * STRIP_MM
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{left} {top} {width} {total}">',
            f'<rect x="{left}" y="{top}" width="{width}" height="{total}" fill="#f4f4f2"/>',
            *_mat(lesson),
            *_way(way[::STEP] + way[-1:]),
            _robot(run, run.start, height_mm, 0.35),
            _robot(run, _shown_last(run), height_mm, 1.0),
            *_ruler(left, top + height),
            f'<rect x="{left}" y="{top + height}" width="{width}" height="{total - height}" fill="#f4f4f2"/>',
            *[line for strip in strips for line in strip],
            "</svg>",
            "",
        ]
    )


def _place(sample: Sample, height_mm: int) -> tuple[int, int]:
    assert sample.x_mm is not None
    assert sample.y_mm is not None
    return round(sample.x_mm), round(height_mm - sample.y_mm)


def _frame(way: list[tuple[int, int]], width_mm: int, height_mm: int) -> tuple[int, int, int, int]:
    """(left, top, width, height) that hold the way, with some floor around it."""
    xs, ys = [x for x, _ in way], [y for _, y in way]
    width = min(max(max(xs) - min(xs) + 2 * MARGIN_MM, WIDTH_MM_MIN), width_mm)
    height = min(max(max(ys) - min(ys) + 2 * MARGIN_MM, HEIGHT_MM_MIN), height_mm)
    left = min(max((max(xs) + min(xs) - width) // 2, 0), width_mm - width)
    top = min(max((max(ys) + min(ys) - height) // 2, 0), height_mm - height)
    return left, top, width, height


def _mat(lesson: Lesson) -> list[str]:
    """What is printed on the mat and stands on it, from the field's own picture."""
    file = lesson.field if isinstance(lesson.field, Path) else FIELDS / f"{lesson.field}.toml"
    name = tomllib.loads(file.read_text(encoding="utf-8"))["picture"]
    found = _ELEMENT.search(file.with_name(name).read_text(encoding="utf-8"))
    assert found is not None
    inside = re.sub(r"<title>.*?</title>|\sid=\"[^\"]*\"", "", found[1], flags=re.DOTALL)
    return ["<g>", *(line.strip() for line in inside.splitlines() if line.strip()), "</g>"]


def _way(way: list[tuple[int, int]]) -> list[str]:
    points = " ".join(f"{x},{y}" for x, y in dict.fromkeys(way))
    return [
        f'<polyline points="{points}" fill="none" stroke="#ffffff" stroke-width="22" stroke-linejoin="round"/>',
        f'<polyline points="{points}" fill="none" stroke="{BLUE}" stroke-width="10" stroke-dasharray="24 12"/>',
    ]


def _shown_last(run: Run) -> Sample:
    """The robot at rest; one that goes on is shown where it was at the end."""
    moved_ms = last_move_ms(run)
    return run.end if moved_ms is not None else run.start


def _robot(run: Run, sample: Sample, height_mm: int, opacity: float) -> str:
    x, y = _place(sample, height_mm)
    turned = round(sample.heading_deg - run.start_direction_deg)
    back, front, half = int(BODY_BACK_MM), int(BODY_FRONT_MM), int(BODY_HALF_MM)
    light = f'<circle cx="-50" cy="0" r="14" fill="{LIGHT}"/>' if sample.is_lit else ""
    return (
        f'<g transform="translate({x} {y}) rotate({turned})" opacity="{opacity}">'
        f'<rect x="{-back}" y="{-half}" width="{back + front}" height="{2 * half}" rx="20" fill="{BLUE}"/>'
        f'<rect x="-30" y="{-half - 8}" width="60" height="16" fill="#222"/>'
        f'<rect x="-30" y="{half - 8}" width="60" height="16" fill="#222"/>'
        f'<path d="M {front - 10} 0 L {front - 50} -30 V 30 Z" fill="#ffffff"/>{light}</g>'
    )


def _ruler(left: int, bottom: int) -> list[str]:
    x, y = left + 40, bottom - 30
    return [
        f'<path d="M {x} {y - 15} V {y} H {x + 100} V {y - 15}" fill="none" stroke="#555" stroke-width="4"/>',
        f'<text x="{x + 115}" y="{y}" font-size="36" font-family="sans-serif" fill="#555">10 cm</text>',
    ]


def _strips(run: Run, left: int, top: int, width: int) -> list[list[str]]:
    """What the light and the buzzer did, each as a row from the start to the end."""
    end_ms = max(1, run.ending.at_ms)
    scale = (width - 120) / end_ms
    strips: list[list[str]] = []
    if run.lights:
        bars = [(span.begin_ms, min(span.end_ms, end_ms), 30) for span in lit_spans(run)]
        strips.append(_strip(left, top + STRIP_MM * len(strips), width, LIGHT, bars, scale, "☀"))
    if run.tones:
        low, high = min(note.hertz for note in notes(run)), max(note.hertz for note in notes(run))
        heights = [(10 + round(30 * (note.hertz - low) / max(1, high - low))) for note in notes(run)]
        bars = [(note.begin_ms, min(note.end_ms, end_ms), tall) for note, tall in zip(notes(run), heights, strict=True)]
        strips.append(_strip(left, top + STRIP_MM * len(strips), width, TONE, bars, scale, "♪"))
    return strips


def _strip(
    left: int, top: int, width: int, colour: str, bars: list[tuple[float, float, int]], scale: float, sign: str
) -> list[str]:
    floor = top + STRIP_MM - 15
    return [
        f'<text x="{left + 25}" y="{floor}" font-size="44" font-family="sans-serif" fill="{colour}">{sign}</text>',
        f'<path d="M {left + 90} {floor} H {left + width - 30}" stroke="#999" stroke-width="3"/>',
        *[
            f'<rect x="{left + 90 + round(begin * scale)}" y="{floor - tall}" '
            f'width="{max(3, round((end - begin) * scale))}" height="{tall}" fill="{colour}"/>'
            for begin, end, tall in bars
        ],
    ]
