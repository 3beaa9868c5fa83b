"""What the child's screen knows: pure, state by state."""

from dataclasses import replace
from pathlib import Path

import pytest
from rich.cells import cell_len

from firmware import errors
from firmware.flasher.check import WARNING, Finding, check
from firmware.flasher.ports import Board
from tui import i18n
from tui.i18n import CHILDRENS_LANGUAGES, use_language
from tui.my_robot import words
from tui.my_robot.events import (
    BoardsSeen,
    Checked,
    Event,
    Failed,
    FilesSeen,
    Moved,
    Noted,
    ProgramOver,
    ProgramRuns,
    RobotStopped,
    TryOver,
)
from tui.my_robot.fold import happened
from tui.my_robot.folder import SavedFile
from tui.my_robot.model import Doing, Key, MyRobot, Said, choose, refusal
from tui.my_robot.panels import bar_text, fit, mistake_text, program_row, robot_row
from tui.my_robot.robot_words import NOTES, Ending

BAD = Finding("bracket_open", 4, 5, {"bracket": "("}, "wait(4")
ODD = Finding("loop_never_waits", 2, 1, {}, "while True:", WARNING)


@pytest.fixture(autouse=True)
def same_language_after(monkeypatch: pytest.MonkeyPatch) -> None:
    """The language belongs to the process: the next test finds the one it left."""
    monkeypatch.setattr(i18n, "_translations", i18n._translations)
    monkeypatch.setattr(i18n, "_language", i18n._language)
    use_language("en")


def board(name: str, *, kind: str = "robot", port: str = "") -> Board:
    """A board that is plugged in."""
    return Board(name, kind, port or f"/dev/{name}", "usb", None, None)


def file(name: str, saved_ns: int = 1) -> SavedFile:
    """A program as it was saved."""
    return SavedFile(Path("programs") / name, saved_ns, 9, 1, saved_ns)


def after(state: MyRobot, *events: Event) -> MyRobot:
    """The state after events."""
    for event in events:
        state = happened(state, event, "kagarobo.log")
    return state


def ready() -> MyRobot:
    """One robot, one good program, both chosen."""
    good = file("a.py")
    return after(MyRobot(), BoardsSeen((board("aka"),)), FilesSeen((good,), "a.py"), Checked(good, (), False))


def test_the_only_robot_is_mine_and_a_judge_box_is_nobodys() -> None:
    """With one robot nobody chooses; a judge box is not in the list."""
    state = after(MyRobot(), BoardsSeen((board("box", kind="judge-box"), board("aka"))))

    assert ["aka"] == [robot.name for robot in state.robots]
    assert "aka" == state.chosen_robot
    assert Said("robot_came", {"robot": "aka"}) == state.said


def test_of_two_robots_a_child_chooses() -> None:
    """Nothing is sent to a robot that only happened to be there."""
    state = after(replace(ready(), robots=(), chosen_robot=None), BoardsSeen((board("aka"), board("ao"))))

    assert state.robot is None
    assert Said("need_choice") == refusal(state, Key.SEND)
    assert "ao" == choose(state, robot="ao").chosen_robot
    assert state == choose(state, robot="midori")


def test_the_stop_stops_the_robot_that_drives() -> None:
    """Whichever is chosen meanwhile; without one that drives, the chosen one, which may have started by itself."""
    both = choose(after(MyRobot(), BoardsSeen((board("aka"), board("ao")))), robot="aka")
    driving = choose(after(both, ProgramRuns("aka", "a.py", "1")), robot="ao")

    stopped = [state.robot_to_stop for state in (both, driving, after(driving, BoardsSeen((board("ao"),))))]

    assert ["aka", "aka", "ao"] == [robot.name if robot else None for robot in stopped]
    assert refusal(replace(driving, chosen_robot=None), Key.STOP) is None


def test_my_robot_stays_mine_while_it_is_pulled_out() -> None:
    """Another one that is there is not sent to; mine is chosen again when it is back."""
    both = choose(after(MyRobot(), BoardsSeen((board("aka"), board("ao")))), robot="aka")

    pulled = after(both, BoardsSeen((board("ao"),)))
    back = after(pulled, BoardsSeen((board("aka", port="/dev/other"), board("ao"))))

    assert pulled.robot is None
    assert Said("robot_gone", {"robot": "aka"}) == pulled.said
    assert back.robot is not None
    assert "/dev/other" == back.robot.board.port


