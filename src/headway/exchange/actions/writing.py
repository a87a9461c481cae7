"""Write an import: the objects, which entry each stands for, and the way back."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from headway.activity.actions import Entry, record
from headway.exchange.actions.brought import Brought
from headway.exchange.actions.card import begun_before, write_card
from headway.exchange.formats.card_entries import CARD_KINDS
from headway.exchange.formats.entries import ROOT_UNIT
from headway.exchange.models import ImportChange, ImportedObject, ImportRun
from headway.exchange.queries.comparison import Comparison
from headway.exchange.queries.stored import Known, fingerprints, plain
from headway.kit import clock
from headway.okrs.actions.loading import Progress, load_plan
from headway.okrs.actions.plans import Plan, Row, Written
from headway.okrs.actions.unloading import GOAL_POST
from headway.people.access import Actor
from headway.strategy.actions.carrying import carry_changes
from headway.strategy.actions.links import refuse_circle


def write_import(
    actor: Actor, run: ImportRun, comparison: Comparison, progress: Progress | None
) -> None:
    """Write what a comparison found to write, inside the caller's transaction: the objects, what
    they stand for, and what is needed to take them back."""
    known = {pair: entry.object_id for pair, entry in comparison.known.items()}
    known |= {("kpi", said): kpi_id for said, kpi_id in comparison.kpis.items()}
    known |= {
        (change.entry.KIND, change.entry.external_id): change.object_id
        for change in comparison.changes
        if change.object_id is not None
    }
    if comparison.root_id is not None:
        known["unit", ROOT_UNIT] = comparison.root_id
    card = [change for change in comparison.changes if change.entry.KIND in CARD_KINDS]
    rows = [
        Row(change.entry.KIND, change.entry.external_id, change.fields, change.object_id)
        for change in comparison.changes
        if change.is_writing and change.entry.KIND not in CARD_KINDS
    ]
    why = _("Imported from %(file)s") % {"file": run.filename}
    written = load_plan(actor, Plan(rows, known, why), progress=progress)
    ids = known | {(item.kind, item.key): item.id for item in written}
    begun = begun_before(comparison.changes, clock.today(actor.time_zone))
    written += write_card(actor, card, ids, begun, why)
    changed = [row.id for row in rows if row.kind == "goal" and row.id is not None]
    if changed:
        carry_changes(actor, changed)
        refuse_circle(actor)  # a goal that lasts longer brings its arrows back
    _remember(run, comparison, written)
    _tell(actor, run)


def remember_kpis(actor: Actor, run: ImportRun, brought: Brought) -> None:
    """Keep what is needed to take a table of KPIs back, inside the transaction that wrote it."""
    for position, change in enumerate(brought.changes):
        change.run, change.position = run, position
    _keep(brought.objects, brought.changes)
    _tell(actor, run)


def _tell(actor: Actor, run: ImportRun) -> None:
    after = {name: run.report[name] for name in ("created", "updated", "unchanged")}
    after["rejected"] = len(run.report["rejected"])
    record(actor, Entry("import.committed", "import", run.pk, run.filename, after=after))


def _remember(run: ImportRun, comparison: Comparison, written: list[Written]) -> None:
    """Store what the entries stand for now, and what is needed to take the import back."""
    by_key = {(item.kind, item.key): item for item in written if item.key}
    objects, changes = [], []
    for change in comparison.changes:
        entry, values = change.entry, change.entry.values()
        item = by_key.get((entry.KIND, entry.external_id))
        before = comparison.known.get((entry.KIND, entry.external_id))
        object_id = item.id if item else change.object_id
        if object_id is None or (item is None and before is not None and before.values == values):
            continue
        objects.append(
            ImportedObject(
                organisation_id=run.organisation_id,
                source=run.source,
                kind=entry.KIND,
                external_id=entry.external_id,
                object_id=object_id,
                values=values,
            )
        )
        changes.append(
            ImportChange(
                run=run,
                kind=entry.KIND,
                external_id=entry.external_id,
                object_id=object_id,
                created=item is not None and item.created,
                before=plain(item.before) if item and item.before is not None else None,
                entry_before=_entry_before(before),
            )
        )
    changes += [
        ImportChange(run=run, kind=GOAL_POST, external_id="", object_id=item.id, created=True)
        for item in written
        if item.kind == GOAL_POST
    ]
    _store(run, objects, changes)


def _entry_before(before: Known | None) -> dict[str, Any] | None:
    return None if before is None else {"object_id": before.object_id, "values": before.values}


def _store(run: ImportRun, objects: list[ImportedObject], changes: list[ImportChange]) -> None:
    ids: dict[str, list[int]] = {}
    for change in changes:
        if change.kind != GOAL_POST:
            ids.setdefault(change.kind, []).append(change.object_id)
    prints = {kind: fingerprints(kind, found) for kind, found in ids.items()}
    for position, change in enumerate(changes):
        change.position = position
        change.fingerprint = prints.get(change.kind, {}).get(change.object_id, "")
    _keep(objects, changes)


def _keep(objects: list[ImportedObject], changes: list[ImportChange]) -> None:
    ImportedObject.objects.bulk_create(
        objects,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["organisation", "source", "kind", "external_id"],
        update_fields=["object_id", "values"],
    )
    ImportChange.objects.bulk_create(changes, batch_size=500)
