"""The program on a stick: every wheel that this laptop's kagarobo is made of, and a script that starts it from them.

Wheels are fetched by pip, from wherever this laptop's pip fetches, at exactly the versions that are installed here.
They fit a laptop of the same kind with the same Python; nothing on that laptop asks a network.
"""

import hashlib
import json
import shlex
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distributions
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from tui.command_io import WrongInput
from tui.founding.stick import StickPack, write_text
from tui.i18n import _, speaking

__all__ = ["FILE", "Installer", "constraints", "read_installer", "start_bat", "start_sh", "write_installer"]

NAME = "kagarobo"
FILE = "installer.json"
OURS = ("--disable-pip-version-check", "--no-input")
QUIET = ("--quiet", *OURS)
WHY_LINES = 6


@dataclass(frozen=True, slots=True)
class Installer:
    """What lies on the stick. Args: wheels: how many. program: names this very build."""

    wheels: int
    platform: str
    python: str
    program: str


Words = Callable[[Installer], str]


def write_installer(pack: StickPack, own: Path | None) -> Installer:
    """Put all wheels and both scripts beside a pack. Args: own: kagarobo's wheel; None: it is built from its folder.

    Raises: WrongInput: pip cannot, or there is nothing to build from. OSError.
    """
    ready, part = pack.folder / "wheels", pack.folder / "wheels.part"
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir()
    with tempfile.TemporaryDirectory() as scratch:
        wheel = own if own is not None else _build(Path(scratch))
        pinned = Path(scratch) / "constraints.txt"
        pinned.write_text(constraints(list(distributions())), encoding="utf-8")
        _pip("download", "--only-binary", ":all:", "-c", str(pinned), "-d", str(part), str(wheel))
        program = f"{NAME}-{hashlib.sha256(wheel.read_bytes()).hexdigest()[:12]}"
    shutil.rmtree(ready, ignore_errors=True)
    part.rename(ready)
    count = len(list(ready.glob("*.whl")))
    installer = Installer(count, sysconfig.get_platform(), "{}.{}".format(*sys.version_info[:2]), program)
    write_text(pack.folder / FILE, json.dumps(asdict(installer), indent=1))
    (pack.folder / "start.sh").write_text(start_sh(installer), encoding="utf-8", newline="\n")
    (pack.folder / "start.bat").write_text(start_bat(installer), encoding="utf-8", newline="\r\n")
    return installer


def read_installer(folder: Path) -> Installer | None:
    """Return what program lies on a stick; None: none, or none that this release knows how to start."""
    try:
        return Installer(**json.loads((folder / FILE).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def constraints(installed: Sequence[Distribution]) -> str:
    """Return what is installed here as pip's constraints; kagarobo itself comes as a file."""
    pins = {f"{one.metadata['Name']}=={one.version}" for one in installed if one.metadata["Name"] != NAME}
    return "".join(f"{pin}\n" for pin in sorted(pins))


def start_sh(installer: Installer) -> str:
    """Return the script for a Unix shell: it installs once, and starts the table from its own folder."""
    return f"""#!/bin/sh
here=$(cd "$(dirname "$0")" && pwd) || exit 1
room="${{XDG_DATA_HOME:-$HOME/.local/share}}/kagarobo-program/{installer.program}"
if [ ! -f "$room/ready" ]; then
    python=
    for one in python{installer.python} python3 python; do
        if "$one" -c 'import sys; sys.exit("%d.%d" % sys.version_info[:2] != "{installer.python}")' 2>/dev/null; then
            python=$one
            break
        fi
    done
    if [ -z "$python" ]; then
        printf '%s\\n' {_quoted(_no_python, installer)} >&2
        exit 1
    fi
    printf '%s\\n' {_quoted(_wait, installer)}
    rm -rf "$room"
    "$python" -m venv "$room" &&
    "$room/bin/python" -m pip install {" ".join(QUIET)} --no-compile --no-index --find-links "$here/wheels" {NAME} &&
    : >"$room/ready" || {{
        printf '%s\\n' {_quoted(_no_install, installer)} >&2
        exit 1
    }}
fi
exec "$room/bin/kagarobo" table --from "$here" "$@"
"""


def start_bat(installer: Installer) -> str:
    """Return the same for Windows."""
    return f"""@echo off
chcp 65001 >nul
set "room=%LOCALAPPDATA%\\kagarobo-program\\{installer.program}"
if exist "%room%\\ready" goto start
py -{installer.python} -c "" 2>nul
if errorlevel 1 goto nopython
{_echoed(_wait, installer)}
if exist "%room%" rmdir /s /q "%room%"
py -{installer.python} -m venv "%room%"
if errorlevel 1 goto failed
"%room%\\Scripts\\python" -m pip install {" ".join(QUIET)} --no-compile --no-index --find-links "%~dp0wheels" {NAME}
if errorlevel 1 goto failed
type nul >"%room%\\ready"
:start
"%room%\\Scripts\\kagarobo" table --from "%~dp0." %*
exit /b
:nopython
{_echoed(_no_python, installer)}
pause
exit /b 1
:failed
{_echoed(_no_install, installer)}
pause
exit /b 1
"""


def _no_python(installer: Installer) -> str:
    return _("Python {python} is missing on this laptop.", python=installer.python)


def _no_install(installer: Installer) -> str:
    return _("kagarobo cannot be installed. These wheels are for {platform} with Python {python}.",
             platform=installer.platform, python=installer.python)  # fmt: skip


def _wait(_installer: Installer) -> str:
    return _("kagarobo is put onto this laptop, once. About a minute.")


def _said(words: Words, installer: Installer) -> list[str]:
    said = []
    for spoken in ("ja", "en"):
        with speaking(spoken):
            said.append(words(installer))
    return said


def _quoted(words: Words, installer: Installer) -> str:
    return " ".join(map(shlex.quote, _said(words, installer)))


def _echoed(words: Words, installer: Installer) -> str:
    return "\n".join(f"echo {line}" for line in _said(words, installer))


def _build(folder: Path) -> Path:
    """Build kagarobo's own wheel from the folder it was installed from."""
    _pip("wheel", "--no-deps", "-w", str(folder), str(_source()))
    return next(folder.glob(f"{NAME}-*.whl"))


def _source() -> Path:
    try:
        told = json.loads(Distribution.from_name(NAME).read_text("direct_url.json") or "{}")
    except PackageNotFoundError:
        told = {}
    address = urlsplit(told.get("url", ""))
    folder = Path(url2pathname(address.path))
    if address.scheme != "file" or not (folder / "pyproject.toml").exists():
        raise WrongInput(_("kagarobo was not installed from its folder here. Give its wheel: --wheel FILE"))
    return folder


def _pip(*words: str) -> None:
    """Run this Python's pip. Raises: WrongInput: it cannot; its own words say why."""
    done = subprocess.run([sys.executable, "-m", "pip", words[0], *OURS, *words[1:]], capture_output=True, check=False)
    if done.returncode == 0:
        return
    _before, is_conflict, conflict = done.stdout.decode("utf-8", "replace").partition("The conflict is caused by:")
    said = conflict.partition("\n\n")[0] if is_conflict else done.stderr.decode("utf-8", "replace")
    why = [line.strip() for line in said.splitlines() if line.strip()]
    raise WrongInput(_("pip could not fetch the wheels. Is this laptop online? It said: {why}",
                       why=" ".join(why[-WHY_LINES:])))  # fmt: skip
