"""The window: keys in, pictures out, at most 60 a second. It plays the stage's trace and changes nothing of it."""

import io
import os
from collections.abc import Callable
from functools import lru_cache

os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")  # stdout is data

import pygame

from firmware.virtual.field_errors import NoDisplay
from firmware.virtual.plan import FieldPlan
from firmware.virtual.trial_trace import Trace
from firmware.virtual.window import ink
from firmware.virtual.window.field_picture import draw_robots, draw_trail, still_picture
from firmware.virtual.window.field_things import draw_fire
from firmware.virtual.window.placing_keys import Mover
from firmware.virtual.window.playback import Playback
from firmware.virtual.window.scene import Stage
from firmware.virtual.window.side_panel import draw_help, draw_lines, draw_panel
from firmware.virtual.window.view_port import Layout, lay_out

__all__ = ["SIZE", "FieldWindow"]

SIZE = (1180, 690)
LEAST = (760, 480)
FRAMES_A_SECOND = 60
SEED_DIGITS_MAX = 9
KEY_DELAY_MS, KEY_EVERY_MS = 300, 60
GLASS_ALPHA = 170
UNSEEN_DRIVERS = ("offscreen", "dummy")


class FieldWindow:
    """One window. `run` until it is closed; or `handle` and `frame` by hand, as tests do.

    Raises: NoDisplay: there is no screen to open it on.
    """

    def __init__(self, stage: Stage, speed: float = 1.0, size: tuple[int, int] = SIZE) -> None:
        self._stage = stage
        self.playback = Playback.at_speed(speed)
        self.is_open = True
        self.typed = ""
        self._mover: Mover | None = None
        self._shows_trail = True
        self._trace: Trace | None = None
        self._still: tuple[tuple[int, int], FieldPlan, Layout, pygame.Surface] | None = None
        self._screen = _open(size)
        pygame.display.set_caption(stage.title)
        pygame.key.set_repeat(KEY_DELAY_MS, KEY_EVERY_MS)
        self._acts = self._key_acts()

    def run(self) -> None:
        """Show it until it is closed."""
        clock = pygame.time.Clock()
        try:
            while self.is_open:
                for event in pygame.event.get():
                    self.handle(event)
                self.frame(clock.tick(FRAMES_A_SECOND) / 1000)
        finally:
            self.close()

    def close(self) -> None:
        """Take the window away."""
        ink.text.cache_clear()
        ink.font.cache_clear()
        _glass.cache_clear()
        pygame.quit()

    def frame(self, wall_s: float) -> None:
        """Let wall time pass and draw one picture."""
        stage, playback = self._stage, self.playback
        stage.look()
        trace = stage.trace
        if trace is not self._trace:
            self._trace = trace
            playback.begin_again()
        playback.advance(wall_s, trace.end_us if trace else 0)
        layout, still = self._still_part()
        self._screen.blit(still, (0, 0))
        if trace is not None and trace.times_us:
            index = trace.index_at(int(playback.at_us))
            self._screen.set_clip(layout.port.box(layout.port.shown))
            if self._shows_trail:
                draw_trail(self._screen, layout.port, trace, index)
            draw_fire(self._screen, layout.port, trace.plan, trace.views[index])
            draw_robots(self._screen, layout.port, trace.views[index])
            self._screen.set_clip(None)
            if stage.is_stale:
                self._screen.blit(_glass(layout.field[2:]), layout.field[:2])
        if self._mover is not None:
            self._mover.draw(self._screen, layout.port)
        draw_panel(self._screen, layout.panel, stage.panel(playback, self.typed))
        draw_lines(self._screen, layout.news, stage.news(playback))
        draw_help(self._screen, layout.help, stage.keys(is_placing=self._mover is not None))
        pygame.display.flip()

    @property
    def plan(self) -> FieldPlan:
        """The field that is shown: each trial draws its own candles."""
        return self._stage.plan if self._trace is None else self._trace.plan

    def picture(self) -> bytes:
        """What the window shows, as PNG."""
        png = io.BytesIO()
        pygame.image.save(self._screen, png, "picture.png")
        return png.getvalue()

    # -- keys ----------------------------------------------------------------------------------------------------

    def handle(self, event: pygame.event.Event) -> None:
        """Take what the person or the desktop did."""
        if event.type == pygame.QUIT:
            self.is_open = False
        elif event.type == pygame.KEYDOWN:
            self._take_key(event)

    def _take_key(self, event: pygame.event.Event) -> None:
        character = _character(event)
        if self._mover is not None:
            self._take_placing_key(self._mover, event.key, character)
            return
        if character.isdecimal():
            self.typed = (self.typed + character)[:SEED_DIGITS_MAX]
            return
        if self.typed and event.key in (pygame.K_RETURN, pygame.K_KP_ENTER):
            self._stage.run_again(int(self.typed))
            self.typed = ""
            return
        if self.typed and event.key in (pygame.K_BACKSPACE, pygame.K_ESCAPE):
            self.typed = self.typed[:-1] if event.key == pygame.K_BACKSPACE else ""
            return
        act = self._acts.get(character) or self._acts.get(event.key)
        if act is not None:
            act()

    def _take_placing_key(self, mover: Mover, key: int, character: str) -> None:
        """The robot is in the hand: arrows move it, Enter sets it down where it fits, Esc puts it back."""
        if key in (pygame.K_RETURN, pygame.K_KP_ENTER):
            if mover.is_free:
                self._mover = None
                self._stage.run_again(start=mover.pose)
        elif key == pygame.K_ESCAPE or character == "m":
            self._mover = None
        else:
            mover.take(key, character)

    def _key_acts(self) -> dict[str | int, Callable[[], None]]:
        """By the character, which is where it is on every keyboard; by the key, where there is no character."""
        playback, stage = self.playback, self._stage
        return {
            " ": playback.toggle_pause,
            ".": playback.step,
            ",": lambda: playback.step(-1),
            "b": playback.toggle_rewind,
            "m": self._lift,
            "+": playback.faster,
            "=": playback.faster,
            ";": playback.faster,  # a Japanese keyboard's + without shift
            "-": playback.slower,
            "r": stage.run_again,
            "n": stage.toggle_noise,
            "t": self._toggle_trail,
            "s": lambda: stage.save_picture(self.picture()),
            "q": self._leave,
            pygame.K_ESCAPE: self._leave,
            pygame.K_LEFT: lambda: playback.jump(-1),
            pygame.K_RIGHT: lambda: playback.jump(1),
            pygame.K_HOME: lambda: playback.jump(-(10**6)),
            pygame.K_END: lambda: playback.jump(10**6),
        }

    def _toggle_trail(self) -> None:
        self._shows_trail = not self._shows_trail

    def _lift(self) -> None:
        self._mover = Mover(self._stage.plan, self._stage.start)

    def _leave(self) -> None:
        self.is_open = False

    # -- drawing -------------------------------------------------------------------------------------------------

    def _still_part(self) -> tuple[Layout, pygame.Surface]:
        """What moves only when the window is drawn larger or smaller."""
        size = self._screen.get_size()
        plan = self.plan
        if self._still is None or self._still[0] != size or self._still[1] is not plan:
            layout = lay_out(max(size[0], LEAST[0]), max(size[1], LEAST[1]), plan)
            self._still = (size, plan, layout, still_picture(plan, layout.port, size))
        return self._still[2:]


@lru_cache(maxsize=1)
def _glass(size: tuple[int, int]) -> pygame.Surface:
    """What lies over a picture that is out of date."""
    glass = pygame.Surface(size, pygame.SRCALPHA)
    glass.fill((*ink.PAPER, GLASS_ALPHA))
    return glass


def _character(event: pygame.event.Event) -> str:
    """The ASCII character of a key; its plain one where an input method keeps the composed one to itself."""
    typed: str = event.unicode
    if typed.isascii() and typed.isprintable() and typed:
        return typed
    return chr(event.key) if 32 <= event.key < 127 else ""


def _open(size: tuple[int, int]) -> pygame.Surface:
    """Open it; a driver that shows nothing is good only for one who asked for it."""
    try:
        pygame.display.init()
        driver = pygame.display.get_driver()
        if driver in UNSEEN_DRIVERS and not os.environ.get("SDL_VIDEODRIVER"):
            raise NoDisplay(reason=driver)
        pygame.font.init()
        screen = pygame.display.set_mode(size, pygame.RESIZABLE)
        pygame.key.stop_text_input()  # keys are keys, even where a Japanese input method is on
        return screen
    except pygame.error as error:
        raise NoDisplay(reason=str(error)) from error
