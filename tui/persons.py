"""Whom a person at the keyboard means: a nickname or an id; and who stands there, by a PIN."""

import argparse
import os
import sys
from datetime import datetime
from getpass import getpass
from pathlib import Path

from clubhouse_logs.access import Access, AccessRole, Staff
from clubhouse_logs.people import People
from clubhouse_logs.visit_import import name_key
from judge.fact_shapes import is_person
from tui.command_io import WrongInput
from tui.forgetting import people_tables
from tui.i18n import _

__all__ = ["add_who", "has_staff", "person_named", "type_pin", "who_stands_here"]

PIN = "KAGAROBO_PIN"


def person_named(home: Path, text: str) -> str:
    """Return the id that a nickname or an id means. Raises: WrongInput: nobody, or several."""
    if is_person(text):
        return text
    found = set()
    for table in people_tables(home):
        with People(table) as people:
            found |= set(people.persons_of(name_key(text)))
    if not found:
        raise WrongInput(_("Nobody here is called {name}.", name=text))
    if len(found) > 1:
        raise WrongInput(_("{name} is the name of several: {ids}. Give the id of the one you mean.",
                           name=text, ids=", ".join(sorted(found))))  # fmt: skip
    return found.pop()


def add_who(part: argparse.ArgumentParser) -> None:
    """Add --as."""
    part.add_argument("--as", dest="who", metavar="NAME", help=_("you, by your nickname or id; your PIN is asked for"))


def type_pin(question: str) -> str:
    """From the environment for a program, else typed. Raises: WrongInput: nobody can type here."""
    given = os.environ.get(PIN)
    if given is not None:
        return given
    if not sys.stdin.isatty():
        raise WrongInput(_("Nobody can type a PIN here: give it in the variable {name}.", name=PIN))
    return getpass(question)


def has_staff(people: Path) -> bool:
    """Tell whether anybody has a PIN there."""
    with Access(people, entropy=os.urandom) as access:
        return bool(access.staff())


def who_stands_here(args: argparse.Namespace, people: Path, needs: AccessRole, now: datetime) -> Staff:
    """Return who types this, after their PIN was right.

    Raises: WrongInput: nobody has a PIN yet, or --as is missing. AccessError.
    """
    with Access(people, entropy=os.urandom) as access:
        if not access.staff():
            raise WrongInput(
                _("Nobody has a PIN here yet. First: kagarobo clubhouse staff --add NICKNAME --role manager")
            )
        if args.who is None:
            raise WrongInput(_("This shows or changes what is about persons. Say who you are: --as NICKNAME."))
        person = person_named(args.home, args.who)
        return access.check(person, type_pin(_("PIN: ")), needs=needs, now=now)
