"""A whole definition, for people to read and for programs to parse."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from judge.challenge import ArgRule, CallRule, Definition, Param, Ranking
from tui.challenge_sheet import table_lines
from tui.challenge_words import label, ranking_words
from tui.fact_words import role_name
from tui.i18n import _

__all__ = ["definition_json", "page_lines"]


def page_lines(definition: Definition, divisions: Sequence[str]) -> list[str]:
    """Return the page of a challenge for some of its divisions."""
    lines = [f"{label(definition.titles)}  ({definition.id} {definition.version}, {definition.status})", ""]
    lines += [f"  {name:<4} {label(definition.divisions[name])}" for name in divisions]
    counted, official = definition.aggregation.runs_counted, definition.aggregation.runs_official
    fields = {"seconds": definition.limit_ms // 1000, "counted": counted, "official": official}
    if definition.elimination.size:
        size = definition.elimination.size
        lines += ["", _("{seconds} s a run; the best {counted} of {official} runs count, then a bracket of {size}.",
                        **fields, size=size)]  # fmt: skip
    else:
        lines += ["", _("{seconds} s a run; the best {counted} of {official} runs count, no bracket.", **fields)]
    lines += [_("Ranking: {keys}", keys=ranking_words(definition.ranking))]
    if definition.elimination.size:
        lines += [_("In a heat: {keys}", keys=ranking_words(definition.elimination.heat))]
    lines += [_("Signed by: {roles}", roles=", ".join(map(role_name, definition.sign_off)))]
    if definition.match is not None:
        match = definition.match
        lines += [_("Sides {sides}. A win is worth {win}, a draw {draw}, a loss {loss}.", sides=", ".join(match.sides),
                    win=match.win.text, draw=match.draw.text, loss=match.loss.text)]  # fmt: skip
    for stop in definition.stops:
        lines += [_("Over by itself: {label} ({when})", label=label(stop.labels), when=stop.when.text)]
    for term in definition.terms:
        if term.value is not None:
            lines += [_("Score: {label} = {formula}", label=label(term.labels), formula=term.value.text)]
    if definition.params:
        lines += ["", _("Parameters")]
        for param in definition.params.values():
            lines += [f"  {param.name}: {_param(definition, param, divisions)}", f"      {label(param.note)}"]
    for name, title in (*((phase.name, label(phase.labels)) for phase in definition.phases), ("", _("At any time"))):
        rules = [
            rule for rule in definition.calls.values() if rule.phase == name and rule.points.keys() & set(divisions)
        ]
        lines += ["", title] if rules else []
        for rule in rules:
            lines += [_call_line(rule, divisions), *_told_lines(rule)]
    lines += ["", _("Facts, as kagarobo challenge score reads them")]
    lines += [f"  {_fact(rule)}" for rule in definition.calls.values() if rule.points.keys() & set(divisions)]
    for name, table in definition.tables.items():
        lines += ["", _("Table {name}", name=name), *table_lines(table)]
    for part, numbers in definition.describes.items():
        lines += ["", _described(part)] + [
            f"  {_described_line(name, cells, divisions)}" for name, cells in numbers.items()
        ]
    lines += ["", _("Sources")] + [f"  {source}" for source in definition.sources]
    lines += ["", _("Notes")] + [f"  {label(note)}" for note in definition.notes] if definition.notes else []
    return lines


def definition_json(definition: Definition, divisions: Sequence[str]) -> dict[str, Any]:
    """Return a definition as plain JSON values, cut down to some of its divisions."""

    def cells(by_division: Any) -> dict[str, Any]:
        return {name: by_division[name] for name in divisions if name in by_division}

    return {
        "id": definition.id,
        "version": definition.version,
        "status": definition.status,
        "hash": definition.hash,
        "titles": dict(definition.titles),
        "divisions": {name: dict(definition.divisions[name]) for name in divisions},
        "limit_ms": definition.limit_ms,
        "params": [
            {"name": param.name, "when": param.when, "note": dict(param.note), "default": cells(param.defaults),
             "range": cells(param.ranges), "usual": cells(param.usual)}
            for param in definition.params.values()
        ],
        "phases": [{"id": phase.name, "label": dict(phase.labels)} for phase in definition.phases],
        "unit": definition.unit,
        "better": definition.aggregation.better,
        "describes": {part: {name: cells(numbers) for name, numbers in table.items()}
                      for part, table in definition.describes.items()},
        "ends": [{"id": stop.name, "label": dict(stop.labels), "when": stop.when.text} for stop in definition.stops],
        "calls": [
            {"id": rule.name, "label": dict(rule.labels), "kind": rule.kind, "phase": rule.phase,
             "max": None if rule.kind == "note" else cells(rule.count_max), "key": rule.key,
             "requires": list(rule.requires), "points": cells(rule.points),
             "worth": rule.worth.text if rule.worth else None,
             "args": {name: _arg(arg) for name, arg in rule.args.items()}}
            for rule in definition.calls.values() if rule.points.keys() & set(divisions)
        ],
        "tables": {name: {"rows": list(table.rows), "columns": list(table.columns), "cells": list(table.cells.values())}
                   for name, table in definition.tables.items()},
        "match": None if definition.match is None else {
            "sides": list(definition.match.sides), "playing": definition.match.playing.text,
            "win_when": definition.match.win_when.text, "win": definition.match.win.text,
            "draw": definition.match.draw.text, "loss": definition.match.loss.text,
        },
        "gates": {
            gate: {phase: call.text for phase, call in by_phase.items()} for gate, by_phase in definition.gates.items()
        },
        "terms": [
            {"id": term.name, "label": dict(term.labels), "each": term.each or None,
             "value": term.value.text if term.value else None}
            for term in definition.terms
        ],
        "max": {name: definition.points_max[name].text for name in divisions},
        "runs_official": definition.aggregation.runs_official,
        "runs_counted": definition.aggregation.runs_counted,
        "aggregation": definition.aggregation.fn,
        "ranking": _ranking(definition.ranking).split(", "),
        "bracket_sizes": list(definition.elimination.sizes),
        "sign_off": list(definition.sign_off),
        "sources": list(definition.sources),
        "notes": [dict(note) for note in definition.notes],
    }  # fmt: skip


def _ranking(ranking: Ranking) -> str:
    return ", ".join([*(f"{key.name}:{key.better}" for key in ranking.keys), ranking.then])


def _param(definition: Definition, param: Param, divisions: Sequence[str]) -> str:
    cells = []
    for name in divisions:
        low, high = param.ranges[name]
        value = definition.param(param.name, name)
        cells.append(_("{division} {value} ({low} to {high})", division=name, value=value, low=low, high=high))
    return ", ".join(cells)


def _arg(rule: ArgRule) -> dict[str, Any]:
    labels = {choice: dict(texts) for choice, texts in rule.choice_labels.items()}
    return {"label": dict(rule.labels), "choices": list(rule.choices), "labels": labels}


def _told_lines(rule: CallRule) -> list[str]:
    """What a call has to be told, below it."""
    return [
        f"         {name}: {', '.join(map(str, arg.choices)) or '…'}   {label(arg.labels)}"
        for name, arg in rule.args.items()
    ]


def _fact(rule: CallRule) -> str:
    """One call as it stands in FACTS.json."""
    told = {name: arg.choices[0] if arg.choices else "e1" for name, arg in rule.args.items()}
    number = {"n": 1} if rule.kind in ("counter", "ordered") and rule.worth is None else {}
    return json.dumps({"at_ms": 90_000, "kind": rule.name, **told, **number})


def _described(part: str) -> str:
    return {"robot": _("Robot"), "field": _("Field")}.get(part, part)


def _described_line(name: str, cells: Mapping[str, int], divisions: Sequence[str]) -> str:
    """One number where all these divisions have the same."""
    if len({cells[division] for division in divisions}) == 1:
        return f"{name}: {cells[divisions[0]]}"
    return f"{name}: " + ", ".join(f"{division} {cells[division]}" for division in divisions)


def _call_line(rule: CallRule, divisions: Sequence[str]) -> str:
    """Key, points of each division, name: the name last, because its characters may be wide."""
    points = " ".join(f"{name} {_points(rule, name):>4} " for name in divisions)
    return f"  [{rule.key}]  {points}  {label(rule.labels)}  ({rule.name})"


def _points(rule: CallRule, division: str) -> int | str:
    """The points of a call; … where they depend on what it is told, or on which one it is; blank: it has none."""
    if division not in rule.points:
        return "—"
    return "…" if rule.worth is not None or rule.kind == "ordered" else rule.points[division] or ""
