"""Many tables by network, through the real server on loopback: facts travel, strangers do not, nothing is lost."""

import asyncio
import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from judge.facts import Noted, head
from judge.hall_kinds import TournamentFounded
from judge.journal import Journal, read_facts
from judge.journal.jetstream import LOST, OutOfTurn, Session
from judge.journal.messages import founding_fact, write_row
from tui.__main__ import main
from tui.hall_net.at_screen import HallAtScreen, beside
from tui.hall_net.house import HallHouse, open_house, server_program
from tui.hall_net.keys import DESK
from tui.hall_net.membership import Membership
from tui.hall_net.serving import HallServer, change_key
from tui.hall_net.station import login_of
from tui.now import wall

WAIT_S = 20.0


class Hall:
    """A desk's home with a tournament of one fact, and its server in a thread."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "desk"
        self.home.mkdir(parents=True)
        self.journal = self.home / "tournament.db"
        with Journal.open(self.journal, DESK, clock=wall) as journal:
            journal.append(TournamentFounded("kaga", "Kaga", ("2026-11-21",), "Asia/Tokyo", 7, 4, {}), by="staff")
        founding = founding_fact(read_facts(self.journal))
        assert founding is not None
        self.house = open_house(self.home, founding.hash[:16], None, _free_port())
        self.told: list[Exception] = []

    @contextlib.contextmanager
    def served(self) -> Iterator[None]:
        """Serve while this is open."""
        program, begun = server_program(), threading.Event()
        assert program is not None
        server = HallServer(self.house, program, self.journal, "test", begun.set, self.told.append)
        tasks: list[tuple[asyncio.AbstractEventLoop, asyncio.Task[None]]] = []

        async def serve() -> None:
            task = asyncio.current_task()
            assert task is not None
            tasks.append((asyncio.get_running_loop(), task))
            with contextlib.suppress(asyncio.CancelledError):
                await server.run()

        thread = threading.Thread(target=lambda: asyncio.run(serve()))
        thread.start()
        try:
            assert begun.wait(WAIT_S)
            yield
        finally:
            loop, task = tasks[0]
            loop.call_soon_threadsafe(task.cancel)
            thread.join(WAIT_S)

    def member(self, station: str) -> Membership:
        """A station's membership."""
        return Membership.at(self.house.invitation(station), None)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def until(is_so: Callable[[], bool]) -> None:
    """Wait for what another thread does."""
    end_s = time.monotonic() + WAIT_S
    while not is_so():
        assert time.monotonic() < end_s, "it did not come"
        time.sleep(0.01)


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    """A desk."""
    return Hall(tmp_path)


def test_a_fact_of_a_table_reaches_a_display_and_a_table_that_was_cut_off_sends_what_it_kept(
    hall: Hall, tmp_path: Path
) -> None:
    """Join, judge, lose the server, judge on, and when it is back every station has the same head."""
    table, display = tmp_path / "table", tmp_path / "display"
    with hall.served():
        for home, station in ((table, "table-7"), (display, "display-1")):
            assert main(["join", str(hall.house.invitation(station)), "--home", str(home)]) == 0
        with Journal.open(table / "tournament.db", "table-7", clock=wall) as journal, beside(table, journal) as link:
            assert link is not None
            journal.append(Noted("line_open", {}), by="referee")
            until(lambda: len(_taken(display, "display-1")) == 2)
            until(lambda: link._thread.state.waiting == 0)
    with Journal.open(table / "tournament.db", "table-7", clock=wall) as journal:
        journal.append(Noted("alone", {}), by="referee")
        with hall.served(), beside(table, journal):
            until(lambda: len(_taken(display, "display-1")) == 3)
    assert head(read_facts(table / "tournament.db")) == head(read_facts(display / "tournament.db"))


def test_a_table_that_stays_open_comes_back_each_time_the_server_does(hall: Hall, tmp_path: Path) -> None:
    """The screen is never closed: what it wrote alone is sent, twice in a row, and the state says so."""
    table = tmp_path / "table"
    with hall.served():
        assert main(["join", str(hall.house.invitation("table-7")), "--home", str(table)]) == 0
    with Journal.open(table / "tournament.db", "table-7", clock=wall) as journal, beside(table, journal) as link:
        assert link is not None
        for time_ in range(1, 4):
            until(lambda: link._thread.state.phase == "alone")
            journal.append(Noted("alone", {"time": time_}), by="referee")
            with hall.served():
                until(lambda: _published(link) == time_)  # noqa: B023 - it is called here and now
                assert "linked" == link._thread.state.phase


