"""The window on a real program: saved again it runs again, with a mistake it shows it, and it speaks the language."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pygame
import pytest

from firmware.virtual.bench import Bench
from firmware.virtual.plan import load_plan
from firmware.virtual.window.field_window import FieldWindow
from firmware.virtual.window.scene import Item, Line, Row
from tui.i18n import speaking
from tui.play import studio as studio_module
from tui.play.stage import StudioStage
from tui.play.studio import Studio

WITHIN_S = 30


class Open:
    """A window on a program, without a person."""

    def __init__(self, program: Path, home: Path) -> None:
        self.studio = Studio(program, home, load_plan("line_following"), 5, has_noise=True)
        self.stage = StudioStage(self.studio, home / "pictures")
        self.window = FieldWindow(self.stage, speed=0)

    def until(self, condition: Callable[[], bool]) -> None:
        """Let the window live until something is so."""
        give_up_s = time.monotonic() + WITHIN_S
        while not condition():
            assert time.monotonic() < give_up_s, f"{self.studio.stand.doing}: {self.news()}"
            self.window.frame(0.02)
            time.sleep(0.005)

    def press(self, key: str) -> None:
        self.window.handle(pygame.event.Event(pygame.KEYDOWN, key=ord(key), unicode=key, mod=0))

    def items(self) -> list[Item]:
        return list(self.stage.panel(self.window.playback, ""))

    def value(self, name: str) -> str:
        return next(item.value for item in self.items() if isinstance(item, Row) and item.name == name)

    def printed(self) -> list[str]:
        return [item.text for item in self.items() if isinstance(item, Line)]

    def news(self) -> list[str]:
        return [line.text for line in self.stage.news(self.window.playback)]

    def is_over(self) -> bool:
        trace = self.stage.trace
        return trace is not None and trace.ending is not None and self.window.playback.at_us >= trace.end_us


@pytest.fixture(name="opened")
def _opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    monkeypatch.setattr(studio_module, "LOOK_S", 0.02)
    program = tmp_path / "mine.py"
    program.write_text("from robot import *\nstraight(40)\nprint('first')\n")
    with speaking("en"):
        opened = Open(program, tmp_path / "home")
        with opened.studio:
            yield opened
        opened.window.close()


def test_from_the_first_run_to_a_mistake_and_back(opened: Open) -> None:
    """Run, look, save, run again, save a mistake, save it right, another seed, no noise, a picture."""
    program = opened.studio.program
    opened.until(opened.is_over)
    first = opened.stage.trace
    assert first is not None
    assert ["The program came to its end."] == opened.news()
    assert "50 / 500" == opened.value("Line Following")
    assert "first" in opened.printed()[0]

    program.write_text("from robot import *\nstraight(20)\nprint('second', 1 / 0)\n")
    opened.until(lambda: opened.stage.trace is not first and opened.is_over())
    assert opened.news()[0].startswith("Line 3: You divided by 0")

    second = opened.stage.trace
    aside = program.with_suffix(".new")
    aside.write_text("from robot import *\nstraight(20\n")
    aside.replace(program)  # as editors do that never write into the file itself
    opened.until(lambda: opened.studio.stand.doing == "refused")
    assert opened.news()[0].startswith("Line 2:")
    assert opened.stage.trace is second  # what was there stays to be looked at

    program.write_text("from robot import *\nstraight(10)\n")
    opened.until(lambda: opened.stage.trace is not second and opened.is_over())
    third = opened.stage.trace
    opened.press("9")
    opened.window.handle(pygame.event.Event(pygame.KEYDOWN, key=pygame.K_RETURN, unicode="\r", mod=0))
    opened.press("n")
    opened.until(lambda: opened.stage.trace is not third and opened.value("Noise") == "off" and opened.is_over())
    assert ("off", "9") == (opened.value("Noise"), opened.value("Seed"))

    opened.press("s")
    (picture,) = (program.parent / "home" / "pictures").iterdir()
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert opened.news()[0] == f"Saved: {picture}"


def test_what_goes_wrong_in_the_thread_is_raised_in_the_window(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bench that fails is no silent window: its error comes to whoever opened it."""

    def fail(*_: object) -> bytes:
        raise OSError("the disk is full")

    opened.until(opened.is_over)
    monkeypatch.setattr(Bench, "flash", fail)
    opened.studio.program.write_text("print('other')\n")

    with pytest.raises(OSError, match="the disk is full"):
        opened.until(lambda: False)


def test_a_program_that_is_left_ends_at_once(opened: Open) -> None:
    """Closing the window in the middle of a long run leaves no process."""
    opened.until(opened.is_over)
    opened.studio.program.write_text("from robot import *\nwhile True:\n    straight(1)\n    straight(-1)\n")
    opened.until(lambda: opened.studio.stand.trace is not None and opened.studio.stand.trace.ending is None)

    opened.studio.__exit__()

    assert not opened.studio._thread.is_alive()
