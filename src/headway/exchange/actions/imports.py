"""Look at a file, then bring it in: a preview writes nothing, a commit writes all or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from headway.activity.actions import Entry, record
from headway.exchange.actions.reports import build_report
from headway.exchange.formats import read_plan
from headway.exchange.formats.document import readable
from headway.exchange.formats.plan import ROOT_UNIT, Finding, ImportedPlan
from headway.exchange.models import ImportChange, ImportedObject, ImportRun, ImportState
from headway.exchange.queries.comparison import Comparison, compare
from headway.exchange.queries.runs import get_run
from headway.exchange.queries.stored import Known, fingerprints, plain
from headway.kit import clock
from headway.kit.problems import Conflict, FieldError, InvalidInput, Outdated
from headway.okrs.actions.loading import Progress, load_plan
from headway.okrs.actions.plans import Plan, Row, Written
from headway.okrs.actions.unloading import GOAL_POST
from headway.people.access import Actor, Permission, require
from headway.people.models import Organisation

PREVIEWS_KEPT = timedelta(days=1)
FILENAME_LIMIT = 300


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file would change. ``report`` is the JSON object of ``reports.build_report``."""

    plan: ImportedPlan
    comparison: Comparison
    report: dict[str, Any]


def plan_import(actor: Actor, content: bytes, filename: str, *, overwrite: bool = False) -> Preview:
    """Read a file and compare it with the organisation. Writes nothing.

    ``overwrite`` lets the file win over what people changed here since the last import. Raises
    NotAllowed, InvalidInput (the file cannot be read; the line is named).
    """
    require(actor, Permission.IMPORT_RUN)
    today = clock.today(actor.time_zone)
    plan = read_plan(content, today=today, limit=settings.UPLOAD_LIMIT)
    comparison = compare(actor.organisation_id, plan, today=today, overwrite=overwrite)
    home = Organisation.objects.get(pk=actor.organisation_id)
    if plan.organisation_slug != home.slug:
        text = _("The file is of “%(file)s” and goes into “%(here)s”.")
        names = {"file": plan.organisation_name, "here": home.name}
        comparison.assumed.insert(0, Finding(0, "", text % names))
    report = {
        **build_report(plan, comparison),
        "filename": base_name(filename),
        "overwrite": overwrite,
    }
    return Preview(plan, comparison, report)


@transaction.atomic
def keep_preview(
    actor: Actor, content: bytes, filename: str, *, overwrite: bool = False
) -> ImportRun:
    """Look at a file and keep it for a later commit. Previews of days ago are thrown away."""
    preview = plan_import(actor, content, filename, overwrite=overwrite)
    now = clock.now()
    old = ImportRun.objects.filter(
        organisation_id=actor.organisation_id,
        state=ImportState.PREVIEW,
        created_at__lt=now - PREVIEWS_KEPT,
    )
    old.delete()
    run = _run(actor, preview, filename, ImportState.PREVIEW, content)
    record(actor, Entry("import.previewed", "import", run.pk, run.filename))
    return run


@transaction.atomic
def discard_preview(actor: Actor, run_id: int) -> None:
    """Throw a preview away. Raises NotAllowed, NotFound, Conflict (committed already)."""
    require(actor, Permission.IMPORT_RUN)
    run = get_run(actor, run_id, lock=True)
    _require_state(run, ImportState.PREVIEW)
    run.delete()
    record(actor, Entry("import.discarded", "import", run_id, run.filename))


@transaction.atomic
def commit_preview(actor: Actor, run_id: int, *, progress: Progress | None = None) -> ImportRun:
    """Bring in the file of a preview, exactly as it was shown.

    Raises NotAllowed, NotFound, Conflict (committed already) and Outdated when the organisation
    has changed so that the preview no longer holds.
    """
    require(actor, Permission.IMPORT_RUN)
    _lock(actor)
    run = get_run(actor, run_id, lock=True)
    _require_state(run, ImportState.PREVIEW)
    content, shown = bytes(run.content or b""), run.report
    preview = plan_import(actor, content, run.filename, overwrite=shown["overwrite"])
    if any(preview.report[name] != shown[name] for name in ("changes", "rejected")):
        raise Outdated(
            _("Something here changed since this preview. Choose the file again."),
            code="preview_outdated",
        )
    run.state, run.content = ImportState.COMMITTED, None
    run.committed_at = clock.now()
    run.save()
    _write(actor, run, preview, progress)
    return run


