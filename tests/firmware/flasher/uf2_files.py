"""UF2 files and BOOTSEL drives for tests, as the boards' makers write them."""

import struct
from pathlib import Path

RP2040, RP2350, ABSOLUTE = 0xE48BFF56, 0xE48BFF59, 0xE48BFF57
INFO_RP2040 = "UF2 Bootloader v3.0\r\nModel: Raspberry Pi RP2\r\nBoard-ID: RPI-RP2\r\n"
INFO_RP2350 = "UF2 Bootloader v1.0\r\nModel: Raspberry Pi RP2350\r\nBoard-ID: RP2350\r\n"


def block(payload: bytes, number: int, count: int, family: int, flags: int = 0x2000) -> bytes:
    """One block of 512 bytes."""
    head = struct.pack(
        "<8I", 0x0A324655, 0x9E5D5157, flags, 0x10000000 + 256 * number, len(payload), number, count, family
    )
    return head + payload.ljust(476, b"\0") + struct.pack("<I", 0x0AB16F30)


def uf2(family: int = RP2040, machine: str = "Raspberry Pi Pico with RP2040", byte_count: int = 2000) -> bytes:
    """A whole file; an RP2350's begins with the block that goes round a fault of the first chips."""
    image = (b"\0" * 300 + machine.encode() + b"\0").ljust(byte_count, b"\xa5")
    pieces = [image[start : start + 256] for start in range(0, len(image), 256)]
    blocks = [block(piece.ljust(256, b"\0"), number, len(pieces), family) for number, piece in enumerate(pieces)]
    if family == RP2350:
        blocks.insert(0, block(b"\xef" * 256, 0, 2, ABSOLUTE))
    return b"".join(blocks)


def write_uf2(folder: Path, name: str, content: bytes) -> Path:
    """Put a firmware file into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(content)
    return path


def make_drive(folder: Path, info: str = INFO_RP2040) -> Path:
    """A folder that plays a board's drive."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "INFO_UF2.TXT").write_text(info, "ascii", newline="")
    return folder
