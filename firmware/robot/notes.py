"""Notes by their names, as numbers: "C4" is the middle C, "F#5" and "Bb3" have signs, "R" is a rest. No hardware."""

SEMITONE_BY_LETTER = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
OCTAVE_MAX = 8
CENTIHERTZ = (
    418601,
    443492,
    469864,
    497803,
    527404,
    558765,
    591991,
    627193,
    664488,
    704000,
    745862,
    790213,
)  # octave 8


def note_hertz(name):
    """Return a note's frequency, 0 for a rest. Raises: ValueError: no such note."""
    if name in ("R", "r"):
        return 0
    letter, sign, octave = name[:1].upper(), name[1:-1], name[-1:]
    if letter not in SEMITONE_BY_LETTER or sign not in ("", "#", "b") or octave not in tuple("12345678"):
        raise ValueError("a note is like C4, F#5, Bb3 or R, not " + repr(name))
    semitone = SEMITONE_BY_LETTER[letter] + (1 if sign == "#" else -1 if sign == "b" else 0)
    return ((CENTIHERTZ[semitone % 12] >> (OCTAVE_MAX - int(octave) - semitone // 12)) + 50) // 100


def parse_tune(text):
    """Return [(hertz, beats in quarters)] of "C4 D4 E4:2": a note without a number is one beat. Raises: ValueError."""
    tune = []
    for word in text.split():
        name, _, beats = word.partition(":")
        try:
            quarters = int(float(beats or "1") * 4)
        except ValueError:
            quarters = 0
        if quarters <= 0:
            raise ValueError("after the colon comes a number of beats, not " + repr(beats))
        tune.append((note_hertz(name), quarters))
    return tune
