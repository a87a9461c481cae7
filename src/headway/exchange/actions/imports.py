"""Look at a file, then bring it in: a preview writes nothing, a commit writes all or nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headway.activity.actions import Entry, one_write, record
from headway.exchange.actions.brought import Brought
from headway.exchange.actions.kpis import bring_in, look_at
from headway.exchange.actions.reports import build_report, kpi_report
from headway.exchange.actions.writing import remember_kpis, write_import
from headway.exchange.formats import read_kpis, read_plan
from headway.exchange.formats.kpis import SERIES, VALUES, ImportedKpis
from headway.exchange.formats.plan import Finding, ImportedPlan
from headway.exchange.models import ImportRun, ImportState
from headway.exchange.queries.comparison import Comparison, compare
from headway.exchange.queries.runs import get_run
from headway.kit import clock
from headway.kit.problems import Conflict, FieldError, InvalidInput, Outdated
from headway.kit.texts import readable
from headway.okrs.actions.loading import Progress
from headway.people.access import Actor, Permission, decide, require
from headway.people.models import Organisation

PREVIEWS_KEPT = timedelta(days=1)
FILENAME_LIMIT = 300

_PROMISED = ("created", "updated", "unchanged", "changes", "rejected")
"""The parts of a report that a commit must keep to."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file would change. ``report`` is the JSON object of ``reports.build_report``;
    ``write`` does it."""

    source: str
    format: str
    report: dict[str, Any]
    write: Callable[[ImportRun, Progress | None], None]


def plan_import(
    actor: Actor, content: bytes, filename: str, *, overwrite: bool = False, kpi: str = ""
) -> Preview:
    """Read a file and compare it with the organisation. Writes nothing.

    ``overwrite`` lets the file win over what people changed here since the last import; ``kpi`` is
    the one that a file of values alone is of. Raises NotAllowed, InvalidInput (the file cannot be
    read; the line is named).
    """
    require(actor, Permission.IMPORT_VALUES)
    table = read_kpis(content, limit=settings.UPLOAD_LIMIT, kpi=kpi)
    if table is not None:
        _require_of(actor, table)
        return kpi_preview(actor, table, filename, overwrite=overwrite, kpi=kpi)
    require(actor, Permission.IMPORT_RUN)
    today = clock.today(actor.time_zone)
    plan = read_plan(content, today=today, limit=settings.UPLOAD_LIMIT)
    return _preview(actor, plan, filename, overwrite=overwrite)


@transaction.atomic
def keep_preview(
    actor: Actor, content: bytes, filename: str, *, overwrite: bool = False, kpi: str = ""
) -> ImportRun:
    """Look at a file and keep it for a later commit. Previews of days ago are thrown away."""
    preview = plan_import(actor, content, filename, overwrite=overwrite, kpi=kpi)
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
    require(actor, Permission.IMPORT_VALUES)
    run = get_run(actor, run_id, lock=True)
    _require_state(run, ImportState.PREVIEW)
    run.delete()
    record(actor, Entry("import.discarded", "import", run_id, run.filename))


@one_write()
def commit_preview(actor: Actor, run_id: int, *, progress: Progress | None = None) -> ImportRun:
    """Bring in the file of a preview, exactly as it was shown.

    Raises NotAllowed, NotFound, Conflict (committed already) and Outdated when the organisation
    has changed so that the preview no longer holds.
    """
    require(actor, Permission.IMPORT_VALUES)
    _lock(actor)
    run = get_run(actor, run_id, lock=True)
    _require_state(run, ImportState.PREVIEW)
    content, shown = bytes(run.content or b""), run.report
    preview = plan_import(
        actor, content, run.filename, overwrite=shown["overwrite"], kpi=shown.get("kpi", "")
    )
    if any(preview.report[name] != shown[name] for name in _PROMISED):
        raise Outdated(
            _("Something here changed since this preview. Choose the file again."),
            code="preview_outdated",
        )
    run.state, run.content = ImportState.COMMITTED, None
    run.committed_at = clock.now()
    run.save()
    preview.write(run, progress)
    return run


@one_write()
def commit_import(
    actor: Actor,
    content: bytes,
    filename: str,
    *,
    overwrite: bool = False,
    strict: bool = False,
    kpi: str = "",
    progress: Progress | None = None,
) -> ImportRun:
    """Bring a file in at once, without a preview. With ``strict`` a single rejected entry refuses
    the whole file. Raises NotAllowed, InvalidInput, Conflict."""
    require(actor, Permission.IMPORT_VALUES)
    table = read_kpis(content, limit=settings.UPLOAD_LIMIT, kpi=kpi)
    if table is not None:
        return commit_kpis(actor, table, filename, overwrite=overwrite, strict=strict, kpi=kpi)
    today = clock.today(actor.time_zone)
    plan = read_plan(content, today=today, limit=settings.UPLOAD_LIMIT)
    return commit_plan(actor, plan, filename, overwrite=overwrite, strict=strict, progress=progress)


@one_write()
def commit_plan(
    actor: Actor,
    plan: ImportedPlan,
    filename: str,
    *,
    overwrite: bool = False,
    strict: bool = False,
    progress: Progress | None = None,
) -> ImportRun:
    """As :func:`commit_import`, for a file that was read already."""
    require(actor, Permission.IMPORT_RUN)
    _lock(actor)
    preview = _preview(actor, plan, filename, overwrite=overwrite)
    return _commit(actor, preview, filename, strict=strict, progress=progress)


@one_write()
def commit_kpis(
    actor: Actor,
    table: ImportedKpis,
    filename: str,
    *,
    overwrite: bool = False,
    strict: bool = False,
    kpi: str = "",
) -> ImportRun:
    """As :func:`commit_import`, for a table that was read already."""
    _require_of(actor, table)
    _lock(actor)
    brought = bring_in(actor, table, _why(filename), overwrite=overwrite)
    report = _kpi_report(table, brought, filename, overwrite=overwrite, kpi=kpi)

    def write(run: ImportRun, _progress: Progress | None) -> None:
        remember_kpis(actor, run, brought)

    done = Preview(table.source, table.format, report, write)
    return _commit(actor, done, filename, strict=strict, progress=None)


def _require_of(actor: Actor, table: ImportedKpis) -> None:
    """Values whoever may enter them, of the KPIs that they may; what is defined or wanted only
    administrators, for others a column of targets is passed over. Raises NotAllowed."""
    if table.format not in (VALUES, SERIES):
        require(actor, Permission.IMPORT_RUN)
    require(actor, Permission.IMPORT_VALUES)
    if table.series_targets and not decide(actor, Permission.IMPORT_RUN).allowed:
        table.series_targets.clear()
        said = _("Only administrators bring in targets with values: they were not read.")
        table.assumed.append(Finding(1, "", said))


def kpi_preview(
    actor: Actor, table: ImportedKpis, filename: str, *, overwrite: bool, kpi: str
) -> Preview:
    """What bringing a table of KPIs in would do."""
    seen = look_at(actor, table, _why(filename), overwrite=overwrite)
    report = _kpi_report(table, seen, filename, overwrite=overwrite, kpi=kpi)

    def write(run: ImportRun, _progress: Progress | None) -> None:
        remember_kpis(actor, run, bring_in(actor, table, _why(filename), overwrite=overwrite))

    return Preview(table.source, table.format, report, write)


def _kpi_report(
    table: ImportedKpis, brought: Brought, filename: str, *, overwrite: bool, kpi: str
) -> dict[str, Any]:
    asked = {"filename": base_name(filename), "overwrite": overwrite, "kpi": kpi}
    return {**kpi_report(table, brought), **asked}


def _why(filename: str) -> str:
    return _("Imported from %(file)s") % {"file": base_name(filename)}


def _commit(
    actor: Actor, preview: Preview, filename: str, *, strict: bool, progress: Progress | None
) -> ImportRun:
    if strict:
        refuse_rejected(preview.report)
    run = _run(actor, preview, filename, ImportState.COMMITTED, None)
    preview.write(run, progress)
    return run


def preview_report(
    organisation: Organisation | None,
    plan: ImportedPlan,
    filename: str,
    *,
    today: date,
    overwrite: bool,
    actor: Actor | None = None,
) -> tuple[Comparison, dict[str, Any]]:
    """What importing a plan would change, and the report of it; None: an organisation that is not
    founded yet. ``actor`` is who brings it in; None: the command line. Writes nothing and asks for
    no permission."""
    organisation_id = None if organisation is None else organisation.pk
    comparison = compare(organisation_id, plan, today=today, overwrite=overwrite, actor=actor)
    if organisation is not None and plan.organisation_slug != organisation.slug:
        text = _("The file is of “%(file)s” and goes into “%(here)s”.")
        names = {"file": plan.organisation_name, "here": organisation.name}
        comparison.assumed.insert(0, Finding(0, "", text % names))
    report = {
        **build_report(plan, comparison),
        "filename": base_name(filename),
        "overwrite": overwrite,
    }
    return comparison, report


def _preview(actor: Actor, plan: ImportedPlan, filename: str, *, overwrite: bool) -> Preview:
    comparison, report = preview_report(
        Organisation.objects.get(pk=actor.organisation_id),
        plan,
        filename,
        today=clock.today(actor.time_zone),
        overwrite=overwrite,
        actor=actor,
    )

    def write(run: ImportRun, progress: Progress | None) -> None:
        write_import(actor, run, comparison, progress)

    return Preview(plan.source, plan.format, report, write)


def refuse_rejected(report: dict[str, Any]) -> None:
    """Raise InvalidInput, naming every line, when anything was rejected."""
    rejected = report["rejected"]
    if rejected:
        raise InvalidInput(
            ngettext(
                "%(count)d entry cannot be used, so nothing was imported: %(first)s",
                "%(count)d entries cannot be used, so nothing was imported. The first: %(first)s",
                len(rejected),
            )
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
    Organisation.objects.select_for_update(no_key=True).get(pk=actor.organisation_id)


def _run(
    actor: Actor, preview: Preview, filename: str, state: ImportState, content: bytes | None
) -> ImportRun:
    now = clock.now()
    return ImportRun.objects.create(
        organisation_id=actor.organisation_id,
        source=preview.source,
        filename=base_name(filename),
        format=preview.format,
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
