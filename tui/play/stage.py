"""The window's words: a studio's stand as headings, rows and sentences in the reader's language."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from firmware.virtual.field import FieldView
from firmware.virtual.placing import Pose, start_of
from firmware.virtual.plan import FieldPlan
from firmware.virtual.trial_trace import Trace
from firmware.virtual.window.playback import Playback
from firmware.virtual.window.scene import Bars, Heading, Item, Line, Row
from judge.scoring import Score
from tui.challenge_words import label, term_label
from tui.play.recorded import Recording
from tui.play.studio import REFUSED, RUNNING, Studio
from tui.play.words import doing_sentence, ending_sentence, panel_names, placing_keys, saved_sentence, window_keys

__all__ = ["StudioStage"]

PRINTED_LINES = 7


class StudioStage:
    """A `scene.Stage` over a studio."""

    def __init__(self, studio: Studio, pictures: Path, recording: Recording | None = None) -> None:
        self._studio, self._pictures, self._recording = studio, pictures, recording
        self._names = panel_names()
        self._keys, self._placing_keys = window_keys(), placing_keys()
        self._saved: Path | None = None

    @property
    def plan(self) -> FieldPlan:
        """The field."""
        return self._studio.plan

    @property
    def trace(self) -> Trace | None:
        """The trial that is shown."""
        return self._studio.stand.trace

    @property
    def is_stale(self) -> bool:
        """The program as it is now is another than the one in the trace."""
        return self._studio.stand.doing != RUNNING

    @property
    def title(self) -> str:
        """The program's name and the field's."""
        return f"{self._studio.program.name} — {label(self.plan.titles)}"

    def look(self) -> None:
        """Watch the program's file."""
        self._studio.look()

    @property
    def start(self) -> Pose:
        """Where the robot is set down for the next trial."""
        return self._studio.start

    def run_again(self, seed: int | None = None, start: Pose | None = None) -> None:
        """Hold another trial."""
        self._saved = None
        self._studio.ask(seed=seed, start=start)

    def toggle_noise(self) -> None:
        """Noise on or off."""
        self._saved = None
        self._studio.ask(has_noise=not self._studio.has_noise)

    def save_picture(self, png: bytes) -> None:
        """Keep it under the home, named for the program and the moment."""
        self._pictures.mkdir(parents=True, exist_ok=True)
        moment = datetime.now().strftime("%Y%m%d-%H%M%S")
        self._saved = self._pictures / f"{self._studio.program.stem}-{moment}.png"
        self._saved.write_bytes(png)

    def keys(self, *, is_placing: bool) -> Sequence[tuple[str, str]]:
        """The help line."""
        return self._placing_keys if is_placing else self._keys

    def news(self, playback: Playback) -> Sequence[Line]:
        """A mistake, what is being done, or how it ended once the playback has come there."""
        saved = [Line(saved_sentence(self._saved))] if self._saved is not None else []
        stand = self._studio.stand
        sentences = [text for text in stand.findings if text.strip() != "^"]  # no caret: the type is proportional
        found = [Line(text, is_alarm=stand.doing == REFUSED) for text in sentences]
        trace = stand.trace
        if stand.doing == REFUSED:
            return [*saved, *found]
        if trace is None or (trace.ending is None and playback.at_us >= trace.end_us):
            return [*saved, Line(doing_sentence(stand.doing)), *found]
        if trace.ending is not None and playback.at_us >= min(trace.ending.at_us, trace.end_us):
            is_alarm = trace.ending.kind not in ("done", "time", "decided")
            return [*saved, Line(ending_sentence(trace.ending, trace.limit_us), is_alarm), *found]
        return [*saved, *found]

    def panel(self, playback: Playback, typed: str) -> Sequence[Item]:
        """Time, score, sensors, what was printed."""
        stand, names = self._studio.stand, self._names
        trace = stand.trace
        at_us = int(playback.at_us)
        limit_s = (trace.limit_us if trace else 0) // 1_000_000
        items: list[Item] = [
            Row(names["time"], f"{at_us / 1e6:.2f} / {limit_s} s", is_big=True),
            Row(names["speed"], _speed_words(playback)),
            Row(names["seed"], f"{typed}_ ⏎" if typed else str(stand.seed)),
            Row(names["noise"], names["on"] if stand.has_noise else names["off"]),
        ]
        start = self._studio.start
        if start != start_of(self.plan):
            place = f"{start.x_mm / 10:.0f}, {start.y_mm / 10:.0f} cm, {round(-start.heading_deg)}°"
            items.append(Row(names["start"], place))
        if trace is None or not trace.times_us:
            return items
        items += self._score_items(trace, at_us)
        items += self._recorded_items(trace, at_us)
        items += self._sensor_items(trace.views[trace.index_at(at_us)])
        return items + self._printed_items(trace, at_us)

    def _score_items(self, trace: Trace, at_us: int) -> list[Item]:
        tally = self._studio.stand.tally
        if tally is None or tally.definition is None:
            return []
        score = tally.score_at(trace, at_us)
        assert score is not None
        items: list[Item] = [
            Heading(self._names["score"]),
            Row(label(tally.definition.titles), _points(score), is_big=True),
        ]
        definition = tally.definition
        return items + [
            Row(f"{term_label(definition, term.term)} {term.side or ''}".strip(), str(term.points))
            for term in score.breakdown
        ]

    def _recorded_items(self, trace: Trace, at_us: int) -> list[Item]:
        if self._recording is None:
            return []
        tally = self._studio.stand.tally
        score = tally.score_at(trace, at_us) if tally is not None else None
        return self._recording.items(at_us // 1000, () if score is None else score.counted)

    def _sensor_items(self, view: FieldView) -> list[Item]:
        names = self._names
        distance = "—" if view.distance_mm is None else f"{view.distance_mm / 10:.1f} cm"
        return [
            Heading(names["robot"]),
            Bars(names["line"], view.line),
            Row(names["distance"], distance),
            Row(names["speed_now"], f"{view.speed_mm_s / 10:.1f} cm/s"),
            Row(names["heading"], f"{round(-view.heading_deg)}°"),
            Row(names["bumper"], names["pressed"] if view.is_touching else "—"),
            *self._field_items(view),
            Row(names["battery"], f"{view.voltage * 100:.0f} %"),
        ]

    def _field_items(self, view: FieldView) -> list[Item]:
        """What there is on this field only."""
        names = self._names
        if view.lit:
            fan = Row(names["fan"], names["on"] if view.is_fan_on else names["off"])
            return [Row(names["candles"], f"{sum(view.lit)} / {len(view.lit)}"), fan]
        if self.plan.track is not None:
            return [Row(names["board"], names["fallen"] if view.is_lying else "—")]
        if not self.plan.hopper_balls:
            return []
        return [
            Row(names["gate"], names["open"] if view.is_gate_open else names["closed"]),
            Row(names["balls"], f"{view.balls_in_hopper} → {view.balls_in_tower}"),
        ]

    def _printed_items(self, trace: Trace, at_us: int) -> list[Item]:
        said = [line for line in trace.printed if line.at_us <= at_us][-PRINTED_LINES:]
        lines: list[Item] = [Line(f"{line.at_us / 1e6:7.2f}  {line.text}") for line in said]
        return [Heading(self._names["printed"]), *lines]


def _points(score: Score) -> str:
    """Points of the most there are; in a match those of each side."""
    if score.sides:
        return "  ".join(f"{side} {points}" for side, points in score.sides.items())
    return f"{score.points} / {score.max_points}"


def _speed_words(playback: Playback) -> str:
    speed = f"×{playback.speed:g}" if playback.speed else panel_names()["max"]
    return f"{speed}  ({panel_names()['paused']})" if playback.is_paused else speed
