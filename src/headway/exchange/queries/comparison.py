"""What importing a plan would change: every entry against what was imported before and what stands
now. Reads only.

For each field three values are compared: the file's, the one imported last and the current one.
The file's change wins over an untouched field; what people changed here since is left alone and
reported, unless they said to overwrite.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from headway.exchange.formats.entries import Entry, ImportedLink
from headway.exchange.formats.plan import Finding, ImportedPlan
from headway.exchange.queries.circles import closing_a_circle
from headway.exchange.queries.present import Present
from headway.exchange.queries.promises import Promises
from headway.exchange.queries.stored import Known, unsaid
from headway.people.access import Actor


class Action(StrEnum):
    """What becomes of an entry. ``adopted``: it is here already, under the same name."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    ADOPTED = "adopted"


@dataclass(frozen=True, slots=True)
class Change:
    """An entry and what becomes of it. ``fields`` are to be written, references as external ids;
    ``before`` holds the same fields as they are now."""

    entry: Entry
    action: Action
    object_id: int | None = None
    fields: dict[str, Any] = field(default_factory=dict)
    before: dict[str, Any] = field(default_factory=dict)

    @property
    def is_writing(self) -> bool:
        return self.action in (Action.CREATED, Action.UPDATED)


@dataclass(slots=True)
class Comparison:
    """All changes in the order of the plan, what stays out and what was taken for granted."""

    changes: list[Change] = field(default_factory=list)
    rejected: list[Finding] = field(default_factory=list)
    assumed: list[Finding] = field(default_factory=list)
    known: dict[tuple[str, str], Known] = field(default_factory=dict)
    root_id: int | None = None
    kpis: dict[str, int] = field(default_factory=dict)


class Refused(Exception):
    """Why an entry stays out."""


def compare(
    organisation_id: int | None,
    plan: ImportedPlan,
    *,
    today: date,
    overwrite: bool = False,
    actor: Actor | None = None,
) -> Comparison:
    """Compare a plan with an organisation; None: one that is not founded yet. What ``actor`` may
    not move without an approval is rejected; None: whoever does not ask for any."""
    present = Present(organisation_id, plan, today=today)
    promises = Promises(organisation_id, present.known, today=today, actor=actor)
    comparison = Comparison(
        known=present.known, root_id=present.root_id, kpis=present.card.kpis.ids
    )
    usable: set[tuple[str, str]] = set()
    for entry in plan.entries:
        try:
            _refuse_missing_reference(entry, usable, present)
            change = _change(entry, present, today, overwrite)
            obstacle = present.obstacle(entry) if change.is_writing else None
            if obstacle:
                raise Refused(obstacle)
            _refuse_unlike_sum(change, present)
            _refuse_promised(change, promises)
        except Refused as refusal:
            comparison.rejected.append(
                Finding(entry.line, entry.external_id, str(refusal), entry.KIND)
            )
        else:
            comparison.changes.append(change)
            if change.action in (Action.CREATED, Action.ADOPTED):
                usable.add((entry.KIND, entry.external_id))
            if change.action is Action.ADOPTED:
                _assume(comparison, entry, _("One of this name is here already: taken for it."))
        if present.current(entry) is not None:
            usable.add((entry.KIND, entry.external_id))
    _reject_circles(comparison, present)
    text = _("Imported earlier and not in this file: it stays as it is.")
    comparison.assumed += [Finding(0, key, text) for key in present.left_behind()]
    return comparison


def _assume(comparison: Comparison, entry: Entry, text: str) -> None:
    comparison.assumed.append(Finding(entry.line, entry.external_id, text))


def _refuse_missing_reference(entry: Entry, usable: set[tuple[str, str]], present: Present) -> None:
    said = entry.values() | entry.initial()
    for name, kind in entry.REFERENCES.items():
        target = said.get(name)
        if target and kind == "kpi":
            if fault := present.card.kpis.fault(target):
                raise Refused(fault)
        elif target and (kind, target) not in usable:
            raise Refused(_("It belongs to “%(id)s”, which stays out.") % {"id": target})


_ADDED_UP = ("kind", "scale", "measure", "aggregation")


