"""What staff reads on the road from one fiscal year into the next, on the screen and in lines."""

from collections.abc import Iterator, Sequence

from clubhouse_logs.year_end import Step
from tui.i18n import _
from tui.year_end_road import Child, Road, StepState

__all__ = [
    "ask_road", "ask_step", "child_words", "done_words", "key_words", "open_words", "road_lines", "step_name",
    "waits_words",
]  # fmt: skip


def step_name(step: Step) -> str:
    """What a step is called."""
    return {
        Step.LATE_PAPER: _("Late paper"),
        Step.FINAL: _("Provisional → final"),
        Step.FREEZE: _("Freeze the figures"),
        Step.STAGES: _("School stages up"),
        Step.RENEWAL: _("Membership renewed"),
        Step.RETENTION: _("Names no longer needed"),
        Step.NEXT_YEAR: _("Next year's calendar"),
        Step.REPORT: _("Yearly report"),
    }[step]


def ask_road(number: int, *, is_over: bool) -> str:
    """The head of the road."""
    if not is_over:
        return _("The end of fiscal year {year}: its last day has not passed yet.", year=number)
    return _("The end of fiscal year {year}. It can be left at any step and goes on from there.", year=number)


def ask_step(step: Step) -> str:
    """What belongs to a step."""
    return {
        Step.LATE_PAPER: _("Is all paper of the year written in? These planned days have no record:"),
        Step.FINAL: _("From now on the year's figures are final. Later corrections make a revision."),
        Step.FREEZE: _("Every month and the year become signed editions that nothing changes any more."),
        Step.STAGES: _("Who goes to the next school stage? Touch each; touch again to take it back."),
        Step.RENEWAL: _("Whose form for the next year is back? Touch each; touch again to take it back."),
        Step.RETENTION: _("These names are no longer needed. Touch whom to keep; figures stay as they are."),
        Step.NEXT_YEAR: _("Look at the next year's opening days and target. The town file holds both."),
        Step.REPORT: _("The yearly report is written as XLSX, CSV, PDF and a picture."),
    }[step]


def open_words(state: StepState) -> str:
    """What is open in a step, in a few words; empty where nothing is to say."""
    return {
        Step.LATE_PAPER: _("{count} days without record", count=state.number),
        Step.FREEZE: _("{count} to freeze", count=state.number),
        Step.STAGES: _("{count} have not moved", count=state.number),
        Step.RENEWAL: _("{count} forms not back", count=state.number),
        Step.RETENTION: _("{count} names", count=state.number),
        Step.NEXT_YEAR: _("{count} opening days", count=state.number),
    }.get(state.step, "")


def done_words(step: Step) -> str:
    """A step was done."""
    return _("Done: {step}", step=step_name(step))


def waits_words() -> str:
    """A step that cannot be done yet."""
    return _("Another step comes first, or the year is not over.")


def key_words(step: Step) -> dict[str, str]:
    """The keys of a page."""
    finish = {
        Step.LATE_PAPER: _("All paper is in"),
        Step.FINAL: _("Final"),
        Step.FREEZE: _("Freeze"),
        Step.RETENTION: _("Erase them"),
        Step.REPORT: _("Write it"),
    }.get(step, _("This step is done"))
    return {"back": _("Back"), "more": _("More"), "finish": finish}


def child_words(step: Step, child: Child, stage: str) -> str:
    """A child in a list."""
    mark = "✓ " if child.is_done else ""
    match step:
        case Step.STAGES:
            return f"{mark}{child.nickname} → {stage}"
        case Step.RETENTION:
            return _("keep: {nickname}", nickname=child.nickname) if child.is_done else child.nickname
    return f"{mark}{child.nickname}"


def road_lines(road: Road, states: Sequence[StepState]) -> Iterator[str]:
    """Yield the road as lines, without a name."""
    yield ask_road(road.number, is_over=road.is_over)
    for number, state in enumerate(states, start=1):
        mark = "✓" if state.is_done else " " if state.can_be_done else "·"
        yield f"{mark} {number} {state.step.value:<11} {step_name(state.step)}  {open_words(state)}".rstrip()
