"""What a board's prompt does with the next byte, followed from outside."""

import pytest

from firmware.virtual.repl_state import RAW_BANNER, CtrlC, Phase, ReplState

BANNER = b'MicroPython v1.29 on 2026-07-05; linux version\r\nType "help()" for more information.\r\n>>> '

# The raw prompt is left (Ctrl-B) when its program is over and it has not yet come.
LEFT_EARLY = [(">", BANNER), ("<", b"\x01f()\x04"), (">", b"OK\x04\x04"), ("<", b"\r\x02")]

# Each row: a conversation as ("<", typed by the client) and (">", printed by the board), and where it leads.
CONVERSATIONS = [
    pytest.param([(">", BANNER)], False, Phase.READING, id="friendly prompt"),
    pytest.param([(">", BANNER), ("<", b"x = 1")], False, Phase.READING, id="typing a line"),
    pytest.param([(">", BANNER + b"x = 1")], False, Phase.READING, id="a line typed ahead, echoed in one breath"),
    pytest.param(
        [(">", BANNER + b"\r\n" + RAW_BANNER + b"OK\r\n")], True, Phase.READING, id="Ctrl-A and Ctrl-D typed ahead"
    ),
    pytest.param([(">", BANNER), ("<", b"f()\r")], False, Phase.RUNNING, id="line sent off"),
    pytest.param([(">", BANNER), ("<", b"f()\r"), (">", b"f()\r\n1\r\n>>> ")], False, Phase.READING, id="and done"),
    pytest.param([(">", BANNER), ("<", b"if x:\r"), (">", b"if x:\r\n... ")], False, Phase.READING, id="line goes on"),
    pytest.param([(">", BANNER), ("<", b"\r")], False, Phase.READING, id="empty line"),
    pytest.param([(">", BANNER), ("<", b"\x05for\r1\r")], False, Phase.READING, id="paste mode"),
    pytest.param([(">", BANNER), ("<", b"\x05for\r1\r\x04")], False, Phase.RUNNING, id="paste mode sent off"),
    pytest.param([(">", BANNER), ("<", b"\x04")], False, Phase.ENDING, id="soft reset"),
    pytest.param([(">", BANNER), ("<", b"x\x04")], False, Phase.READING, id="delete key in a line"),
    pytest.param([(">", BANNER), ("<", b"x\x03\x04")], False, Phase.ENDING, id="line dropped, then reset"),
    pytest.param([(">", BANNER), ("<", b"\x01")], True, Phase.READING, id="raw prompt"),
    pytest.param([(">", BANNER), ("<", b"\x01"), (">", b"\r\n" + RAW_BANNER)], True, Phase.READING, id="raw banner"),
    pytest.param([(">", BANNER), ("<", b"\x01\x02")], False, Phase.READING, id="and back"),
    pytest.param(
        [(">", BANNER), ("<", b"x\x01"), (">", b"\r\n" + RAW_BANNER)], True, Phase.READING, id="believes print"
    ),
    pytest.param([(">", BANNER), ("<", b"\x01\x04")], True, Phase.ENDING, id="raw soft reset"),
    pytest.param([(">", BANNER), ("<", b"\x01print(1)")], True, Phase.READING, id="raw program on its way"),
    pytest.param([(">", BANNER), ("<", b"\x01print(1)\x04")], True, Phase.RUNNING, id="raw program"),
    pytest.param(
        [(">", BANNER), ("<", b"\x01print(1)\x04"), (">", b"OK1\r\n\x04")], True, Phase.RUNNING, id="its output is over"
    ),
    pytest.param(
        [(">", BANNER), ("<", b"\x01print(1)\x04"), (">", b"OK1\r\n\x04\x04>")], True, Phase.READING, id="raw done"
    ),
    pytest.param(
        [*LEFT_EARLY, (">", b">\r\n" + BANNER)],
        False,
        Phase.READING,
        id="raw prompt left before it came",
    ),
    pytest.param(
        [*LEFT_EARLY, (">", b">"), ("<", b"\x04"), (">", b"\r\n" + BANNER + b"\r\n")],
        False,
        Phase.ENDING,
        id="raw prompt left before it came, then reset",
    ),
    pytest.param(
        [*LEFT_EARLY, ("<", b"\x03"), (">", b">\r\n" + BANNER + b"\r\n>>> \r\n")],
        False,
        Phase.READING,
        id="raw prompt left before it came, and more typed",
    ),
    pytest.param([(">", BANNER), ("<", b"\x01\x05A\x01")], True, Phase.UPLOADING, id="raw paste"),
    pytest.param([(">", BANNER), ("<", b"\x01\x05A\x01\x01\x02\x05x")], True, Phase.UPLOADING, id="its data"),
    pytest.param([(">", BANNER), ("<", b"\x01\x05A\x01x\x04")], True, Phase.RUNNING, id="raw paste sent off"),
    pytest.param([(">", BANNER), ("<", b"\x01\x05A\x01x\x03")], True, Phase.RUNNING, id="raw paste broken off"),
    pytest.param([(">", BANNER), ("<", b"\x01\x05B\x01")], True, Phase.READING, id="unknown raw command"),
]


