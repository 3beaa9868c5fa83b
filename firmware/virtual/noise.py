"""Numbers for the field: a generator, noise, sine and cosine that give the same figures on every machine.

Rules: whole-number arithmetic modulo 2**64, and + - * / on floats (IEEE 754, one operation at a time). No `random`, no
`math.sin`: a library's last digit differs from machine to machine, and a run must repeat.
"""

__all__ = [
    "Stream",
    "cosine",
    "even_noise",
    "hash_numbers",
    "noise_key",
    "noise_keys",
    "sine",
    "two_unit_noises_at",
    "unit_noise",
    "unit_noise_at",
]

_MASK = (1 << 64) - 1
_STEP = 0x9E3779B97F4A7C15
_TWO_MASKS = _MASK | _MASK << 128
_TWO_MOMENTS = 0xD1342543DE82EF95 * (1 | 1 << 128)
_TWO_LANES = 0xFFFF | 0xFFFF << 32 | 0xFFFF << 128 | 0xFFFF << 160
_PI = 3.141592653589793
_SINE_TERMS = (-1 / 6, 1 / 120, -1 / 5040, 1 / 362880, -1 / 39916800, 1 / 6227020800, -1 / 1307674368000)


def _mix(number: int) -> int:
    """Scatter 64 bits (the finaliser of SplitMix64)."""
    number = ((number ^ (number >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    number = ((number ^ (number >> 27)) * 0x94D049BB133111EB) & _MASK
    return number ^ (number >> 31)


def hash_numbers(*numbers: int) -> int:
    """One 64-bit number out of several whole ones; the order counts."""
    state = _STEP
    for number in numbers:
        state = _mix((state + (number & _MASK) + _STEP) & _MASK)
    return state


def unit_noise(seed: int, place: int, moment: int) -> float:
    """Noise that needs no memory: the same place and moment always give the same value.

    Returns: mean 0, standard deviation 1, between -3.47 and 3.47 (the sum of four even draws).
    """
    return unit_noise_at(noise_key(seed, place), moment)


def noise_key(seed: int, place: int) -> int:
    """A seed and a place in one number, for `unit_noise_at`."""
    return (seed + place * _STEP) & _MASK


def unit_noise_at(key: int, moment: int) -> float:
    """`unit_noise` of the place that the key stands for; `_mix` is written out, for a sensor asks for this often."""
    bits = (key + moment * 0xD1342543DE82EF95) & 0xFFFFFFFFFFFFFFFF
    bits = ((bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9) & 0xFFFFFFFFFFFFFFFF
    bits = ((bits ^ (bits >> 27)) * 0x94D049BB133111EB) & 0xFFFFFFFFFFFFFFFF
    bits ^= bits >> 31
    return ((bits & 0xFFFF) + (bits >> 16 & 0xFFFF) + (bits >> 32 & 0xFFFF) + (bits >> 48) - 131070.0) / 37837.45


def noise_keys(first: int, second: int) -> int:
    """Two keys in one number, for `two_unit_noises_at`."""
    return first | second << 128


def two_unit_noises_at(keys: int, moment: int) -> tuple[float, float]:
    """`unit_noise_at` of both keys: 64 bits each, 128 apart, so that no product reaches the other."""
    bits = (keys + moment * _TWO_MOMENTS) & _TWO_MASKS
    bits = ((bits ^ bits >> 30) & _TWO_MASKS) * 0xBF58476D1CE4E5B9 & _TWO_MASKS
    bits = ((bits ^ bits >> 27) & _TWO_MASKS) * 0x94D049BB133111EB & _TWO_MASKS
    bits ^= bits >> 31
    bits = (bits & _TWO_LANES) + (bits >> 16 & _TWO_LANES)
    low, high = bits & 0x3FFFF0003FFFF, bits >> 128
    first = ((low & 0x3FFFF) + (low >> 32) - 131070.0) / 37837.45
    return first, ((high & 0x3FFFF) + (high >> 32) - 131070.0) / 37837.45


def even_noise(seed: int, place: int, moment: int) -> float:
    """Return an even draw that needs no memory, 0 <= draw < 1."""
    return (_mix((seed + place * _STEP + moment * 0xD1342543DE82EF95) & _MASK) >> 11) / 9007199254740992.0


class Stream:
    """A generator for one purpose: a draw more here moves nothing there. `state`: all that it remembers."""

    __slots__ = ("state",)

    def __init__(self, seed: int, purpose: int) -> None:
        self.state = hash_numbers(seed, purpose)

    def bits(self) -> int:
        """64 even bits."""
        self.state = (self.state + _STEP) & _MASK
        return _mix(self.state)

    def between(self, low: float, high: float) -> float:
        """An even draw, low <= draw < high."""
        return low + (high - low) * ((self.bits() >> 11) / 9007199254740992.0)

    def spread(self, deviation: float) -> float:
        """A draw around 0 with that standard deviation, never more than 3.5 of them away (`_mix` is written out)."""
        self.state = bits = (self.state + 0x9E3779B97F4A7C15) & 0xFFFFFFFFFFFFFFFF
        bits = ((bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9) & 0xFFFFFFFFFFFFFFFF
        bits = ((bits ^ (bits >> 27)) * 0x94D049BB133111EB) & 0xFFFFFFFFFFFFFFFF
        bits ^= bits >> 31
        total = (bits & 0xFFFF) + (bits >> 16 & 0xFFFF) + (bits >> 32 & 0xFFFF) + (bits >> 48)
        return deviation * (total - 131070.0) / 37837.45


def sine(angle_rad: float) -> float:
    """Sine, right to 1e-12; meant for angles of a few turns, set up once (the physics turns a unit vector instead)."""
    turns = angle_rad / (2 * _PI)
    angle = (turns - int(turns)) * (2 * _PI)
    if angle > _PI:
        angle -= 2 * _PI
    elif angle < -_PI:
        angle += 2 * _PI
    if angle > _PI / 2:
        angle = _PI - angle
    elif angle < -_PI / 2:
        angle = -_PI - angle
    square = angle * angle
    total = power = angle
    for term in _SINE_TERMS:
        power *= square
        total += power * term
    return total


def cosine(angle_rad: float) -> float:
    """Cosine, as sine."""
    return sine(angle_rad + _PI / 2)
