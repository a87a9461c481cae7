"""Board packs that should have gone out and did not, for who made them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from headway.core.cadence import local_date
from headway.kit.prepared import prepared
from headway.packs.models import Pack, PackSend
from headway.people.access import Actor
from headway.reports.queries.waiting_item import WaitingItem

AT_MOST = 20


def packs_not_sent(actor: Actor, today: date) -> list[WaitingItem]:
    """Of one's own: that could not be made when they were due, or whose letters were given up. One
    query."""
    if actor.person_id is None:
        return []
    return [
        WaitingItem(
            "pack",
            pack_id,
            title=title,
            reason=(
                _("It was due by e-mail and could not be made (%(error)s).")
                if make_error
                else _("Its letters did not get through (%(error)s), and were given up.")
            )
            % {"error": make_error or send_error},
            why_you=_("Who made it"),
            since=local_date(begun, actor.time_zone) if begun else next_on or today,
            action=_("Look"),
        )
        for pack_id, title, make_error, next_on, send_error, begun in _rows(actor)
    ]


def _rows(actor: Actor) -> list[tuple[int, str, str, date | None, str, datetime | None]]:
    return _not_sent(actor.organisation_id, actor.person_id or 0)


@prepared
def _not_sent(organisation_id: int, person_id: int) -> QuerySet[Pack, tuple[Any, ...]]:
    """The last send of each tells: one that got through since is well."""
    sends = PackSend.objects.filter(pack_id=OuterRef("pk")).order_by("-id")
    given_up = PackSend.objects.filter(pk=OuterRef("last_send"), next_at__isnull=True).exclude(
        error=""
    )
    return (
        Pack.objects.filter(
            organisation_id=organisation_id,
            maker_id=person_id,
            archived_at__isnull=True,
        )
        .annotate(last_send=Subquery(sends.values("pk")[:1]))
        .filter(~Q(make_error="") | Exists(given_up))
        .order_by("id")
        .values_list(
            "id", "title", "make_error", "next_on", Subquery(sends.values("error")[:1]),
            Subquery(sends.values("created_at")[:1]),
        )[:AT_MOST]
    )  # fmt: skip
