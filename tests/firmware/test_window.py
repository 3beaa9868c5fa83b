"""The field's window: keys move it through the trace, it draws what the trace holds, and it never writes into it."""

import io
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import pytest

os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
import pygame

from firmware.virtual.field import Field
from firmware.virtual.field_errors import NoDisplay
from firmware.virtual.physics import EVEN
from firmware.virtual.placing import Pose, is_free, moved, set_down, start_of, turned
from firmware.virtual.plan import FieldPlan, load_plan
from firmware.virtual.trial_trace import Trace
from firmware.virtual.window import ink
from firmware.virtual.window.field_window import FieldWindow
from firmware.virtual.window.playback import SPEEDS, Playback
from firmware.virtual.window.scene import Bars, Heading, Item, Line, Row
from firmware.virtual.window.view_port import lay_out


class Hands:
    """A stage that remembers what it was asked for."""

    title = "program.py"

    def __init__(self, trace: Trace | None) -> None:
        self.trace = trace
        self.plan: FieldPlan = load_plan("practice")
        self.asked: list[object] = []
        self.is_stale = False

    def look(self) -> None: ...

    def panel(self, playback: Playback, typed: str) -> Sequence[Item]:
        return [
            Heading("力"),
            Row("時間", f"{playback.at_us}{typed}", is_big=True),
            Bars("線", (0.0, 0.5, 1.0)),
            Line("文"),
        ]

    def news(self, playback: Playback) -> Sequence[Line]:  # noqa: ARG002 - a stage is asked so
        return [Line("まちがい。" * 40, is_alarm=True)]

    def keys(self, *, is_placing: bool) -> Sequence[tuple[str, str]]:
        return [("Esc", "back")] if is_placing else [("Q", "quit")] * 40

    @property
    def start(self) -> Pose:
        return start_of(self.plan)

    def run_again(self, seed: int | None = None, start: Pose | None = None) -> None:
        self.asked.append(("again", seed) if start is None else ("from", start))

    def toggle_noise(self) -> None:
        self.asked.append("noise")

    def save_picture(self, png: bytes) -> None:
        self.asked.append(png)


def driven_trace(seconds: int) -> Trace:
    """A robot that drives straight on, without any board."""
    plan = load_plan("practice")
    field, trace = Field(plan, 1, EVEN), Trace(plan, 1, 60_000_000)
    field.robot.set_motor(0, 30_000)
    field.robot.set_motor(2, 30_000)
    for at_us in range(0, seconds * 1_000_000 + 1, 20_000):
        field.advance(at_us)
        trace.add_view(at_us, field.view())
    return trace


def test_both_robots_of_a_match_are_drawn_each_in_its_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    """And with a letter, so that nobody has to tell the colours apart."""
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    plan = load_plan("sumobot")
    field, trace = Field(plan, 1, EVEN, EVEN), Trace(plan, 1, 60_000_000)
    trace.add_view(0, field.view())
    window = FieldWindow(Hands(trace))
    window.frame(0.01)
    screen = pygame.display.get_surface()
    assert screen is not None
    port = lay_out(*screen.get_size(), plan).port
    try:
        for x_mm, body in ((120 + 80, ink.BODY), (880 - 80, ink.RIVAL)):
            at_x, at_y = port.point(x_mm, 500 + 25)
            assert body == tuple(screen.get_at((round(at_x), round(at_y))))[:3]
    finally:
        window.close()


@pytest.fixture(name="stage")
def _stage() -> Hands:
    return Hands(driven_trace(4))


@pytest.fixture(name="window")
def _window(stage: Hands, monkeypatch: pytest.MonkeyPatch) -> Iterator[FieldWindow]:
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    window = FieldWindow(stage)
    yield window
    window.close()


def press(window: FieldWindow, *keys: str | int) -> None:
    """Post keys as SDL does and let the window take them from the queue."""
    for key in keys:
        character, code = (key, ord(key)) if isinstance(key, str) else ("", key)
        pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=code, unicode=character, mod=0))
    for event in pygame.event.get():
        window.handle(event)


