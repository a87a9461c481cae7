"""Imports from the command line: no person acts, and the organisation may not exist yet."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from headway.activity.actions import one_write
from headway.exchange.actions.imports import commit_plan, preview_report, refuse_rejected
from headway.exchange.actions.undo import undo_import
from headway.exchange.formats import read_plan
from headway.exchange.formats.plan import ImportedPlan
from headway.exchange.models import ImportRun
from headway.kit import clock
from headway.kit.problems import NotFound
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
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Import a file, or with ``dry_run`` say what that would do; returns the report.

    It goes into the organisation of that short name, else into the one the file names, which is
    founded when there is none. ``progress`` is told (done, total) after every kind of row. The
    report's ``id`` is the run to undo, None for a dry run. Raises InvalidInput, NotFound, Conflict;
    then nothing was written.
    """
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
