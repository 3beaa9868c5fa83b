"""What is chosen on the screen, which is all the screen holds, and the page that follows from it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from judge.facts import Fact
from judge.tournament.state import StageState
from tui.desk.corrections import correctable
from tui.desk.deeds import Desk
from tui.desk.pages import (
    Row,
    Sheet,
    decisions_sheet,
    line_sheet,
    reviews_sheet,
    stages_sheet,
    standings_sheet,
    tables_sheet,
    tables_with_standings,
    teams_sheet,
)
from tui.desk.plan_page import plan_sheet
from tui.fact_words import fact_sentence
from tui.i18n import _, language

__all__ = ["Page", "View"]


class Page(IntEnum):
    """The pages, by their digits."""

    TEAMS = 1
    STAGES = 2
    LINE = 3
    TABLES = 4
    STANDINGS = 5
    BRACKET = 6
    REVIEWS = 7
    CORRECTIONS = 8
    DECISIONS = 9


LATEST = 300
"""So many facts are listed to be corrected; older ones are found by their team."""
OF_ONE = (Page.LINE, Page.STANDINGS, Page.BRACKET)
"""The pages that show a single competition."""


@dataclass
class View:
    """What is chosen. A choice of something that is gone falls back to what is nearest."""

    desk: Desk
    page: Page = Page.TEAMS
    competition_at: int = 0
    stage_at: dict[Page, int] = field(default_factory=dict)
    """Counted back from the latest stage that has something to show."""
    row_at: dict[Page, int] = field(default_factory=dict)
    scrolled: tuple[int, int] = (0, 0)
    """Rows and cells of the bracket that are above and left of the screen."""
    team: str | None = None
    """Corrections: only what is about it."""
    is_plan: bool = False
    """The tables' page shows the plan."""
    _made: tuple[object, Sheet] | None = None

    @property
    def competition(self) -> str:
        """The competition that is looked at; on the stages' page, that of the chosen row."""
        if self.page is Page.STAGES and (row := self.row) is not None:
            return row.id.rpartition("/")[0]
        names = self.desk.competitions
        return names[self.competition_at % len(names)] if names else next(iter(self.desk.hall.competitions))

    def stages(self) -> list[str]:
        """The stages of the competition that this page can show."""
        state = self.desk.state(self.competition)
        if self.page is Page.BRACKET:
            return [stage.id for stage in state.stages if stage.bracket is not None or stage.double is not None]
        return tables_with_standings(state)

    @property
    def stage(self) -> str | None:
        """The stage that is looked at; None: there is none to show."""
        stages = self.stages()
        return stages[-1 - self.stage_at.get(self.page, 0) % len(stages)] if stages else None

    @property
    def stage_state(self) -> StageState | None:
        """The stage of the bracket that is looked at."""
        stage = self.stage
        return self.desk.state(self.competition).stage_state(stage) if stage is not None else None

    def sheet(self) -> Sheet:
        """The page as rows; the bracket is none. Made once for what is recorded (and, of a line, each second)."""
        at_s = self.desk.now_ms() // 1000 if self.page is Page.LINE else 0
        here = self.competition if self.page in OF_ONE else ""
        key = (
            len(self.desk.facts),
            self.page,
            self.is_plan,
            here,
            tuple(self.stage_at.items()),
            self.team,
            at_s,
            language(),
        )
        if self._made is None or self._made[0] != key:
            self._made = key, self._sheet()
        return self._made[1]

    def _sheet(self) -> Sheet:
        desk = self.desk
        if self.page in OF_ONE:
            return self._sheet_of_one()
        sheets: dict[Page, Callable[[Desk], Sheet]] = {
            Page.TEAMS: teams_sheet, Page.STAGES: stages_sheet,
            Page.TABLES: plan_sheet if self.is_plan else tables_sheet, Page.REVIEWS: reviews_sheet,
            Page.DECISIONS: decisions_sheet,
        }  # fmt: skip
        return sheets[self.page](desk) if self.page in sheets else self._corrections()

    @property
    def row(self) -> Row | None:
        """The chosen line."""
        rows = self.sheet().rows
        return rows[self._at(rows)] if rows else None

    @property
    def place(self) -> int:
        """Which line is chosen, from 0."""
        return self._at(self.sheet().rows)

    def move(self, by: int) -> None:
        """Choose another line; scroll the bracket."""
        if self.page is Page.BRACKET:
            self.scrolled = (max(0, self.scrolled[0] + by), self.scrolled[1])
            return
        rows = self.sheet().rows
        self.row_at[self.page] = max(0, min(len(rows) - 1, self._at(rows) + by))

    def move_to(self, row: str) -> bool:
        """Choose a line by its id. False: there is none."""
        ids = [one.id for one in self.sheet().rows]
        if row in ids:
            self.row_at[self.page] = ids.index(row)
        return row in ids

    def turn(self, page: Page) -> None:
        """Look at another page."""
        self.page, self.scrolled = page, (0, 0)

    def next_competition(self, by: int) -> None:
        """Look at another competition."""
        self.competition_at = (self.competition_at + by) % max(1, len(self.desk.competitions))
        self.stage_at, self.scrolled = {}, (0, 0)

    def turn_plan(self) -> None:
        """Show the plan on the tables' page, or the tables again."""
        self.is_plan = not self.is_plan
        self.row_at.pop(Page.TABLES, None)

    def next_stage(self) -> None:
        """Look at the stage before, and after the first one at the last again."""
        self.stage_at[self.page] = (self.stage_at.get(self.page, 0) + 1) % max(1, len(self.stages()))
        self.scrolled = (0, 0)

    def fact(self) -> Fact | None:
        """The fact in the chosen line of the corrections."""
        row = self.row
        found = (fact for fact in correctable(self.desk.facts, self.team) if row is not None and fact.source == row.id)
        return next(found, None)

    def _at(self, rows: Sequence[Row]) -> int:
        return max(0, min(self.row_at.get(self.page, 0), len(rows) - 1))

    def _sheet_of_one(self) -> Sheet:
        if self.page is Page.LINE:
            return line_sheet(self.desk, self.competition)
        stage = self.stage
        if self.page is Page.STANDINGS and stage is not None:
            return standings_sheet(self.desk, self.competition, stage)
        words = _("There is no bracket yet.") if self.page is Page.BRACKET else _("There are no standings yet.")
        return Sheet((), (), empty=words if stage is None else "")

    def _corrections(self) -> Sheet:
        names, facts = self.desk.names, correctable(self.desk.facts, self.team)
        rows = tuple(
            Row(fact.source, (f"{self.desk.local(fact.wall):%H:%M:%S}", self._numbers(fact),
                              fact_sentence(fact.body, self.desk.names_of(fact))))
            for fact in facts[:LATEST]
        )  # fmt: skip
        note = _("Only what is about {team}; [t] shows everything.", team=names.team(self.team)) if self.team else ""
        if len(facts) > LATEST:
            note = note or _("The latest {count}; [t] shows what is about one team.", count=LATEST)
        return Sheet((_("Time"), _("No."), _("What was recorded")), rows, note, _("Nothing was recorded yet."))

    def _numbers(self, fact: Fact) -> str:
        """The numbers of the teams whose run a fact is of."""
        found = self.desk.hall.runs.get(fact.run or "")
        return "–".join(str(self.desk.hall.teams[team].number) for team in found[1].teams) if found is not None else ""
