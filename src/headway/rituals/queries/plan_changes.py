"""What differs between two versions of a unit's plan, and why what moved after the lock moved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from headway.okrs.models import Aggregation, Ambition, GoalPostChange, Origin
from headway.okrs.queries.goal_post_words import field_words
from headway.web.formats import number

Whole = Mapping[str, Any]

_OBJECTIVE = ("title", "ambition", "origin", "owner", "description", "links")
_KEY_RESULT = (
    "title", "kind", "start", "target", "low", "high", "fail", "measure", "aggregation", "weight",
    "owner", "scale", "anchors", "profile", "milestones", "is_health", "n_min",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field before and after, in words; ``reason`` where it is a moved goal post."""

    label: str
    before: str
    after: str
    reason: str
    author: str
    on: date | None


@dataclass(frozen=True, slots=True)
class PartChange:
    """An objective or key result that is added, removed or changed."""

    kind: str
    id: int
    title: str
    state: str
    fields: tuple[FieldChange, ...]
    parts: tuple[PartChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Moved:
    """A goal post that moved: why, by whom, when."""

    reason: str
    author: str
    on: date


Reasons = Mapping[tuple[str, int, str], Moved]


def reasons_since(objective_ids: Sequence[int], since: datetime) -> Reasons:
    """Why goal posts of these objectives moved since an instant, by kind, id and field; the latest
    of each. One query."""
    rows = GoalPostChange.objects.filter(
        objective_id__in=objective_ids, created_at__gte=since
    ).order_by("id")
    found: dict[tuple[str, int, str], Moved] = {}
    for objective_id, key, field, reason, name, on in rows.values_list(
        "objective_id", "key_result_id", "field", "reason", "author__name", "effective_on"
    ):
        subject = ("key_result", key) if key is not None else ("objective", objective_id)
        found[(*subject, field)] = Moved(reason, name or "", on)
    return found


def compare(
    before: Sequence[Whole], after: Sequence[Whole], reasons: Reasons | None = None
) -> list[PartChange]:
    """What changed from one plan to another, in the order of the later one; what is gone last."""
    known = {one["id"]: one for one in before}
    found = []
    for one in after:
        old = known.pop(one["id"], None)
        if old is None:
            found.append(PartChange("objective", one["id"], one["title"], "added", ()))
            continue
        fields = _fields("objective", old, one, _OBJECTIVE, reasons or {})
        parts = _parts(old["key_results"], one["key_results"], reasons or {})
        if fields or parts:
            found.append(
                PartChange("objective", one["id"], one["title"], "changed", fields, tuple(parts))
            )
    return found + [
        PartChange("objective", one["id"], one["title"], "removed", ()) for one in known.values()
    ]


def _parts(before: Sequence[Whole], after: Sequence[Whole], reasons: Reasons) -> list[PartChange]:
    known = {part["id"]: part for part in before}
    found = []
    for part in after:
        old = known.pop(part["id"], None)
        if old is None:
            found.append(PartChange("key_result", part["id"], part["title"], "added", ()))
        elif fields := _fields("key_result", old, part, _KEY_RESULT, reasons):
            found.append(PartChange("key_result", part["id"], part["title"], "changed", fields))
    return found + [
        PartChange("key_result", part["id"], part["title"], "removed", ())
        for part in known.values()
    ]


def _fields(
    kind: str, before: Whole, after: Whole, names: Sequence[str], reasons: Reasons
) -> tuple[FieldChange, ...]:
    found = []
    for name in names:
        old, new = before.get(name), after.get(name)
        if old == new:
            continue
        moved = reasons.get((kind, after["id"], name))
        found.append(
            FieldChange(
                _label(name),
                _words(name, old),
                _words(name, new),
                moved.reason if moved else "",
                moved.author if moved else "",
                moved.on if moved else None,
            )
        )
    return tuple(found)


def _label(name: str) -> str:
    return {"owner": _("owner"), "links": _("serves")}.get(name) or field_words(name)


def _words(name: str, value: Any) -> str:
    choices: dict[str, dict[Any, Any]] = {
        "ambition": dict(Ambition.choices),
        "origin": dict(Origin.choices),
        "aggregation": dict(Aggregation.choices),
    }
    if value is None or value == "":
        return _("nothing")
    if name in choices:
        return str(choices[name].get(value, value))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int | float):
        return number(value)
    if name == "links":
        return ", ".join(link["title"] for link in value) or _("nothing")
    if name == "milestones":
        return ", ".join(title for title, _weight in value) or _("nothing")
    if isinstance(value, list):
        return "; ".join(", ".join(number(x) for x in pair) for pair in value)
    return str(value).replace("_", " ") if name == "kind" else str(value)
