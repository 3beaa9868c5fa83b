"""The mentor sees who is where, who gets on, and whose hand has been up longest."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tui.room.who_is_where import WhoIsWhere

BEGIN = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


def after(minutes: float) -> datetime:
    return BEGIN + timedelta(minutes=minutes)


def test_a_child_misses_from_its_first_miss_until_it_passes() -> None:
    """The minutes count from the first miss, the words are the last one's; passing ends it and takes the hand down."""
    room = WhoIsWhere()
    room.opened("a", 5, after(0))
    room.judged("a", 5, "too short", after(2))
    room.judged("a", 5, "too long", after(6))
    room.asked("a", after(7))
    (stuck,) = room.rows(["a"], after(9))
    room.judged("a", 5, "", after(10))
    (passed,) = room.rows(["a"], after(11))

    assert (5, 2, "too long", 7, 2) == tuple(
        stuck[name] for name in ("lesson", "tries", "miss", "missing_minutes", "asked_minutes")
    )
    assert (3, "", None, None) == tuple(passed[name] for name in ("tries", "miss", "missing_minutes", "asked_minutes"))


def test_a_first_miss_is_no_trouble_three_or_three_minutes_of_it_are() -> None:
    """The mentor is called by who is stuck, not by who tries; one that passed in between begins anew."""
    room, quick = WhoIsWhere(), WhoIsWhere()
    room.judged("slow", 5, "too short", after(0))

    assert [(after(2), False), (after(3), True)] == [
        (at, room.rows(["slow"], at)[0]["is_stuck"]) for at in (after(2), after(3))
    ]
    for number, miss in enumerate(("no", "no", "", "no", "no", "no")):
        quick.judged("quick", 5, miss, after(number / 10))
        assert (number == 5) is quick.rows(["quick"], after(number / 10))[0]["is_stuck"]


def test_another_lesson_begins_anew_and_leaves_the_hand_up() -> None:
    """A child that looks elsewhere while it waits for the mentor still waits."""
    room = WhoIsWhere()
    room.judged("a", 5, "too short", after(0))
    room.asked("a", after(1))
    room.opened("a", 6, after(3))
    (row,) = room.rows(["a"], after(4))

    assert (6, 1, 0, None, 3) == tuple(
        row[name] for name in ("lesson", "minutes", "tries", "missing_minutes", "asked_minutes")
    )


def test_hands_come_first_then_who_is_stuck_longest() -> None:
    """Asking twice keeps the turn; who was never seen is in the list too."""
    room = WhoIsWhere()
    for minute, child in enumerate("abc"):
        room.judged(child, 1, "miss", after(minute))
    room.asked("c", after(4))
    room.asked("b", after(5))
    room.asked("c", after(6))

    assert ["c", "b", "a", "d"] == [row["learner"] for row in room.rows("abcd", after(7))]
    room.helped("c")
    assert ["b", "a", "c", "d"] == [row["learner"] for row in room.rows("abcd", after(7))]


STEPS = st.lists(
    st.tuples(st.sampled_from(("opened", "passed", "missed", "asked", "helped")), st.sampled_from("abc"),
              st.integers(1, 3)),
    max_size=30,
)  # fmt: skip


@given(STEPS)
def test_a_restart_between_any_two_steps_changes_nothing(steps: list[tuple[str, str, int]]) -> None:
    """What is kept says the same as what was in memory."""
    room, restarted = WhoIsWhere(), WhoIsWhere()
    for number, (step, child, lesson) in enumerate(steps):
        for one in (room, restarted):
            if step == "opened":
                one.opened(child, lesson, after(number))
            elif step in ("passed", "missed"):
                one.judged(child, lesson, "" if step == "passed" else "miss", after(number))
            elif step == "asked":
                one.asked(child, after(number))
            else:
                one.helped(child)
        restarted = WhoIsWhere(restarted.as_json())

        assert room.rows("abc", after(number)) == restarted.rows("abc", after(number))
