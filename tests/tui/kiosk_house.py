"""A door for tests: a clubhouse in a folder with invented members, and the kiosk in front of it."""

from pathlib import Path

from clubhouse_logs.clubhouse import Clubhouse
from clubhouse_logs.errors import AccessError
from judge.facts import MemberConfirmed
from tests.clubhouse_logs.houses import House
from tui.kiosk.door import Door, Guard
from tui.town import Town

TOWN = Town.load()
MANY = "あいうえおかきくけこさしすせそたち"
NAMES = ("ゆうき", "ゆうま", "ゆい", "がく", "かえで", "さくら", "Ken", "蓮", *(f"も{one}り" for one in MANY))
STAGES = (("ES", "Elementary school"), ("MS", "Middle school"))


class KioskHouse(House):
    """A house with members, and one door of it."""

    def __init__(self, folder: Path, *, has_check_out: bool = True) -> None:
        super().__init__(folder, TOWN.calendar())
        self.has_check_out = has_check_out
        self.forms = 0
        self.pins: dict[str, str] = {}
        self.persons: dict[str, str] = {}

    def fill(self, club: Clubhouse) -> None:
        """Enter the members."""
        for name in NAMES:
            member = club.enter(name, "ES", lambda person: MemberConfirmed(person, "2022-04-01", None), by="staff")
            self.persons[name] = member.person

    def door(self, club: Clubhouse) -> Door:
        """The door's desk."""
        return Door(
            club, stages=lambda: STAGES, has_check_out=self.has_check_out, guard=Guard(lambda: self.pins, self._check),
            now=lambda: self.now, wants_form=self._form,
        )  # fmt: skip

    def _form(self) -> None:
        self.forms += 1

    def _check(self, person: str, pin: str) -> None:
        if self.pins[person] != pin:
            raise AccessError("pin-wrong", tries_left=4)
