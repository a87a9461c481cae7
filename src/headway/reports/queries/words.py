"""What a key result asks for and where it stands, in a few words."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headway.core.kinds import CHANGE_KINDS, KeyResultKind
from headway.okrs.models import Aggregation
from headway.okrs.queries.key_results import KeyResultRow
from headway.okrs.queries.measures import is_yes_no
from headway.okrs.queries.readings import Reading, added_up, done_by
from headway.web.formats import measured, number


def aim(row: KeyResultRow) -> str:
    """What is to be reached: "12 to 20 %", "at most 4 people"."""
    if row.kind in CHANGE_KINDS:
        return _("%(start)s to %(target)s") % {
            "start": number(row.start),
            "target": measured(row.target, row.measure),
        }
    if row.kind == KeyResultKind.STAY_ABOVE:
        return _("at least %(target)s") % {"target": measured(row.target, row.measure)}
    if row.kind == KeyResultKind.STAY_BELOW:
        return _("at most %(target)s") % {"target": measured(row.target, row.measure)}
    if row.kind == KeyResultKind.WITHIN:
        return _("between %(low)s and %(high)s") % {
            "low": number(row.low),
            "high": measured(row.high, row.measure),
        }
    if row.kind == KeyResultKind.MILESTONE:
        count = len(row.steps)
        return ngettext("%(count)d milestone", "%(count)d milestones", count) % {"count": count}
    return ""


def last_value(row: KeyResultRow) -> float | None:
    """The value entered last. With sums and means it is not the value of the key result."""
    return _last(row.readings)


def _last(readings: Sequence[Reading]) -> float | None:
    return next((r.value for r in reversed(readings) if r.value is not None), None)


def stand(row: KeyResultRow, *, before_last: bool = False) -> str:
    """The latest reading as a table shows it: "63", "2 of 6", "done"; or the one before it. Of
    entries that add up, what they come to."""
    readings = row.readings[:-1] if before_last else row.readings
    if row.kind == KeyResultKind.MILESTONE:
        done = done_by(readings)
        if done is None:
            return ""
        counts = {"done": sum(step.id in done for step in row.steps), "all": len(row.steps)}
        return _("%(done)d of %(all)d") % counts
    value = _last(readings)
    if row.aggregation == Aggregation.SUM and value is not None:
        value = added_up(readings)
    if is_yes_no(row):
        return "" if value is None else _("done") if value else _("not yet")
    return number(value)


def change(before: str, after: str) -> str:
    """Two written figures: "48 % to 52 %", or "52 %, unchanged"."""
    if before == after:
        return _("%(figure)s, unchanged") % {"figure": after}
    if not before:
        return after
    return _("%(before)s to %(after)s") % {"before": before, "after": after}
