"""50 kB of source onto a board on a line that costs no time, against mpremote's own transport, both in this process.

From opening the port to closing it: ours sends, reads back, hashes and switches; mpremote writes the file. Starting an
interpreter and importing either is not counted: it takes longer than both, and `why` says what a person waits for. The
board's flash lies in memory, for both: littlefs waits for the disk of this machine at each change of a name, and no
robot has such a disk.
"""

from functools import partial

from benchmarks.flashing import SOURCE_BYTES, Bench, bench, median_s, seconds
from benchmarks.row import Row
from firmware.errors import FirmwareError
from firmware.flasher.install import install_program, send_program

AIM = 10.0
PEER = "mpremote's fs_writefile, no limit"
COMMAND_ROUNDS = 3


def measure(rounds: int = 15) -> Row:
    """Take turns on the same board."""
    ours, theirs = [], []
    try:
        with bench(1, in_memory=True) as place:
            program = place.program("first")
            install_program(place.ports[0], program, start=False)  # brings the library
            for turn in range(rounds):
                content = place.program(f"turn {turn}").read_bytes()
                ours.append(seconds(partial(send_program, start=False), place.ports[0], content, "program.py"))
                theirs.append(seconds(write_file, place.ports[0], content))
            why = commands(place)
    except FirmwareError as error:
        return Row("upload_unthrottled", PEER, None, None, "kB/s", AIM, f"no virtual boards here: {error}")
    kb = SOURCE_BYTES / 1000
    return Row("upload_unthrottled", PEER, kb / median_s(ours), kb / median_s(theirs), "kB/s", AIM, why)


def write_file(port: str, content: bytes) -> None:
    """What `mpremote fs cp` does once it is started."""
    from mpremote.transport_serial import SerialTransport

    transport = SerialTransport(port)  # type: ignore[no-untyped-call]
    transport.enter_raw_repl(soft_reset=False)  # type: ignore[no-untyped-call]
    transport.fs_writefile("/copied.py", content)  # type: ignore[no-untyped-call]
    transport.exit_raw_repl()  # type: ignore[no-untyped-call]
    transport.close()  # type: ignore[no-untyped-call]


def commands(place: Bench) -> str:
    """The same as a person has it: two commands, each with its own start."""
    ours, theirs = [], []
    for turn in range(COMMAND_ROUNDS):
        program = place.program(f"command {turn}")
        ours.append(seconds(place.flash, program, "--to", "r0"))
        theirs.append(seconds(place.copy, program))
    return f"as commands: kagarobo flash {median_s(ours):.2f} s, mpremote fs cp {median_s(theirs):.2f} s"
