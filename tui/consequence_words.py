"""What a correction would change, in words, before it is made."""

from collections.abc import Iterator, Sequence

from judge.consequences import Consequences
from tui.fact_words import Names
from tui.finding_words import finding_line
from tui.i18n import _

__all__ = ["consequence_lines"]


def consequence_lines(would_be: Consequences, names: Names) -> Iterator[str]:
    """Return a line for each change."""
    for score in would_be.scores:
        yield _("  score of {team} in {run}: {before} → {after}", team=names.team(score.team), run=score.run,
                before=_shown(score.before), after=_shown(score.after))  # fmt: skip
    for line in would_be.ranks:
        yield _("  {team}: rank {rank_before} → {rank_after}, total {total_before} → {total_after}",
                team=names.team(line.team), rank_before=_shown(line.rank_before), rank_after=_shown(line.rank_after),
                total_before=_shown(line.total_before), total_after=_shown(line.total_after))  # fmt: skip
    for heat in would_be.heats:
        if heat.teams_before == heat.teams_after:
            yield _("  heat {heat}: winner {before} → {after}", heat=heat.heat, before=_team(heat.winner_before, names),
                    after=_team(heat.winner_after, names))  # fmt: skip
            continue
        yield _("  heat {heat}: {before} → {after}", heat=heat.heat, before=_teams(heat.teams_before, names),
                after=_teams(heat.teams_after, names))  # fmt: skip
    for played in would_be.played:
        yield _("  heat {heat} was played on the old result: {teams}",
                heat=played.heat, teams=_teams(played.teams, names))  # fmt: skip
    for place in would_be.places:
        yield _("  {team}: place {before} → {after}", team=names.team(place.team), before=_shown(place.before),
                after=_shown(place.after))  # fmt: skip
    for false in would_be.certificates:
        yield _("  the certificate of {team} says place {printed}: it would be false",
                team=names.team(false.printed.paper.team or ""), printed=false.printed.paper.place)  # fmt: skip
    if would_be.champion_before != would_be.champion_after:
        yield _("  champion: {before} → {after}", before=_team(would_be.champion_before, names),
                after=_team(would_be.champion_after, names))  # fmt: skip
    # A run outside its heat is what has to be chosen about.
    told = [one for one in would_be.findings if one.code != "run-outside-its-heat" or not would_be.played]
    yield from (f"  {finding_line(finding)}" for finding in told)
    if not (would_be.scores or would_be.ranks or would_be.heats):
        yield _("  No score, rank or heat changes.")


def _shown(value: int | None) -> str:
    return "—" if value is None else str(value)


def _team(team: str | None, names: Names) -> str:
    return "—" if team is None else names.team(team)


def _teams(teams: Sequence[str], names: Names) -> str:
    return " – ".join(map(names.team, teams)) or "—"
