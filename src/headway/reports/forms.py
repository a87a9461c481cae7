"""Read a row of the check-in table."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from headway.core.kinds import KeyResultKind
from headway.kit.problems import FieldError, InvalidInput, Refused
from headway.okrs.queries.arithmetic import contributed
from headway.okrs.queries.key_results import KeyResultRow
from headway.okrs.queries.measures import is_yes_no
from headway.reports.queries.words import last_value
from headway.web.posted import Posted, plain_number

SAME = "="


@dataclass(slots=True)
class RowForm:
    """What stands in the fields of a row, typed or prefilled, and what is wrong with it."""

    value: str = ""
    done: frozenset[int] = frozenset()
    confidence: str = ""
    note: str = ""
    supersedes_id: int | None = None
    errors: dict[str, str] = field(default_factory=dict)

    def refuse(self, problem: Refused) -> None:
        """Keep the problem's sentences at their fields; what is wrong with none of them (it was
        closed meanwhile) stands at the value."""
        self.errors = {
            error.field.partition("-")[0]: str(error.message) for error in problem.errors
        } or {"value": str(problem.detail)}


@dataclass(frozen=True, slots=True)
class Entry:
    """A row as ``okrs.actions.checkins.check_in`` takes it."""

    value: float | None
    milestones_done: list[int] | None
    confidence: int | None
    note: str
    supersedes_id: int | None


def prefilled(row: KeyResultRow) -> RowForm:
    """A row that waits: what rarely changes stands there already."""
    value = last_value(row)
    return RowForm(
        value=str(int(value)) if is_yes_no(row) and value is not None else "",
        done=frozenset(row.steps_done),
        confidence="" if row.confidence is None else str(row.confidence),
    )


def corrected(row: KeyResultRow, note: str) -> RowForm:
    """A row to correct: what was entered last stands there, to be replaced."""
    last = row.readings[-1]
    form = prefilled(row)
    form.value = plain_number(last.value)
    form.note = note
    form.supersedes_id = last.id
    return form


def typed(posted: Posted, row: KeyResultRow) -> RowForm:
    """What was sent for a row, as text."""
    return RowForm(
        value=posted.text(f"value-{row.id}"),
        done=frozenset(int(i) for i in posted.choices(f"done-{row.id}") if i.isdecimal()),
        confidence=posted.text(f"confidence-{row.id}"),
        note=posted.text(f"note-{row.id}"),
        supersedes_id=posted.integer(f"supersedes-{row.id}"),
    )


def is_touched(form: RowForm, row: KeyResultRow) -> bool:
    """Whether anything stands in the row that was not there when the page was shown."""
    start = prefilled(row)
    return (form.value, form.done, form.confidence, bool(form.note)) != (
        start.value, start.done, start.confidence, False,
    )  # fmt: skip


def entry(posted: Posted, row: KeyResultRow, *, same: bool = False) -> Entry:
    """The row as a check-in; ``same`` repeats the last value. Raises InvalidInput for what cannot
    be read, and for a row in which nothing was entered."""
    form = typed(posted, row)
    if row.kpi_id is not None:
        value, done = None, None
    elif row.kind == KeyResultKind.MILESTONE:
        value, done = None, sorted(form.done)
    else:
        value, done = _value(posted, row, form, same=same), None
    confidence = posted.integer(f"confidence-{row.id}")
    posted.refuse()
    if row.kpi_id is not None and confidence is None:
        raise InvalidInput.on(
            "confidence", _("Say how sure you are: the value comes from its KPI."), code="required"
        )
    if row.kpi_id is None and value is None and done is None and not _only_confidence(form, row):
        raise InvalidInput.on(
            "value", _("Enter this week's value, or = for the same as last time."), code="required"
        )
    return Entry(value, done, confidence, form.note, form.supersedes_id)


def _value(posted: Posted, row: KeyResultRow, form: RowForm, *, same: bool) -> float | None:
    if not same and form.value != SAME:
        return posted.number(f"value-{row.id}")
    repeated = last_value(row)
    if repeated is None:
        name = f"value-{row.id}"
        message = _("There is no value yet that could be the same. Enter one.")
        posted.errors.append(FieldError(name, "nothing_to_repeat", message))
    return repeated


def _only_confidence(form: RowForm, row: KeyResultRow) -> bool:
    """Confidence alone is enough where others add the value up; elsewhere the value is what is due
    (docs/adr/0043)."""
    is_new = bool(form.confidence) and form.confidence != prefilled(row).confidence
    return is_new and contributed(row.contributions) is not None