def follow(conversation: list[tuple[str, bytes]], *, chunk_bytes: int) -> ReplState:
    state = ReplState()
    for direction, data in conversation:
        for at in range(0, len(data), chunk_bytes):
            part = data[at : at + chunk_bytes]
            state.typed(part) if direction == "<" else state.printed(part)
    return state


@pytest.mark.parametrize("chunk_bytes", [1, 1000], ids=["byte by byte", "whole"])
@pytest.mark.parametrize(("conversation", "raw", "phase"), CONVERSATIONS)
def test_conversations(conversation: list[tuple[str, bytes]], raw: bool, phase: Phase, chunk_bytes: int) -> None:
    """However the bytes are cut, a conversation leads to its prompt and phase."""
    state = follow(conversation, chunk_bytes=chunk_bytes)

    assert (raw, phase) == (state.raw, state.phase)


@pytest.mark.parametrize(
    ("conversation", "catches", "meaning"),
    [
        pytest.param([], False, CtrlC.WAIT, id="nothing is up yet"),
        pytest.param([], True, CtrlC.WAIT, id="nor is it Python's own handler that counts"),
        pytest.param([(">", BANNER)], False, CtrlC.DATA, id="prompt"),
        pytest.param([(">", BANNER), ("<", b"\x01\x05A\x01x")], False, CtrlC.DATA, id="upload"),
        pytest.param(
            [(">", BANNER), ("<", b"\x01\x05A\x01x")], True, CtrlC.DATA, id="upload, whatever the process says"
        ),
        pytest.param([(">", BANNER), ("<", b"f()\r")], False, CtrlC.WAIT, id="about to run"),
        pytest.param([(">", BANNER), ("<", b"f()\r")], True, CtrlC.INTERRUPT, id="runs"),
        pytest.param([(">", BANNER), ("<", b"f()\r"), (">", b"x")], False, CtrlC.DATA, id="runs and wants the byte"),
        pytest.param(
            [(">", BANNER), ("<", b"f()\r"), (">", b">>> ")], True, CtrlC.INTERRUPT, id="printed a false prompt"
        ),
    ],
)
def test_ctrl_c(conversation: list[tuple[str, bytes]], catches: bool, meaning: CtrlC) -> None:
    """Ctrl-C is data, an interrupt, or not yet decided; imitating the prompt saves no program from it."""
    assert meaning is follow(conversation, chunk_bytes=1000).meaning_of_ctrl_c(catches=catches, computes=False)


def test_ctrl_c_waits_for_a_line_that_was_read_and_has_not_begun() -> None:
    """A prompt sleeps until something is typed; one that computes is about to run what it has read."""
    state = follow([(">", BANNER), ("<", b"while True: pass\r\r"), (">", b"... \r\n")], chunk_bytes=1000)

    assert state.meaning_of_ctrl_c(catches=False, computes=True) is CtrlC.WAIT
    assert state.meaning_of_ctrl_c(catches=True, computes=True) is CtrlC.INTERRUPT
    assert state.meaning_of_ctrl_c(catches=False, computes=False) is CtrlC.DATA


def test_programs_at_the_start_are_running() -> None:
    """From the prelude's message until the prompt boot.py and main.py run; only then somebody reads."""
    state = ReplState()
    state.program_starts()
    assert state.phase is Phase.RUNNING

    state.prompt_comes()
    assert state.phase is Phase.STARTING
    state.printed(BANNER)
    assert state.phase is Phase.READING


def test_a_raw_board_comes_back_raw() -> None:
    """After a soft reset at the raw prompt the next process is raw once its banner is there."""
    state = ReplState(raw=True)
    state.program_starts()
    state.prompt_comes()

    state.printed(RAW_BANNER)

    assert (True, Phase.READING) == (state.raw, state.phase)


def test_a_reset_that_did_not_come() -> None:
    """When Ctrl-D turns out not to end the process, the prompt reads on."""
    state = follow([(">", BANNER), ("<", b"\x04")], chunk_bytes=1)

    state.did_not_end()

    assert state.phase is Phase.READING
