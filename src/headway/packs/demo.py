"""Board packs of the demo organisation: one that lives, and one of the last quarter that is frozen,
with what people said of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from headway.core.cadence import Cadence
from headway.core.calendars import last_ends, working_days_after
from headway.kit import clock
from headway.kpis.queries.doors import calendar_of
from headway.packs import actions
from headway.packs.models import Pack
from headway.packs.queries.rows import PageRow, pages_of
from headway.people.access import Actor, actor_for
from headway.people.models import Organisation, Person, Unit
from headway.strategy.models import GoalMeasure

DAYS_AFTER = 6
"""Working days from the end of a quarter to the meeting of its board."""
NOTE = (
    "We are on course for the year, and most of it rests on the season to come.\n"
    "What we ask of you today: a decision on the second test bench."
)
SAID = (
    ("map", "Which of these arrows would we stop believing in, and by when?"),
    ("kpis", "Was this one not amber in spring already? Who is at work on it?"),
)


def add_packs(organisation: Organisation, today: date) -> tuple[Pack, Pack]:
    """The frozen pack of the last quarter, made and talked about in the week of its meeting, and
    the live one of today. Of the root's lead."""
    root = Unit.objects.select_related("lead__organisation").get(
        organisation=organisation, parent=None
    )
    leader = actor_for(root.lead or _first(organisation))
    [ended] = last_ends(today, 1, Cadence.QUARTERLY, calendar_of(organisation.pk))
    met = min(working_days_after(ended, DAYS_AFTER), today)
    with clock.frozen(datetime.combine(met, time(8), UTC)):
        board = _board(leader, ended)
    with clock.frozen(datetime.combine(met, time(14), UTC)):
        _talk(organisation, leader, pages_of(board.pk))
    live = actions.add_pack(leader)
    kpi = _first_kpi(organisation.pk)
    if kpi is not None:
        actions.add_page(leader, live.pk, kind="kpi", subject_id=kpi)
    return board, live


def _board(leader: Actor, ended: date) -> Pack:
    made = actions.add_pack(leader, title=f"Board of {ended:%B %Y}")
    actions.update_pack(leader, made.pk, day=ended)
    actions.update_page(leader, pages_of(made.pk)[0].id, note=NOTE)
    return actions.freeze_pack(leader, made.pk)


def _talk(organisation: Organisation, leader: Actor, pages: list[PageRow]) -> None:
    """Two of the others ask; the first one is answered."""
    others = Person.objects.filter(organisation=organisation, is_active=True)
    asking = others.exclude(pk=leader.person_id or 0).exclude(role="viewer").order_by("pk")[:2]
    by_kind = {page.kind: page.id for page in pages}
    for at, ((kind, text), person) in enumerate(zip(SAID, asking, strict=False)):
        said = actions.add_comment(actor_for(person), by_kind[kind], text=text)
        if not at:
            actions.resolve_comment(leader, said.pk)


def _first(organisation: Organisation) -> Person:
    found = Person.objects.filter(organisation=organisation, role="admin").order_by("pk")
    return found[:1].get()


def _first_kpi(organisation_id: int) -> int | None:
    """The KPI that measures most, for a page of its own."""
    found = GoalMeasure.objects.filter(goal__organisation_id=organisation_id, until__isnull=True)
    return found.order_by("-weight", "pk").values_list("kpi_id", flat=True).first()