class TestPlayback:
    def test_time_goes_on_at_its_speed_and_never_past_the_end(self) -> None:
        """Half a wall second at twice the speed is a second of film."""
        film = Playback.at_speed(2)
        film.advance(0.5, 10_000_000)
        assert 1_000_000 == film.at_us
        film.advance(60, 10_000_000)
        assert 10_000_000 == film.at_us

    def test_as_fast_as_it_goes_is_always_the_newest_picture(self) -> None:
        """Speed 0."""
        film = Playback.at_speed(0)
        film.advance(0.001, 7_000_000)
        assert 7_000_000 == film.at_us

    @pytest.mark.parametrize(("asked", "given"), [(0.1, 0.1), (1, 1.0), (3, 2.0), (50, 50.0), (0, 0.0)])
    def test_the_nearest_speed_is_taken(self, asked: float, given: float) -> None:
        """Only the steps that + and - reach."""
        assert given == Playback.at_speed(asked).speed

    def test_it_runs_backwards_to_its_beginning_and_stands_there(self) -> None:
        """At the same speed; as fast as it goes is fast backwards, too."""
        film = Playback(at_us=1_000_000)
        film.toggle_rewind()
        film.advance(0.25, 4_000_000)
        assert (750_000, True) == (film.at_us, film.is_rewinding)
        film.advance(5, 4_000_000)
        assert (0, False, True) == (film.at_us, film.is_rewinding, film.is_paused)
        film.toggle_pause()
        film.advance(0.5, 4_000_000)
        assert 500_000 == film.at_us


class TestPlacing:
    plan = load_plan("practice")

    def test_walls_keep_it_inside_and_boxes_are_no_place(self) -> None:
        """It can be pushed as far as the wall, a nose's length away."""
        start = start_of(self.plan)
        assert Pose(2600, 1600, 0) == moved(self.plan, start, 9999, 9999)
        assert is_free(self.plan, start)
        assert not is_free(self.plan, Pose(2400, 300, 0))

    def test_a_turn_stays_within_half_a_turn(self) -> None:
        """A heading has one spelling."""
        assert -175 == turned(Pose(0, 0, 180), 5).heading_deg
        assert 180 == turned(Pose(0, 0, -175), -5).heading_deg

    def test_the_robot_begins_where_it_was_set_down(self) -> None:
        """As exactly as a hand can; everything else of the field stays."""
        plan = set_down(self.plan, Pose(1000, 900, 90))
        view = Field(plan, 1, EVEN).view()
        assert abs(view.x_mm - 1000) < 12
        assert abs(view.heading_deg - 90) < 6
        assert self.plan == set_down(plan, start_of(self.plan))


