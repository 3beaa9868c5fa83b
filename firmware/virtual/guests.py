"""A robot's MicroPython for one try: which of the two it is, its flash says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeAlias

from firmware.virtual.wasm_guest import WasmGuest

if TYPE_CHECKING:
    from firmware.virtual.guest import Guest

__all__ = ["AnyGuest", "Flash", "guest_of", "has_run_dry"]

AnyGuest: TypeAlias = "Guest | WasmGuest"
Flash = bytes | Mapping[str, bytes]
"""Of a robot that was switched off: its image, for the unix port; its files (path, content), for WebAssembly."""


def guest_of(flash: Flash) -> AnyGuest:
    """Start it. Raises: NoConfinement, NoMicroPython: no program may run on this machine."""
    if not isinstance(flash, bytes):
        return WasmGuest(flash)
    from firmware.virtual.guest import Guest  # needs what only Unix has

    return Guest(flash)


def has_run_dry(guest: AnyGuest | None) -> bool:
    """Whether it ended because its program never waited."""
    return isinstance(guest, WasmGuest) and guest.never_waits
