"""A laptop becomes a table from a stick: the tournament comes into its journal, the key into its home.

Again and again without harm: what is here already stays, what the stick has more comes in. So a stick that was brought
up to date at the desk brings the news, and another laptop goes on where the one that died had come to.
"""

from pathlib import Path

from judge.journal.messages import founding_fact
from tui.command_io import WrongInput, say
from tui.founding.stick import StickPack, station_of
from tui.hall_net.joining import is_of
from tui.hall_net.membership import Membership, read_membership
from tui.i18n import _
from tui.journal_merge import erase_again, ledgers_for, merge_into, merged_lines

__all__ = ["take_over"]


def take_over(pack: StickPack, journal: Path, home: Path) -> None:
    """Take what a pack brings. Args: journal: this laptop's.

    Raises: WrongInput: it is of another tournament than the laptop's, or another table's; nothing of it can be read.
            JudgeError: of this laptop's own journal.
    """
    if not is_of(journal, pack.token):
        raise WrongInput(_("{path} is of another tournament. Move it away, or take another --home.", path=journal))
    if not pack.journal.exists():
        raise WrongInput(_("{path} is missing. At the desk: kagarobo tournament pack --table {table} {folder}",
                           path=pack.journal, table=pack.table, folder=pack.folder))  # fmt: skip
    key = _key(pack, home)
    erased = ledgers_for(home, [pack.journal])
    erase_again(home, journal, erased)
    came, now = merge_into(journal, station_of(pack.table), [pack.journal], erased)
    for one in came:
        for line in merged_lines(one) if not one.is_whole else ():
            say(line)
    if founding_fact(now) is None:
        raise WrongInput(_("Nothing of {path} can be read. Ask the desk for another stick.", path=pack.journal))
    if key is not None:
        key.keep(home)


def _key(pack: StickPack, home: Path) -> Membership | None:
    """The key that the stick brings; a laptop that is another table of the same hall stays that one."""
    own, brought = read_membership(home), read_membership(pack.folder)
    if own is not None and own.token == pack.token and own.station != station_of(pack.table):
        raise WrongInput(_("This laptop is {station} of this hall. Take that stick, or first: kagarobo join --leave",
                           station=own.station))  # fmt: skip
    return brought if brought is not None and brought.token == pack.token else None
