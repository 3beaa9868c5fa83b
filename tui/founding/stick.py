"""A stick that makes a laptop a table: the tournament so far, the town, the table's key.

    table.json          which table of which tournament; written last, so that half a pack is none
    table-7.db          the journal: what the desk knew, and behind it what the table writes while the stick is in it
    town/               the town file and its table of indicators
    erased.jsonl        who was erased, where anybody was; names nobody
    hall_member.json    the table's key, where the hall has a network; readable by its owner
    wheels/ start.*     the program itself (`installer`)

Rule: a pack is written again over an older one; what the table wrote meanwhile is never written over.
"""

import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from clubhouse_logs.erasure import merged, stand_ins
from clubhouse_logs.erasure_ledger import add_lines, read_ledger
from judge.errors import JudgeError, MirrorBehind
from judge.journal import read_facts
from judge.journal.messages import Subjects, founding_fact
from judge.journal.mirror import copy_once
from judge.journal.rewrite import persons_in, replace_persons
from tui.command_io import WrongInput
from tui.forgetting import LEDGER, ledger_of
from tui.hall_net.house import open_house
from tui.hall_net.membership import FILE as KEY_FILE
from tui.hall_net.membership import Membership
from tui.hall_net.private_file import read_private
from tui.hall_net.release import release
from tui.i18n import _
from tui.town import Town, town_path
from tui.town_file import read_toml

__all__ = ["FILE", "StickPack", "key_for", "read_pack", "station_of", "write_pack", "write_text"]

FILE, FORM = "table.json", 1


@dataclass(frozen=True, slots=True)
class StickPack:
    """A pack as it lies in a folder. Args: token: names the tournament. release: of the program that wrote it."""

    folder: Path
    table: int
    token: str
    release: str
    town_name: str

    @property
    def journal(self) -> Path:
        """The tournament, as the desk knew it and as the table goes on."""
        return self.folder / f"{station_of(self.table)}.db"

    @property
    def town(self) -> Path:
        """The town's file."""
        return self.folder / "town" / self.town_name


def station_of(table: int) -> str:
    """Return the station that a table's laptop writes as."""
    return f"table-{table}"


def key_for(home: Path, token: str, table: int) -> Membership | None:
    """Return a table's key from the laptop that serves the hall; None: this laptop serves none.

    Raises: MembershipUnusable.
    """
    if not (home / "hall" / token).exists():
        return None  # a key that is drawn here would open nothing
    house = open_house(home, token, None, None)
    return Membership.at(house.invitation(station_of(table)), house.certificate_pem)


def write_pack(folder: Path, journal: Path, table: int, town: str, home: Path) -> StickPack:
    """Write a pack, or bring an older one up to date.

    Raises: WrongInput: no tournament; the folder is another table's, or holds what the journal lacks. MirrorBehind.
            OSError, JudgeError, TownError.
    """
    founding = founding_fact(read_facts(journal)) if journal.exists() else None
    if founding is None:
        raise WrongInput(_("There is no tournament in {path}. Begin one with: kagarobo tournament new", path=journal))
    Town.load(town)
    pack = StickPack(folder, table, Subjects.of(founding).token, release(), town_path(town).name)
    _check_free(pack)
    folder.mkdir(parents=True, exist_ok=True)
    _erase_on_stick(pack, home)
    try:
        copy_once(journal, pack.journal)
    except MirrorBehind as error:
        if error.reason != "other_journal":
            raise
        raise WrongInput(_("{file} holds facts that this journal lacks. First: kagarobo journal merge {file}",
                           file=pack.journal)) from error  # fmt: skip
    _copy_town(town_path(town), pack.town)
    key = key_for(home, pack.token, table)
    if key is not None:
        key.keep(folder)
    else:
        (folder / KEY_FILE).unlink(missing_ok=True)
    document = {"form": FORM, "table": table, "tournament": pack.token, "release": pack.release, "town": pack.town_name}
    write_text(folder / FILE, json.dumps(document, indent=1))
    return pack


def read_pack(folder: Path) -> StickPack:
    """Read which table a folder makes. Raises: WrongInput: it is none, or of a newer program."""
    try:
        told = read_private(folder / FILE)
        if told is not None and told["form"] > FORM:
            raise WrongInput(_("{folder} was packed by a newer kagarobo ({release}). Start the one that lies on it.",
                               folder=folder, release=told["release"]))  # fmt: skip
        pack = StickPack(folder, told["table"], told["tournament"], told["release"], told["town"]) if told else None
        if pack is None or type(pack.table) is not int or Path(pack.town_name).name != pack.town_name:
            raise ValueError(folder)
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise WrongInput(_("{folder} makes no table. At the desk: kagarobo tournament pack --table 1 FOLDER",
                           folder=folder)) from error  # fmt: skip
    return pack


def _erase_on_stick(pack: StickPack, home: Path) -> None:
    """Who was erased here is erased on the stick, and its laptop is told by the ledger, which names nobody."""
    lines = read_ledger(ledger_of(home))
    if lines:
        add_lines(pack.folder / LEDGER, lines)
        if pack.journal.exists():
            replace_persons(pack.journal, stand_ins(persons_in(pack.journal), merged(lines)))


def _check_free(pack: StickPack) -> None:
    """A stick is not made another table's, or another tournament's, by a slip."""
    if not (pack.folder / FILE).exists():
        return
    there = read_pack(pack.folder)
    if (there.table, there.token) != (pack.table, pack.token) and _has_own(there):
        raise WrongInput(_("{folder} is table {table}'s, and what that table wrote lies there. Take another folder.",
                           folder=pack.folder, table=there.table))  # fmt: skip


def _has_own(pack: StickPack) -> bool:
    """Whether the table wrote something, as far as that can be read; a file that cannot be read may hold it."""
    if not pack.journal.exists():
        return False
    try:
        return any(fact.station == station_of(pack.table) for fact in read_facts(pack.journal))
    except JudgeError:
        return True


def write_text(path: Path, text: str) -> None:
    """Write a file whole or not at all. Raises: OSError."""
    part = path.with_name(f"{path.name}.part")
    part.write_text(text, encoding="utf-8")
    os.replace(part, path)


def _copy_town(source: Path, to: Path) -> None:
    indicators = read_toml(source).text("indicators")
    if Path(indicators).name != indicators:
        raise WrongInput(_("{file} has its table of indicators in another folder. Put it beside the file.",
                           file=source))  # fmt: skip
    to.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source.parent / indicators, to.parent / indicators)
    shutil.copyfile(source, to)
