"""Matches: what each team has from those it played, against whom.

Rules: a match counts once, for every team in it; what a win is worth is the definition's, not ours.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from judge.challenge import Aggregation
from judge.scoring import Score
from judge.tournament.open_runs import aggregate
from judge.tournament.ranking import Entry

__all__ = ["MatchResult", "match_entries", "match_result"]


@dataclass(frozen=True, slots=True)
class MatchResult:
    """A match that is over: the points and the outcome (win, draw, loss) of each team."""

    points: Mapping[str, int]
    outcomes: Mapping[str, str]


def match_result(teams: Sequence[str], score: Score) -> MatchResult:
    """Give the sides of a scored match their teams, in the order of the sides."""
    team_of = dict(zip(score.sides, teams, strict=True))
    outcomes = {team_of[term.side]: str(term.fields["outcome"]) for term in score.breakdown if term.code == "outcome"}
    return MatchResult({team_of[side]: points for side, points in score.sides.items()}, outcomes)


def match_entries(teams: Sequence[str], results: Iterable[MatchResult], aggregation: Aggregation) -> list[Entry]:
    """What each team brings to the ranking: the sums of its matches, and its points against each other team.

    Args: teams: in the order of entry. results: in the order they were played; of a team's only the first N count.
    """
    played: dict[str, list[MatchResult]] = {team: [] for team in teams}
    for result in results:
        for team in result.points:
            if len(played[team]) < aggregation.runs_official:
                played[team].append(result)
    return [_entry(team, number, played[team], aggregation) for number, team in enumerate(teams, start=1)]


def _entry(team: str, number: int, played: Sequence[MatchResult], aggregation: Aggregation) -> Entry:
    together = aggregate([result.points[team] for result in played], aggregation)
    outcomes = [result.outcomes.get(team) for result in played]
    against: dict[str, int] = {}
    for result in played:
        for other in result.points:
            if other != team:
                against[other] = against.get(other, 0) + result.points[team]
    figures = {
        **together.figures,
        "runs": len(played),
        "wins": outcomes.count("win"),
        "draws": outcomes.count("draw"),
        "losses": outcomes.count("loss"),
    }
    return Entry(team, number, figures, against)
