"""Round robin: everyone meets everyone once in each leg, by the circle method.

Rules: n - 1 rounds for an even number of teams, n for an odd one, in which each has one bye; nobody has two matches in
a round. In one leg the first and the second side differ by no more than one match for anyone, and are equal for an odd
number; every second leg turns the sides round.
"""

from collections.abc import Sequence

from judge.tournament.pairing import Pairing

__all__ = ["round_robin"]


def round_robin(teams: Sequence[str], *, legs: int = 1) -> tuple[tuple[Pairing, ...], ...]:
    """The rounds, each with its pairings, the bye last.

    Args: teams: in their order of seed or entry; fewer than two have no round. legs: how often each two meet.
    Raises: ValueError: a team is named twice, or there is no leg.
    """
    if len(set(teams)) < len(teams):
        raise ValueError("a team is named twice")
    if legs < 1:
        raise ValueError(f"{legs} legs")
    if len(teams) < 2:
        return ()
    leg = [_round(teams, number) for number in range(len(teams) - 1 + len(teams) % 2)]
    turned = [tuple(_turned(pairing) for pairing in pairings) for pairings in leg]
    return tuple(pairings for number in range(legs) for pairings in (turned if number % 2 else leg))


def _round(teams: Sequence[str], number: int) -> tuple[Pairing, ...]:
    """Round `number`, from 0: on a circle of an odd number of places, who is as far right as left of one place meets.

    Each team stands once to the right and once to the left at each distance, so the sides come out even. With an even
    number of teams the last stands in the middle and meets whoever is left over, on either side in turn.
    """
    places = len(teams) - 1 + len(teams) % 2
    pairings = [
        Pairing(teams[(number + step) % places], teams[(number - step) % places]) for step in range(1, places // 2 + 1)
    ]
    alone = teams[number]
    if len(teams) % 2:
        return (*pairings, Pairing(alone, None))
    last = teams[-1]
    return (Pairing(last, alone) if number % 2 else Pairing(alone, last), *pairings)


def _turned(pairing: Pairing) -> Pairing:
    return pairing if pairing.second is None else Pairing(pairing.second, pairing.first)