def _refuse_unlike_sum(change: Change, present: Present) -> None:
    """Values that are added up here must stay alike: not euros to dollars, nor counts to levels."""
    if change.entry.KIND != "key_result" or change.action is not Action.UPDATED:
        return
    changed = [name for name in _ADDED_UP if name in change.fields]
    if changed and change.object_id in present.added_up:
        text = _(
            "Its value is added up with another one here, so its %(fields)s must stay. Take the "
            "link between their values away first."
        )
        raise Refused(text % {"fields": ", ".join(changed)})


def _refuse_promised(change: Change, promises: Promises) -> None:
    """What a locked plan promises is changed by a file as it is by hand."""
    if change.is_writing:
        is_new = change.action is Action.CREATED
        why = promises.refusal(change.entry, change.fields, change.before, is_new=is_new)
        if why:
            raise Refused(why)


def _change(entry: Entry, present: Present, today: date, overwrite: bool) -> Change:
    known = present.known.get((entry.KIND, entry.external_id))
    if known is None:
        namesake = present.namesake(entry)
        if namesake is not None:
            return Change(entry, Action.ADOPTED, namesake)
        return _creation(entry, today)
    if known.values == entry.values():
        return Change(entry, Action.UNCHANGED, known.object_id)
    current = present.current(entry)
    if current is not None:
        return _update(entry, known, current, today, overwrite)
    if overwrite:
        return _creation(entry, today)
    raise Refused(_("It was removed here since it was imported. Overwriting brings it back."))


def _creation(entry: Entry, today: date) -> Change:
    fields = {**entry.values(), **entry.initial()}
    return Change(entry, Action.CREATED, None, _not_after(fields, today))


def _update(
    entry: Entry, known: Known, current: dict[str, Any], today: date, overwrite: bool
) -> Change:
    changed = {
        name: value
        for name, value in entry.values().items()
        if name not in known.values or known.values[name] != value
    }
    fields = {name: value for name, value in changed.items() if current[name] != value}
    edited = [name for name in fields if current[name] != _left_at(entry, known, name)]
    if edited and not overwrite and entry.KIND != "check_in":
        text = _("%(fields)s was changed here since the last import, and in the file.")
        raise Refused(text % {"fields": ", ".join(sorted(edited))})
    if not fields:
        return Change(entry, Action.UNCHANGED, known.object_id)
    if "is_health" in fields:
        raise Refused(
            _(
                "A key result does not become a health metric, nor one a key result. Give it a new "
                "id, and cancel this one here."
            )
        )
    if entry.KIND == "check_in":  # never changed: a correction is a whole new record
        fields = entry.values()
    before = {name: current[name] for name in fields}
    return Change(entry, Action.UPDATED, known.object_id, _not_after(fields, today), before)


def _left_at(entry: Entry, known: Known, name: str) -> Any:
    """The value that the last import left a field at: what a file did not say began as it does for
    everybody."""
    return known.values[name] if name in known.values else unsaid(entry.KIND, name)


def _not_after(fields: dict[str, Any], today: date) -> dict[str, Any]:
    """A reading cannot hold, nor an ending lie, after today: in a cycle still running, today."""
    day = today.isoformat()
    noon = f"{day}T12:00:00+00:00"
    latest = {"effective_on": day, "closed_at": noon}
    return {
        name: min(value, latest[name]) if name in latest and value is not None else value
        for name, value in fields.items()
    }


def _reject_circles(comparison: Comparison, present: Present) -> None:
    """Links that are sound in the file may close a circle with links that people made here."""
    links = [
        change.entry
        for change in comparison.changes
        if change.is_writing and isinstance(change.entry, ImportedLink)
    ]
    closing = closing_a_circle(present, links)
    if not closing:
        return
    out = {link.external_id for link in closing}
    comparison.changes = [
        change
        for change in comparison.changes
        if change.entry.KIND != "link" or change.entry.external_id not in out
    ]
    why = _("With the links that are here it would lead back to its own objective.")
    comparison.rejected += [Finding(k.line, k.external_id, why, "link") for k in closing]