def test_a_robot_plugged_in_after_mine_went_is_meant() -> None:
    """A child who takes another robot need not choose it."""
    state = after(MyRobot(), BoardsSeen((board("aka"),)), BoardsSeen(()), BoardsSeen((board("ao"),)))

    assert "ao" == state.chosen_robot


def test_two_robots_of_the_same_name_are_told_apart() -> None:
    """Cheap USB chips all have the serial number 0001."""
    state = after(MyRobot(), BoardsSeen((board("0001", port="/dev/a"), board("0001", port="/dev/b"))))

    assert ["0001 /dev/a", "0001 /dev/b"] == [robot.name for robot in state.robots]


def test_the_program_that_was_saved_is_the_one_a_child_works_on() -> None:
    """It is chosen; what the check said of the others stays; one that was saved again is not checked yet."""
    a, b = file("a.py"), file("b.py")
    state = after(MyRobot(), FilesSeen((a, b), "a.py"), Checked(a, (BAD,), False), Checked(b, (), False))

    saved = after(state, FilesSeen((a, file("b.py", 2)), "b.py"))
    late = after(saved, Checked(b, (), False))

    assert "b.py" == saved.chosen_program
    assert [(BAD,), None] == [program.findings for program in saved.programs]
    assert saved == late
    assert Said("need_check", {"program": "b.py"}) == refusal(saved, Key.SEND)
    assert "a.py" == after(saved, FilesSeen((a,), None)).chosen_program
    assert after(saved, FilesSeen((), None)).program is None


def test_a_mistake_keeps_a_program_from_the_robot_and_an_oddity_does_not() -> None:
    """The first mistake is shown, before what is only odd."""
    program = file("a.py", 5)
    state = after(ready(), FilesSeen((program,), "a.py"), Checked(program, (ODD, BAD), False))
    odd = after(state, Checked(program, (ODD,), False))

    assert state.program is not None
    assert BAD == state.program.first
    assert Said("need_fix", {"program": "a.py"}) == refusal(state, Key.SEND) == refusal(state, Key.TRY)
    assert refusal(state, Key.CHECK) is None
    assert refusal(odd, Key.SEND) is None


@pytest.mark.parametrize("doing", [Doing.SENDING, Doing.GOING_BACK, Doing.STOPPING])
def test_one_thing_at_a_time(doing: Doing) -> None:
    """While a robot is busy, a check and the field go on; a try is ended by the stop."""
    state = replace(ready(), doing=doing)

    can = {key for key in Key if refusal(state, key) is None}

    assert {Key.CHECK, Key.TRY} == can
    assert refusal(replace(state, is_trying=True), Key.STOP) is None
    assert refusal(replace(MyRobot(), is_trying=True), Key.STOP) is None


def test_without_robot_or_program_the_way_is_named() -> None:
    """Each refusal says the first thing to do."""
    robot_only, program_only = replace(ready(), programs=()), replace(ready(), robots=())

    assert [Said("need_program")] * 3 == [refusal(robot_only, key) for key in (Key.CHECK, Key.TRY, Key.SEND)]
    assert [Said("need_robot")] * 3 == [refusal(program_only, key) for key in (Key.SEND, Key.STOP, Key.BACK)]
    assert refusal(program_only, Key.TRY) is None


def test_the_program_before_is_known_by_name() -> None:
    """What was put on from here has a name when it comes back; what was not has none."""
    state = after(
        ready(),
        ProgramRuns("aka", "a.py", "1"),
        ProgramRuns("aka", "b.py", "2"),
        ProgramRuns("aka", None, "1"),
    )

    assert {"aka": "a.py"} == state.on_robot
    assert Said("runs", {"robot": "aka", "program": "a.py"}) == state.said
    assert {"aka": ""} == after(state, ProgramRuns("aka", None, "3")).on_robot


def test_an_end_that_comes_late_says_nothing_of_the_next_program() -> None:
    """While the next one is sent, the word about the cable stays."""
    sending = replace(after(ready(), ProgramRuns("aka", "a.py", "1")), doing=Doing.SENDING, said=Said("sending"))

    state = after(sending, ProgramOver("aka", Ending("done")), Moved(0.5))
    stopped = after(state, RobotStopped("aka"), ProgramOver("aka", Ending("done")), Noted("aka", "safe_mode"))

    assert (Said("sending"), None, 0.5) == (state.said, state.running_on, state.share)
    assert "stopped" == stopped.said.topic


