"""Take a whole import back."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from headway.activity.actions import Entry, one_write, record
from headway.exchange.actions.card import take_card_back, weighed_since, without_card
from headway.exchange.actions.kpi_undo import later_work_on_kpis, take_back_kpis
from headway.exchange.formats.card_entries import CARD_KINDS
from headway.exchange.formats.kpis import KPI_FORMATS
from headway.exchange.models import ImportChange, ImportedObject, ImportRun, ImportState
from headway.exchange.queries.runs import get_run
from headway.exchange.queries.stored import fingerprints
from headway.kit import clock
from headway.kit.problems import Conflict
from headway.okrs.actions.plans import KINDS
from headway.okrs.actions.unloading import (
    GOAL_POST,
    Restored,
    Unload,
    later_work,
    locked_since,
    unload_plan,
)
from headway.people.access import Actor, Permission, require
from headway.people.models import Organisation
from headway.strategy.actions.carrying import carry_changes

SHOWN = 20


@one_write()
def undo_import(actor: Actor, run_id: int) -> ImportRun:
    """Delete what an import created and restore what it changed.

    Raises NotAllowed, NotFound, and Conflict when it was undone already or when people have worked
    on it since; ``extra["hanging"]`` lists what. Nothing is deleted then.
    """
    require(actor, Permission.IMPORT_RUN)
    Organisation.objects.select_for_update(no_key=True).get(pk=actor.organisation_id)
    run = get_run(actor, run_id, lock=True)
    if run.state != ImportState.COMMITTED:
        raise Conflict(
            _("This import is %(state)s; only a committed one can be undone.")
            % {"state": ImportState(run.state).label.lower()},
            code="wrong_state",
        )
    changes = list(ImportChange.objects.filter(run=run).order_by("position"))
    if run.format in KPI_FORMATS:
        refuse_hanging(later_work_on_kpis(changes))
        take_back_kpis(actor, changes, _("Import of %(file)s undone") % {"file": run.filename})
    else:
        unload = _unload(run, changes)
        locked = _locked_since(actor, run, unload)
        hanging = [*_changed_since(changes), *weighed_since(changes)]
        refuse_hanging([*hanging, *later_work(unload), *locked])
        take_card_back(actor, changes, unload.why)
        unload_plan(actor, without_card(unload))
        carry_changes(actor, [item.id for item in unload.restored if item.kind == "goal"])
    _restore_entries(run, changes)
    run.state, run.undone_at = ImportState.UNDONE, clock.now()
    run.save(update_fields=["state", "undone_at"])
    record(actor, Entry("import.undone", "import", run.pk, run.filename))
    return run


def _unload(run: ImportRun, changes: Sequence[ImportChange]) -> Unload:
    created: dict[str, list[int]] = {}
    for change in changes:
        if change.created:
            created.setdefault(change.kind, []).append(change.object_id)
    restored = [
        Restored(change.kind, change.object_id, change.before)
        for change in changes
        if not change.created and change.before is not None and change.kind not in CARD_KINDS
    ]
    return Unload(created, restored, _("Import of %(file)s undone") % {"file": run.filename})


def _locked_since(actor: Actor, run: ImportRun, unload: Unload) -> list[str]:
    if run.committed_at is None:
        return []
    zone = actor.time_zone
    return locked_since(unload, after=run.committed_at, today=clock.today(zone), time_zone=zone)


def refuse_hanging(hanging: Sequence[str]) -> None:
    """Raise Conflict, naming it, where people have worked on an import since."""
    if not hanging:
        return
    listed = "; ".join(hanging[:3])
    more = len(hanging) - 3
    raise Conflict(
        _("People have worked on this import since: %(what)s. Nothing was undone.")
        % {
            "what": listed
            if more <= 0
            else _("%(listed)s and %(more)d more") % {"listed": listed, "more": more}
        },
        code="later_work",
        extra={"hanging": hanging[:SHOWN], "hanging_count": len(hanging)},
    )


def _changed_since(changes: Sequence[ImportChange]) -> list[str]:
    """Objects that are not as the import left them, or gone."""
    by_kind: dict[str, list[ImportChange]] = {}
    for change in changes:
        if change.kind != GOAL_POST and (change.created or change.before is not None):
            by_kind.setdefault(change.kind, []).append(change)
    phrases = []
    for kind, group in by_kind.items():
        ids = [change.object_id for change in group]
        now = fingerprints(kind, ids)
        other = [c.object_id for c in group if now.get(c.object_id) != c.fingerprint]
        labels = KINDS[kind].model._default_manager.in_bulk(other[:SHOWN])
        for object_id in other:
            label = str(labels.get(object_id, object_id))
            if object_id in now:
                phrases.append(_("“%(label)s” was changed") % {"label": label})
            else:
                phrases.append(_("%(kind)s %(label)s was removed") % {"kind": kind, "label": label})
    return phrases


def _restore_entries(run: ImportRun, changes: Sequence[ImportChange]) -> None:
    """What the file's entries stood for before."""
    objects = ImportedObject.objects.filter(organisation_id=run.organisation_id, source=run.source)
    stored = {(entry.kind, entry.external_id): entry for entry in objects}
    gone, changed = [], []
    for change in changes:
        entry = stored.get((change.kind, change.external_id))
        if entry is None:
            continue
        if change.entry_before is None:
            gone.append(entry.pk)
            continue
        entry.object_id = change.entry_before["object_id"]
        entry.values = change.entry_before["values"]
        changed.append(entry)
    for first in range(0, len(gone), 1000):
        objects.filter(pk__in=gone[first : first + 1000]).delete()
    ImportedObject.objects.bulk_update(changed, ["object_id", "values"], batch_size=500)
