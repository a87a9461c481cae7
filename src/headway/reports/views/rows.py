"""The rows of the check-in table, put together for the templates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headway.core.kinds import KeyResultKind
from headway.discussion.queries.nudges import NudgedBy
from headway.okrs.models import Aggregation
from headway.okrs.queries.explanations import explain_key_result
from headway.okrs.queries.key_results import KeyResultRow
from headway.okrs.queries.measures import is_yes_no
from headway.okrs.queries.moved import NONE, Moves
from headway.okrs.queries.trajectories import trajectory_of
from headway.reports.forms import RowForm, corrected, prefilled
from headway.reports.queries.due import DueItem
from headway.reports.queries.moves import Move
from headway.reports.queries.places import of_object
from headway.reports.queries.words import aim, change, last_value, stand
from headway.web.charts import Trajectory
from headway.web.explanation import Explanation
from headway.web.formats import (
    count_word,
    due,
    percent,
    score,
    sentence,
    short_day,
    time_of_day,
)
from headway.web.posted import plain_number


@dataclass(slots=True)
class CheckInRow:
    """A row as the template draws it: with ``form`` it waits for an answer, without it is saved."""

    item: DueItem
    form: RowForm | None
    control: str  # "value", "steps", "choice", or "kpi" where the value comes from one
    url: str
    aim: str
    due: str
    is_late: bool
    stand: str
    stand_before: str
    nudged: str  # who asked for it, and when; "" where nobody did
    repeat: str  # what "=" stands for; "" where nothing can be repeated
    picture: Trajectory
    moved: str = ""
    why: Explanation | None = None  # of the progress that was saved
    objective_moved: str = ""
    explanation: Explanation | None = None
    above: Moves = NONE
    saved_at: str = ""
    note: str = ""

    @property
    def row(self) -> KeyResultRow:
        return self.item.row

    @property
    def went_along(self) -> list[tuple[str, str, Explanation]]:
        """The scores above that moved: title, change in words, what it is made of."""
        return [
            (one.title, change(score(one.before), score(one.now)), one.explanation)
            for one in self.above.shown
        ]

    @property
    def adds_up(self) -> bool:
        """Whether what is typed is added to what there is."""
        return self.item.row.aggregation == Aggregation.SUM


def check_in_row(
    item: DueItem,
    today: date,
    form: RowForm | None = None,
    *,
    correct: bool = False,
    explanation: Explanation | None = None,
    above: Moves = NONE,
) -> CheckInRow:
    """A waiting item gets its prefilled form unless one is given; a saved one only to correct.
    ``explanation`` is of the score that a saved item moved, ``above`` what went along."""
    row, control = item.row, _control(item.row)
    if form is None and item.waits:
        form = prefilled(row)
    elif form is None and correct:
        form = corrected(row, item.move.note if item.move else "")
    last, due_words = last_value(row), due(row.due_on, today)
    made = CheckInRow(
        item=item,
        form=form,
        control=control,
        url=of_object("key_result", row.id),
        aim=aim(row),
        due=due_words if aim(row) else sentence(due_words),
        is_late=row.due_on is not None and row.due_on < today,
        stand=stand(row),
        stand_before=stand(row, before_last=True),
        nudged=_nudged(item.nudged_by, today),
        repeat=plain_number(last) if control == "value" else "",
        picture=trajectory_of(row, (), today=today),
    )
    if item.move is not None:
        _tell(made, item.move)
        made.why = explain_key_result(row, today)
        made.explanation, made.above = explanation, above
    return made


def _tell(made: CheckInRow, move: Move) -> None:
    """What today's check-in moved."""
    made.moved = change(percent(move.progress_before), percent(move.progress_after))
    made.objective_moved = change(score(move.objective_before), score(move.objective_after))
    made.saved_at = date_format(timezone.localtime(move.at), "H:i")
    made.note = move.note


def _nudged(asked: NudgedBy | None, today: date) -> str:
    if asked is None:
        return ""
    said = {
        "who": asked.author_name or _("Somebody"),
        "day": short_day(asked.on),
        "time": time_of_day(asked.at),
    }
    if asked.on == today:
        return _("%(who)s asked for it today, %(time)s") % said
    return _("%(who)s asked for it on %(day)s") % said


def _control(row: KeyResultRow) -> str:
    if row.kpi_id is not None:
        return "kpi"
    if row.kind == KeyResultKind.MILESTONE:
        return "steps"
    return "choice" if is_yes_no(row) else "value"


@dataclass(frozen=True, slots=True)
class Answer:
    """The heading of Home: how much is due, how much is late, how much is saved; and ``decisions``,
    how much else waits for the person."""

    waiting: int
    late: int
    saved: int
    next_due_on: date | None
    next_count: int
    decisions: int = 0

    @property
    def heading(self) -> str:
        """The answer to "what is due from me?": of check-ins first, then of everything else."""
        return f"{self.check_ins} {self.others}".strip()

    @property
    def others(self) -> str:
        """How much waits that is no check-in; empty where nothing does."""
        if not self.decisions:
            return ""
        words = ngettext(
            "%(count)s decision waits for you.", "%(count)s decisions wait for you.", self.decisions
        )
        return sentence(words % {"count": count_word(self.decisions)})

    @property
    def check_ins(self) -> str:
        """How many check-ins are due and late; a check-in that is saved changes only this."""
        if not self.waiting:
            return self._nothing_waits()
        words = self._waiting_words()
        counts = {"count": count_word(self.waiting), "late": count_word(self.late)}
        return sentence(words % counts)

    def _waiting_words(self) -> str:
        if not self.late:
            return ngettext(
                "%(count)s check-in this week.", "%(count)s check-ins this week.", self.waiting
            )
        if self.late < self.waiting:
            return ngettext(
                "%(count)s check-ins this week, %(late)s of them is late.",
                "%(count)s check-ins this week, %(late)s of them are late.",
                self.late,
            )
        if self.waiting == 2:
            return _("%(count)s check-ins are due, both late.")
        return ngettext(
            "%(count)s check-in is late.", "%(count)s check-ins are due, all late.", self.waiting
        )

    def _nothing_waits(self) -> str:
        if self.saved:
            return _("All your check-ins of this week are in.")
        if self.decisions:
            return _("No check-in is due from you this week.")
        return _("Nothing is due from you this week.")

    @property
    def progress(self) -> str:
        """How far one is: "1 of 5 saved"."""
        if not self.saved:
            return str(self.waiting)
        return _("%(saved)d of %(all)d saved") % {
            "saved": self.saved,
            "all": self.saved + self.waiting,
        }
