"""The words of the evening-before list: what was looked at, and what to do about a red line."""

from tui.founding.ready import Line
from tui.i18n import _

__all__ = ["ready_sentence", "what_to_do"]


def ready_sentence(line: Line) -> str:
    """What was found."""
    sentence = {
        "journal": _("the journal's chain is whole") if line.state == "good" else _("the journal is damaged: {found}"),
        "fold": _("nothing in it contradicts itself") if line.state == "good" else _("{found} things in it do not fit"),
        "definition": (
            _("{competition}: the rules are this program's, and their examples hold") if line.state == "good"
            else _("{competition}: the rules are not those of this program, or their examples do not hold")
        ),
        "of-the-day": _("{competition}: {key} was not announced; it would be {value}"),
        "values": _("{competition}: today {values}"),
        "not-held": _("{competition}: no team entered, so it is not held"),
        "teams": _("{competition}: {count} teams"),
        "tables": (
            _("{competition}: at tables {tables}") if line.state == "good" else _("{competition}: no table serves it")
        ),
        "runs": _("{competition}: {official} official runs, the best {counted} count"),
        "tables-idle": (
            _("every table has something to do") if line.state == "good" else _("{count} tables serve nothing")
        ),
        "disk": _("{free_mib} MiB are free on this computer"),
        "stick": (
            _("{free_mib} MiB are free on the stick") if line.fields else _("no stick keeps the journal again")
        ),
        "boxes": _("judge boxes tested: {boxes}") if line.state == "good" else _("no judge box was tested"),
        "rehearsal": _("{count} rehearsals were judged here"),
        "clock": _("this computer says {now}; the tournament begins on {first}"),
    }.get(line.code, line.code)  # fmt: skip
    return sentence.format_map(line.fields)


def what_to_do(line: Line) -> str:
    """What mends a line that is not good."""
    sentence = {
        "journal": _("See the rows: kagarobo journal check FILE. Go on with the copy on the stick."),
        "fold": _("See what it is: kagarobo journal show FILE"),
        "definition": _("Use the release the tournament was made with, or make it anew with this one."),
        "of-the-day": _("Type it in once it is announced: kagarobo tournament set {competition} {key}=NUMBER"),
        "not-held": _("If that is not meant: kagarobo tournament import FILE"),
        "teams": _("Import the teams: kagarobo tournament import FILE. Two are needed at least."),
        "tables": _("Give it a table at the desk: kagarobo tournament set {competition} --tables 1,2"),
        "tables-idle": _("Give them something at the desk, or leave them for practice."),
        "disk": _("Make room: {least_mib} MiB are needed."),
        "stick": _("Plug in a stick and name it at each table: --mirror FILE"),
        "boxes": _("Keys and a clock are enough. Else: kagarobo judge-box test"),
        "rehearsal": _("Judge one practice run at this computer: kagarobo, then “practise”"),
        "clock": _("Set this computer's clock and date."),
    }.get(line.code, "")
    return sentence.format_map({"least_mib": "", **line.fields})
