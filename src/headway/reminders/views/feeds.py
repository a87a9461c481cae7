"""Calendars for programs that cannot sign in."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from headway.kit import clock
from headway.kit.outbox import host_of_letters
from headway.people.access import actor_for
from headway.reminders.actions.feeds import open_feed
from headway.reminders.formats.ics import as_ics
from headway.reminders.queries.feeds import feed_of


@never_cache
@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar of an address."""
    found = open_feed(secret)
    organisation = found.person.organisation
    actor, now = actor_for(found.person), clock.now()
    with override(organisation.language), timezone.override(actor.time_zone):
        today = clock.today(actor.time_zone)
        made = feed_of(actor, found.unit, organisation.name, now, today)
    content = as_ics(
        made.name, made.meetings, made.days, made_at=now, zone=made.zone,
        base_url=settings.BASE_URL, host=host_of_letters(),
    )  # fmt: skip
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'inline; filename="headway.ics"'
    return response
