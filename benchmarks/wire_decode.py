"""Sentences a second, decoded and fully validated, against `pynmea2.parse` of a GGA sentence.

NMEA 0183 is the text sentence that every serial tool knows: the same shape, an 8-bit checksum. Ours checks a CRC-32,
the one spelling of each number, names, escapes and lengths, and gives whole numbers; a sentence of a gate has 60 bytes,
a GGA 75. Both take turns, each on its own sentence, and the median of the rounds counts.

pynmea2.parse checks the sum and leaves the fields as text; `wire_values` compares with its values read as well.
"""

import importlib
import time
from collections.abc import Callable
from statistics import median
from typing import Any

from benchmarks.row import Row
from firmware.wire import Sentence, decode, encode

ROUNDS, SENTENCES_A_ROUND = 15, 4000
AIM = 5.0
GGA = "$GPGGA,184353.07,1929.045,S,02410.506,E,1,04,2.6,100.00,M,-33.9,M,,0000*6D"


def measure(rounds: int = ROUNDS, sentences_a_round: int = SENTENCES_A_ROUND) -> Row:
    """Decode signals of a gate, and parse GGA sentences, turn by turn."""
    return compare("wire_decode", "pynmea2.parse(GGA, check=True)", lambda message: message, rounds, sentences_a_round)


def compare(name: str, peer: str, read: Callable[[Any], object], rounds: int, sentences_a_round: int) -> Row:
    """Decode signals, and parse GGA sentences and READ each, turn by turn."""
    lines = [
        encode(Sentence("box", 3552606944, seq, 12_720_020 + seq, "signal", ("4", str(seq))))
        for seq in range(1, sentences_a_round + 1)
    ]
    parse, why = _parser()
    ours_s: list[float] = []
    theirs_s: list[float] = []
    for _round in range(rounds):
        ours_s.append(_time(lambda: [decode(line) for line in lines]))
        if parse is not None:
            theirs_s.append(_time(lambda: [read(parse(GGA)) for _line in lines]))
    assert all(decode(line) is not None for line in lines)
    return Row(
        name=name,
        peer=peer,
        ours=sentences_a_round / median(ours_s),
        theirs=sentences_a_round / median(theirs_s) if theirs_s else None,
        unit="sentences/s",
        aim=AIM,
        why=why,
    )


def _parser() -> tuple[Callable[[str], object] | None, str | None]:
    try:
        pynmea2 = importlib.import_module("pynmea2")
    except ImportError:
        return None, "pynmea2 is not installed; it comes with the extra `bench`"
    return lambda line: pynmea2.parse(line, check=True), None


def _time(act: Callable[[], object]) -> float:
    """CPU seconds: what else the machine does meanwhile is neither's merit."""
    began_s = time.process_time()
    act()
    return time.process_time() - began_s
