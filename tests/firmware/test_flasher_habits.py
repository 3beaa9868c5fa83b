"""What compiles and still goes wrong: found when it is certain, and never otherwise."""

from pathlib import Path

import pytest

from firmware.flasher.check import check, errors_in
from firmware.flasher.habits import robot_words

ROOT = Path(__file__).parents[2]
OUR_PROGRAMS = [*(ROOT / "firmware/robot/examples").glob("*.py"), *(ROOT / "tui/demo/programs").rglob("*.py")]
STAR = "from robot import *\n"


def codes(source: str) -> list[tuple[str, str]]:
    """The codes of a source, each with its level."""
    return [(finding.code, finding.level) for finding in check(source.encode())]


def test_our_own_programs_have_nothing_wrong() -> None:
    """No false alarm on the examples and the programs of the demo."""
    good = [path for path in OUR_PROGRAMS if "crash" not in path.name]

    assert 15 <= len(good)
    assert {} == {path.name: found for path in good if (found := check(path))}


def test_the_words_are_those_of_the_library() -> None:
    """They come from the library itself: a new word is known at once."""
    assert {"straight", "turn", "wait", "follow_line"} <= set(robot_words())


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(STAR + "def strait(cm):\n    straight(cm)\nstrait(3)\n", id="a def of one's own"),
        pytest.param("from time import sleep\nsleep(1)\n", id="imported"),
        pytest.param("import time as sleep\nsleep.sleep(1)\n", id="imported under another name"),
        pytest.param("from machine import *\nPin(3)\nstrait(1)\n", id="another star"),
        pytest.param("for go in (print, len):\n    go('x')\n", id="a loop's name"),
        pytest.param("def twice(go):\n    go()\n    go()\n", id="a parameter"),
        pytest.param("act = lambda go: go()\nact(print)\n", id="a lambda's"),
        pytest.param("def set_up():\n    global go\n    go = print\nset_up()\ngo('x')\n", id="global"),
        pytest.param("if (go := print):\n    go('x')\n", id="walrus"),
        pytest.param("exec('go = print')\ngo('x')\n", id="exec"),
        pytest.param("try:\n    go()\nexcept NameError:\n    print('no')\n", id="the child catches it"),
        pytest.param("class Go:\n    pass\nGo()\n", id="a class"),
        pytest.param(STAR + "true = True\nled(true)\n", id="true made by hand"),
        pytest.param("execfile('/other.py')\nstrait(1)\n", id="MicroPython's own builtin"),
        pytest.param(STAR + "while True:\n    straight(3)\n", id="a loop that drives"),
        pytest.param("x = 1\nwhile True:\n    x += 1\n    if x > 9:\n        break\n", id="a loop with a way out"),
        pytest.param("import machine\nwhile True:\n    pass\n", id="interrupts go on meanwhile"),
        pytest.param(
            "def lines():\n    yield 1\nsteps = lines()\nwhile True:\n    for s in steps:\n        pass\n",
            id="a generator",
        ),
        pytest.param("x = [1]\ni = 0\nwhile True:\n    i += x[i]\n", id="ends by its mistake"),
        pytest.param("try:\n    print(1)\nexcept:\n    pass\n", id="hidden, but no loop"),
        pytest.param(STAR + "while True:\n    try:\n        stop()\n    except:\n        break\n", id="except leaves"),
        pytest.param(STAR + "while 1:\n    try:\n        stop()\n    except ValueError:\n        pass\n", id="named"),
        pytest.param(STAR + "while True:\n    try:\n        stop()\n    except:\n        raise\n", id="handed on"),
    ],
)  # fmt: skip
def test_what_is_not_certain_is_not_said(source: str) -> None:
    """Whatever could give the name, end the loop or let the mistake out keeps us silent."""
    assert [] == codes(source)


@pytest.mark.parametrize(
    ("source", "found"),
    [
        pytest.param(STAR + "strait(3)\nstrait(4)\n", [("unknown_word", "error")], id="each word once"),
        pytest.param(STAR + "def go():\n    strait(3)\ngo()\n", [("unknown_word", "error")], id="inside a def"),
        pytest.param("from robot import strait\n", [("unknown_word", "error")], id="imported and not there"),
        pytest.param("straight(3)\n", [("import_missing", "error")], id="no import"),
        pytest.param(STAR + "while true:\n    stop()\n", [("small_word", "error")], id="true"),
        pytest.param("x = 0\nwhile True:\n    x = x + 1\n", [("loop_never_waits", "warning")], id="counting for ever"),
        pytest.param(
            "while 1:\n    try:\n        print(1)\n    except OSError:\n        print(2)\n    except:\n        pass\n",
            [("swallows_all", "warning")],
            id="the last except takes the rest",
        ),
    ],
)
def test_what_is_certain_is_said_with_its_level(source: str, found: list[tuple[str, str]]) -> None:
    """An error stops the program when it gets there; a warning runs, but not as it was meant."""
    assert found == codes(source)
    assert bool(errors_in(check(source.encode()))) == (found[0][1] == "error")


def test_the_caret_counts_characters() -> None:
    """CPython counts bytes, a child characters."""
    (finding,) = check((STAR + "速さ = 3; strait(速さ)\n").encode())

    assert finding.source_line[(finding.column or 0) - 1 :].startswith("strait")
