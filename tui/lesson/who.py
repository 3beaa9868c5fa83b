"""Who learns here: members of the clubhouse by the nickname in its table, others by an animal drawn for them."""

from collections.abc import Callable
from pathlib import Path

from clubhouse_logs.people import People
from judge.fact_shapes import is_person
from lessons.progress import ALIAS, learners
from tui.command_io import WrongInput
from tui.forgetting import people_tables
from tui.i18n import _
from tui.lesson.words import animal_name, animals, colours
from tui.persons import person_named

__all__ = ["learner_named", "learner_rows", "new_alias"]


def learner_rows(home: Path) -> list[tuple[str, str]]:
    """Return (id, name) of everybody who has begun here."""
    nicknames = _nicknames(home)
    return [(learner, nicknames.get(learner) or animal_name(learner)) for learner in learners(home)]


def _nicknames(home: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    for table in people_tables(home):
        with People(table) as people:
            found |= {member.person: member.nickname for member in people.members()}
    return found


def new_alias(home: Path, entropy: Callable[[int], bytes]) -> str:
    """Draw an animal that nobody here has."""
    taken = set(learners(home))
    names = [f"{colour}-{animal}" for colour in colours() for animal in animals()]
    start = int.from_bytes(entropy(2), "big") % len(names)
    number = 1
    while True:
        for name in names[start:] + names[:start]:
            alias = name if number == 1 else f"{name}-{number}"
            if alias not in taken:
                return alias
        number += 1


def learner_named(home: Path, text: str) -> str:
    """Return the id that a member's nickname, an id or an alias means. Raises: WrongInput: nobody, or several."""
    if is_person(text) or ALIAS.fullmatch(text):
        return text
    for alias in learners(home):
        if animal_name(alias) == text:
            return alias
    try:
        return person_named(home, text)
    except WrongInput as wrong:
        if learners(home):
            raise
        raise WrongInput(_("Nobody has begun a lesson here. Open the screen: kagarobo lesson")) from wrong
