"""Whose try is next: first tries first, and nobody is kept from a verdict."""

from hypothesis import given
from hypothesis import strategies as st

from tui.room.line_up import LineUp


def test_first_tries_go_before_later_ones_and_keep_their_order() -> None:
    line = LineUp()
    for child in ("a", "b", "c"):
        line.ask(child, f"run-{child}", 2)
    order = []
    while (turn := line.next()) is not None:
        order.append((turn.child, turn.number))
        line.done(turn.child, turn.run, goes_on=True)
    assert [("a", 0), ("b", 0), ("c", 0), ("a", 1), ("b", 1), ("c", 1)] == order


@given(st.integers(2, 25), st.integers(1, 5))
def test_who_presses_run_without_end_keeps_nobody_from_a_verdict(children: int, tries: int) -> None:
    """One child asks anew before every try; every other child's run comes to its end within a bound."""
    line = LineUp()
    for child in range(children):
        line.ask(str(child), f"run-{child}", tries)
    over: set[str] = set()
    for press in range(4 * (children + 1) * (tries + 1)):
        line.ask("flood", f"flood-{press}", tries)
        turn = line.next()
        assert turn is not None
        if line.done(turn.child, turn.run, goes_on=True) and turn.child != "flood":
            over.add(turn.child)
    assert {str(child) for child in range(children)} == over


def test_a_child_has_one_try_under_way_at_most() -> None:
    line = LineUp()
    line.ask("a", "one", 3)
    turn = line.next()
    assert turn is not None
    assert "one" == line.ask("a", "two", 3)
    assert None is line.next()
    line.done_anywhere(turn.run)
    again = line.next()
    assert again is not None
    assert "two" == again.run
