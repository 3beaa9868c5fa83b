"""The facts of a journal sorted once, by the competition they are about; what cannot be sorted is named.

Rule: a fact that names no competition belongs to the only one there is; where there are several it belongs to none, and
that is a finding. A run belongs to the competition that its opening names, after corrections.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from judge.challenge import Definition
from judge.fact_shapes import LeaveReason
from judge.facts import (
    Called,
    Fact,
    RunEnded,
    RunOpened,
    RunSigned,
    RunStarted,
    Signalled,
    TeamEntered,
    TournamentOpened,
)
from judge.findings import Finding
from judge.hall_kinds import (
    CompetitionEntered,
    CompetitionLeft,
    CompetitionOpened,
    HeatForfeited,
    PaperPrinted,
    RoundPublished,
    TournamentFounded,
)
from judge.second_person import Hand
from judge.tournament.decisions import DirectorsFact, HeatKept, RunOffCalled, StageClosed, TieDecided, decision_in
from judge.tournament.ranking import Order
from judge.tournament.setup import Setup, read_setup

__all__ = ["Gathered", "Gathering", "gather"]

NO_ZONE = "UTC"
RUN_ALONE = frozenset((RunStarted, Called, Signalled, RunEnded, RunSigned))
"""What says something about its run and nothing else: nearly all of a journal."""


@dataclass(slots=True)
class Gathering:
    """What the facts say about one competition, in their order; `order` of a fact is its place among all.

    `entered`, `left` (and why): by team. `begun`: the place of what began a stage: its
    first official run, walkover or published round. `runs`: the facts of
    each run. `kept`: by (stage or None, heat or stage). `published`: by stage, group and round.
    `is_certified`: a certificate of it was printed.
    """

    setup: Setup
    teams: dict[str, TeamEntered] = field(default_factory=dict)
    entered: dict[str, int] = field(default_factory=dict)
    left: dict[str, tuple[int, LeaveReason]] = field(default_factory=dict)
    forfeits: set[tuple[str, str, str]] = field(default_factory=set)
    begun: dict[str, int] = field(default_factory=dict)
    runs: dict[str, list[Fact]] = field(default_factory=dict)
    closed: set[str] = field(default_factory=set)
    decided: list[TieDecided] = field(default_factory=list)
    kept: dict[tuple[str | None, str], HeatKept] = field(default_factory=dict)
    run_offs: list[RunOffCalled] = field(default_factory=list)
    is_certified: bool = False
    published: dict[tuple[str, str | None, int], RoundPublished] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    hands: Mapping[str, tuple[Hand, ...]] = field(default_factory=dict)

    @property
    def gone(self) -> dict[str, LeaveReason]:
        """The teams that left, and why."""
        return {team: why for team, (_, why) in self.left.items()}

    def ties(self, stage: str) -> dict[str, list[Order]]:
        """The director's orders that hold in a stage, by where; of joint ranks who comes first, where someone must."""
        return {where: [Order(one.ids, one.lots) for one in orders] for where, orders in self.orders(stage).items()}

    def orders(self, stage: str) -> dict[str, list[Order]]:
        """The same as they give ranks: a place may have several, for the teams of several ties."""
        found: dict[str, list[Order]] = {}
        for tie in self.decided:
            if tie.stage in (None, stage):
                lots = (self.setup.opened.seed, tie.where) if tie.is_drawn else None
                found.setdefault(tie.where, []).append(Order(tie.order, lots, tie.is_joint))
        return found

    def joint(self, stage: str) -> frozenset[str]:
        """Where the director's last word was that equal teams share their rank."""
        return frozenset(where for where, orders in self.orders(stage).items() if orders[-1].is_joint)

    def find(self, code: str, fact: Fact, **fields: int | str) -> None:
        """Name what is wrong with a fact."""
        self.findings.append(Finding(code, "error", fact.source, fields))


@dataclass(slots=True)
class Gathered:
    """All of a journal: its frame, its teams in their order, its competitions, and the facts of none of them."""

    frame: TournamentFounded | None
    teams: dict[str, TeamEntered]
    competitions: dict[str, Gathering]
    others: list[tuple[int, Fact]]
    findings: list[Finding]


def gather(
    facts: Iterable[Fact], definitions: Mapping[str, Definition], hands: Mapping[str, tuple[Hand, ...]]
) -> Gathered:
    """Sort the standing facts (`judge.corrections.effective`), which come in their order. `hands`: in each run."""
    gathered = Gathered(None, {}, {}, [], [])
    by_run: dict[str, list[Fact]] = {}
    placed: list[tuple[int, Fact]] = []
    for place, fact in enumerate(facts):
        if fact.run is not None:
            by_run.setdefault(fact.run, []).append(fact)
        if type(fact.body) not in RUN_ALONE:
            placed.append((place, fact))
    _open(gathered, placed, definitions)
    for one in gathered.competitions.values():
        one.hands = hands
    for place, fact in placed:
        _take(gathered, place, fact)
    for run, of_run in by_run.items():
        _take_run(gathered, run, of_run)
    return gathered


