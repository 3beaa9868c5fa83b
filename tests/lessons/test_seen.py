"""What checks ask of a run, on runs written down by hand."""

from math import isclose

from lessons.seen import (
    bumps,
    closure_mm,
    crossings,
    first_move_ms,
    lap_ms,
    last_move_ms,
    lit_spans,
    notes,
    off_line_mm,
    points,
    rms,
    stands,
    swing_deg,
    turned_deg,
    turns,
    way_mm,
)
from tests.lessons.runs import build_run, sample


def test_a_way_forward_is_positive_and_a_turn_on_the_spot_is_no_way() -> None:
    """By the encoders of both wheels."""
    ahead = build_run([sample(0), sample(1000, left_mm=300.0, right_mm=300.0)])
    spun = build_run([sample(0), sample(1000, left_mm=118.0, right_mm=-118.0, heading_deg=90.0)])

    assert (300.0, 0.0) == (way_mm(ahead), turned_deg(ahead))
    assert (0.0, 90.0) == (way_mm(spun), turned_deg(spun))


def test_turns_are_parted_by_driving_and_by_a_change_of_side() -> None:
    """A square is four turns."""
    run = build_run(
        [
            sample(0),
            sample(20, left_mm=100.0, right_mm=-100.0, heading_deg=76.0),
            sample(40, left_mm=118.0, right_mm=-118.0, heading_deg=90.0),
            sample(60, left_mm=218.0, right_mm=-18.0, heading_deg=90.0),
            sample(80, left_mm=100.0, right_mm=100.0, heading_deg=0.0),
        ]
    )

    assert [90.0, -90.0] == turns(run)


def test_the_way_is_worked_out_from_the_wheels_when_nobody_sees_the_robot() -> None:
    """A quarter of a circle, step by step: it ends ahead and to the right."""
    steps = [sample(n * 20, left_mm=n * 3.0, right_mm=n * 1.0, heading_deg=float(n)) for n in range(91)]

    x_mm, y_mm = points(build_run(steps))[-1]

    assert isclose(2 / 0.0174533, x_mm, rel_tol=0.01)
    assert isclose(2 / 0.0174533, y_mm, rel_tol=0.01)


def test_on_the_field_the_way_is_as_seen_from_the_start() -> None:
    """Ahead is x, to the right is y, wherever the robot looked."""
    run = build_run([sample(0, x_mm=500.0, y_mm=500.0), sample(20, x_mm=500.0, y_mm=800.0)], start_direction_deg=90.0)

    x_mm, y_mm = points(run)[-1]

    assert (300, 0) == (round(x_mm), round(y_mm))
    assert 300 == round(closure_mm(run))


def test_first_and_last_move_and_the_stands_between() -> None:
    """Standing, driving, standing."""
    run = build_run([sample(n * 100, left_mm=float(min(max(n - 5, 0), 5) * 20), right_mm=0.0) for n in range(20)])

    assert (600, 900) == (first_move_ms(run), last_move_ms(run))
    assert [(0, 500), (1000, 1900)] == [(one.begin.at_ms, one.end.at_ms) for one in stands(run)]


def test_light_spans_and_notes_have_their_lengths_to_the_millisecond() -> None:
    """What is still on at the end is not whole; two changes at one moment are a span without length."""
    run = build_run(
        [sample(0), sample(2000)],
        lights=[(100.5, 1), (600.5, 0), (700, 1), (700, 0), (1500, 1)],
        tones=[(0, 262), (480, 0), (500, 294), (980, 0)],
    )

    assert [(500.0, True), (0.0, True), (500.0, False)] == [(one.length_ms, one.is_whole) for one in lit_spans(run)]
    assert [(262, 480), (294, 480)] == [(note.hertz, note.length_ms) for note in notes(run)]


def test_what_the_line_sensors_say_of_the_line() -> None:
    """To the right is positive; no line is None; a crossing is white to black."""
    run = build_run(
        [
            sample(0, line=(0.0, 0.0, 0.0)),
            sample(20, line=(0.0, 100.0, 0.0)),
            sample(40, line=(0.0, 50.0, 50.0)),
            sample(60, line=(0.0, 0.0, 0.0)),
        ]
    )

    assert [None, 0.0, 6.0, None] == off_line_mm(run)
    assert [20] == [one.at_ms for one in crossings(run)]
    assert [40] == [one.at_ms for one in crossings(run, 2)]
    assert 5.0 == rms([5.0, -5.0, 5.0])


def test_a_nose_that_rattles_at_a_wall_bumped_once() -> None:
    """Within a third of a second."""
    pattern = [False, True, False, True, *[False] * 20, True]
    run = build_run([sample(n * 20, is_bumped=bumped) for n, bumped in enumerate(pattern)])

    assert [20, 480] == [one.at_ms for one in bumps(run)]


def test_a_run_in_which_nothing_happened_answers_everything() -> None:
    """A check never raises, whatever the robot did not do."""
    run = build_run([sample(0)])

    assert (None, None, [], [], [], [], []) == (
        first_move_ms(run), last_move_ms(run), stands(run), turns(run), lit_spans(run), notes(run), bumps(run),
    )  # fmt: skip


def test_a_round_is_over_when_it_turned_and_drove_far_enough() -> None:
    """Spinning on the spot is no round, and half a round is none."""
    way = [sample(n * 20, left_mm=10.0 * n, right_mm=10.0 * n, heading_deg=-4.0 * n) for n in range(101)]
    spun = [sample(n * 20, heading_deg=-4.0 * n) for n in range(101)]

    assert 88 * 20 == lap_ms(build_run(way), 500)
    assert 95 * 20 == lap_ms(build_run(way), 950)
    assert lap_ms(build_run(way[:60]), 500) is None
    assert lap_ms(build_run(spun), 500) is None


def test_a_nose_swings_against_its_own_mean_not_in_an_even_bend() -> None:
    """To and fro by 5 degrees every fifth of a second; a bend and less than a second are 0."""
    bend = [sample(n * 20, heading_deg=0.8 * n) for n in range(200)]
    swung = [sample(n * 20, heading_deg=0.8 * n + (5.0 if n // 10 % 2 else -5.0)) for n in range(200)]

    assert isclose(0, swing_deg(build_run(bend)), abs_tol=1e-6)
    assert isclose(5.0, swing_deg(build_run(swung)), rel_tol=0.1)
    assert 0 == swing_deg(build_run(swung), 500)
