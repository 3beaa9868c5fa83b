"""Find an error's sentence and fill it in: `sentence_of` for a reader, `known_fields` for the log.

An error's keys, the most telling first: `code:REASON` (its word for why), `code:no_FIELD_FIELD` and `code:no_FIELD` for
fields that are not known, and `code`. The first that has a sentence is taken, so a table holds a row of its own only
where a reader is to do something else.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tui.error_words.boards import board_sentences, stages
from tui.error_words.class_set import class_sentences
from tui.error_words.clubhouse import clubhouse_sentences, town_reasons
from tui.error_words.judge import judge_sentences
from tui.error_words.lessons import lesson_sentences
from tui.exit_codes import ExitCode
from tui.i18n import _

__all__ = ["keys_of", "known_fields", "sentence_of", "sentences"]

FOUND_CHARACTERS_MAX = 120  # a whole table can stand in the wrong place


def sentences() -> dict[str, tuple[ExitCode, str]]:
    """Return key -> (exit code, sentence with named fields), in the reader's language."""
    return {
        **board_sentences(),
        **class_sentences(),
        **judge_sentences(),
        **clubhouse_sentences(),
        **lesson_sentences(),
    }


def sentence_of(error: BaseException, *, log: str) -> tuple[ExitCode, str] | None:
    """Return the exit code and the finished sentence of an error; None when its code has none.

    Args: log: where the details are, for the sentences that say so.
    """
    code = getattr(error, "code", None)
    if not isinstance(code, str):
        return None
    fields = known_fields(error)
    table = sentences()
    for key in keys_of(code, fields):
        if key in table:
            exit_code, template = table[key]
            shown = {name: _shown(name, value) for name, value in fields.items() if value is not None}
            return exit_code, template.format_map(_Fields({**shown, **_derived(error), "log": log}))
    return None


def known_fields(error: BaseException) -> dict[str, Any]:
    """Return an error's fields: its `fields` (an attribute or a property), else its attributes."""
    fields = getattr(error, "fields", None)
    return dict(fields) if isinstance(fields, Mapping) else dict(vars(error))


def keys_of(code: str, fields: Mapping[str, Any]) -> Iterator[str]:
    """Yield the keys under which an error's sentence may stand, the most telling first."""
    if "reason" in fields:
        yield f"{code}:{fields['reason']}"
    unknown = [name for name, value in fields.items() if value is None or value == "" or value == ()]
    if len(unknown) > 1:
        yield f"{code}:no_{'_'.join(unknown)}"
    yield from (f"{code}:no_{name}" for name in unknown)
    yield code


class _Fields(dict[str, str]):
    """A field that is not there shows as a dash rather than hiding the sentence."""

    def __missing__(self, key: str) -> str:
        return "—"


def _shown(name: str, value: Any) -> str:
    if name == "stage":
        return stages().get(value, str(value))
    if isinstance(value, Sequence) and not isinstance(value, str):
        return _(", ").join(str(part) for part in value)
    if name.endswith("_us") and isinstance(value, int):
        return f"{value / 1e6:.1f}"
    return f"{value:.0f}" if isinstance(value, float) else str(value)


def _derived(error: BaseException) -> dict[str, str]:
    """Return what a sentence needs and an error holds in another shape: `why`, `finding` and `count`."""
    match getattr(error, "code", None):
        case "D-INVALID":
            from judge.errors import DefinitionError
            from tui.challenge_words import definition_sentence

            return {"why": definition_sentence(error)} if isinstance(error, DefinitionError) else {}
        case "J-DAMAGED":
            from judge.errors import JournalDamaged
            from tui.finding_words import finding_sentence

            return {"finding": finding_sentence(error.findings[0])} if isinstance(error, JournalDamaged) else {}
        case "program_refused":
            return {"count": str(len(known_fields(error)["findings"]))}
        case "town-file":
            return {"why": _town_reason(known_fields(error))}
    return {}


def _town_reason(fields: Mapping[str, Any]) -> str:
    reason = town_reasons().get(fields["reason"], str(fields["reason"]))
    found = "" if fields["found"] is None else str(fields["found"])
    if len(found) > FOUND_CHARACTERS_MAX:
        found = found[:FOUND_CHARACTERS_MAX] + "…"
    return _("{why} ({found})", why=reason, found=found) if found else reason
