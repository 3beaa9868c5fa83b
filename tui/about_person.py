"""Everything a home holds about one person, as they may read it: names, memberships, consents, every record of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from clubhouse_logs.people import Member, People
from firmware.flasher.class_book import ClassBook
from judge.errors import NotAJournal
from judge.facts import Fact
from judge.journal import select_facts
from tui.command_io import WrongInput
from tui.fact_words import Names, fact_sentence, role_name
from tui.forgetting import files_of_home, is_people_table, people_tables
from tui.i18n import _

__all__ = ["Held", "about_lines", "held_about", "write_page"]


@dataclass(frozen=True, slots=True)
class Held:
    """What is held about one person."""

    persons: tuple[str, ...]
    """All ids that were found to be theirs."""
    names: tuple[tuple[str, Member, int], ...]
    """The table, the row, and how many cards."""
    facts: tuple[tuple[str, Fact], ...]
    """The journal's name and the fact, by journal and order."""
    programs: tuple[str, ...]
    robots: tuple[str, ...]
    """Robots a program of theirs was put on last."""

    def as_json(self) -> dict[str, Any]:
        """Return plain values; bodies as they are written."""
        return {
            "persons": list(self.persons),
            "names": [
                {"table": table, "nickname": member.nickname, "stage": member.stage, "cards": cards}
                for table, member, cards in self.names
            ],
            "facts": [
                {"journal": name, "id": fact.source, "wall": fact.wall, "by": fact.by, "kind": fact.kind,
                 "body": fact.text}
                for name, fact in self.facts
            ],
            "programs": list(self.programs),
            "robots": list(self.robots),
        }  # fmt: skip


def held_about(home: Path, persons: Sequence[str]) -> Held:
    """Gather it from every table of people, journal and folder below a home."""
    return Held(
        persons=tuple(persons),
        names=tuple(_names(home, persons)),
        facts=tuple(_facts(home, persons)),
        programs=tuple(_programs(home, persons)),
        robots=tuple(_robots(home, persons)),
    )


def about_lines(held: Held, zone: ZoneInfo) -> list[str]:
    """Return it as a page of text, in the reader's language."""
    lines = [_("Everything held about you"), _("You are known here by: {ids}", ids=", ".join(held.persons)), ""]
    for table, member, cards in held.names:
        lines.append(_("{table}: nickname {nickname}, stage {stage}, {cards} cards",
                       table=table, nickname=member.nickname, stage=member.stage or "—", cards=cards))  # fmt: skip
    lines += ["", _("{count} records, each with who wrote it down:", count=len(held.facts))]
    names = Names(timezone=zone)
    for _name, fact in held.facts:
        by = role_name(fact.by) if not fact.by.startswith("p-") else fact.by
        lines.append(f"{fact.source}  {fact.wall[:16]}  {fact_sentence(fact.body, names)}  [{by}]")
    lines += ["", _("{count} programs kept:", count=len(held.programs)), *held.programs]
    lines += ["", _("Robots your programs were put on: {robots}", robots=", ".join(held.robots) or "—")]
    return lines


def _names(home: Path, persons: Sequence[str]) -> Iterator[tuple[str, Member, int]]:
    for table in people_tables(home):
        with People(table) as people:
            for person in persons:
                member = people.member(person)
                if member is not None:
                    yield table.name, member, people.cards_of(person)


def _facts(home: Path, persons: Sequence[str]) -> Iterator[tuple[str, Fact]]:
    found: dict[str, tuple[str, Fact]] = {}
    for path in files_of_home(home):
        if is_people_table(path) or path.suffix != ".db":
            continue
        for person in persons:
            try:
                named = select_facts(path, 'instr(body, ?) OR "by" = ?', person, person)
            except NotAJournal:
                break
            found |= {fact.source: (path.name, fact) for fact in named}
    yield from sorted(found.values(), key=lambda pair: (pair[1].wall, pair[1].lamport, pair[1].source))


def _programs(home: Path, persons: Sequence[str]) -> Iterator[str]:
    for person in persons:
        for path in sorted((home / "children" / person).glob("*")):
            yield path.name


def _robots(home: Path, persons: Sequence[str]) -> Iterator[str]:
    if (home / "class.db").exists():
        puts = (ClassBook(home).last_put_of(person) for person in persons)
        yield from (put.robot for put in puts if put is not None)


def write_page(lines: Sequence[str], to: Path) -> None:
    """Write the page as a file of its owner's alone. Raises: WrongInput: there is such a file already."""
    try:
        with to.open("x", encoding="utf-8") as file:
            to.chmod(0o600)
            file.write("\n".join(lines) + "\n")
    except FileExistsError as error:
        raise WrongInput(_("There is a file {path} already. Give another name.", path=to)) from error
