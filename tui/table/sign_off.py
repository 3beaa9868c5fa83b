"""What becomes of a run that is over: who signs it, who does not agree, and who decides then.

Rules: the team signs before the referee; a second person, where the tournament asks for one, last, and agrees or sends
back, but never edits; a disputed run is set aside and the next team may start.
"""

from typing import Literal

from judge.disputes import may_decide
from judge.facts import DisputeDecided, RunDisputed, RunReturned, RunSigned
from judge.run_state import CONFIRMER, RunStage, RunState
from tui.table.persons import REFEREE
from tui.table.record import RefusedError, TableRecord

__all__ = ["Ruling", "SignOff"]

Ruling = Literal["stands", "amended", "void"]
Level = Literal["head_referee", "chief"]


class SignOff(TableRecord):
    """The deeds of those who agree, or do not."""

    def agree(self, member: int = 0) -> None:
        """The next who has to sign does so: the teams together, then the referee.

        Args: member: which member of the team signs, from 0. Raises: RefusedError: a question is open, or the next
        to sign is not here.
        """
        state = self._need_run()
        assert self.run is not None
        role = self.next_signature()
        if role == "team":
            for number, team in enumerate(state.teams, start=1):
                self._sign(state, "team" if number == 1 else f"team_{number}", self._member(team, member))
            return
        if role not in (REFEREE, CONFIRMER) or any(one.person == self.referee for one in state.signatures):
            raise RefusedError("second-person", {"role": role or ""})
        self._sign(state, role, self.referee)
        after = self.state()
        if after is not None and after.stage is RunStage.SIGNED:
            self._leave()

    def need_second_person(self) -> RunState:
        """Return the run that whoever sits here may confirm. Raises: RefusedError: there is none, or not by them."""
        state = self._need_run()
        if self.next_signature() != CONFIRMER:
            raise RefusedError("nothing-to-confirm")
        if any(one.person == self.referee for one in state.signatures):
            raise RefusedError("second-person", {"role": CONFIRMER})
        self._check(state, RunReturned(self.referee, "look_again"))
        return state

    def send_back(self, reason: str) -> None:
        """The second person does not agree: all signatures fall, and the run waits for its referee again.

        Args: reason: a word of `reasons.return_reasons`. Raises: RefusedError.
        """
        self.need_second_person()
        self._write(RunReturned(self.referee, reason), None)

    def next_signature(self) -> str | None:
        """The role that has to sign next; None: nobody."""
        state = self.state()
        if state is None or state.stage is not RunStage.ENDED:
            return None
        signed = {signature.role for signature in state.signatures}
        roles = dict.fromkeys(["team", *self.definition.sign_off])
        return next((role for role in sorted(roles, key=_turn) if role not in signed), None)

    def dispute(self, reason: str, team: str | None = None) -> None:
        """A team does not agree: the run is set aside, counts nowhere, and the next team may start."""
        state = self._need_run()
        body = RunDisputed(team or state.teams[0], None, reason, self.definition.appeal_minutes)
        self._check(state, body)
        self._write(body, None)
        assert self.run is not None
        self.station.settle(self.run)
        self._leave()

    def decide(self, run: str, ruling: Ruling) -> None:
        """Whoever sits here as head referee decides a disputed run; after an appeal, as chief. Raises: RefusedError."""
        _name, state = self.hall.runs[run]
        level: Level = "head_referee" if may_decide(state.disputes, "head_referee") else "chief"
        body = DisputeDecided(level, ruling, f"ruled_{ruling}")
        self._check(state, body)
        self._journal.append(body, run=run, by=self.referee)

    def _sign(self, state: RunState, role: str, person: str) -> None:
        body = RunSigned(role, person)
        self._check(state, body)
        assert self.run is not None
        self.station.sign(self.run, role, person)

    def _member(self, team: str, member: int) -> str:
        members = self.hall.teams[team].entered.members if team in self.hall.teams else ()
        return members[min(member, len(members) - 1)] if members else self._add_person("team_member")


def _turn(role: str) -> int:
    """Whose turn it is to sign: the team before the referee, the second person last."""
    return {"team": 0, REFEREE: 1, CONFIRMER: 3}.get(role, 2)
