"""Kanji numerals as digits, wherever they stand in a text: 三月二十三日 is 3月23日, 二〇二〇 is 2020.

Only numbers below ten thousand: a date, a time and a day's count need no more.
"""

from __future__ import annotations

import re

__all__ = ["with_digits"]

DIGITS = {sign: value for value, sign in enumerate("〇一二三四五六七八九")} | {"零": 0}
POWERS = {"十": 10, "百": 100, "千": 1000}
RUN = re.compile(f"[{''.join([*DIGITS, *POWERS])}]+")


def with_digits(text: str) -> str:
    """Replace each run of kanji numerals by its digits; a run that is no number stays as it is."""
    return RUN.sub(lambda run: _digits(run[0]), text)


def _digits(run: str) -> str:
    if not any(sign in POWERS for sign in run):
        return "".join(str(DIGITS[sign]) for sign in run)  # by place: 二〇二〇
    total, pending, last_power = 0, None, 10_000
    for sign in run:
        if sign in DIGITS:
            if pending is not None:
                return run  # 二三十 is no number
            pending = DIGITS[sign]
            continue
        if POWERS[sign] >= last_power or pending == 0:
            return run  # nor is 十百
        last_power = POWERS[sign]
        total += (1 if pending is None else pending) * last_power
        pending = None
    return str(total + (pending or 0))