@transaction.atomic
def commit_import(
    actor: Actor,
    content: bytes,
    filename: str,
    *,
    overwrite: bool = False,
    strict: bool = False,
    progress: Progress | None = None,
) -> ImportRun:
    """Bring a file in at once, without a preview. With ``strict`` a single rejected entry refuses
    the whole file. Raises NotAllowed, InvalidInput, Conflict."""
    require(actor, Permission.IMPORT_RUN)
    _lock(actor)
    preview = plan_import(actor, content, filename, overwrite=overwrite)
    if strict:
        refuse_rejected(preview.report)
    run = _run(actor, preview, filename, ImportState.COMMITTED, None)
    _write(actor, run, preview, progress)
    return run


def refuse_rejected(report: dict[str, Any]) -> None:
    """Raise InvalidInput, naming every line, when anything was rejected."""
    rejected = report["rejected"]
    if rejected:
        raise InvalidInput(
            _("%(count)d entries cannot be used, so nothing was imported. The first: %(first)s")
            % {
                "count": len(rejected),
                "first": f"{rejected[0]['where']}: {rejected[0]['why']}",
            },
            code="entries_rejected",
            errors=[FieldError(item["where"], "rejected", item["why"]) for item in rejected],
        )


def _lock(actor: Actor) -> None:
    """One import of an organisation at a time, from the comparison on: of two at once the second
    finds everything unchanged."""
    Organisation.objects.select_for_update().get(pk=actor.organisation_id)


def _run(
    actor: Actor, preview: Preview, filename: str, state: ImportState, content: bytes | None
) -> ImportRun:
    now = clock.now()
    return ImportRun.objects.create(
        organisation_id=actor.organisation_id,
        source=preview.plan.source,
        filename=base_name(filename),
        format=preview.plan.format,
        state=state,
        content=content,
        report=preview.report,
        person_id=actor.person_id,
        created_at=now,
        committed_at=now if state == ImportState.COMMITTED else None,
    )


def base_name(filename: str) -> str:
    """A file's name without the folders it lay in."""
    return readable(filename.replace("\\", "/").rpartition("/")[2])[-FILENAME_LIMIT:] or "upload"


def _require_state(run: ImportRun, state: ImportState) -> None:
    if run.state != state:
        raise Conflict(
            _("This import is %(state)s already.")
            % {"state": ImportState(run.state).label.lower()},
            code="wrong_state",
        )


def _write(actor: Actor, run: ImportRun, preview: Preview, progress: Progress | None) -> None:
    """The objects, what they stand for and what is needed to take them back."""
    comparison = preview.comparison
    known = {pair: entry.object_id for pair, entry in comparison.known.items()}
    known |= {
        (change.entry.KIND, change.entry.external_id): change.object_id
        for change in comparison.changes
        if change.object_id is not None
    }
    if comparison.root_id is not None:
        known["unit", ROOT_UNIT] = comparison.root_id
    rows = [
        Row(change.entry.KIND, change.entry.external_id, change.fields, change.object_id)
        for change in comparison.changes
        if change.is_writing
    ]
    why = _("Imported from %(file)s") % {"file": run.filename}
    written = load_plan(actor, Plan(rows, known, why), progress=progress)
    _remember(run, comparison, written)
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
    ImportedObject.objects.bulk_create(
        objects,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["organisation", "source", "kind", "external_id"],
        update_fields=["object_id", "values"],
    )
    ImportChange.objects.bulk_create(changes, batch_size=500)
