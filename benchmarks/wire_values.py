"""As `wire_decode`, with the values of the GGA sentence read: ours come out as numbers, so theirs do here."""

from typing import Any

from benchmarks.row import Row
from benchmarks.wire_decode import ROUNDS, SENTENCES_A_ROUND, compare

FIELDS = ("timestamp", "latitude", "longitude", "gps_qual", "num_sats", "horizontal_dil", "altitude", "geo_sep")


def measure(rounds: int = ROUNDS, sentences_a_round: int = SENTENCES_A_ROUND) -> Row:
    """Decode signals of a gate, and parse GGA sentences with their values, turn by turn."""
    return compare("wire_values", "pynmea2.parse(GGA, check=True) and its values", _values, rounds, sentences_a_round)


def _values(message: Any) -> list[object]:
    return [getattr(message, name) for name in FIELDS]
