"""Pages of imports: choose a file, look at what it would change, bring it in, take it back."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from headway.exchange.actions import (
    commit_preview,
    discard_preview,
    keep_preview,
    undo_import,
)
from headway.exchange.formats import format_names
from headway.exchange.formats.kpis import LABELS
from headway.exchange.models import ImportState
from headway.exchange.queries.report import report_page
from headway.exchange.queries.runs import RunRow, get_run, list_runs
from headway.kit.problems import Conflict, InvalidInput, Outdated, Problem, Refused, messages_of
from headway.people.access import Permission, actor_of, decide, require
from headway.web.formats import number
from headway.web.posted import Posted
from headway.web.render import render


@require_http_methods(["GET", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """Choose a file; below, what was imported so far. Sending a file leads to its preview."""
    actor = actor_of(request)
    require(actor, Permission.IMPORT_VALUES)
    problem: Problem | None = None
    posted = Posted.of(request)
    overwrite, kpi = posted.switched("overwrite"), posted.text("kpi")
    if request.method == "POST":
        try:
            content, name = _sent_file(request)
            return redirect(
                "exchange:run", keep_preview(actor, content, name, overwrite=overwrite, kpi=kpi).pk
            )
        except Refused as refusal:
            problem = refusal
    runs = list_runs(actor)
    may_all = decide(actor, Permission.IMPORT_RUN).allowed
    return render(
        request,
        "exchange/imports.html",
        {
            "runs": runs,
            "headline": _headline(runs, may_all=may_all),
            "states": dict(ImportState.choices),
            "formats": format_names() if may_all else LABELS[:2],
            "may_all": may_all,
            "limit": settings.UPLOAD_LIMIT // (1024 * 1024),
            "overwrite": overwrite,
            "kpi": kpi,
            "problem": problem,
            "errors": messages_of(problem),
        },
        status=problem.status if problem else 200,
    )


def detail(request: HttpRequest, run_id: int) -> HttpResponse:
    """A preview with its choice to commit, or the report of an import with its way back."""
    require(actor_of(request), Permission.IMPORT_VALUES)
    return _page(request, run_id)


@require_POST
def commit(request: HttpRequest, run_id: int) -> HttpResponse:
    """Bring the previewed file in, exactly as it was shown."""
    try:
        commit_preview(actor_of(request), run_id)
    except (InvalidInput, Outdated) as problem:
        return _page(request, run_id, problem)
    return redirect("exchange:run", run_id)


@require_POST
def discard(request: HttpRequest, run_id: int) -> HttpResponse:
    """Throw the preview away; nothing was written."""
    discard_preview(actor_of(request), run_id)
    return redirect("exchange:import")


@require_POST
def undo(request: HttpRequest, run_id: int) -> HttpResponse:
    """Take the whole import back, or show what hangs on it."""
    try:
        undo_import(actor_of(request), run_id)
    except Conflict as problem:
        return _page(request, run_id, problem)
    return redirect("exchange:run", run_id)


def _sent_file(request: HttpRequest) -> tuple[bytes, str]:
    upload = request.FILES.get("file")
    if upload is None:
        raise InvalidInput.on("file", _("Choose a file first."), code="required")
    if (upload.size or 0) > settings.UPLOAD_LIMIT:
        raise InvalidInput.on(
            "file",
            _("The file is larger than %(limit)d MB. Split it by cycle.")
            % {"limit": settings.UPLOAD_LIMIT // (1024 * 1024)},
            code="too_large",
        )
    return upload.read(), upload.name or ""


def _headline(runs: Sequence[RunRow], *, may_all: bool) -> str:
    """What imports have brought so far."""
    kept = [run for run in runs if run.state == ImportState.COMMITTED]
    if not kept and not may_all:
        return _("Bring in values of your KPIs from a file.")
    if not kept:
        return _("Bring in your OKRs and KPIs from a file.")
    objectives, kpis, values = (
        sum(run.created.get(kind, 0) for run in kept)
        for kind in ("objectives", "kpis", "measurements")
    )
    told = (
        (objectives, ngettext("%s objective", "%s objectives", objectives)),
        (kpis, ngettext("%s KPI", "%s KPIs", kpis)),
        (values, ngettext("%s value", "%s values", values)),
    )
    imports = ngettext("%d import", "%d imports", len(kept)) % len(kept)
    brought = [words % number(count) for count, words in told if count]
    return _("%(imports)s brought %(what)s.") % {
        "imports": imports,
        "what": ", ".join(brought) or _("nothing new"),
    }


def _page(request: HttpRequest, run_id: int, problem: Problem | None = None) -> HttpResponse:
    run = get_run(actor_of(request), run_id)
    return render(
        request,
        "exchange/import.html",
        {
            "may_undo": decide(actor_of(request), Permission.IMPORT_RUN).allowed,
            "run": run,
            "is_preview": run.state == ImportState.PREVIEW,
            "is_committed": run.state == ImportState.COMMITTED,
            "page": report_page(run.report),
            "overwrite": run.report["overwrite"],
            "problem": problem,
            "hanging": problem.extra.get("hanging", []) if problem else [],
        },
        status=problem.status if problem else 200,
    )
