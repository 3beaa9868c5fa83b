"""How a judge box's clock becomes the host's: an offset and a drift, each known between two bounds.

Rule 1: no clock here; moments come in as whole microseconds.
Rule 2: nothing is averaged. A box stamps its answer between our sending and our receiving: that is one interval for the
        offset. Every exchange narrows it, a slow one no less right than a fast one, and the error is what is left.

    exchanges ─▶ intervals ─▶ the drifts that pass through all of them ─▶ offset at a moment, give or take an error

Two crystals are apart by up to 100 millionths: 18 ms in a run of three minutes, which is why drift is not left out.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

__all__ = ["BoxClock", "Heard"]

GRAIN_US = 250  # a board stamps, and a host looks at its port, no finer than this
DRIFT_PPB_MAX = 200_000  # no crystal is that bad
DRIFT_SLACK_PPB = 2_000  # a crystal that warms up while it is watched
ANCHORS_MAX = 16
ANCHOR_US = 1_000_000  # exchanges this near each other share an anchor; doubled whenever there are too many
SURER = 3  # times as wide as the surest exchange
BILLION = 1_000_000_000


class Heard(NamedTuple):
    """What an exchange changed. `jumped_us`: the host's clock jumped by so much, give or take `unsure_us`, after
    `agreed` exchanges of this boot had told that it had not."""

    is_better: bool
    jumped_us: int | None = None
    unsure_us: int = 0
    agreed: int = 0


@dataclass(frozen=True, slots=True)
class _Anchor:
    """At `device_us` the offset (host minus device) was from `low_us` to `high_us`."""

    device_us: int
    low_us: int
    high_us: int


@dataclass(slots=True)
class BoxClock:
    """The clock of one boot of a judge box, as far as exchanges tell."""

    anchors: list[_Anchor] = field(default_factory=list)
    agreed: int = 0
    """Exchanges that did not contradict those before them."""
    _drift_ppb: tuple[int, int] = (-DRIFT_PPB_MAX, DRIFT_PPB_MAX)
    """The slowest and the fastest drift that no two exchanges contradict, with the slack of a real crystal."""
    _anchor_us: int = ANCHOR_US
    _suspect: _Anchor | None = None
    _suspected_us: int = 0

    @property
    def is_doubted(self) -> bool:
        """The last exchange contradicted all before it."""
        return self._suspect is not None

    @property
    def drift_ppb(self) -> int:
        """How much faster the host's clock goes than the box's, in thousand-millionths, in the middle."""
        return sum(self._drift_ppb) // 2

    @property
    def drift_error_ppb(self) -> int:
        """How far the drift may be from `drift_ppb`."""
        return (self._drift_ppb[1] - self._drift_ppb[0] + 1) // 2

    @property
    def error_us(self) -> int:
        """How far a moment of the last exchange may be off, in microseconds."""
        return self.error_at(self.anchors[-1].device_us)

    @property
    def offset_us(self) -> int:
        """Host minus device at the last exchange, in microseconds."""
        device_us = self.anchors[-1].device_us
        return self.host_us(device_us) - device_us

    def host_us(self, device_us: int) -> int:
        """Return the host's time of a device's moment, in microseconds.

        The middle of what no exchange contradicts. Where one exchange was far surer than the bounds are now, they are
        wide for want of the drift alone, and lean to one side because answers come late: then the slightest drift.
        """
        low_us, high_us = self._bounds(device_us)
        surest = min(self.anchors, key=_width_us)
        if high_us - low_us < SURER * _width_us(surest):
            return device_us + (low_us + high_us) // 2
        slow, fast = self._drift_ppb
        drift_ppb = min(max(0, slow), fast)
        guess_us = (surest.low_us + surest.high_us) // 2 + (device_us - surest.device_us) * drift_ppb // BILLION
        return device_us + min(max(guess_us, low_us), high_us)

    def error_at(self, device_us: int) -> int:
        """Return how far `host_us` of that moment may be off, in microseconds."""
        low_us, high_us = self._bounds(device_us)
        offset_us = self.host_us(device_us) - device_us
        return max(abs(high_us - offset_us), abs(offset_us - low_us))

    def hear(self, sent_us: int, device_us: int, received_us: int) -> Heard:
        """Take an exchange: sent and received on the host's clock, stamped on the device's in between.

        One that contradicts all before it is not believed until a second one says the same: then the host's clock
        jumped (a computer that slept), and what was known of the offset is forgotten.
        """
        new = _Anchor(device_us, sent_us - device_us - GRAIN_US, received_us - device_us + GRAIN_US)
        if not self.anchors:
            return self._begin(new)
        low_us, high_us = self._bounds(device_us)
        if new.low_us <= high_us and low_us <= new.high_us:
            self._suspect = None
            return self._add(new)
        suspect = self._suspect
        if suspect is None or not _agree(suspect, new):
            self._suspect, self._suspected_us = new, received_us
            return Heard(False)
        if sent_us < self._suspected_us:
            return Heard(False)  # the clock may have jumped while both were under way: then both are wrong alike
        was_us, agreed = (low_us + high_us) // 2, self.agreed
        self._begin(new)
        unsure_us = (high_us - low_us) // 2 + self.error_at(device_us)
        return Heard(True, self.host_us(device_us) - device_us - was_us, abs(unsure_us), agreed)

    def follow_jump(self, by_us: int, unsure_us: int) -> None:
        """Another box's exchanges told that the host's clock jumped: what is known of this one's offset jumps too."""
        self._suspect = None
        self.anchors = [
            _Anchor(anchor.device_us, anchor.low_us + by_us - unsure_us, anchor.high_us + by_us + unsure_us)
            for anchor in self.anchors
        ]

    def _begin(self, anchor: _Anchor) -> Heard:
        self.anchors, self._suspect = [anchor], None
        self._drift_ppb, self._anchor_us = (-DRIFT_PPB_MAX, DRIFT_PPB_MAX), ANCHOR_US
        self.agreed += 1
        return Heard(True)

    def _add(self, new: _Anchor) -> Heard:
        was_us = self.error_at(new.device_us)
        self.agreed += 1
        last = self.anchors[-1]
        if new.device_us // self._anchor_us == last.device_us // self._anchor_us:
            self.anchors[-1] = _merged(last, new)
        else:
            self.anchors.append(new)
        while len(self.anchors) > ANCHORS_MAX:
            self._thin_out()
        self._narrow_drift()
        return Heard(self.error_at(new.device_us) < was_us)

    def _narrow_drift(self) -> None:
        """Hold the last anchor against all others; what they ruled out among themselves stays ruled out."""
        slow, fast = self._drift_ppb[0] + DRIFT_SLACK_PPB, self._drift_ppb[1] - DRIFT_SLACK_PPB
        last = self.anchors[-1]
        for earlier in self.anchors[:-1]:
            apart_us = last.device_us - earlier.device_us
            if apart_us > 0:
                slow = max(slow, (last.low_us - earlier.high_us) * BILLION // apart_us)
                fast = min(fast, -((earlier.low_us - last.high_us) * BILLION // apart_us))
        if slow > fast:
            slow = fast = (slow + fast) // 2
        self._drift_ppb = slow - DRIFT_SLACK_PPB, fast + DRIFT_SLACK_PPB

    def _thin_out(self) -> None:
        self._anchor_us *= 2
        kept: list[_Anchor] = []
        for anchor in self.anchors:
            if kept and kept[-1].device_us // self._anchor_us == anchor.device_us // self._anchor_us:
                kept[-1] = _merged(kept[-1], anchor)
            else:
                kept.append(anchor)
        self.anchors = kept

    def _bounds(self, device_us: int) -> tuple[int, int]:
        """What every anchor allows the offset to be at a moment."""
        slow, fast = self._drift_ppb
        low_us = high_us = None
        for anchor in self.anchors:
            since_us = device_us - anchor.device_us
            one, other = since_us * slow // BILLION, since_us * fast // BILLION
            low, high = anchor.low_us + min(one, other), anchor.high_us + max(one, other)
            low_us = low if low_us is None or low > low_us else low_us
            high_us = high if high_us is None or high < high_us else high_us
        assert low_us is not None
        assert high_us is not None
        return low_us, high_us


def _width_us(anchor: _Anchor) -> int:
    return anchor.high_us - anchor.low_us


def _merged(one: _Anchor, other: _Anchor) -> _Anchor:
    """Both as one, at the moment of the narrower: the other, carried there over the worst drift."""
    if other.high_us - other.low_us < one.high_us - one.low_us:
        one, other = other, one
    wander_us = abs(one.device_us - other.device_us) * DRIFT_PPB_MAX // BILLION + 1
    low_us = max(one.low_us, other.low_us - wander_us)
    high_us = min(one.high_us, other.high_us + wander_us)
    return _Anchor(one.device_us, low_us, high_us) if low_us <= high_us else one


def _agree(one: _Anchor, other: _Anchor) -> bool:
    wander_us = abs(one.device_us - other.device_us) * DRIFT_PPB_MAX // BILLION + 1
    return one.low_us - wander_us <= other.high_us and other.low_us <= one.high_us + wander_us
