"""The history of a KPI as people read it: fields and values as its form and page name them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from django.utils.translation import gettext as _

from headway.activity.queries import EventRow
from headway.kpis.queries.definitions.words import field_labels, value_words
from headway.kpis.queries.known.patterns import rule_words
from headway.people.queries.told import Change, ToldEvent

_SAID_BY_ITS_VALUES = frozenset({"first", "last", "values"})
"""How many values there are and from when to when: said where they are too many to be named."""


def told_events(told: Iterable[ToldEvent], rows: Iterable[EventRow]) -> list[ToldEvent]:
    """Events in words, in their order; ``rows`` are those they tell. The first definition is not
    told field by field: it stands in full among the versions."""
    return [
        replace(event, changes=list(_changes(event, row)))
        for event, row in zip(told, rows, strict=True)
    ]


def _changes(event: ToldEvent, row: EventRow) -> Iterator[Change]:
    if row.verb == "kpi.defined":
        return
    labels = {**field_labels(), **_others()}
    after, before = row.after or {}, row.before or {}
    names_values = "measurements" in after
    for change in event.changes:
        if names_values and change.key in _SAID_BY_ITS_VALUES:
            continue
        words = labels.get(change.key, change.field)
        if change.key == "rule":
            yield replace(change, field=words, after=rule_words(str(after["rule"])))
            continue
        if row.verb != "kpi.redefined" or change.key.endswith("_id"):
            yield replace(change, field=words)
            continue
        was, now = before.get(change.key), after.get(change.key)
        yield Change(
            change.key,
            words,
            "" if was in (None, "") else value_words(change.key, was),
            _("nothing") if now in (None, "") else value_words(change.key, now),
        )


def _others() -> dict[str, str]:
    return {
        "measurements": _("Values"), "effective_on": _("Holds from"), "kind": _("Wanted is"),
        "low": _("At least"), "high": _("At most"), "red": _("Red from"), "worst": _("Worst"),
        "best": _("Best"), "curve": _("Points"), "by": _("To be met by"), "starts_on": _("From"),
        "rule": _("What it shows"),
        "number": _("Signal"), "cause_due_on": _("Cause due"), "action_due_on": _("Action due"),
        "different": _("How one sees that it is different"), "reason": _("Why it is different"),
        "wanted": _("Whether that is wanted"), "lasting": _("Why it will last"),
        "new_baseline": _("A new baseline begins"),
    }  # fmt: skip