class TestKeys:
    def test_space_stops_and_a_full_stop_is_one_picture(self, window: FieldWindow) -> None:
        """20 ms, and it stands still afterwards."""
        window.frame(1.0)
        press(window, " ")
        window.frame(1.0)
        assert 1_000_000 == window.playback.at_us
        press(window, ".", ".")
        window.frame(1.0)
        assert 1_040_000 == window.playback.at_us

    def test_arrows_go_back_and_on(self, window: FieldWindow) -> None:
        """A second each, from the beginning to the end of what there is."""
        window.frame(0)
        press(window, pygame.K_RIGHT, pygame.K_RIGHT, pygame.K_LEFT)
        window.frame(0)
        assert 1_000_000 == window.playback.at_us
        press(window, pygame.K_END)
        window.frame(0)
        assert 4_000_000 == window.playback.at_us
        press(window, pygame.K_HOME)
        window.frame(0)
        assert 0 == window.playback.at_us

    def test_a_comma_is_one_picture_back_and_b_runs_it_backwards(self, window: FieldWindow) -> None:
        """As far as the beginning."""
        window.frame(1.0)
        press(window, ",", ",")
        window.frame(0)
        assert 960_000 == window.playback.at_us
        press(window, "b")
        window.frame(0.5)
        assert 460_000 == window.playback.at_us

    def test_the_robot_is_moved_by_keys_and_set_down(self, window: FieldWindow, stage: Hands) -> None:
        """A centimetre, five degrees; Enter runs it from there; its ghost is seen meanwhile."""
        window.frame(0)
        press(window, "m", pygame.K_RIGHT, pygame.K_UP, pygame.K_UP, ",", ",", ".")
        window.frame(0)
        assert TestPicture().at(window, 560 + 100 + 50, 320 + 13) != ink.MAT
        press(window, pygame.K_RETURN)
        assert [("from", Pose(560, 320, 5))] == stage.asked

    def test_it_is_not_set_down_in_a_box_and_escape_puts_it_back(self, window: FieldWindow, stage: Hands) -> None:
        """Enter does nothing there; the window stays open."""
        stage.plan = set_down(stage.plan, Pose(2400, 300, 0))
        press(window, "m", pygame.K_RETURN)
        assert [] == stage.asked
        press(window, pygame.K_ESCAPE, "r")
        assert ([("again", None)], True) == (stage.asked, window.is_open)

    def test_plus_and_minus_change_the_speed_within_its_steps(self, window: FieldWindow) -> None:
        """Also where + is a shifted key."""
        press(window, "+", "=", ";")
        assert 10.0 == window.playback.speed
        press(window, *["-"] * 20)
        assert SPEEDS[0] == window.playback.speed

    def test_what_the_stage_is_asked_for(self, window: FieldWindow, stage: Hands) -> None:
        """Again, noise, another seed by its digits, a picture."""
        window.frame(0)
        press(window, "r", "n", "4", "2", "7", pygame.K_BACKSPACE, pygame.K_RETURN, "s")

        *words, png = stage.asked
        assert [("again", None), "noise", ("again", 42)] == words
        assert isinstance(png, bytes)
        assert png.startswith(b"\x89PNG")

    def test_a_key_that_an_input_method_kept_is_a_key_all_the_same(self, window: FieldWindow) -> None:
        """Without a character the key itself counts."""
        pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=pygame.K_SPACE, unicode="", mod=0))
        press(window)
        assert window.playback.is_paused

    @pytest.mark.parametrize("key", ["q", pygame.K_ESCAPE])
    def test_leaving(self, window: FieldWindow, key: str | int) -> None:
        """And the closing button of the desktop."""
        press(window, key)
        assert not window.is_open

    def test_escape_first_takes_back_what_was_typed(self, window: FieldWindow) -> None:
        """A seed begun by mistake does not close the window."""
        press(window, "1", pygame.K_ESCAPE)
        assert (True, "") == (window.is_open, window.typed)


class TestPicture:
    def at(self, window: FieldWindow, x_mm: float, y_mm: float) -> tuple[int, ...]:
        """The colour that the window shows at a point of the field."""
        shown = pygame.image.load(io.BytesIO(window.picture()), "picture.png")
        port = lay_out(*shown.get_size(), load_plan("practice")).port
        return tuple(shown.get_at([round(part) for part in port.point(x_mm, y_mm)]))[:3]

    def test_the_robot_is_where_the_trace_says(self, window: FieldWindow, stage: Hands) -> None:
        """Its body in its colour; where it was, the trail, which T takes away."""
        assert stage.trace is not None
        behind = stage.trace.views[80]
        window.frame(4.0)
        now = stage.trace.views[-1]
        assert ink.BODY == self.at(window, now.x_mm + 25, now.y_mm + 20)
        assert ink.TRAIL == self.at(window, behind.x_mm, behind.y_mm)
        press(window, "t")
        window.frame(0)
        assert ink.TRAIL != self.at(window, behind.x_mm, behind.y_mm)

    def test_the_field_is_what_the_sensors_see(self, window: FieldWindow) -> None:
        """White mat, black line, boxes."""
        window.frame(0)
        assert max(self.at(window, 2000.0, 400.0)) < 90
        assert min(self.at(window, 1000.0, 600.0)) > 250
        assert ink.BLOCK == self.at(window, 2420.0, 300.0)

    def test_another_trace_begins_at_its_beginning(self, window: FieldWindow, stage: Hands) -> None:
        """The speed stays."""
        press(window, "+")
        window.frame(1.0)
        stage.trace = driven_trace(1)
        window.frame(0)
        assert (0, 2.0) == (window.playback.at_us, window.playback.speed)

    def test_without_a_trace_the_field_is_shown(self, window: FieldWindow, stage: Hands) -> None:
        """While the program is being put onto the robot."""
        stage.trace = None
        window.frame(0.1)
        assert ink.BLOCK == self.at(window, 2420.0, 300.0)

    def test_what_is_out_of_date_lies_behind_glass(self, window: FieldWindow, stage: Hands) -> None:
        """A program that was saved with a mistake: the last good run pales."""
        stage.is_stale = True
        window.frame(0)
        assert ink.BLOCK != self.at(window, 2420.0, 300.0)

    def test_drawing_changes_nothing_of_the_trace(self, window: FieldWindow, stage: Hands) -> None:
        """A player of traces."""
        assert stage.trace is not None
        before = (list(stage.trace.times_us), list(stage.trace.views))
        press(window, "+", " ", ".", pygame.K_RIGHT, "t", "r")
        window.frame(1.0)
        assert before == (stage.trace.times_us, stage.trace.views)