def test_trouble_ends_what_went_on_and_only_that() -> None:
    """A robot that went ends the sending; a compiler that is missing does not."""
    sending = replace(ready(), doing=Doing.SENDING, share=0.3)

    lost = after(sending, Failed(errors.BoardVanished("p", "program"), ends_work=True))
    other = after(sending, Failed(errors.CompilerMissing("gone"), ends_work=False))

    assert (Doing.NOTHING, None) == (lost.doing, lost.share)
    assert "trouble" == after(lost, BoardsSeen(())).said.topic
    assert "robot_came" == after(lost, BoardsSeen(()), BoardsSeen((board("aka"),))).said.topic
    assert (Doing.SENDING, 0.3) == (other.doing, other.share)


@pytest.mark.parametrize("language", CHILDRENS_LANGUAGES)
def test_everything_that_can_happen_has_its_sentence(language: str) -> None:
    """Two lines of 80 columns at most, and no field left open."""
    use_language(language)
    robot = {"robot": "robot-1", "program": "my_program.py"}
    said = [Said(topic, robot) for topic in words._sentences()]
    said += [Said("over", {"ending": Ending(word, 3)}) for word in ("done", "stopped", "missing", "gone", "NameError")]
    failures = (
        errors.BoardSilent("p", "ask"),
        errors.BoardVanished("p", "program"),
        errors.PortTaken("p", "thonny", 7),
        errors.PortTaken("p"),
        errors.NoPreviousProgram("p"),
        errors.ProgramRefused("a folder/my_program.py", [BAD]),
        errors.NoConfinement("no Landlock"),
        ZeroDivisionError("our own mistake"),
    )
    said += [Said("trouble", {"error": error, "log": "kagarobo.log"}) for error in failures]
    said += [Said("tried"), Said("not_tried")]

    for one in said:
        line = words.said_line(one)
        assert 0 < cell_len(line) <= 150, line
        assert "{" not in line
    assert set(NOTES.values()) <= set(words._sentences())
    for key in Key:
        assert cell_len(words.key_word(key)) <= 14


def test_play_s_answers_are_no_trouble() -> None:
    """A program that failed on the field is an answer; one that did not get there is trouble."""
    trying = replace(ready(), is_trying=True)

    assert ["tried", "tried", "not_tried"] == [after(trying, TryOver(code)).said.topic for code in (0, 1, 2)]


@pytest.mark.parametrize("columns", [20, 40, 78])
def test_a_long_line_shows_the_place_of_the_mistake(columns: int) -> None:
    """The caret stands under the mistake and on the screen, also behind wide characters."""
    source = b"x = ['" + "あ".encode() * 60 + b"', 1 2]\n"
    state = after(MyRobot(), FilesSeen((file("a.py"),), "a.py"), Checked(file("a.py"), tuple(check(source)), False))

    _sentence, line, caret = mistake_text(state.program, columns).plain.split("\n")

    assert cell_len(line) <= columns
    assert cell_len(caret) <= columns
    place = cell_len(caret) - 1
    assert "1" in line
    assert place in range(cell_len(line[: line.index("1")]) - 3, cell_len(line[: line.index("1")]) + 4)


def test_rows_and_bar_are_as_wide_as_they_may_be() -> None:
    """A long or wide name is cut in its middle; the bar is full at the end and gone before and after."""
    state = ready()
    long = after(state, FilesSeen((file("とても_ながい_なまえの_プログラム_その2.py"),), None)).programs[0]

    assert 24 == cell_len(program_row(long, 24).plain)
    assert program_row(long, 24).plain.rstrip().endswith("2.py")
    assert "aka                a.py" == robot_row(replace(state, on_robot={"aka": "a.py"}), state.robots[0], 23).plain
    assert "ab.." + "yz" == fit("abcdefghijklmnopqrstuvwxyz", 6)
    assert "" == bar_text(None, 20).plain
    assert [20, 20, 20] == [len(bar_text(share, 20).plain) for share in (0.0, 0.5, 1.0)]
    assert bar_text(1.0, 20).plain.startswith(" 100% ")