def _open(gathered: Gathered, placed: list[tuple[int, Fact]], definitions: Mapping[str, Definition]) -> None:
    """Find the frame, the teams and the competitions, which anything may rest on wherever it stands."""
    for _, fact in placed:
        match fact.body:
            case TournamentFounded() as body if gathered.frame is None:
                gathered.frame = body
            case TournamentFounded():
                gathered.findings.append(Finding("opened-twice", "error", fact.source))
            case TeamEntered(team=team) as entered:
                if team in gathered.teams:
                    gathered.findings.append(Finding("team-entered-twice", "error", fact.source, {"team": team}))
                else:
                    gathered.teams[team] = entered
    zone = gathered.frame.timezone if gathered.frame is not None else NO_ZONE
    for _, fact in placed:
        if not isinstance(fact.body, TournamentOpened | CompetitionOpened):
            continue
        name = fact.body.tournament if isinstance(fact.body, TournamentOpened) else fact.body.competition
        others = gathered.competitions.values()
        is_second = (isinstance(fact.body, TournamentOpened) and others) or any(one.setup.is_single for one in others)
        if is_second or name in gathered.competitions:
            gathered.findings.append(Finding("opened-twice", "error", fact.source))
            continue
        setup = read_setup(fact, zone, definitions, gathered.findings)
        assert setup is not None
        gathered.competitions[name] = Gathering(setup, gathered.teams)


def _take(gathered: Gathered, place: int, fact: Fact) -> None:
    match decision_in(fact.body) or fact.body:
        case StageClosed() | TieDecided() | HeatKept() | RunOffCalled() as decision:
            if (one := _of(gathered, fact, decision.competition)) is not None:
                _take_decision(one, decision)
        case TeamEntered(team=team):
            for one in gathered.competitions.values():
                if one.setup.is_single and team not in one.entered:
                    _enter(one, place, fact, team)
        case CompetitionEntered(competition=name, team=team):
            if (one := _of(gathered, fact, name)) is not None:
                _enter(one, place, fact, team)
        case CompetitionLeft(competition=name, team=team, reason=reason):
            if (one := _of(gathered, fact, name)) is not None:
                one.left[team] = place, reason
        case HeatForfeited(competition=name, stage=stage, heat=heat, team=team):
            if (one := _of(gathered, fact, name)) is not None:
                one.forfeits.add((stage, heat, team))
                one.begun.setdefault(stage, place)
        case RoundPublished(competition=name) as body:
            if (one := _of(gathered, fact, name)) is not None:
                _publish(one, fact, body)
                one.begun.setdefault(body.stage, place)
        case RunOpened(competition=name, stage=stage, official=True):
            if (one := _of(gathered, fact, name)) is not None:
                one.begun.setdefault(stage, place)
        case TournamentFounded() | TournamentOpened() | CompetitionOpened():
            pass
        case PaperPrinted(paper="certificate", competition=name) if name in gathered.competitions:
            gathered.competitions[name].is_certified = True
            gathered.others.append((place, fact))
        case _ if fact.run is None:
            gathered.others.append((place, fact))


def _of(gathered: Gathered, fact: Fact, name: str | None) -> Gathering | None:
    """The competition that a fact is about."""
    if name is None and len(gathered.competitions) == 1:
        return next(iter(gathered.competitions.values()))
    one = gathered.competitions.get(name or "")
    if one is None and gathered.competitions:
        gathered.findings.append(Finding("competition-unknown", "error", fact.source, {"competition": name or "-"}))
    return one


def _take_decision(one: Gathering, decision: DirectorsFact) -> None:
    match decision:
        case StageClosed(stage=stage):
            one.closed.add(stage)
        case TieDecided():
            one.decided.append(decision)
        case HeatKept(heat=heat, stage=of):
            one.kept[of, heat] = decision
        case RunOffCalled():
            one.run_offs.append(decision)


def _enter(one: Gathering, place: int, fact: Fact, team: str) -> None:
    """A team of the division that is played, or of one merged with it, enters once; one that left may come back."""
    definition, division = one.setup.definition, one.setup.opened.division
    if team not in one.teams:
        one.find("team-unknown", fact, team=team)
    elif definition is not None and not definition.admits(one.teams[team].division, division):
        one.find("team-of-another-division", fact, team=team)
    elif team in one.left:
        del one.left[team]
    elif team in one.entered:
        one.find("team-entered-twice", fact, team=team)
    else:
        one.entered[team] = place


def _publish(one: Gathering, fact: Fact, body: RoundPublished) -> None:
    key = body.stage, body.group, body.number
    if key in one.published:
        one.find("round-published-twice", fact, stage=body.stage, number=body.number)
    else:
        one.published[key] = body


def _take_run(gathered: Gathered, run: str, facts: list[Fact]) -> None:
    opened = next((fact.body for fact in facts if isinstance(fact.body, RunOpened)), None)
    name = opened.competition if opened is not None else None
    if name is None and len(gathered.competitions) == 1:
        name = next(iter(gathered.competitions))
    if name in gathered.competitions:
        gathered.competitions[name or ""].runs[run] = facts
