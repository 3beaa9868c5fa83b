"""What a stick says to whoever opens it: a page in Japanese and one in English, and how the program is started."""

from tui.founding.installer import Installer
from tui.founding.stick import StickPack
from tui.hall_net.membership import FILE as KEY_FILE
from tui.i18n import _, speaking

__all__ = ["readme", "write_readme"]

LANGUAGES = ("ja", "en")


def write_readme(pack: StickPack, installer: Installer | None) -> None:
    """Write both pages. Raises: OSError."""
    for spoken in LANGUAGES:
        with speaking(spoken):
            text = readme(pack, installer)
        (pack.folder / f"README.{spoken}.txt").write_text(text, encoding="utf-8", newline="\r\n")


def readme(pack: StickPack, installer: Installer | None) -> str:
    """Return the page, in the language that is spoken."""
    lines = [_("kagarobo: this stick makes a laptop table {table}. No network is needed.", table=pack.table), ""]
    if installer is not None:
        lines += [
            _("1. Put the stick in and open a terminal in this folder. Linux, Mac: sh start.sh   Windows: start.bat"),
            _("   It is for {platform} with Python {python}. The first start takes about a minute.",
              platform=installer.platform, python=installer.python),
        ]  # fmt: skip
    else:
        lines.append(_("1. Put the stick in. In a terminal: kagarobo table --from and this folder."))
    lines += [
        _("2. Judge. Leave the stick in: {file} on it is kept in step. Out for a while? Put it back, it catches up.",
          file=pack.journal.name),
        _("3. Whenever the desk asks, and at the end: leave the table, eject the stick, bring it to the desk."),
        _("   There: kagarobo journal merge {file}", file=pack.journal.name),
        _("4. The laptop died? Start another one from this stick: it goes on where the stick ends."),
        _("   Never let two laptops be table {table} at the same time.", table=pack.table),
    ]  # fmt: skip
    if (pack.folder / KEY_FILE).exists():
        lines.append(_("5. The table's key is on this stick. Keep it as you keep a key."))
    return "\n".join([*lines, ""])
