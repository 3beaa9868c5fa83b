"""UF2 files and the drive of a board whose BOOTSEL button was held: which chip is each for, and do they fit?

A UF2 file is blocks of 512 bytes, each with its place, its number and the family of chip it is for. The board's drive
holds INFO_UF2.TXT, which says what the board is. Nothing is written unless both name the same chip.

Source: the UF2 specification (github.com/microsoft/uf2), its families list, and the RP2350 datasheet, section 5.5.
"""

import os
import re
import string
import struct
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from firmware.errors import DriveFailed, FirmwareMissing, FirmwareUnfit, FirmwareUnreadable

__all__ = ["Drive", "Firmware", "find_drives", "pick_firmware", "read_drive", "read_firmware", "write_firmware"]

BLOCK_BYTES = 512
HEADER = struct.Struct("<8I")  # two magics, flags, address, payload bytes, number, count, family
MAGICS, MAGIC_END = (0x0A324655, 0x9E5D5157), 0x0AB16F30
NOT_MAIN_FLASH, FAMILY_PRESENT = 0x00000001, 0x00002000
PAYLOAD_BYTES_MAX = 476
FILE_BYTES_MAX = 64 * 1024 * 1024
RP2040, ABSOLUTE, RP2350_ARM, RP2350_RISCV = 0xE48BFF56, 0xE48BFF57, 0xE48BFF59, 0xE48BFF5A
CHIPS = {RP2040: "RP2040", RP2350_ARM: "RP2350", RP2350_RISCV: "RP2350"}
INFO = "INFO_UF2.TXT"
BANNER = re.compile(rb"([A-Z][ -~]{2,60}?) with (?:RP2040|RP2350)")


@dataclass(frozen=True, slots=True)
class Firmware:
    """A whole UF2 file."""

    path: Path
    chip: str
    """`RP2040` or `RP2350`."""
    machine: str | None
    """The board it was built for, in MicroPython's own words; None when the file does not say."""
    bytes: int


@dataclass(frozen=True, slots=True)
class Drive:
    """A board that waits for firmware, as a mass-storage drive."""

    folder: Path
    chip: str
    """`RP2040`, `RP2350`, or what else INFO_UF2.TXT calls the board."""
    model: str


def read_firmware(path: Path) -> Firmware:
    """Read a UF2 file and check every block.

    Raises: FirmwareUnreadable: `missing`, `not_uf2`, `cut`, `damaged`, `family` (of an unknown chip), or `mixed`.
    """
    try:
        if path.stat().st_size > FILE_BYTES_MAX:
            raise FirmwareUnreadable(str(path), "not_uf2")
        content = path.read_bytes()
    except OSError as error:
        raise FirmwareUnreadable(str(path), "missing") from error
    families: set[int] = set()
    numbers: dict[int, set[int]] = {}
    counts: dict[int, int] = {}
    image = bytearray()
    for family, number, count, payload in _blocks(path, content):
        families.add(family)
        numbers.setdefault(family, set()).add(number)
        if counts.setdefault(family, count) != count:
            raise FirmwareUnreadable(str(path), "damaged")
        image += payload
    families.discard(
        ABSOLUTE
    )  # one block that goes round a fault of the first RP2350 chips; it has no count of its own
    chips = {CHIPS.get(family) for family in families}
    if not families or None in chips:
        raise FirmwareUnreadable(str(path), "family")
    if len(chips) > 1:
        raise FirmwareUnreadable(str(path), "mixed")
    if any(numbers[family] != set(range(counts[family])) for family in families):
        raise FirmwareUnreadable(str(path), "cut")
    banner = BANNER.search(bytes(image))
    return Firmware(path, str(chips.pop()), banner.group(1).decode() if banner else None, len(content))


