"""Facts in the reader's words: what happened, in one line, with the definition's labels and the teams' own names."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from judge.challenge import Definition
from judge.fact_shapes import Args
from judge.facts import (
    Body,
    Called,
    Corrected,
    DayHeld,
    DisputeDecided,
    Fact,
    Left,
    Noted,
    PersonAdded,
    RunDisputed,
    RunEnded,
    RunOpened,
    RunReturned,
    RunSigned,
    RunStarted,
    RunVoided,
    Signalled,
    TeamEntered,
    TournamentOpened,
    Unknown,
    Visited,
)
from judge.sides import teams_by_side
from judge.tournament.decisions import HeatKept, RunOffCalled, StageClosed, TieDecided, decision_in
from tui.challenge_words import call_label, label, seconds, told_words
from tui.fact_words_clubhouse import clubhouse_sentence
from tui.hall_fact_words import hall_sentence
from tui.i18n import _
from tui.program_words import ending_line
from tui.table.reasons import reason_words

__all__ = ["Names", "fact_sentence", "role_name", "stage_name", "when"]


@dataclass(frozen=True, slots=True)
class Names:
    """What a sentence may call things by; without them it says the ids."""

    teams: Mapping[str, str] = field(default_factory=dict)
    definition: Definition | None = None
    timezone: ZoneInfo | None = None

    def team(self, team: str) -> str:
        """Return a team's name."""
        return self.teams.get(team, team)


def when(fact: Fact, names: Names) -> str:
    """Return when a fact happened: seconds of its run, else the date and time of the hall."""
    return _("{seconds} s", seconds=seconds(fact.at_ms)) if fact.at_ms is not None else _local(fact.wall, names)


def fact_sentence(body: Body, names: Names) -> str:
    """Return what a fact says."""
    match body:
        case RunOpened() | RunStarted() | Called() | Signalled() | RunEnded() | RunSigned() | RunVoided():
            return _run_sentence(body, names)
        case RunReturned() | RunDisputed() | DisputeDecided():
            return _review_sentence(body, names)
        case PersonAdded() | Visited() | DayHeld():
            return _clubhouse_sentence(body, names)
        case TournamentOpened():
            definition = names.definition
            challenge = label(definition.titles) if definition else body.definition
            return _("The tournament opened: {challenge}, {division}, best {counted} of {official}, bracket of {size}.",
                     challenge=challenge, division=body.division, counted=body.runs_counted,
                     official=body.runs_official, size=body.bracket_size)  # fmt: skip
        case TeamEntered():
            return _("{team} entered as {id}, with {count} members.",
                     team=body.name, id=body.team, count=len(body.members))  # fmt: skip
        case Corrected(replacement=None):
            return _("{station}:{seq} was withdrawn ({reason}).",
                     station=body.station, seq=body.seq, reason=body.reason)  # fmt: skip
        case Corrected(replacement=replacement):
            assert replacement is not None
            return _("{station}:{seq} was replaced ({reason}): {sentence}", station=body.station, seq=body.seq,
                     reason=body.reason, sentence=fact_sentence(replacement, names))  # fmt: skip
        case Noted():
            return _note_sentence(body, names)
        case Unknown(kind=kind):
            return _("A newer program wrote this ({kind}). It is kept as it is.", kind=kind)
    words = hall_sentence(body, names.team, lambda wall: _local(wall, names))
    if words is None:
        words = clubhouse_sentence(body, _local(body.at, names) if isinstance(body, Left) else "")
    if words is None:
        raise TypeError(f"no sentence for {type(body).__name__}")
    return words


def role_name(role: str) -> str:
    """Return who did something: a role's name; a person stays a random id."""
    return {
        "referee": _("referee"),
        "head_referee": _("head referee"),
        "chief": _("chief"),
        "scorekeeper": _("scorekeeper"),
        "team": _("team"),
        "staff": _("staff"),
        "kiosk": _("kiosk"),
        "judge_box": _("judge box"),
        "station": _("station"),
        "import": _("import"),
        "youth": _("youth"),
        "guardian": _("guardian"),
        "observer": _("observer"),
        "mentor": _("mentor"),
        "confirmer": _("second person"),
    }.get(role, role)


def stage_name(stage: str, heat: str | None) -> str:
    """Return the stage of a run, or its heat."""
    if heat is not None:
        return _("heat {heat}", heat=heat)
    return {"open_runs": _("open runs"), "elimination": _("elimination"), "practice": _("practice")}.get(stage, stage)


def _run_sentence(body: Body, names: Names) -> str:
    match body:
        case RunOpened():
            words = _("{team} came to table {table}: {stage}, run {number}.", team=names.team(body.team),
                      table=body.table, stage=stage_name(body.stage, body.heat), number=body.number)  # fmt: skip
            return words if body.official else words + " " + _("It is practice and counts nowhere.")
        case RunStarted(source=source):
            return _("The run started, by the judge box.") if source == "box" else _("The run started, by hand.")
        case Called():
            return _called_sentence(body, names)
        case Signalled(gate=gate):
            return _("Gate {gate} was crossed.", gate=gate)
        case RunEnded(reason=reason):
            return {
                "time": _("The time was over."),
                "done": _("The run was done."),
                "declared": _("The run was declared over."),
                "program_ended": _("The program had ended."),
                "aborted": _("The run was broken off."),
            }[reason]
        case RunSigned():
            return _("Signed as {role}: {person}.", role=role_name(body.role), person=body.person)
        case RunVoided(reason="judge_restarted"):
            return _("The run is void: the program had to be started again. It will be run again.")
        case RunVoided(reason=reason):
            return _("The run is void ({reason}).", reason=reason_words(reason))
    raise TypeError(f"{type(body).__name__} is no fact of a run")


