"""A line a robot: fair, one place a child, and nobody is forgotten in it."""

from hypothesis import given
from hypothesis import strategies as st

from tui.room.robot_lines import RobotLines, Wish

CHILDREN, ROBOTS = ("c1", "c2", "c3", "c4"), ("r1", "r2")
STEPS = st.lists(
    st.tuples(st.sampled_from(("join", "leave", "serve", "done")), st.sampled_from(CHILDREN), st.sampled_from(ROBOTS)),
    max_size=40,
)


def test_a_child_that_asks_again_keeps_its_place_with_the_newer_program() -> None:
    """The second wish of the first child is served, and first."""
    lines = RobotLines()
    assert [1, 2, 1] == [lines.join("r1", Wish(child, 1, text)) for child, text in (("a", "1"), ("b", "2"), ("a", "3"))]

    assert "3" == lines.serve("r1").text


def test_a_child_that_goes_to_another_robot_leaves_the_line_before() -> None:
    """Who stood behind moves up."""
    lines = RobotLines()
    for child, robot in (("a", "r1"), ("b", "r1"), ("a", "r2")):
        lines.join(robot, Wish(child, 1, ""))

    assert ("r2", 1) == lines.place("a")
    assert ("r1", 1) == lines.place("b")


@given(STEPS)
def test_children_are_served_in_the_order_in_which_they_came(steps: list[tuple[str, str, str]]) -> None:
    """Against a plain list: at most one place a child, one child served a robot, first come first served."""
    lines, expected, served = RobotLines(), {robot: [] for robot in ROBOTS}, dict.fromkeys(ROBOTS)
    for step, child, robot in steps:
        if step == "join":
            if child not in expected[robot]:
                for line in expected.values():
                    line[:] = [one for one in line if one != child]
                expected[robot].append(child)
            assert expected[robot].index(child) + 1 == lines.join(robot, Wish(child, 1, ""))
        elif step == "leave":
            lines.leave(child)
            for line in expected.values():
                line[:] = [one for one in line if one != child]
        elif step == "serve":
            wish = lines.serve(robot)
            if served[robot] is None and expected[robot]:
                served[robot] = expected[robot].pop(0)
                assert served[robot] == wish.learner
            else:
                assert wish is None
        else:
            lines.done(robot)
            served[robot] = None
        assert expected == {robot: [wish.learner for wish in lines.waiting(robot)] for robot in ROBOTS}
