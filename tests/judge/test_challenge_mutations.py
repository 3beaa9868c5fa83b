"""The examples of a definition watch over every number that a rule of it reads."""

import tomllib
from importlib.resources import files

import pytest

from judge.challenges import ids, load
from tests.judge.mutations import mutants, passes_check, stated_maxima, survives


@pytest.mark.parametrize("challenge", ids())
def test_no_number_can_change_unnoticed(challenge: str) -> None:
    """Each number that the score, the end, the total or the rank reads, one more and one less: an example fails."""
    definition = load(challenge)
    content = tomllib.loads((files("judge.challenges") / f"{challenge}.toml").read_text(encoding="utf-8"))
    changed = list(mutants(content, definition))

    survivors = [str(mutant) for mutant in changed if survives(mutant)]

    print(f"{challenge}: {len(changed)} numbers changed, {len(survivors)} survive")
    assert not survivors, f"{len(survivors)} of {len(changed)} survive:\n" + "\n".join(survivors)
    assert 10 <= len(changed)


@pytest.mark.parametrize("challenge", ids())
def test_a_stated_maximum_that_is_not_the_greatest_score_is_refused(challenge: str) -> None:
    """The maximum is proven at load: any other number in it is refused."""
    content = tomllib.loads((files("judge.challenges") / f"{challenge}.toml").read_text(encoding="utf-8"))

    assert [] == [str(mutant) for mutant in stated_maxima(content) if passes_check(mutant)]