def test_a_station_is_made_anew_from_the_log_and_the_log_from_a_journal(hall: Hall, tmp_path: Path) -> None:
    """A table whose disk is gone joins again and goes on behind its own facts; a log that is gone is filled again."""
    table, anew = tmp_path / "table", tmp_path / "anew"
    with hall.served():
        assert main(["join", str(hall.house.invitation("table-7")), "--home", str(table)]) == 0
        with Journal.open(table / "tournament.db", "table-7", clock=wall) as journal, beside(table, journal) as link:
            journal.append_all([Noted("line_open", {"n": n}) for n in range(5)], by="referee")
            assert link is not None
            until(lambda: _published(link) == 5)
        assert main(["join", str(hall.house.invitation("table-7")), "--home", str(anew)]) == 0
    assert head(read_facts(anew / "tournament.db")) == head(read_facts(table / "tournament.db"))
    with Journal.open(anew / "tournament.db", "table-7", clock=wall) as journal:
        assert 6 == journal.append(Noted("on", {}), by="referee").seq
    second = Hall(tmp_path / "second")  # another laptop serves, with nothing but a journal of the tournament
    second.journal.unlink()
    (anew / "tournament.db").rename(second.journal)
    second.house = open_house(second.home, hall.house.token, None, second.house.port)
    with second.served():
        until(lambda: _joined(second, tmp_path / "last") == 7)
    assert head(read_facts(second.journal)) == head(read_facts(tmp_path / "last" / "tournament.db"))


def test_what_a_key_does_not_allow_is_refused_and_nothing_changes(hall: Hall, tmp_path: Path) -> None:
    """Another table's facts, a display that writes, an unknown and a revoked key, a replay, too much, and rubbish."""
    with hall.served(), Journal.open(tmp_path / "t.db", "table-1", clock=wall) as journal:
        row = journal.append(Noted("line_open", {}), by="referee").row()
        told = asyncio.run(_try_everything(hall, write_row(row)))
        before = _joined(hall, tmp_path / "after")
        stations = {fact.station for fact in read_facts(tmp_path / "after" / "tournament.db")}
    assert {
        "other table",
        "display",
        "delete",
        "purge",
        "key",
        "definition",
        "unknown",
        "replay",
        "oversized",
        "revoked",
        "put out",
    } == told
    assert (2, {DESK, "table-1"}) == (before, stations)


async def _try_everything(hall: Hall, data: bytes) -> set[str]:
    subjects, told = hall.house.subjects, set[str]()
    denied: list[Exception] = []
    table = await _open(hall.member("table-1"), denied)
    display = await _open(hall.member("display-1"), denied)
    assert 0 < await table.publish(subjects.facts("table-1"), data, 0)
    for name, session, subject in (
        ("other table", table, subjects.facts("table-2")),
        ("display", display, subjects.facts("display-1")),
        ("delete", table, f"$JS.API.STREAM.DELETE.{subjects.stream}"),
        ("purge", table, f"$JS.API.STREAM.PURGE.{subjects.stream}"),
        ("key", table, subjects.key("table-2")),
        ("definition", display, subjects.definition("0" * 64)),
    ):
        await session.say(subject, data)
        async with asyncio.timeout(WAIT_S):
            while not denied:
                await asyncio.sleep(0.01)
        if "permissions violation" in str(denied.pop()).lower():
            told.add(name)
    with pytest.raises(OutOfTurn):
        await table.publish(subjects.facts("table-1"), data, 0)
    told.add("replay")
    await table.publish(subjects.facts("table-1"), b"rubbish", None)
    await table.client.publish(subjects.facts("table-1"), b"{}", reply=subjects.facts("table-2"))  # an answer as a fact
    await table.client.flush()
    with pytest.raises(LOST):
        await table.publish(subjects.facts("table-1"), b" " * (1 << 20), None)
    told.add("oversized")
    stranger = Membership(hall.member("table-1").servers, hall.house.token, "table-1", "11" * 32)
    with pytest.raises(LOST):
        await _open(stranger, denied)
    told.add("unknown")
    changed = await change_key(hall.house, "table-1")
    await asyncio.wait_for(table.is_over(), WAIT_S)
    told.add("put out")
    with pytest.raises(LOST):
        await _open(hall.member("table-1"), denied)
    told.add("revoked")
    again = await _open(Membership.at(changed.invitation("table-1"), None), denied)
    for session in (again, display, table):
        await session.close()
    return told


def _published(link: HallAtScreen) -> int:
    """How many of table 7's facts the log has acknowledged."""
    box = link._thread.link._boxes.get("table-7")
    return box.published if box is not None else 0


async def _open(membership: Membership, denied: list[Exception]) -> Session:
    return await Session.open(login_of(membership), membership.servers[0], is_denied=denied.append)


def _taken(home: Path, station: str) -> list[object]:
    """What a display holds once it has taken what there is."""
    path = home / "tournament.db"
    with Journal.open(path, station, clock=wall) as journal, beside(home, journal) as link:
        assert link is not None
        end_s, before = time.monotonic() + 2, len(journal.facts())
        while time.monotonic() < end_s and len(journal.facts()) == before:
            link.take()
            time.sleep(0.01)
    return list(read_facts(path))


def _joined(hall: Hall, home: Path) -> int:
    """How many facts somebody holds who joins now."""
    assert main(["join", str(hall.house.invitation("display-9")), "--home", str(home)]) == 0
    return len(read_facts(home / "tournament.db"))


def test_another_tournaments_journal_does_not_join(hall: Hall, tmp_path: Path) -> None:
    """Two tournaments never meet in one log: the laptop is told to take another home."""
    other = Hall(tmp_path / "other")
    assert isinstance(hall.house, HallHouse)
    assert main(["join", str(hall.house.invitation("desk")), "--home", str(other.home)]) == 2
