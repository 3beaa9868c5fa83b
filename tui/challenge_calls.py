"""The calls of a run as somebody writes them down: FACTS.json.

    [{"at_ms": 1500, "kind": "leave"}, {"at_ms": 90000, "kind": "bonus_ball", "n": 12}, {"at_ms": 95000, "kind": "end"}]

`at_ms` counts from the run's start; everything beside `at_ms` and `kind` is the call's own ("n": how many); the kind
"end" stops the clock. Whether a definition has such a call is the scoring's to say, not ours.
"""

import json
from typing import Any, NoReturn

from judge.fact_shapes import is_args, is_int, is_word
from judge.facts import AT_MS_MAX
from judge.scoring import Call
from tui.command_io import WrongInput
from tui.i18n import _

__all__ = ["read_calls"]

END = "end"


def read_calls(text: str, file: str) -> tuple[list[Call], int | None]:
    """Read the calls, and when the run was declared over (None: it was not).

    Raises: WrongInput: no JSON, no list, or an entry that is out of shape (named by its place).
    """
    try:
        entries = json.loads(text)
    except ValueError as error:
        raise WrongInput(_("{file} is not JSON: {detail}", file=file, detail=error)) from error
    except RecursionError as error:
        raise WrongInput(_("{file} is not a list of calls: it is nested too deeply.", file=file)) from error
    if not isinstance(entries, list):
        raise WrongInput(_('{file} should hold a list of calls: [{{"at_ms": 1500, "kind": "leave"}}, …]', file=file))
    calls: list[Call] = []
    ended: tuple[int, int] | None = None
    for index, entry in enumerate(entries):
        call = _call(file, index, entry)
        if call.kind != END:
            calls.append(call)
        elif ended is None:
            ended = index, call.at_ms
        else:
            _refuse(file, index, _("the clock was stopped before, by entry {number}", number=ended[0] + 1))
    return calls, ended[1] if ended else None


def _call(file: str, index: int, entry: Any) -> Call:
    if not isinstance(entry, dict):
        _refuse(file, index, _('it should be an object with "at_ms" and "kind"'))
    for name in ("at_ms", "kind"):
        if name not in entry:
            _refuse(file, index, _('"{name}" is missing', name=name))
    at_ms, kind = entry["at_ms"], entry["kind"]
    if not is_int(at_ms, -AT_MS_MAX, AT_MS_MAX):
        _refuse(
            file, index, _('"at_ms" should be whole milliseconds of a day at most, not {value}', value=_shown(at_ms))
        )
    if not is_word(kind):
        _refuse(file, index, _('"kind" should be the name of a call, not {value}', value=_shown(kind)))
    args = {name: value for name, value in entry.items() if name not in ("at_ms", "kind")}
    for name, value in args.items():
        if not is_args({name: value}):
            _refuse(file, index, _('"{name}" should be a whole number or a word', name=name))
    if not is_int(args.get("n", 1)):
        _refuse(file, index, _('"{name}" should be a whole number', name="n"))
    return Call(at_ms, kind, args)


def _refuse(file: str, index: int, why: str) -> NoReturn:
    where = _("{file}, entry {number} of the list (index {index})", file=file, number=index + 1, index=index)
    raise WrongInput(f"{where}: {why}.")


def _shown(value: Any) -> str:
    shown = json.dumps(value, ensure_ascii=False)
    return shown if len(shown) <= 40 else shown[:39] + "…"
