"""What a referee does about the line: teams join by number or card, are told to come, and come or do not.

Rules: each deed is a fact; one that may not be is refused and writes nothing; one undo takes the last one back. The
line itself is the fold's: who is first is never kept here.
"""

from judge.facts import Body
from judge.hall_kinds import LineCalled, LineChanged, LineJoined, LineLeft, LineMissed
from judge.tournament.hall import may_join
from judge.tournament.line import LineState, Waiting
from tui.table.mode import RefusedError
from tui.table.record import Moment, TableRecord

__all__ = ["LineDeeds"]


class LineDeeds(TableRecord):
    """The line of the competition that is judged here."""

    _line: tuple[Moment, LineState | None] | None = None

    @property
    def waiting(self) -> LineState | None:
        """The line as it is now; None: this competition has none. Worked out anew with each fact and each second."""
        moment = self._moment()
        if self._line is None or self._line[0] != moment:
            inputs = self.hall.lines.get(self.competition)
            self._line = moment, inputs.at(self.now_ms) if inputs is not None else None
        return self._line[1]

    @property
    def below(self) -> tuple[str, ...]:
        """The teams with fewer official runs than they should have, those they wait for counted."""
        inputs, line = self.hall.lines.get(self.competition), self.waiting
        if inputs is None or line is None:
            return ()
        there = [team for team, entry in self.tournament.entries.items() if entry.status == "in"]
        return line.below(there, inputs.rules.runs_required)

    def join(self, typed: str, *, is_official: bool) -> str:
        """A team joins, by its number or its card, with its robot; who is in line already is there with its robot now.

        Returns the team's id. Raises: RefusedError.
        """
        team = self.roll.find(typed)
        if team is None:
            raise RefusedError("no-such-team", {"typed": typed})
        place = self._place(team)
        if place is not None and not place.is_robot_here:
            self._note(LineChanged(self.competition, team, place.is_official, True), by=self.referee)
            return team
        refusal = may_join(self.hall, self.competition, team, self.now_ms, is_official=is_official)
        if refusal is not None:
            raise RefusedError(refusal.code, refusal.fields)
        self._note(LineJoined(self.competition, team, is_official, True), by=self.referee)
        return team

    def turn_robot(self, team: str) -> None:
        """A waiting team's robot came, or went: only a person keeps the place. Raises: RefusedError."""
        place = self._need_place(team)
        self._note(LineChanged(self.competition, team, place.is_official, not place.is_robot_here), by=self.referee)

    def turn_kind(self, team: str) -> None:
        """A waiting team wants an official run instead of practice, or the other way. Raises: RefusedError."""
        place = self._need_place(team)
        if not place.is_official and place.runs_left < 1:
            raise RefusedError("no-runs-left", {"team": team})
        self._note(LineChanged(self.competition, team, not place.is_official, place.is_robot_here), by=self.referee)

    def call_in(self, team: str) -> None:
        """A waiting team is told to come now. Raises: RefusedError."""
        self._deed(team, LineCalled(self.competition, team))

    def miss(self, team: str) -> None:
        """A team that was called did not come: it goes to the end. Raises: RefusedError: it was not called."""
        if not self._need_place(team).is_called:
            raise RefusedError("not-called", {"team": team})
        self._deed(team, LineMissed(self.competition, team))

    def leave(self, team: str) -> None:
        """A waiting team leaves the line. Raises: RefusedError."""
        self._deed(team, LineLeft(self.competition, team))

    def _deed(self, team: str, body: Body) -> None:
        self._need_place(team)
        self._note(body, by=self.referee)

    def _place(self, team: str) -> Waiting | None:
        line = self.waiting
        return next((place for place in line.waiting if place.team == team), None) if line is not None else None

    def _need_place(self, team: str) -> Waiting:
        place = self._place(team)
        if place is None:
            raise RefusedError("not-in-line", {"team": team})
        return place
