"""Groups, and who goes on from them: teams are dealt to and fro by seed, and go on in the order of their places.

Rules: groups differ in size by no more than one; the winners of all groups are seeded before the seconds, and so on,
each place among itself by the ranking's keys and then by lots; a tie that decides who goes on stops there and asks;
equals who go on either way share their rank, and the lots of their group say who is seeded first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from judge.challenge import Ranking
from judge.stable_random import lot
from judge.tournament.ranking import Entry, Ranked, rank

__all__ = ["Advancing", "advancing", "deal"]


@dataclass(frozen=True, slots=True)
class Advancing:
    """The seeds of the next stage, best first; `ties` (group, teams) have to be decided first: then no seeds."""

    seeds: tuple[str, ...]
    ties: tuple[tuple[str, tuple[str, ...]], ...]


def deal(seeds: Sequence[str], groups: int) -> tuple[tuple[str, ...], ...]:
    """Deal the seeds to and fro: 1 2 3, then 6 5 4, then 7 8 9. Raises: ValueError: fewer seeds than groups."""
    if not 1 <= groups <= len(seeds):
        raise ValueError(f"{len(seeds)} teams do not fill {groups} groups")
    dealt: list[list[str]] = [[] for _ in range(groups)]
    for number, seed in enumerate(seeds):
        turn, place = divmod(number, groups)
        dealt[place if turn % 2 == 0 else groups - 1 - place].append(seed)
    return tuple(map(tuple, dealt))


def advancing(standings: Mapping[str, Sequence[Ranked]], each: int, ranking: Ranking, *, draw_seed: int) -> Advancing:
    """Who goes on: the first `each` of every group, or all of a smaller one.

    Args: standings: by the group's name, best first, as `ranking.rank` gives them.
    """
    ties = tuple(
        (name, tuple(line.entry.id for line in lines if line.rank == lines[each - 1].rank))
        for name, lines in standings.items()
        if 0 < each < len(lines) and lines[each - 1].rank == lines[each].rank
    )
    if ties:
        return Advancing((), ties)
    seeded = [_by_lots(lines, draw_seed, name) for name, lines in standings.items()]
    seeds: list[str] = []
    for place in range(each):
        level = [entries[place] for entries in seeded if place < len(entries)]
        seeds += [line.entry.id for line in rank(level, ranking.keys, draw_seed=draw_seed, place=f"groups-{place + 1}")]
    return Advancing(tuple(seeds), ())


def _by_lots(lines: Sequence[Ranked], seed: int, place: str) -> list[Entry]:
    """The entries in the order of their ranks, those of a shared one by lots."""
    return [line.entry for line in sorted(lines, key=lambda line: (line.rank, lot(seed, place, line.entry.number)))]
