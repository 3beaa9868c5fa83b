"""What a reader is told when a town file, an opening rule, a period or a target cannot be.

The codes are those of `clubhouse_logs.errors` and `tui.town_file`.
"""

from tui.exit_codes import ExitCode
from tui.i18n import _

__all__ = ["clubhouse_sentences", "town_reasons"]


def clubhouse_sentences() -> dict[str, tuple[ExitCode, str]]:
    """Return key -> (exit code, sentence with named fields), in the reader's language."""
    return {key: (ExitCode.WRONG_USE, sentence) for key, sentence in {**_town_sentences(), **_log_sentences()}.items()}


def town_reasons() -> dict[str, str]:
    """Return what is wrong with one key of a town file, by the reason of a TownError."""
    return {
        "missing": _("this is missing"),
        "empty": _("this is empty"),
        "duplicate": _("this stands there twice"),
        "unknown-key": _("there is no such key; is it misspelt?"),
        "out-of-range": _("this number is too small or too large"),
        "not-a-table": _("this should be a table of keys"),
        "not-a-list": _("this should be a list"),
        "not-a-text": _("this should be a text in quotes"),
        "not-an-integer": _("this should be a whole number"),
        "not-a-flag": _("this should be true or false"),
        "not-a-date": _("this should be a date such as 2026-04-01"),
        "not-a-time": _("this should be a time such as 10:00:00"),
        "not-a-pair": _("this should be two numbers, the smaller one first"),
        "not-an-id": _("this should be letters, digits, dashes and underscores, 32 at most"),
        "not-one-of": _("this is none of the words allowed here"),
        "not-utf8": _("the file is not UTF-8"),
        "not-toml": _("the file is not TOML"),
        "file-missing": _("the file cannot be opened"),
        "unknown-timezone": _("there is no such time zone"),
        "unknown-country": _("the holidays of this country are not known"),
        "unknown-indicator": _("the indicator table has no such row"),
        "unknown-site": _("the town has no such site"),
        "indicator-not-computed": _("this indicator is entered by hand, so it has no target here"),
        "no-name-in-own-language": _("the name in the town's own language is missing"),
        "contradiction": _("this does not fit the rest of the file"),
    }


def _town_sentences() -> dict[str, str]:
    return {
        "town-file": _("{file}, {key}: {why}. Correct the town file and try again."),
        "town-file:no_key": _("{file}: {why}. Correct the town file and try again."),
        "town-file:file-missing": _("The file {file} cannot be opened. Is the town's name right?"),
    }


def _log_sentences() -> dict[str, str]:
    return {
        "period-is-empty": _(
            "The period from {start} to {end} holds no day. Give an end that lies after the beginning."
        ),
        "month-out-of-range": _("There is no month {month}. Give a number from 1 to 12."),
        "weekday-out-of-range": _(
            "There is no weekday {weekday}: 0 is Monday, 6 is Sunday. Correct the opening hours in the town file."
        ),
        "hours-reversed": _(
            "The clubhouse opens at {opens} and cannot close at {closes}. Correct the opening hours in the town file."
        ),
        "rules-share-a-date": _(
            "Two opening rules hold from {since}. Give one of them another date in the town file, or delete it."
        ),
        "closure-is-empty": _(
            "The closure from {start} to {end} holds no day. Give an end that lies after the beginning, in the town "
            "file."
        ),
        "instant-without-offset": _(
            "The time {at} does not say its time zone. Write it with its offset, such as 2026-04-01T13:00:00+09:00."
        ),
        "goal-equals-baseline": _(
            "The target's goal {goal} is where it began, so there is no way to show. Correct the target in the town "
            "file."
        ),
        "years-reversed": _(
            "The target's goal year {goal_year} does not lie after its first year {baseline_year}. Correct the target "
            "in the town file."
        ),
        "definition-unknown": _(
            "The target counts by {definition}, which kagarobo does not know: D, E and R count visits, U counts "
            "children. Correct the target in the town file."
        ),
        "house-is-full": _(
            "{heads} are inside, and {limit} may be. Somebody has to leave first, or staff lets them in all the same."
        ),
        "nickname-unfit": _("A nickname has 1 to {longest} letters. Write another one."),
        "no-such-fact": _("There is no record {fact} to take back. Look it up in the list again."),
        "passphrase-short": _("A passphrase has at least {least} letters. Take three words."),
        "not-a-backup": _("{path} is no backup of kagarobo, or not a whole one."),
        "backup-not-opened": _(
            "{path} does not open: the passphrase is another one, or the file was changed. Nothing was written."
        ),
        "folder-not-empty": _("{path} holds a clubhouse already. Give --replace to move it aside first."),
        "snapshot-missing": _(
            "The frozen figures {path} are not on this computer. Bring the file from a backup, or from where it was "
            "published."
        ),
        "snapshot-changed": _(
            "The frozen figures {path} are not as they were published. Bring the file back from a backup."
        ),
        "period-not-over": _("This is not over before {last} has passed. Publish it on the day after."),
        "nothing-shown": _(
            "From {first} to {last} nothing can be shown that does not tell of few, beside what is published already."
        ),
        "nothing-published": _("Nothing of {site} is published yet. Name a month or a fiscal year to freeze."),
        "step-too-early": _(
            "It is too early for the step {step}: the year has to be over, and the steps it rests on have to be done."
        ),
        "figures-moved": _(
            "The record has changed since edition {edition} was frozen. Do the step “freeze” again: it makes a "
            "revision."
        ),
        "pin-wrong": _("This PIN is not right. {tries_left} tries are left."),
        "pin-locked": _("Too many wrong PINs. Wait {minutes} minutes and try again."),
        "pin-short": _("A PIN has {least} digits or more, and nothing else."),
        "role-needed": _("This needs a PIN of the role {role}."),
        "no-such-import": _("There is no import {import_id}. Its id is what the import said at its end."),
        "no-such-programme": _(
            "There is no programme {programme}. `kagarobo clubhouse programme list` shows them with their ids."
        ),
        "nothing-to-undo": _("Nothing of the import {import_id} stands any more."),
        "baseline-after-its-year": _(
            "The target's first count begins on {baseline_since}, after its own year. Correct the target in the town "
            "file."
        ),
    }