def _review_sentence(body: RunReturned | RunDisputed | DisputeDecided, names: Names) -> str:
    match body:
        case RunReturned():
            return _("{person} sent the run back ({reason}); it has to be signed again.",
                     person=body.person, reason=reason_words(body.reason))  # fmt: skip
        case RunDisputed():
            return _("{team} does not sign ({reason}): the run is under review. {minutes} minutes were allowed.",
                     team=names.team(body.team), reason=reason_words(body.reason),
                     minutes=body.limit_minutes)  # fmt: skip
        case DisputeDecided():
            return {
                "stands": _("The {level} decided: the run stands ({reason})."),
                "amended": _("The {level} decided: the run stands as amended ({reason})."),
                "void": _("The {level} decided: the run is void, and run again ({reason})."),
            }[body.decision].format(level=role_name(body.level), reason=reason_words(body.reason))


def _called_sentence(body: Called, names: Names) -> str:
    """What was called and what it was told; of an ordered call `n` is which one, of the others how many."""
    count, name = body.args.get("n", 1), call_label(names.definition, body.call)
    rule = names.definition.calls.get(body.call) if names.definition is not None else None
    if rule is not None and rule.kind == "ordered":
        return f"{name}: {count}." if "n" in body.args else f"{name}."
    if names.definition is not None and rule is not None and rule.args:
        name = f"{name} ({told_words(names.definition, body.call, body.args)})"
    return _("{call}, {count} times.", call=name, count=count) if count != 1 else f"{name}."


def _clubhouse_sentence(body: PersonAdded | Visited | DayHeld, names: Names) -> str:
    match body:
        case PersonAdded():
            return _("{person} is known from now on ({kind}).", person=body.person, kind=body.kind)
        case Visited(person=None):
            return _("{count} people without a name came in at {at} ({role}, by {source}).", count=body.count,
                     at=_local(body.at, names), role=role_name(body.role), source=body.source)  # fmt: skip
        case Visited():
            return _("{person} came in at {at} ({role}, by {source}).", person=body.person,
                     at=_local(body.at, names), role=role_name(body.role), source=body.source)  # fmt: skip
        case DayHeld(held=True):
            return _("{site} was open on {date}.", site=body.site, date=body.date)
        case DayHeld():
            return _("{site} was not open on {date}.", site=body.site, date=body.date)


def _note_sentence(body: Noted, names: Names) -> str:
    match decision_in(body):
        case StageClosed(stage=stage):
            return _("No more runs in: {stage}.", stage=stage_name(stage, None))
        case HeatKept(heat=heat, teams=kept, joint=joint):
            stands = _("Heat {heat} stands as it was played: {teams}.",
                       heat=heat, teams=", ".join(map(names.team, kept)))  # fmt: skip
            return " ".join([stands, *(_("{team} shares the place of {other}.", team=names.team(team),
                                         other=names.team(other)) for team, other in joint)])  # fmt: skip
        case RunOffCalled(where=where, teams=equal):
            return _("The tie in {where} is run off: {teams}.", where=stage_name(where, None),
                     teams=", ".join(map(names.team, equal)))  # fmt: skip
        case TieDecided(where=where, order=order, is_joint=True):
            return _("The tie in {where} stands, and they share their rank: {teams}.", where=stage_name(where, None),
                     teams=", ".join(map(names.team, order)))  # fmt: skip
        case TieDecided(where=where, order=order):
            teams = ", ".join(map(names.team, order))
            return _("The tie in {where} is settled: {teams}.", where=stage_name(where, None), teams=teams)
    match body.topic:
        case "program":
            return ending_line(body.args)
        case "lamp":
            return _("The start lamp went on.") if body.args.get("on") else _("The start lamp went out.")
        case "table_taken":
            return _("{person} is the referee of table {table} from now on.", **body.args)
        case "desk_taken":
            return _("{person} sits at the desk from now on.", **body.args)
        case "sides":
            return _("The sides: {teams}.", teams=", ".join(names.team(team) for team in teams_by_side([body])))
        case "box_lost":
            return _("The judge box was gone; no signal is lost.")
        case "box_back":
            return _("The judge box is back; it says again what it kept.")
        case "box_added":
            return _("A judge box was plugged in during the run.")
        case "box_restarted":
            return _("The judge box started anew; what it had not yet told is gone.")
        case "clock_jumped":
            return _("The computer's clock jumped by {ms} ms.", ms=body.args.get("by_ms", "?"))
        case "signals_missing":
            return _("Signals {first} to {last} of the judge box are missing.",
                     first=body.args.get("first", "?"), last=body.args.get("last", "?"))  # fmt: skip
        case "signals_lost":
            return _("The judge box lost signals: {details}.", details=_listed(body.args))
    return _("Noted under {topic}: {details}.", topic=body.topic, details=_listed(body.args))


def _listed(args: Args) -> str:
    return ", ".join(f"{key} {value}" for key, value in sorted(args.items())) or "—"


def _local(text: str, names: Names) -> str:
    moment = datetime.fromisoformat(text)
    return f"{moment.astimezone(names.timezone) if names.timezone else moment:%Y-%m-%d %H:%M:%S}"
