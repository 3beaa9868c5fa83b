"""The serial shell on a real tty pair: what is there comes at once, what is gone is said, and nothing ever hangs."""

import os
import subprocess
import sys
import time
import tty
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import judge.serial_port
from judge.errors import PortGone, PortNotFound, PortTaken
from judge.serial_port import SerialPort

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no tty pairs")

AT_ONCE_S = 0.5  # a blocking call would take for ever; a busy machine is not that slow
HOLDER = """
import sys
from judge.serial_port import SerialPort
port = SerialPort(sys.argv[1])
print("held", flush=True)
input()
"""


@dataclass
class Cable:
    """A tty pair: `path` is the end that a program opens; `far` is the box's."""

    path: str
    far: int

    def say(self, data: bytes) -> None:
        """The box sends; returns when the bytes are there to be read."""
        os.write(self.far, data)

    def heard(self) -> bytes:
        """What came to the box."""
        return os.read(self.far, 4096)

    def pull(self) -> None:
        """The box's end is gone."""
        os.close(self.far)
        self.far = -1


@pytest.fixture
def cable() -> Iterator[Cable]:
    """A pair that nobody has opened yet."""
    far, near = os.openpty()
    tty.setraw(near)
    cable = Cable(os.ttyname(near), far)
    os.close(near)
    yield cable
    if cable.far >= 0:
        cable.pull()


@pytest.fixture
def port(cable: Cable) -> Iterator[SerialPort]:
    """The port on that cable."""
    port = SerialPort(cable.path)
    yield port
    port.close()


def read_all(port: SerialPort, count: int) -> bytes:
    """Read until COUNT bytes came; each read takes what is there."""
    data, deadline_s = b"", time.monotonic() + 2
    while len(data) < count:
        assert time.monotonic() < deadline_s, f"only {data!r} came"
        data += port.read()
    return data


def test_bytes_go_both_ways_unchanged(port: SerialPort, cable: Cable) -> None:
    """All 256 of them: no line ends are turned, no Ctrl-C is taken for a key, nothing is echoed."""
    every_byte = bytes(range(256))

    cable.say(every_byte)
    port.write(every_byte)

    assert every_byte == read_all(port, 256)
    assert every_byte == cable.heard()
    assert b"" == port.read()


def test_reading_nothing_returns_at_once(port: SerialPort) -> None:
    """The station asks many times a second; an empty cable must not hold it up."""
    began_s = time.monotonic()

    assert b"" == port.read()
    assert time.monotonic() - began_s < AT_ONCE_S


def test_a_box_that_takes_nothing_is_gone_and_hangs_nobody(
    port: SerialPort, cable: Cable, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full cable ends the write after its time limit, as a cable that was pulled does."""
    port.close()
    monkeypatch.setattr(judge.serial_port, "WRITE_TIMEOUT_S", 0.1)
    began_s = time.monotonic()
    patient = SerialPort(cable.path)

    with pytest.raises(PortGone):
        patient.write(bytes(1_000_000))

    patient.close()
    assert time.monotonic() - began_s < AT_ONCE_S + 0.1


@pytest.mark.parametrize("name", ["nothing", "a-file", "a-folder"])
def test_a_port_that_is_none(tmp_path: Path, name: str) -> None:
    """A device that is not plugged in, and a path that is something else, are named."""
    (tmp_path / "a-file").write_text("no tty")
    (tmp_path / "a-folder").mkdir()

    with pytest.raises(PortNotFound) as caught:
        SerialPort(str(tmp_path / name))

    assert str(tmp_path / name) == caught.value.path


def test_a_port_has_one_owner(port: SerialPort, cable: Cable) -> None:
    """A second window of the program is told; the first keeps its cable; afterwards the port is free."""
    with pytest.raises(PortTaken) as caught:
        SerialPort(cable.path)

    port.write(b"mine")
    port.close()
    SerialPort(cable.path).close()
    assert cable.path == caught.value.path
    assert b"mine" == cable.heard()


def test_a_port_that_another_process_holds(cable: Cable) -> None:
    """Taken is not missing: the reader is told to close the other program, not to look for the cable."""
    command = [sys.executable, "-c", HOLDER, cable.path]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert "held\n" == holder.stdout.readline()
        with pytest.raises(PortTaken):
            SerialPort(cable.path)
        holder.kill()

    SerialPort(cable.path).close()  # it died with the port open: the system has let go of it


@pytest.mark.parametrize("what", ["read", "write"])
def test_a_cable_that_is_pulled_out(port: SerialPort, cable: Cable, what: str) -> None:
    """The next read or write says so, at once, and so does the one after."""
    cable.pull()
    began_s = time.monotonic()

    for _ in range(2):
        with pytest.raises(PortGone) as caught:
            port.write(b"hello") if what == "write" else port.read()
        assert cable.path == caught.value.path

    assert time.monotonic() - began_s < AT_ONCE_S


def test_closing_twice_and_after_the_end_is_no_error(port: SerialPort, cable: Cable) -> None:
    """Whoever cleans up need not know what happened before."""
    cable.pull()

    port.close()
    port.close()

    with pytest.raises(PortGone):
        port.read()
