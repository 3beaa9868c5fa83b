"""What was found in a journal, in words: damage by row, and what the folds could not follow."""

from judge.findings import Finding
from tui.i18n import _

__all__ = ["finding_line", "finding_sentence"]


def finding_line(finding: Finding) -> str:
    """Return a finding with its place and its code, which staff may quote when they ask for help."""
    return f"{finding.source or '—'}: {finding_sentence(finding)} [{finding.code}]"


def finding_sentence(finding: Finding) -> str:
    """Return what was found; a code this program does not know stands for itself."""
    sentence = {**_damage(), **_tournament(), **_clubhouse()}.get(finding.code, finding.code)
    fields = {**finding.fields}
    if finding.code in ("J-GAP", "J-LOST") and fields.get("first") == fields.get("last"):
        sentence = _("this row is missing") if finding.code == "J-GAP" else _("this row was lost before a recovery")
    if finding.code == "J-PAGE":
        fields["rows"] = fields.get("rows") or "?"
    return sentence.format_map(_Known(fields))


class _Known(dict[str, object]):
    """A finding's fields; one that is not there shows as a dash rather than hiding the sentence."""

    def __missing__(self, key: str) -> str:
        return "—"


def _damage() -> dict[str, str]:
    return {
        "J-HASH": _("this row was changed: it does not give its hash"),
        "J-PREV": _("this row does not rest on the one before it"),
        "J-GAP": _("rows {first} to {last} are missing"),
        "J-DUP": _("a second row with this number"),
        "J-LAMPORT": _("this row's order number, {lamport}, does not grow: {before} came before"),
        "J-JSON": _("the content of this row cannot be read: {needs}"),
        "J-FIELD": _("{field} of this row should be: {needs}"),
        "J-PAGE": _("a part of the file is damaged; unreadable rows: {rows}"),
        "J-EVIDENCE": _("the judge box's raw bytes of this row were changed, or some before it are missing"),
        "J-DEFINITION": _("the definition that is kept here was changed; it is not used"),
        "J-LOST": _("rows {first} to {last} were lost before a recovery"),
        "J-KIND": _("a newer program wrote this row ({kind}); it is kept as it is"),
    }


def _tournament() -> dict[str, str]:
    return {
        "opened-twice": _("the tournament was opened already; this does not count"),
        "unknown-definition": _("this program has no challenge {definition} with a division {division}"),
        "definition-changed": _("the rules of {definition} here are not those the tournament was opened with"),
        "overlay-refused": _("the day's value {key} cannot be used ({reason})"),
        "competition-unknown": _("there is no competition {competition} here; this does not count"),
        "stages-refused": _("the stages of this competition cannot be played: {key} ({reason})"),
        "team-unknown": _("team {team} never entered the tournament"),
        "round-published-twice": _("round {number} of {stage} was published already; this does not count"),
        "team-entered-twice": _("team {team} had entered already"),
        "team-of-another-division": _("team {team} is of another division"),
        "run-of-unknown-team": _("team {team} never entered; its run counts nowhere"),
        "run-outside-its-heat": _("{team} does not stand in heat {heat}; the run counts nowhere"),
        "match-without-sides": _("nobody said which team was which side; the match counts nowhere"),
        "votes-overspent": _("{voter} gave {given} votes over all stands; {most} may be given"),
        "fact-not-now": _("{kind} makes no sense while the run is {stage}; it does not count"),
        "not-a-second-person": _("only a person who took no part in the run confirms it, after all others"),
        "dispute-late": _("the dispute came after the {minutes} minutes that {team} had; it is heard all the same"),
        "dispute-is-final": _("the chief has decided, finally; this dispute is not opened again"),
        "not-at-this-level": _("this level has decided already; only a higher one may now"),
        "end-without-time": _("the end carries no time; the full time is taken"),
        "correction-names-nothing": _("this corrects something that is not there; it does nothing"),
        "correction-of-another-kind": _("this puts one kind of record in another's place; it does nothing"),
    }


def _clubhouse() -> dict[str, str]:
    return {
        "visit-role-unknown": _("nobody comes as “{role}”; this visit is not counted"),
        "visit-of-unlisted-person": _("this person is not listed; the visit is counted"),
        "visit-on-unplanned-day": _("{day} was no opening day; its visits are counted. Was it a special opening?"),
        "left-without-visit": _("somebody went out who was not seen coming in; nothing is counted for it"),
        "attended-no-programme": _("somebody took part in a programme that nobody wrote down; it is not counted"),
        "programme-held-twice": _("this programme was written down before; what was written last counts"),
        "visited-though-not-held": _("staff said that {day} was not held, but somebody came; the visits are counted"),
    }