def test_without_a_screen_it_says_so(stage: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    """No display server: the library would draw into nothing, and nobody would know."""
    for name in ("SDL_VIDEODRIVER", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)

    with pytest.raises(NoDisplay):
        FieldWindow(stage)
    pygame.quit()


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        ("ロボットの前に壁があります。右に曲がってください。", 4),
        ("turn right before the wall", 2),
        ("", 0),
    ],
)
def test_lines_are_cut_where_a_reader_would(words: str, lines: int) -> None:
    """English between words, Japanese between characters, and no line begins with a full stop."""
    pygame.font.init()
    cut = list(ink.wrapped(words, 16, 130))
    assert "".join(cut).replace(" ", "") == words.replace(" ", "")
    assert all(ink.font(16).size(line)[0] <= 150 for line in cut)
    assert not any(line.startswith("。") for line in cut)
    assert lines == len(cut)
    ink.font.cache_clear()


def shown(window: FieldWindow, x_mm: float, y_mm: float) -> tuple[int, int, int]:
    """The colour in the window at a place of the field."""
    surface = pygame.image.load(io.BytesIO(window.picture()), "picture.png")
    port = lay_out(*surface.get_size(), window.plan).port
    red, green, blue, _ = surface.get_at([round(part) for part in port.point(x_mm, y_mm)])
    return red, green, blue


class TestFieldThings:
    @pytest.fixture(name="window_on")
    def _window_on(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], FieldWindow]]:
        monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
        windows: list[FieldWindow] = []

        def window_on(field_id: str) -> FieldWindow:
            field = Field(load_plan(field_id), 5)
            trace = Trace(field.plan, 5, 60_000_000)
            trace.add_view(0, field.view())
            if field.plan.fire is not None:
                trace.add_view(20_000, replace(field.view(), lit=(False, True, True, True)))
            stage = Hands(trace)
            stage.plan = load_plan(field_id)
            windows.append(FieldWindow(stage))
            windows[-1].frame(0)
            return windows[-1]

        yield window_on
        for window in windows:
            window.close()

    def test_a_track_is_boards_on_bare_floor(self, window_on: Callable[[str], FieldWindow]) -> None:
        """Wood on the board, floor beside it, a red mark across it."""
        for field_id in ("amazeing_es", "amazeing_ms"):
            window = window_on(field_id)
            track = window.plan.track
            assert track is not None
            board, (_, along) = track.boards[0], track.marks[0]
            middle_y = board.y
            assert ink.PLANK == shown(window, board.x + 350, middle_y + 60)
            assert ink.FLOOR == shown(window, board.x + 350, middle_y + 200)
            assert ink.MARK == shown(window, board.x + along, middle_y + 40)

    def test_a_candle_that_is_out_looks_otherwise(self, window_on: Callable[[str], FieldWindow]) -> None:
        """This run's own candles: a flame around what burns, none around what is out; walls stand where they stand."""
        window = window_on("fire_fighting")
        fire = window.plan.fire
        assert fire is not None
        first, second = fire.candles[:2]
        assert ink.FLAME == shown(window, first.x + 52, first.y)
        assert ink.LINE == shown(window, first.x + 162, first.y)
        press(window, pygame.K_END)
        window.frame(0)
        assert ink.FLAME != shown(window, first.x + 52, first.y)
        assert ink.FLAME == shown(window, second.x + 52, second.y)
        assert shown(window, *fire.walls[0].centre) in (ink.BLOCK, ink.BLOCK_EDGE)

    def test_lines_and_towers_of_the_higher_divisions(self, window_on: Callable[[str], FieldWindow]) -> None:
        """Dark where the sensors see black, wood where the tower stands."""
        for field_id in ("line_following_ms", "line_following_hs"):
            window = window_on(field_id)
            mat = window.plan.mat
            assert mat.tower is not None
            assert sum(shown(window, 900.0, mat.line[-1][1])) < 450
            assert ink.BLOCK == shown(window, *mat.tower.centre)
