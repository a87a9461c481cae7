"""The addresses of calendars: made, shown once, revoked, renewed."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from headway.activity.actions import Entry, record
from headway.kit import clock
from headway.kit.database import Busy, impatient
from headway.kit.problems import Conflict, NotFound
from headway.kit.secrets import hash_of, new_secret
from headway.people.access import Actor
from headway.people.queries import get_unit
from headway.reminders.access import require_choosing
from headway.reminders.models import FeedToken

USED_AT_MOST_EVERY = timedelta(hours=1)


@transaction.atomic
def make_feed(actor: Actor, *, unit_id: int | None = None) -> tuple[FeedToken, str]:
    """A new address of one's own calendar, or of a unit's, which cannot be read again; the one
    before it ends. Raises NotFound, Conflict (not a person)."""
    require_choosing(actor)
    if actor.person_id is None:
        raise Conflict(_("Only a person has a calendar."))
    unit = get_unit(actor, unit_id) if unit_id is not None else None
    now = clock.now()
    live = FeedToken.objects.filter(person_id=actor.person_id, unit=unit, revoked_at__isnull=True)
    live.update(revoked_at=now)
    secret = new_secret()
    made = FeedToken.objects.create(
        organisation_id=actor.organisation_id, person_id=actor.person_id, unit=unit,
        secret_hash=hash_of(secret), created_at=now,
    )  # fmt: skip
    label = unit.name if unit else actor.name
    after = {"unit_id": unit.pk if unit else None}
    record(actor, Entry("feed.made", "feed", made.pk, label, after=after))
    return made, settings.BASE_URL + reverse("reminders:feed", args=[secret])


@transaction.atomic
def revoke_feed(actor: Actor, feed_id: int) -> None:
    """End an address at once; one's own only. Raises NotFound."""
    require_choosing(actor)
    mine = FeedToken.objects.filter(person_id=actor.person_id or 0, pk=feed_id)
    found = mine.select_related("unit").first()
    if found is None:
        raise NotFound(_("There is no such calendar."))
    if found.revoked_at is None:
        found.revoked_at = clock.now()
        found.save(update_fields=["revoked_at"])
        label = found.unit.name if found.unit else actor.name
        record(actor, Entry("feed.revoked", "feed", found.pk, label))


def open_feed(secret: str) -> FeedToken:
    """The calendar of an address, with its person. Notes the use at most once an hour. Raises
    NotFound: unknown, revoked, or of somebody who left."""
    live = FeedToken.objects.filter(
        secret_hash=hash_of(secret), revoked_at__isnull=True, person__is_active=True
    )
    found = live.select_related("person__organisation", "unit").first()
    if found is None:
        raise NotFound(_("There is no such calendar. Make a new address in your settings."))
    now = clock.now()
    if found.last_used_at is None or now - found.last_used_at > USED_AT_MOST_EVERY:
        with suppress(Busy), impatient():
            FeedToken.objects.filter(pk=found.pk).update(last_used_at=now)
    return found
