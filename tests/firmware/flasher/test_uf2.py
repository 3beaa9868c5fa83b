"""Firmware goes onto the board it is for, whole, or not at all."""

import random
from pathlib import Path

import pytest

from firmware.errors import DriveFailed, FirmwareMissing, FirmwareUnfit, FirmwareUnreadable
from firmware.flasher.uf2 import find_drives, pick_firmware, read_drive, read_firmware, write_firmware
from tests.firmware.flasher.uf2_files import (
    ABSOLUTE,
    INFO_RP2040,
    INFO_RP2350,
    RP2040,
    RP2350,
    block,
    make_drive,
    uf2,
    write_uf2,
)

XRP_BETA, XRP = "SparkFun XRP Controller (Beta) with RP2040", "SparkFun XRP Controller with RP2350"


@pytest.mark.parametrize(
    ("family", "machine", "chip", "name"),
    [
        (RP2040, "Raspberry Pi Pico with RP2040", "RP2040", "Raspberry Pi Pico"),
        (RP2040, XRP_BETA, "RP2040", "SparkFun XRP Controller (Beta)"),
        (RP2350, XRP, "RP2350", "SparkFun XRP Controller"),
        (RP2040, "nothing that is known", "RP2040", None),
    ],
)
def test_a_file_says_which_chip_and_board_it_is_for(
    family: int, machine: str, chip: str, name: str | None, tmp_path: Path
) -> None:
    """By the family in its blocks, and by what MicroPython will call the board."""
    firmware = read_firmware(write_uf2(tmp_path, "firmware.uf2", uf2(family, machine)))

    assert (chip, name) == (firmware.chip, firmware.machine)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(b"", "not_uf2", id="empty"),
        pytest.param(b"PK\3\4" + bytes(600), "not_uf2", id="a zip"),
        pytest.param(uf2()[:-100], "cut", id="cut in a block"),
        pytest.param(uf2()[:-512], "cut", id="last block missing"),
        pytest.param(uf2()[512:], "cut", id="first block missing"),
        pytest.param(uf2()[:512] + b"\0" * 512 + uf2()[1024:], "damaged", id="a hole"),
        pytest.param(block(b"x", 3, 2, RP2040), "damaged", id="number beyond the count"),
        pytest.param(block(b"x", 0, 1, 0x12345678), "family", id="a chip nobody knows"),
        pytest.param(block(b"x", 0, 1, 0, flags=0), "family", id="no family at all"),
        pytest.param(block(b"x", 0, 1, ABSOLUTE), "family", id="only the block round a fault"),
        pytest.param(uf2(RP2040) + uf2(RP2350), "mixed", id="for two chips"),
    ],
)
def test_what_is_no_whole_firmware_is_refused(content: bytes, reason: str, tmp_path: Path) -> None:
    """A download that broke off, or another file of that name."""
    with pytest.raises(FirmwareUnreadable) as refused:
        read_firmware(write_uf2(tmp_path, "firmware.uf2", content))

    assert reason == refused.value.reason


def test_no_damage_is_taken_for_firmware_of_another_chip() -> None:
    """200 random changes of the frames: refused, or still the same chip; never another, never an odd exception."""
    seed = random.SystemRandom().randrange(1 << 32)
    dice = random.Random(seed)
    folder = Path("/nonexistent")
    whole = uf2(RP2350, XRP)
    for _ in range(200):
        content = bytearray(whole)
        for _ in range(dice.randrange(1, 4)):
            at = dice.randrange(len(content) // 512) * 512 + dice.randrange(32)
            content[at] = dice.randrange(256)
        chip = _chip_of(bytes(content), folder)
        assert chip in ("RP2350", None), f"seed {seed}: read as {chip}"


def _chip_of(content: bytes, path: Path) -> str | None:
    class Held(type(path)):  # type: ignore[misc]
        """A file that is not on the disk."""

        def stat(self, **_: object) -> object:  # type: ignore[override]
            return type("Status", (), {"st_size": len(content)})()

        def read_bytes(self) -> bytes:
            return content

    try:
        return read_firmware(Held(path)).chip
    except FirmwareUnreadable:
        return None


def test_a_drive_says_which_chip_waits(tmp_path: Path) -> None:
    """Among a stick, a Pico's and a Pico 2's drive, the two boards are found."""
    (tmp_path / "stick").mkdir()
    folders = [
        tmp_path / "stick",
        make_drive(tmp_path / "RPI-RP2", INFO_RP2040),
        make_drive(tmp_path / "RP2350", INFO_RP2350),
        tmp_path / "gone",
    ]

    drives = find_drives(folders)

    assert [("RP2040", folders[1]), ("RP2350", folders[2])] == [(drive.chip, drive.folder) for drive in drives]


def test_firmware_for_another_revision_is_refused_by_name(tmp_path: Path) -> None:
    """The XRP's file on an XRP Beta: both are named, nothing is written."""
    drive = read_drive(make_drive(tmp_path / "RPI-RP2"))
    assert drive is not None
    file = write_uf2(tmp_path, "xrp.uf2", uf2(RP2350, XRP))

    with pytest.raises(FirmwareUnfit) as refused:
        pick_firmware(drive, given=file, folder=tmp_path)

    assert "xrp.uf2" == refused.value.file
    assert "RP2350, SparkFun XRP Controller" == refused.value.firmware_chip
    assert refused.value.board_chip.startswith("RP2040")
    assert ["INFO_UF2.TXT"] == [path.name for path in drive.folder.iterdir()]


def test_the_folder_holds_one_file_for_each_chip(tmp_path: Path) -> None:
    """The last by name that fits is taken; without one it is said where it belongs."""
    folder = tmp_path / "firmware"
    write_uf2(folder, "pico-v1.27.uf2", uf2())
    write_uf2(folder, "pico-v1.28.uf2", uf2())
    pico, pico_2 = (read_drive(make_drive(tmp_path / info[-10:-2], info)) for info in (INFO_RP2040, INFO_RP2350))
    assert pico is not None
    assert pico_2 is not None

    assert "pico-v1.28.uf2" == pick_firmware(pico, given=None, folder=folder).path.name
    with pytest.raises(FirmwareMissing) as missing:
        pick_firmware(pico_2, given=None, folder=folder)
    assert str(folder) == missing.value.folder


def test_every_byte_lies_on_the_drive_afterwards(tmp_path: Path) -> None:
    """A megabyte, byte for byte; a drive that is gone is said."""
    firmware = read_firmware(write_uf2(tmp_path, "big.uf2", uf2(byte_count=500_000)))
    drive = read_drive(make_drive(tmp_path / "RPI-RP2"))
    assert drive is not None

    write_firmware(firmware, drive)
    written = (drive.folder / "big.uf2").read_bytes()
    for path in drive.folder.iterdir():
        path.unlink()
    drive.folder.rmdir()

    assert firmware.path.read_bytes() == written
    with pytest.raises(DriveFailed):
        write_firmware(firmware, drive)
