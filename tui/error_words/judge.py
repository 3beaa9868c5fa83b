"""What a reader is told when the judge cannot go on: journals, definitions, the table, the judge box.

Keys: an error's code; `code:REASON` where each reason asks for something else. The codes are those of `judge.errors`.
"""

from tui.exit_codes import ExitCode
from tui.i18n import _

__all__ = ["judge_sentences"]


def judge_sentences() -> dict[str, tuple[ExitCode, str]]:
    """Return key -> (exit code, sentence with named fields), in the reader's language."""
    return {
        **_journal_file_sentences(),
        **_journal_write_sentences(),
        **_bundle_sentences(),
        **_definition_sentences(),
        **_table_sentences(),
        **_hall_sentences(),
    }


def _hall_sentences() -> dict[str, tuple[ExitCode, str]]:
    return {
        "N-MEMBER": (
            ExitCode.FAILED,
            _("{path} is damaged: this computer does not know its hall. Join again; what is recorded stays."),
        ),
        "N-REFUSED": (
            ExitCode.FAILED,
            _("A message of {station} was refused ({reason}). Nothing changed. Look at that station's computer."),
        ),
    }


def _journal_file_sentences() -> dict[str, tuple[ExitCode, str]]:
    return {
        "J-FILE": (ExitCode.WRONG_USE, _("{path} is not a journal of kagarobo. Is the name right?")),
        "J-FILE:missing": (ExitCode.WRONG_USE, _("There is no journal {path}. Is the name right?")),
        "J-FILE:folder": (ExitCode.WRONG_USE, _("{path} is a folder, not a journal. Name the file in it.")),
        "J-FILE:empty": (
            ExitCode.WRONG_USE,
            _(
                "The journal {path} is empty: nothing was ever recorded in it. Use its copy on the stick, if it has "
                "one."
            ),
        ),
        "J-FILE:no_access": (
            ExitCode.FAILED,
            _("The journal {path} cannot be opened. Ask whoever looks after this computer to allow it."),
        ),
        "J-FILE:no_good_row": (
            ExitCode.FAILED,
            _("Not one row of the journal {path} can be saved. Use its copy on the stick or another table's."),
        ),
        "J-NEWER": (
            ExitCode.FAILED,
            _(
                "A newer kagarobo wrote the journal {path} (version {version}; this one knows up to {known}). "
                "It was left as it is. Install the newer kagarobo."
            ),
        ),
        "J-TAKEN": (
            ExitCode.FAILED,
            _("Another program writes to the journal {path} (process {pid}). Close it, or work there."),
        ),
        "J-TAKEN:no_pid": (
            ExitCode.FAILED,
            _("Another program writes to the journal {path}. Close it, or work there."),
        ),
        "J-DAMAGED": (
            ExitCode.FAILED,
            _(
                "The journal {path} is damaged, first at {source}: {finding} (findings in all: {count}). Nothing was "
                "changed. See every row with: kagarobo journal check {path}"
            ),
        ),
    }


def _bundle_sentences() -> dict[str, tuple[ExitCode, str]]:
    return {
        "K-KEY": (
            ExitCode.FAILED,
            _("The key {path} cannot be used ({reason}). Ask whoever looks after this computer."),
        ),
        "K-KEY:no_access": (
            ExitCode.FAILED,
            _("The key {path} cannot be read or written. Ask whoever looks after this computer to allow it."),
        ),
        "K-KEY:no_key": (
            ExitCode.FAILED,
            _("{path} holds no signing key. Put it aside: a new one is made, and what it signs names the new one."),
        ),
        "K-KEY:open_to_others": (
            ExitCode.FAILED,
            _("Others can read the key {path}. Allow it to its owner alone (chmod 600), then try again."),
        ),
        "K-BUNDLE": (
            ExitCode.WRONG_USE,
            _("No bundle can be made of this journal ({reason}). Look at it with: kagarobo journal check FILE"),
        ),
        "K-BUNDLE:nothing_opened": (
            ExitCode.WRONG_USE,
            _("No tournament that this program has the rules of stands in this journal, so nothing can be bundled."),
        ),
        "K-BUNDLE:definition_changed": (
            ExitCode.WRONG_USE,
            _("The rules here are not those the tournament was opened with. Bundle it with the release that held it."),
        ),
    }


