"""How a competition was opened: its definition under the day's overlay, its stages, and the lots' seed.

Rule: a journal that holds one competition (`TournamentOpened`) and one that holds many (`CompetitionOpened`) come out
the same here, so that nothing behind this line knows two kinds.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from judge.challenge import Definition, Key, Ranking
from judge.errors import DefinitionError
from judge.facts import Fact, TournamentOpened
from judge.findings import Finding
from judge.hall_kinds import CompetitionOpened
from judge.tournament.stages import StageRule, read_stages
from judge.tournament.state import ELIMINATION, OPEN_RUNS

__all__ = ["Setup", "read_setup"]

SIDES = "sides"  # the parameter that says how many robots meet, where a definition has it


@dataclass(slots=True)
class Setup:
    """One competition as it was opened. `opened` says it in the words of a single one; its `tournament` is the id.

    `definitions`: by stage, as each is to be played; empty (and `definition` None) where it cannot be.
    `is_single`: the journal holds no other, and its facts need not name it.
    """

    id: str
    fact: Fact
    opened: TournamentOpened
    is_single: bool
    definition: Definition | None = None
    stages: tuple[StageRule, ...] = ()
    definitions: dict[str, Definition] = field(default_factory=dict)

    def of_stage(self, stage: str) -> Definition:
        """The definition a run of this stage is scored by; that of the competition for practice."""
        assert self.definition is not None
        return self.definitions.get(stage, self.definition)

    def heat_ranking(self, stage: str) -> Ranking:
        """What decides a heat; the points, where the definition has no elimination of its own."""
        definition = self.of_stage(stage)
        if definition.elimination.heat.keys:
            return definition.elimination.heat
        return Ranking((Key("points", definition.aggregation.better),), "director")


def read_setup(
    fact: Fact, timezone: str, definitions: Mapping[str, Definition], findings: list[Finding]
) -> Setup | None:
    """Read how a competition was opened; what is wrong with it goes to `findings`, and it then has no definition.

    Args: definitions: by id, or by hash for one that has changed since. None: the fact opens nothing.
    """
    match fact.body:
        case TournamentOpened() as body:
            return _read(
                Setup(body.tournament, fact, body, True), _of_single(body), body.overlay, definitions, findings
            )
        case CompetitionOpened() as body:
            opened = TournamentOpened(
                body.competition, body.definition, body.definition_hash, body.overlay, body.division, 1, 1, 0,
                body.seed, timezone,
            )  # fmt: skip
            setup = Setup(body.competition, fact, opened, False)
            try:
                stages = read_stages(body.stages, body.competition)
            except DefinitionError as error:
                fields: dict[str, int | str] = {"key": error.key, "reason": error.reason}
                findings.append(Finding("stages-refused", "error", fact.source, fields))
                return setup
            return _read(setup, stages, body.overlay, definitions, findings)
    return None


def _of_single(body: TournamentOpened) -> tuple[StageRule, ...]:
    """Open runs, and the bracket."""
    open_runs = StageRule(OPEN_RUNS, "open_runs", runs=body.runs_official, counted=body.runs_counted)
    if not body.bracket_size:
        return (open_runs,)
    return open_runs, StageRule(ELIMINATION, "single_elimination", size=body.bracket_size)


def _read(
    setup: Setup,
    stages: tuple[StageRule, ...],
    overlay: Mapping[str, int | str],
    definitions: Mapping[str, Definition],
    findings: list[Finding],
) -> Setup:
    body, source = setup.opened, setup.fact.source
    definition = definitions.get(body.definition_hash) or definitions.get(body.definition)
    if definition is None or body.division not in definition.divisions:
        fields: dict[str, int | str] = {"definition": body.definition, "division": body.division}
        findings.append(Finding("unknown-definition", "error", source, fields))
        return setup
    if definition.hash != body.definition_hash:
        findings.append(Finding("definition-changed", "error", source, {"definition": body.definition}))
    try:
        _lay(setup, stages, definition, overlay)
    except DefinitionError as error:
        setup.definitions.clear()
        findings.append(Finding("overlay-refused", "error", source, {"key": error.key, "reason": error.reason}))
    return setup


def _lay(setup: Setup, stages: tuple[StageRule, ...], definition: Definition, overlay: Mapping[str, int | str]) -> None:
    """Lay the overlay of the competition, and over it that of each stage. Raises: DefinitionError."""
    body = setup.opened
    if setup.is_single:
        size = {"bracket_size": body.bracket_size} if body.bracket_size else {}
        whole = definition.with_overlay({**overlay, "N": body.runs_official, "K": body.runs_counted, **size})
        setup.definitions.update({rule.id: whole for rule in stages})
    else:
        whole = definition.with_overlay(overlay)
        for rule in stages:
            own = _own(rule, whole)
            setup.definitions[rule.id] = whole.with_overlay(own) if own else whole
        first = next((rule.id for rule in stages if rule.type == "open_runs"), stages[0].id)
        counts = setup.definitions[first].aggregation
        setup.opened = TournamentOpened(
            body.tournament, body.definition, body.definition_hash, body.overlay, body.division, counts.runs_official,
            counts.runs_counted, 0, body.seed, body.timezone,
        )  # fmt: skip
    setup.definition, setup.stages = whole, stages


def _own(rule: StageRule, whole: Definition) -> dict[str, int | str]:
    """What holds in this stage only; in an elimination and in Swiss two meet, whatever the ring holds elsewhere."""
    own: dict[str, int | str] = dict(rule.overlay)
    if (rule.is_elimination or rule.type == "swiss") and whole.match is not None and SIDES in whole.params:
        own[SIDES] = 2
    if rule.type == "open_runs":
        own |= {"N": rule.runs} if rule.runs else {}
        own |= {"K": rule.counted} if rule.counted else {}
    return own
