"""A page to the printer: the PDF goes into the print command's input, so that no file with names stays behind."""

import os
import shlex
import subprocess

from tui.command_io import WrongInput
from tui.i18n import _

__all__ = ["PRINT_COMMAND", "print_pdf"]

PRINT_COMMAND = os.environ.get("KAGAROBO_PRINT", "lp")
PATIENCE_S = 30


def print_pdf(page: bytes, command: str) -> None:
    """Print one PDF with a command that reads it from its input, such as `lp`.

    Raises: WrongInput: there is no such command, or it did not take the page.
    """
    try:
        words = shlex.split(command)
        done = subprocess.run(words, input=page, capture_output=True, timeout=PATIENCE_S, check=False)
    except (OSError, IndexError, ValueError, subprocess.TimeoutExpired) as error:
        raise WrongInput(_("The print command {command} cannot be run: {why}.", command=command, why=error)) from error
    if done.returncode != 0:
        why = done.stderr.decode(errors="replace").strip() or done.returncode
        raise WrongInput(_("The print command {command} took no page: {why}.", command=command, why=why))
