"""A whole definition, for people to read and for programs to parse."""

from collections.abc import Sequence
from typing import Any

from judge.challenge import CallRule, Definition, Param, Ranking
from tui.challenge_words import label
from tui.i18n import _

__all__ = ["definition_json", "page_lines"]


def page_lines(definition: Definition, divisions: Sequence[str]) -> list[str]:
    """Return the page of a challenge for some of its divisions."""
    lines = [f"{label(definition.titles)}  ({definition.id} {definition.version}, {definition.status})", ""]
    lines += [f"  {name:<4} {label(definition.divisions[name])}" for name in divisions]
    counted, official = definition.aggregation.runs_counted, definition.aggregation.runs_official
    lines += ["", _("{seconds} s a run; the best {counted} of {official} runs count, then a bracket of {size}.",
                    seconds=definition.limit_ms // 1000, counted=counted, official=official,
                    size=definition.elimination.size)]  # fmt: skip
    lines += [_("Ranking: {keys}", keys=_ranking(definition.ranking)),
              _("In a heat: {keys}", keys=_ranking(definition.elimination.heat)),
              _("Signed by: {roles}", roles=", ".join(definition.sign_off))]  # fmt: skip
    if definition.params:
        lines += ["", _("Parameters")]
        for param in definition.params.values():
            lines += [f"  {param.name}: {_param(definition, param, divisions)}", f"      {param.note}"]
    for name, title in (*((phase.name, label(phase.labels)) for phase in definition.phases), ("", _("At any time"))):
        rules = [
            rule for rule in definition.calls.values() if rule.phase == name and rule.points.keys() & set(divisions)
        ]
        lines += ["", title] if rules else []
        lines += [_call_line(rule, divisions) for rule in rules]
    lines += ["", _("Sources")] + [f"  {source}" for source in definition.sources]
    lines += ["", _("Notes")] + [f"  {note}" for note in definition.notes] if definition.notes else []
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
            {"name": param.name, "when": param.when, "note": param.note, "default": cells(param.defaults),
             "range": cells(param.ranges), "usual": cells(param.usual)}
            for param in definition.params.values()
        ],
        "phases": [{"id": phase.name, "label": dict(phase.labels)} for phase in definition.phases],
        "calls": [
            {"id": rule.name, "label": dict(rule.labels), "kind": rule.kind, "phase": rule.phase, "max": rule.count_max,
             "key": rule.key, "requires": list(rule.requires), "points": cells(rule.points)}
            for rule in definition.calls.values() if rule.points.keys() & set(divisions)
        ],
        "gates": {gate: dict(by_phase) for gate, by_phase in definition.gates.items()},
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
        "notes": list(definition.notes),
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


def _call_line(rule: CallRule, divisions: Sequence[str]) -> str:
    """Key, points of each division, name: the name last, because its characters may be wide."""
    points = " ".join(f"{name} {rule.points.get(name, '—'):>4} " for name in divisions)
    return f"  [{rule.key}]  {points}  {label(rule.labels)}  ({rule.name})"
