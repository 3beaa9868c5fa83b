"""Answers as pages of paper, as lines of a terminal and as one document."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from babel.dates import format_date

from clubhouse_logs.answers import Answer, Group
from clubhouse_logs.signatures import Signature
from tui.clubhouse_reports.answer_words import (
    caveat_words,
    definition_words,
    group_words,
    line_name,
    line_value,
    numbers,
    question_words,
    reason_words,
    sentence,
)
from tui.clubhouse_reports.form_words import stage_name
from tui.i18n import _, language
from tui.paper.press import said
from tui.text_table import table_lines
from tui.town import Town, pick_name

__all__ = ["answer_document", "answer_lines", "answer_pages"]

Signed = Mapping[str, Signature]


def answer_pages(answers: Sequence[Answer], town: Town, site: str, signed: Signed) -> dict[str, Any]:
    """The data of template `answer`."""
    return {"foot": said(_foot(answers[0], town, site)), "pages": [_page(one, town, signed) for one in answers]}


def answer_lines(answer: Answer, town: Town, site: str, signed: Signed) -> Iterator[str]:
    """An answer as text, every definition beneath its figure."""
    yield from (question_words(answer.question), _foot(answer, town, site), "", sentence(answer))
    for line in answer.lines:
        yield from ("", f"{line_value(line):>12}  {line_name(line)}")
        yield from (f"{'':12}  {definition_words(line.definition)}", f"{'':12}  {_signed(line.definition, signed)}")
    if answer.groups:
        yield from ("", *table_lines([_head(answer), *_rows(answer, town)]))
    if answer.reasons or answer.caveats:
        yield ""
    yield from (f"- {words}" for words in (*map(reason_words, answer.reasons), *map(caveat_words, answer.caveats)))


def answer_document(answer: Answer, signed: Signed) -> dict[str, Any]:
    """An answer as plain JSON values; a hidden figure is null, and says that it is hidden."""
    return {
        "question": answer.question.value,
        "start": answer.period.start.isoformat(), "end": answer.period.end.isoformat(),
        "cut_off": answer.cut_off.isoformat(), "sentence": sentence(answer),
        "figures": [
            {"name": line.name, "value": _plain(line.value), "high": _plain(line.high), "unit": line.unit,
             "definition": line.definition, "words": definition_words(line.definition),
             "signed": _signature(signed.get(line.definition))}
            for line in answer.lines
        ],
        "groups": [
            {"key": one.key, "days": one.days, "nobe": one.nobe, "jitsu": one.jitsu, "per_day": _plain(one.per_day),
             "hidden": one.is_hidden}
            for one in answer.groups
        ],
        "reasons": [
            {"kind": one.kind, "first": one.first.isoformat(), "last": one.last.isoformat(), "code": one.code,
             "days": one.days}
            for one in answer.reasons
        ],
        "caveats": [{"code": one.code, "words": caveat_words(one)} for one in answer.caveats],
    }  # fmt: skip


def _page(answer: Answer, town: Town, signed: Signed) -> dict[str, Any]:
    head = _head(answer) if answer.groups else []
    return {
        "question": said(question_words(answer.question)),
        "sentence": said(sentence(answer)),
        "figures": [
            {"value": said(line_value(line)), "name": said(line_name(line)),
             "definition": said(definition_words(line.definition)), "signed": said(_signed(line.definition, signed))}
            for line in answer.lines
        ],
        "head": [said(cell) for cell in head],
        "widths": [2, *(1 for _cell in head[1:])], "align": ["left", *("right" for _cell in head[1:])],
        "rows": [[said(cell) for cell in row] for row in _rows(answer, town)],
        "reasons": [said(reason_words(one)) for one in answer.reasons],
        "caveats": [said(caveat_words(one)) for one in answer.caveats],
    }  # fmt: skip


def _foot(answer: Answer, town: Town, site: str) -> str:
    name = pick_name(town.site(site).names, language(), town.languages[0])
    start = format_date(answer.period.start, "yyyy-MM-dd", locale="en")
    return _("{site}, {first} to {last}", site=name, first=start, last=answer.cut_off.isoformat())


def _head(answer: Answer) -> list[str]:
    by_days = [_("Opening days"), _("A day's mean")] if _has_days(answer) else []
    return [_("Group"), _("Visits (延べ)"), _("Children (実)"), *by_days]


def _rows(answer: Answer, town: Town) -> list[list[str]]:
    return [_row(group, town, has_days=_has_days(answer)) for group in answer.groups]


def _row(group: Group, town: Town, *, has_days: bool) -> list[str]:
    name = group_words(group.key) or stage_name(group.key, town)
    if group.is_hidden:
        hidden = _("hidden")
        return [name, hidden, hidden, *([*numbers([group.days]), hidden] if has_days else [])]
    return [name, *numbers([group.nobe, group.jitsu]), *(numbers([group.days, group.per_day]) if has_days else [])]


def _has_days(answer: Answer) -> bool:
    return any(group.days is not None for group in answer.groups)


def _signed(definition: str, signed: Signed) -> str:
    found = signed.get(definition)
    if found is None:
        return _("No officer has signed this definition yet.")
    role = {"manager": _("the manager"), "staff": _("staff")}.get(found.role, found.role)
    return _("Definition signed on {day} by {role}.", day=found.day.isoformat(), role=role)


def _signature(found: Signature | None) -> dict[str, str] | None:
    return None if found is None else {"role": found.role, "day": found.day.isoformat()}


def _plain(value: object) -> int | str | None:
    return value if value is None or isinstance(value, int) else str(value)
