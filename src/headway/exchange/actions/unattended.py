"""Imports from the command line: no person acts, and the organisation may not exist yet."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from headway.activity.actions import one_write
from headway.exchange.actions.imports import (
    commit_kpis,
    commit_plan,
    kpi_preview,
    preview_report,
    refuse_rejected,
)
from headway.exchange.actions.undo import undo_import
from headway.exchange.formats import read_kpis, read_plan
from headway.exchange.formats.kpis import ImportedKpis
from headway.exchange.formats.plan import ImportedPlan
from headway.exchange.models import ImportRun
from headway.kit import clock
from headway.kit.problems import InvalidInput, NotFound
from headway.okrs.actions.loading import Progress
from headway.people.access import system_actor
from headway.people.actions import create_organisation
from headway.people.models import Organisation

ACTOR_NAME = "Import"


def run_import(
    content: bytes,
    filename: str,
    *,
    organisation: str | None = None,
    dry_run: bool = False,
    strict: bool = False,
    overwrite: bool = False,
    kpi: str = "",
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Import a file, or with ``dry_run`` say what that would do; returns the report.

    It goes into the organisation of that short name, else into the one the file names, which is
    founded when there is none. ``progress`` is told (done, total) after every kind of row. The
    report's ``id`` is the run to undo, None for a dry run. Raises InvalidInput, NotFound, Conflict;
    then nothing was written.
    """
    table = read_kpis(content, limit=settings.UPLOAD_LIMIT, kpi=kpi)
    if table is not None:
        return _import_kpis(
            _home_of_kpis(organisation),
            table,
            filename,
            dry_run=dry_run,
            strict=strict,
            overwrite=overwrite,
            kpi=kpi,
        )
    plan = _read(content)
    home = Organisation.objects.filter(slug=organisation or plan.organisation_slug).first()
    if home is None and organisation is not None:
        raise _unknown(organisation)
    if home is not None and clock.today(home.time_zone) != clock.today():
        plan = _read(content, home.time_zone)  # whether a cycle is over is told by its own day
    if dry_run:
        return _dry_run(home, plan, filename, strict=strict, overwrite=overwrite)
    with one_write():
        founded = home is None
        home = home or _found(plan)
        actor = system_actor(home, ACTOR_NAME)
        run = commit_plan(
            actor, plan, filename, overwrite=overwrite, strict=strict, progress=progress
        )
    return {"id": run.pk, "state": str(run.state), **_named(home, founded), **run.report}


def _import_kpis(
    home: Organisation,
    table: ImportedKpis,
    filename: str,
    *,
    dry_run: bool,
    strict: bool,
    overwrite: bool,
    kpi: str,
) -> dict[str, Any]:
    actor, named = system_actor(home, ACTOR_NAME), _named(home, founded=False)
    if dry_run:
        preview = kpi_preview(actor, table, filename, overwrite=overwrite, kpi=kpi)
        if strict:
            refuse_rejected(preview.report)
        return {"id": None, "state": "dry_run", **named, **preview.report}
    run = commit_kpis(actor, table, filename, overwrite=overwrite, strict=strict, kpi=kpi)
    return {"id": run.pk, "state": str(run.state), **named, **run.report}


def _home_of_kpis(slug: str | None) -> Organisation:
    """A table names no organisation: the one that was named, or the only one here."""
    found = list(Organisation.objects.filter(**({"slug": slug} if slug else {}))[:2])
    if len(found) == 1:
        return found[0]
    if slug:
        raise _unknown(slug)
    raise InvalidInput.on(
        "organisation", _("Say into which organisation it goes: --organisation."), code="required"
    )


def run_undo(run_id: int) -> dict[str, Any]:
    """Take an import back by its number; returns its report. Raises NotFound, Conflict."""
    run = ImportRun.objects.select_related("organisation").filter(pk=run_id).first()
    if run is None:
        raise NotFound(_("There is no import %(id)d.") % {"id": run_id})
    undone = undo_import(system_actor(run.organisation, ACTOR_NAME), run_id)
    named = _named(run.organisation, founded=False)
    return {"id": undone.pk, "state": str(undone.state), **named, **undone.report}


def _read(content: bytes, time_zone: str = "UTC") -> ImportedPlan:
    return read_plan(content, today=clock.today(time_zone), limit=settings.UPLOAD_LIMIT)


def _dry_run(
    home: Organisation | None, plan: ImportedPlan, filename: str, *, strict: bool, overwrite: bool
) -> dict[str, Any]:
    today = clock.today(home.time_zone if home else "UTC")
    _comparison, report = preview_report(home, plan, filename, today=today, overwrite=overwrite)
    if strict:
        refuse_rejected(report)
    place = home or Organisation(name=plan.organisation_name, slug=plan.organisation_slug)
    return {"id": None, "state": "dry_run", **_named(place, founded=home is None), **report}


def _found(plan: ImportedPlan) -> Organisation:
    return create_organisation(
        name=plan.organisation_name,
        slug=plan.organisation_slug,
        fiscal_year_start=plan.fiscal_year_start,
    )


def _unknown(slug: str) -> NotFound:
    slugs = ", ".join(Organisation.objects.order_by("slug").values_list("slug", flat=True)[:20])
    return NotFound(
        _("There is no organisation %(slug)s. There are: %(slugs)s.")
        % {"slug": slug, "slugs": slugs or _("none")}
    )


def _named(home: Organisation, founded: bool) -> dict[str, Any]:
    return {"organisation": {"name": home.name, "slug": home.slug, "created": founded}}
