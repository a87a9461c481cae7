"""What pages of a goal or KPI are of, by name."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from headway.kpis.models import Kpi
from headway.packs.models import PageKind
from headway.packs.queries.rows import PageRow
from headway.people.access import Actor
from headway.strategy.models import MidTermGoal


def names_of(actor: Actor, pages: Sequence[PageRow]) -> dict[int, str]:
    """The name of each page, by its id: what it is of, and which goal or KPI. Two queries at most,
    none where no page is of one."""
    goals = _titles(actor, pages, PageKind.GOAL)
    kpis = _titles(actor, pages, PageKind.KPI)
    found = {}
    for page in pages:
        name = page.title
        if page.subject_id is not None:
            among = goals if page.kind == PageKind.GOAL else kpis
            name = among.get(page.subject_id, _("no longer there"))
        words = page.kind_words
        found[page.id] = f"{words}: {name}" if name else words
    return found


def _titles(actor: Actor, pages: Sequence[PageRow], kind: str) -> dict[int, str]:
    ids = [page.subject_id for page in pages if page.kind == kind]
    if not ids:
        return {}
    mine = {"organisation_id": actor.organisation_id, "pk__in": ids}
    if kind == PageKind.GOAL:
        return dict(MidTermGoal.objects.filter(**mine).values_list("id", "title"))
    return dict(Kpi.objects.filter(**mine).values_list("id", "name"))
