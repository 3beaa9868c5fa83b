"""The demo's sentences, for the lines on stdout and the log of the screen."""

from typing import Any

from tui.demo.events import Said
from tui.i18n import _, speaking
from tui.program_words import ending_line

__all__ = ["said_line", "summary_lines", "term_name"]


def said_line(said: Said) -> str:
    """Return the sentence of an event."""
    fields = said.fields
    if said.topic == "program_failed":
        stopped = _("{team}: the program stopped, the motors are off.", team=fields["team"])
        with speaking(fields["language"]):  # the child reads why, the referee reads that
            return f"{stopped} {ending_line(fields)}"
    return {
        "children_came": _("{children} children came to the clubhouse {visits} times before the tournament."),
        "board_ready": _("Judge box ready on {port}."),
        "program_installed": _("{team}: {program} is on the robot, read back and right ({hash})."),
        "run_opened": _("{run}: {team} to the table."),
        "run_signed": _("{run}: {team} has {points} points, signed."),
        "run_voided": _("{run} was open when the program died: void, it will be run again."),
        "lots_drawn": _("{where}: equal in everything, so lots were drawn: {order}."),
        "mirror_behind": _("The copy on {path} is behind. The journal itself is whole; plug the stick in and resume."),
        "box_lost": _("{run}: the judge box is gone. The field waits; no signal is lost."),
        "box_restarted": _("The judge box is started again."),
    }[said.topic].format_map(fields)


def term_name(term: str) -> str:
    """Return the name of a line of a score."""
    return {
        "leave": _("Left home"),
        "stop": _("Stopped at the tower"),
        "ball": _("Ball in the tower"),
        "back": _("Started back"),
        "home": _("Home"),
        "bonus": _("Bonus balls"),
        "tower_touched": _("Tower touched"),
    }.get(term, term)


def summary_lines(document: dict[str, Any]) -> list[str]:
    """Return what a reader of the terminal wants at the end: runs, standings, bracket, champion, clubhouse."""
    lines = ["", _("Runs")]
    for run in document["runs"]:
        terms = "  ".join(f"{term_name(term['term'])} {term['points']}" for term in run["breakdown"])
        lines.append(f"  {run['run']:<12} {run['score']:>4}/{run['max']}   {terms}")
    lines += ["", _("Standings (best {counted} of {official})", counted=document["demo"]["runs_counted"],
                    official=document["demo"]["runs_official"])]  # fmt: skip
    lines += [f"  {line['rank']}. {line['name']:<20} {line['total']}" for line in document["standings"]]
    names = {team["team"]: team["name"] for team in document["teams"]}
    lines += ["", _("Bracket")]
    for heat in document["bracket"]:
        sides = "  —  ".join(f"{names.get(side['team'], '?')} {side['points']}" for side in heat["sides"])
        lines.append(f"  {heat['heat']}: {sides}   → {names.get(heat['winner'], '?')}")
    if document["champion"]:
        lines += ["", _("Champion: {team}", team=document["champion"]["name"])]
    lines += ["", *_kpi_lines(document["kpi"])]
    return lines


def _kpi_lines(kpi: dict[str, Any]) -> list[str]:
    lines = [
        _(
            "Clubhouse, fiscal year {year}: {nobe} visits (延べ, person-days), {jitsu} children (実), "
            "{days} opening days held, {each} visits a day",
            year=kpi["fiscal_year"],
            nobe=kpi["nobe"],
            jitsu=kpi["jitsu"],
            days=kpi["opening_days_held"],
            each=kpi["per_opening_day"] or "—",
        )
    ]
    target = kpi.get("target")
    if target:
        lines.append(
            _(
                "On the way from {baseline} to {goal}: {percent} %; the line stands at {expected}",
                baseline=target["baseline"],
                goal=target["goal"],
                percent=target["progress_percent"],
                expected=target["expected_linear"] or "—",
            )
        )
    return lines
