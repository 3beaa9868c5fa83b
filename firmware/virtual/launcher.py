"""The board's own process: shuts itself in, then becomes MicroPython.

Run by `child.py` as `python -I -S launcher.py SETTINGS` with the inner tty as 0, 1 and 2. Everything MicroPython will
need is read before the walls go up: the extension module, and the text of `micropython/*.py`, which becomes a
dictionary in MicroPython's own memory. Nobody imports more of it than its constants.

SETTINGS (JSON): root: folder that holds `firmware`; packages: import path; image_fd, image_blocks; field_fd or null;
is_exact: bool; status_fd: gets one JSON line {code, reason} when there will be no MicroPython; mark: hex; programs:
which to run at the start; fresh, was_bitten: bool; heap_bytes; parent_pid.
"""

import json
import os
import sys
from pathlib import Path

FOLDER = Path(__file__).parent / "micropython"
PROGRAMS = ("boot.py", "main.py")
BLOCK_BYTES = 4096  # of the flash
BLOCKS_NEW = 256  # of a new one
# Runs first in MicroPython: makes `micropython/*.py` importable, then leaves no trace in the program's namespace.
BOOTSTRAP = """
import io, sys, vfs
class _Texts:
    def mount(self, readonly, mkfs): pass
    def umount(self): pass
    def stat(self, path):
        if path.lstrip("/") in _texts: return (0x8000, 0, 0, 0, 0, 0, 0, 0, 0, 0)
        raise OSError(2)
    def open(self, path, mode):
        text = _texts[path.lstrip("/")]
        if sys.implementation._mpy >> 10: text = text.replace(b"# @micropython.native", b"@micropython.native")
        return io.BytesIO(text)
vfs.umount("/")
vfs.mount(_Texts(), "/board")
sys.path[:] = ["/board", ".frozen"]
try:
    import prelude
except Exception as error:
    sys.print_exception(error)
    sys.stdout.buffer.write(_settings["mark"] + b"X\\1\\0\\0\\0" + b"1")
del io, sys, vfs, _Texts
prelude.boot(_settings, globals())
"""


def main() -> int:
    """Confine this process and run MicroPython in it; return its exit status."""
    settings = json.loads(sys.argv[1])
    sys.path[:] += [settings["root"], *settings["packages"]]
    from firmware.errors import BoardError, NoMicroPython
    from firmware.virtual import confine, interrupts

    try:
        try:
            import micropython_run
        except ImportError as error:
            raise NoMicroPython(str(error)) from error
        interrupts.soften(Path(micropython_run.__file__))
        arguments = ["micropython", "-X", f"heapsize={settings['heap_bytes']}", "-i", "-c", program(settings)]
        keep = {0, 1, 2, settings["image_fd"], settings["status_fd"]}
        if settings["field_fd"] is not None:
            keep.add(settings["field_fd"])
        os.set_inheritable(settings["status_fd"], False)
        confine.confine(keep, file_bytes_max=settings["image_blocks"] * BLOCK_BYTES, parent_pid=settings["parent_pid"])
    except BoardError as error:
        os.write(settings["status_fd"], json.dumps({"code": error.code, **error.fields}).encode())
        return 1
    os.close(settings["status_fd"])
    status: int = micropython_run.run_main(arguments)
    return status


def program(settings: dict[str, object]) -> str:
    """Return the text that MicroPython starts with."""
    texts = {path.name: path.read_bytes() for path in sorted(FOLDER.glob("*.py")) if not path.name.startswith("wasm_")}
    names = ("image_fd", "image_blocks", "field_fd", "is_exact", "programs", "fresh", "was_bitten")
    for_prelude = {name: settings[name] for name in names}
    for_prelude |= {"mark": bytes.fromhex(str(settings["mark"])), "pid": os.getpid()}
    return f"_texts = {texts!r}\n_settings = {for_prelude!r}\n{BOOTSTRAP}"


if __name__ == "__main__":
    os._exit(main())
