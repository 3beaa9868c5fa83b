"""How each event changes what the child's screen shows. Pure: events in, a new state out."""

from dataclasses import replace

from tui.my_robot.events import (
    BoardsSeen,
    Checked,
    Event,
    Failed,
    FilesSeen,
    Heard,
    Moved,
    Noted,
    ProgramOver,
    ProgramRuns,
    RobotStopped,
    TryOver,
)
from tui.my_robot.model import Doing, MyRobot, Said, with_files, with_findings, with_robots

__all__ = ["happened"]

ANSWERS = (0, 1)  # exit codes of `kagarobo play` that are no trouble


def happened(state: MyRobot, event: Event, log: str) -> MyRobot:
    """Return the state after an event. Args: log: where the details of trouble are."""
    match event:
        case BoardsSeen():
            return with_robots(state, event.boards)
        case FilesSeen():
            return with_files(state, event.files, event.saved)
        case Checked():
            return _checked(state, event)
        case Moved():
            return replace(state, share=event.share)
        case ProgramRuns():
            return _runs(state, event)
        case Noted():
            return _noted(state, event)
        case ProgramOver():
            return _over(state, event)
        case RobotStopped():
            said = Said("stopped", {"robot": event.robot})
            return replace(state, doing=Doing.NOTHING, running_on=None, said=said)
        case TryOver():
            topic = "tried" if event.exit_code in ANSWERS else "not_tried"
            return replace(state, is_trying=False, said=Said(topic))
        case Failed():
            said = Said("trouble", {"error": event.error, "log": log})
            if event.ends_work:
                state = replace(state, doing=Doing.NOTHING, share=None, running_on=None)
            return replace(state, said=said)
        case Heard():
            return state


def _checked(state: MyRobot, event: Checked) -> MyRobot:
    """Say it of the program that the child works on; while a robot is busy, what it does is more to the point."""
    state = with_findings(state, event.file, event.findings)
    program = state.program
    if program is None or program.file != event.file:
        return state
    is_quiet = state.doing is Doing.NOTHING and state.running_on is None
    if not (is_quiet or event.is_asked):
        return state
    topic = "checked_good" if program.would_run else "checked_wrong"
    return replace(state, said=Said(topic, {"program": program.name}))


def _runs(state: MyRobot, event: ProgramRuns) -> MyRobot:
    """A program that is brought back has a name when it was put on a robot from here."""
    known = state.known if event.program is None else {**state.known, event.sha256: event.program}
    name = known.get(event.sha256, "")
    topic = "runs" if name else "runs_again"
    return replace(
        state,
        doing=Doing.NOTHING,
        share=None,
        running_on=event.robot,
        said=Said(topic, {"robot": event.robot, "program": name}),
        on_robot={**state.on_robot, event.robot: name},
        known=known,
    )


def _noted(state: MyRobot, event: Noted) -> MyRobot:
    if state.doing is not Doing.NOTHING or state.running_on != event.robot:
        return state
    if event.note == "previous":
        state = replace(state, on_robot={**state.on_robot, event.robot: ""})
    return replace(state, said=Said(event.note, {"robot": event.robot}))


def _over(state: MyRobot, event: ProgramOver) -> MyRobot:
    if state.running_on != event.robot:
        return state
    state = replace(state, running_on=None)
    return state if state.doing is not Doing.NOTHING else replace(state, said=Said("over", {"ending": event.ending}))