def _journal_write_sentences() -> dict[str, tuple[ExitCode, str]]:
    return {
        "J-WRITE": (
            ExitCode.FAILED,
            _(
                "The journal {path} could not be written ({detail}). The last fact was not recorded; all before it "
                "are safe. Look at the disk, then repeat it."
            ),
        ),
        "J-WRITE:full": (
            ExitCode.FAILED,
            _(
                "The disk is full, so the last fact was not recorded in {path}; all before it are safe. Make room, "
                "then repeat it."
            ),
        ),
        "J-WRITE:busy": (
            ExitCode.FAILED,
            _(
                "Another program holds the journal {path} open, so the last fact was not recorded; all before it are "
                "safe. Close that program, then repeat it."
            ),
        ),
        "J-WRITE:exists": (
            ExitCode.WRONG_USE,
            _("{path} is there already, and what was saved goes into a new file. Give another name."),
        ),
        "J-MIRROR": (
            ExitCode.FAILED,
            _(
                "The copy {path} is behind ({detail}). The journal itself is safe. Look at the stick; the copy catches "
                "up by itself."
            ),
        ),
        "J-MIRROR:gone": (
            ExitCode.FAILED,
            _(
                "The stick with the copy {path} is gone. The journal itself is safe. Plug the stick in again; the copy "
                "catches up by itself."
            ),
        ),
        "J-MIRROR:other_journal": (
            ExitCode.WRONG_USE,
            _(
                "{path} is the copy of another journal and was left as it is. The journal itself is safe. Name another "
                "file with --mirror."
            ),
        ),
        "J-MIRROR:taken": (
            ExitCode.FAILED,
            _(
                "Another program writes to the copy {path}. The journal itself is safe. Close that program; the copy "
                "catches up by itself."
            ),
        ),
    }


def _definition_sentences() -> dict[str, tuple[ExitCode, str]]:
    return {
        "D-INVALID": (
            ExitCode.WRONG_USE,
            _("{why}. Correct it, then look the file over with: kagarobo challenge check {file}"),
        ),
        "D-INVALID:unknown-challenge": (
            ExitCode.WRONG_USE,
            _("There is no challenge called {file}. There are: {known}."),
        ),
        "D-EXPRESSION": (
            ExitCode.WRONG_USE,
            _("The formula {text} cannot be used: {detail}. Correct it in the challenge's file."),
        ),
        "F-INVALID": (
            ExitCode.WRONG_USE,
            _("A fact {kind} cannot be recorded: its {field} must be {needs}. Correct it and try again."),
        ),
    }


def _table_sentences() -> dict[str, tuple[ExitCode, str]]:
    return {
        "S-STATE": (ExitCode.WRONG_USE, _("The table cannot do this now ({reason}). Nothing was recorded; go on.")),
        "S-STATE:run_open": (
            ExitCode.WRONG_USE,
            _("Run {run} is still open at this table. End it first, then open the next one."),
        ),
        "S-STATE:no_box": (
            ExitCode.WRONG_USE,
            _("No judge box is connected, so run {run} was not started. Start it by hand, or connect the box."),
        ),
        "S-STATE:started": (
            ExitCode.WRONG_USE,
            _("Run {run} has started already and its clock goes on. Nothing was recorded; go on with the run."),
        ),
        "S-STATE:not_started": (ExitCode.WRONG_USE, _("Run {run} has not started yet. Start it first.")),
        "S-STATE:no_run": (ExitCode.WRONG_USE, _("No run is open at this table. Open one first.")),
        "P-NONE": (
            ExitCode.WRONG_USE,
            _(
                "There is no judge box at {path}. Look at the cable; what is plugged in is shown by: kagarobo boards. "
                "Keys and a clock are enough to go on without."
            ),
        ),
        "P-TAKEN": (
            ExitCode.FAILED,
            _(
                "Another program uses the port {path}. Close it (Thonny, a serial monitor, another table) and try "
                "again."
            ),
        ),
        "P-GONE": (
            ExitCode.FAILED,
            _(
                "The judge box at {path} is gone: cable or power. It keeps its signals. Plug it in again, or go on "
                "with the keys."
            ),
        ),
        "L-LOCAL": (
            ExitCode.FAILED,
            _(
                "kagarobo made a mistake with the judge box ({rule}). Nothing recorded is lost. Unplug the box and "
                "plug it in again; the details are in {log}."
            ),
        ),
    }
