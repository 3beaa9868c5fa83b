"""Ask a board who it is, and tell it its name.

A robot that drives is not disturbed: it is asked at its prompt only, unless the caller says that it may be interrupted.
A judge box is never interrupted; it is greeted with a sentence of the wire, which it answers while it works.
"""

import base64
import json

from firmware.errors import BadRobotName, BoardRefused, BoardSilent, VerifyFailed
from firmware.flasher.identity import NAME_CHARACTERS_MAX, STICKER_MAX, BoxSeen, Busy, Identity, identity_of
from firmware.flasher.payload import board_code, helpers, packed_exec, sha256_of
from firmware.flasher.transport import BoardLink
from firmware.wire import Sentence, Splitter, encode

__all__ = ["ask", "blink", "fetch_program", "name_robot"]

ANSWER = "kagarobo "
PROGRAM = "/program.py"
CTRL_B = b"\x02"  # at a prompt: greet again. Nothing else is sent to a board that may be driving.
PROMPT = b">>> "
FLUSH_S = 0.02  # what was printed before is no answer
PROMPT_S_MAX = 0.6
BOX_S_MAX = 0.8


def ask(port: str, *, interrupts: bool, kind: str = "unknown") -> Identity | BoxSeen | Busy:
    """Ask the board at a port who it is, and leave it at its prompt.

    Args:
        interrupts: a program that runs is stopped for it; else the answer is Busy.
        kind: what it is known as: a `judge-box` is greeted and never interrupted, a `robot` is not greeted.

    Raises: BoardNotFound, PortTaken, PortPermission, BoardSilent, BoardVanished, BoardRefused.
    """
    with BoardLink(port) as link:
        if _is_at_prompt(link):
            return _ask_at_prompt(link)
        if kind == "judge-box" or (interrupts and kind != "robot"):
            box = _greet_box(link)
            if box is not None or kind == "judge-box":
                return box or Busy()
        return _ask_at_prompt(link) if interrupts else Busy()


def name_robot(port: str, name: str, sticker: int) -> None:
    """Give a board its name and the number on its sticker; they live on the board.

    Raises: BadRobotName, and what ask raises.
    """
    if not 0 < len(name) <= NAME_CHARACTERS_MAX or not name.isprintable() or not 0 < sticker <= STICKER_MAX:
        raise BadRobotName(name, sticker, STICKER_MAX)
    text = json.dumps({"name": name, "sticker": sticker})
    with BoardLink(port) as link:
        link.enter()
        _send_code(link)
        link.execute(f"k_write_small('/robot.txt',{text!r})\n", "ask")
        link.leave()


def blink(port: str, seconds: float) -> int:
    """Let a robot's light blink for so long; its program is stopped for it. Return how often it blinked.

    Raises: what ask raises.
    """
    with BoardLink(port) as link:
        link.enter()
        _send_code(link)
        (answer,) = _answers(link.execute(f"k_blink({int(seconds * 1000)})\n", "ask"))
        link.leave()
    return int(str(answer["blinks"]))


def fetch_program(port: str) -> bytes:
    """Bring the program of a board, b"" when it has none; what runs is stopped.

    Raises: VerifyFailed: it came damaged; and what ask raises.
    """
    with BoardLink(port) as link:
        link.enter()
        link.execute(helpers(), "backup")
        (answer,) = _answers(link.execute(f"k_answer({{'sha256':k_sha256({PROGRAM!r})}})\n", "backup"))
        sha256 = str(answer["sha256"])
        if not sha256:
            link.leave()
            return b""
        pieces = _answers(link.execute(f"k_fetch({PROGRAM!r})\n", "backup"))
        link.leave()
    content = b"".join(base64.b64decode(str(piece["piece"])) for piece in pieces)
    if sha256_of(content) != sha256:
        raise VerifyFailed(port, PROGRAM, sha256, sha256_of(content))
    return content


def _is_at_prompt(link: BoardLink) -> bool:
    """Whether the board greets again when asked to: a program that runs lets the one byte lie."""
    link.exchange(b"", lambda _heard: False, FLUSH_S)
    return link.exchange(CTRL_B, lambda heard: heard.endswith(PROMPT), PROMPT_S_MAX).endswith(PROMPT)


def _greet_box(link: BoardLink) -> BoxSeen | None:
    """Say hello in the wire's words; only a judge box answers."""
    heard = link.exchange(b"\n" + encode(Sentence("host", 0, 0, 0, "hello", ())), _has_hello, BOX_S_MAX)
    for sentence in _sentences(heard):
        if sentence.kind == "hello" and len(sentence.args) >= 2 and sentence.args[1].isdecimal():
            return BoxSeen(sentence.args[0], int(sentence.args[1]))
    return None


def _has_hello(heard: bytes) -> bool:
    return any(sentence.kind == "hello" for sentence in _sentences(heard))


def _sentences(heard: bytes) -> list[Sentence]:
    return [piece for _, piece in Splitter().feed(heard) if isinstance(piece, Sentence)]


def _ask_at_prompt(link: BoardLink) -> Identity:
    link.enter()
    _send_code(link)
    answers = _answers(link.execute("k_identity()\n", "ask"))
    link.leave()
    if not answers:
        raise BoardSilent(link.port, "ask")
    return identity_of(answers[0])


def _send_code(link: BoardLink) -> None:
    code = helpers() + board_code("identity")
    packed = packed_exec(code)
    try:
        link.execute(packed.code, "ask", payload=packed.payload)
    except BoardRefused as error:
        if "ImportError" not in error.trace:
            raise
        link.execute(code, "ask")  # a small board without deflate


def _answers(printed: str) -> list[dict[str, object]]:
    """The board's own lines among whatever else was printed."""
    lines = [line for line in printed.splitlines() if line.startswith(ANSWER)]
    return [json.loads(line.removeprefix(ANSWER)) for line in lines]
