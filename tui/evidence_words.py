"""What a judge box's raw bytes say, heard again by the link: a line, or a JSON object, an event."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from judge.journal import read_all_evidence
from judge.link import BoxAppeared, ClockJumped, Event, SignalArrived, SignalsMissing, Synced, TextArrived
from judge.replay import Replayed, replay_events
from tui.i18n import _

__all__ = ["evidence_json", "evidence_line", "read_events"]


def read_events(path: Path, run: str | None) -> Iterator[Replayed]:
    """Yield what the boxes of a journal said, of one run or of all.

    The record is played from its beginning: a box's clock was learned before the run. Raises: ValueError: damaged.
    """
    return (step for step in replay_events(read_all_evidence(path)) if run is None or step.run == run)


def evidence_line(step: Replayed) -> str:
    """Return an event in words, after the host's clock in seconds, the run and the box's number from 1."""
    head = f"{step.at_us / 1e6:14.6f}  {step.run or '—':<14}  {step.box + 1}"
    return f"{head}  {_sentence(step.event)}"


def evidence_json(step: Replayed) -> dict[str, Any]:
    """Return an event as data."""
    event = step.event
    fields: dict[str, Any] = {name: getattr(event, name) for name in event.__slots__}
    if isinstance(event, TextArrived):
        fields["text"] = event.text.decode(errors="replace")
    return {"at_us": step.at_us, "run": step.run, "box": step.box, "event": type(event).__name__, **fields}


def _sentence(event: Event) -> str:
    match event:
        case BoxAppeared():
            return _("A judge box said hello: version {version}, {inputs} inputs, boot {boot}.",
                     version=event.version, inputs=event.inputs, boot=event.boot)  # fmt: skip
        case SignalArrived():
            return _("{kind} {args}: number {seq} of boot {boot}, by the box's clock at {seconds} s.",
                     kind=event.kind, args=" ".join(event.args) or "—", seq=event.seq, boot=event.boot,
                     seconds=f"{event.device_us / 1e6:.6f}")  # fmt: skip
        case SignalsMissing():
            return _("Signals {first} to {last} of the judge box are missing.",
                     first=event.first_seq, last=event.last_seq)  # fmt: skip
        case Synced():
            return _("Its clock is known to {error} ms.", error=f"{event.error_us / 1000:.3f}")
        case ClockJumped():
            return _("The computer's clock jumped by {ms} ms.", ms=event.by_us // 1000)
        case TextArrived():
            return _("It printed: {text}", text=event.text.decode(errors="replace").rstrip())
