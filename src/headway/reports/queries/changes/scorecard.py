"""What changed in how the scorecard is made: weights, KPIs of goals, the mean, and the arrows of
the strategy map."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from headway.activity.queries import EventRow
from headway.core.scorecard import Mean
from headway.reports.queries.changes.rows import Change, Section, Subject
from headway.strategy.models import Strength
from headway.strategy.models.measures import Scoring
from headway.web.formats import number

MEASURES = ("measure.added", "measure.changed", "measure.ended")
ARROWS = ("link.added", "link.changed", "link.ended")
VERBS = {*MEASURES, *ARROWS, "weight.set", "scorecard.changed"}

_ABOUT = ("kpi", "effect", "since", "rationale")
"""What is told beside what changes."""

_Key = tuple[str, int, str, str]


def scorecard_changes(events: Sequence[EventRow]) -> Iterator[Change]:
    """From first to last, each thing once; what came and went again is none. No query."""
    told: dict[_Key, list[EventRow]] = {}
    for row in events:
        if row.verb in VERBS:
            told.setdefault(_key(row), []).append(row)
    for (_kind, _id, what, part), rows in told.items():
        before, after = _first(rows), _last(rows)
        if before == after:
            continue
        write = {"measure": _measure, "arrow": _arrow, "weight": _weight, "mean": _mean}[what]
        kind, id_, label = rows[-1].subject_type, rows[-1].subject_id, rows[-1].subject_label
        if what == "mean":
            kind, id_, label = "scorecard", 0, _("Scorecard")
        yield Change(
            Section.STRATEGY, what, Subject(kind, id_, label, kind, id_, label),
            _label(what, part), write(before), write(after), tuple(rows),
            values=(before, after), part=part,
        )  # fmt: skip


def _key(row: EventRow) -> _Key:
    said = row.after or row.before or {}
    if row.verb in MEASURES:
        return row.subject_type, row.subject_id, "measure", str(said.get("kpi", ""))
    if row.verb in ARROWS:
        return row.subject_type, row.subject_id, "arrow", str(said.get("effect", ""))
    what = "weight" if row.verb == "weight.set" else "mean"
    return row.subject_type, row.subject_id, what, ""


def _label(what: str, part: str) -> str:
    return {
        "measure": _("Measured by “%(name)s”") % {"name": part},
        "arrow": _("Arrow to “%(name)s”") % {"name": part},
        "weight": _("Weight in the scorecard"),
        "mean": _("How scores are put together"),
    }[what]


def _first(rows: Sequence[EventRow]) -> dict[str, Any] | None:
    """How it was before the first of them; None where there was nothing."""
    if rows[0].before is None and rows[0].verb != "weight.set":
        return None
    found: dict[str, Any] = {}
    for row in reversed(rows):
        found |= _bare(row.before)
    return found


def _last(rows: Sequence[EventRow]) -> dict[str, Any] | None:
    """How it is after the last of them; None where there is nothing any more."""
    if rows[-1].after is None:
        return None
    found: dict[str, Any] = {}
    for row in rows:
        found |= _bare(row.after)
    return found


def _bare(told: Mapping[str, Any] | None) -> dict[str, Any]:
    return {name: value for name, value in (told or {}).items() if name not in _ABOUT}


def _measure(told: Mapping[str, Any] | None) -> str:
    if told is None:
        return _("not")
    weight = _("weight %(weight)s") % {"weight": number(told.get("weight", 1.0))}
    return f"{weight}, {str(Scoring(told.get('scoring', Scoring.LAST)).label).lower()}"


def _arrow(told: Mapping[str, Any] | None) -> str:
    if told is None:
        return _("none")
    said = []
    if "sign" in told:
        said.append(_("better with better") if told["sign"] > 0 else _("worse with better"))
    if "lag" in told:
        said.append(_("lag %(lag)s") % {"lag": number(told["lag"])})
    if "strength" in told:
        said.append(str(Strength(told["strength"]).label).lower())
    return ", ".join(said) or _("drawn")


def _weight(told: Mapping[str, Any] | None) -> str:
    return number((told or {}).get("weight", 1.0))


def _mean(told: Mapping[str, Any] | None) -> str:
    kind = (told or {}).get("mean", Mean.ARITHMETIC)
    return _("by the geometric mean") if kind == Mean.GEOMETRIC else _("by the arithmetic mean")