def _blocks(path: Path, content: bytes) -> Iterable[tuple[int, int, int, bytes]]:
    """Yield (family, number, count, payload) of each block that goes to flash."""
    if content[:4] != struct.pack("<I", MAGICS[0]):
        raise FirmwareUnreadable(str(path), "not_uf2")
    if len(content) % BLOCK_BYTES:
        raise FirmwareUnreadable(str(path), "cut")
    for start in range(0, len(content), BLOCK_BYTES):
        magic, magic_2, flags, _address, byte_count, number, count, family = HEADER.unpack_from(content, start)
        (end,) = struct.unpack_from("<I", content, start + BLOCK_BYTES - 4)
        if (magic, magic_2, end) != (*MAGICS, MAGIC_END) or byte_count > PAYLOAD_BYTES_MAX or number >= count:
            raise FirmwareUnreadable(str(path), "damaged")
        if flags & NOT_MAIN_FLASH:
            continue
        body = start + HEADER.size
        yield family if flags & FAMILY_PRESENT else 0, number, count, content[body : body + byte_count]


def read_drive(folder: Path) -> Drive | None:
    """Return what board this drive is; None when it is no such drive."""
    try:
        text = (folder / INFO).read_text("ascii", "replace")
    except OSError:
        return None
    said = dict(line.split(":", 1) for line in text.splitlines() if ":" in line)
    board, model = said.get("Board-ID", "").strip(), said.get("Model", "").strip()
    chip = {"RPI-RP2": "RP2040", "RP2350": "RP2350"}.get(board, board or "?")
    return Drive(folder, chip, model or chip)


def find_drives(folders: Iterable[Path] | None = None) -> list[Drive]:
    """Find the boards that wait for firmware among the drives of this computer, or among these folders."""
    drives = [read_drive(folder) for folder in (_mounted() if folders is None else folders)]
    return [drive for drive in drives if drive is not None]


def pick_firmware(drive: Drive, *, given: Path | None, folder: Path) -> Firmware:
    """Choose the firmware for a board: the file given, else the last by name in the folder that is for its chip.

    Raises: FirmwareUnfit: the file given is for another chip. FirmwareMissing: none in the folder is for this one.
    FirmwareUnreadable.
    """
    if given is not None:
        firmware = read_firmware(given)
        if firmware.chip != drive.chip:
            raise FirmwareUnfit(given.name, _named(firmware.chip, firmware.machine), _named(drive.chip, drive.model))
        return firmware
    fitting = [firmware for firmware in map(read_firmware, sorted(folder.glob("*.uf2"))) if firmware.chip == drive.chip]
    if not fitting:
        raise FirmwareMissing(_named(drive.chip, drive.model), str(folder))
    return fitting[-1]


def write_firmware(firmware: Firmware, drive: Drive) -> None:
    """Copy the firmware onto the board's drive; the board takes it and starts anew by itself.

    Raises: DriveFailed: the drive does not take it.
    """
    target = drive.folder / firmware.path.name
    written = 0
    try:
        with firmware.path.open("rb") as source, target.open("wb", buffering=0) as file:
            while block := source.read(64 * BLOCK_BYTES):
                file.write(block)
                written += len(block)
            os.fsync(file.fileno())
    except OSError as error:
        if written < firmware.bytes:  # a board that has all of it is gone before the drive can say so
            raise DriveFailed(str(drive.folder), error.strerror or str(error)) from error


def _named(chip: str, machine: str | None) -> str:
    return chip if machine is None or chip in machine else f"{chip}, {machine}"


def _mounted() -> list[Path]:
    """The drives that a person could open now."""
    if sys.platform == "win32":
        return [Path(f"{letter}:/") for letter in string.ascii_uppercase if os.path.exists(f"{letter}:/")]
    if sys.platform == "darwin":
        return sorted(Path("/Volumes").iterdir())
    try:
        lines = Path("/proc/mounts").read_text("utf-8", "replace").splitlines()
    except OSError:
        return []
    mounts = [line.split()[1:3] for line in lines]
    return [Path(place.replace("\\040", " ")) for place, kind in mounts if kind in ("vfat", "msdos")]
