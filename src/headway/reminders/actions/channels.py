"""Channels of units: add, change, try, remove; and what is posted by itself."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from headway.activity.actions import Entry, record
from headway.core.cadence import local_date
from headway.core.reminding import next_moment
from headway.core.retries import pause_after
from headway.kit import clock
from headway.kit.problems import FieldError, NotFound, Outdated
from headway.kit.refusing import refuse
from headway.kit.sealed import Unreadable, seal, unseal
from headway.kpis.sources.terms import SourceError
from headway.people.access import Actor, Permission, require
from headway.people.queries import get_unit
from headway.reminders.actions.posting import host_of, post_json
from headway.reminders.formats.messages import Message, payload
from headway.reminders.models import Channel, ChannelKind, Topic
from headway.reminders.queries.channels import facts_of, message_for
from headway.reminders.queries.working import calendar_of_unit

QUEUED_FOR = timedelta(minutes=30)
"""So long a job may wait for a worker; then another one is queued instead."""
IN_HAND_FOR = timedelta(minutes=10)
TRIES = 6
"""A digest that did not get through so often is given up: the next day has its own."""


@transaction.atomic
def add_channel(
    actor: Actor,
    *,
    unit_id: int,
    name: str,
    kind: str,
    url: str,
    topics: Sequence[str],
    at: time = time(8, 30),
) -> Channel:
    """Have a unit's digest posted to an incoming webhook on working days. The address is sealed and
    never shown again. Raises NotAllowed, NotFound, InvalidInput."""
    unit = get_unit(actor, unit_id)
    require(actor, Permission.CHANNEL_MANAGE, facts_of(unit.pk, unit.path))
    host, errors = _host(url)
    refuse([*errors, *_errors(name, kind, topics)])
    now = clock.now()
    made = Channel(
        organisation_id=actor.organisation_id, unit=unit, name=name.strip(), kind=kind, host=host,
        secrets=seal({"url": url.strip()}), topics=sorted(set(topics)), at=at,
        maker_id=actor.person_id, created_at=now, told_until=now,
    )  # fmt: skip
    made.next_at = _next(made, actor.time_zone, now)
    made.save()
    record(actor, Entry("channel.added", "channel", made.pk, made.name, after=_snapshot(made)))
    return made


@transaction.atomic
def update_channel(
    actor: Actor, channel_id: int, *, version: int | None = None, url: str = "", **changes: Any
) -> Channel:
    """Change name, topics, at or, where one is given, the address. Raises NotAllowed, NotFound,
    InvalidInput, Outdated."""
    found = _get(actor, channel_id)
    if version is not None and version != found.version:
        raise Outdated(_("Somebody changed this channel meanwhile. Load the page again."))
    before = _snapshot(found)
    errors: list[FieldError] = []
    if url.strip():
        found.host, errors = _host(url)
        found.secrets = seal({"url": url.strip()})
    for field, value in changes.items():
        setattr(found, field, value)
    refuse([*errors, *_errors(found.name, found.kind, found.topics)])
    found.name, found.topics = found.name.strip(), sorted(set(found.topics))
    found.next_at = _next(found, actor.time_zone, clock.now())
    found.failures, found.error = 0, ""
    found.version += 1
    found.save()
    after = {**_snapshot(found), **({"address": "changed"} if url.strip() else {})}
    record(actor, Entry("channel.changed", "channel", found.pk, found.name, before, after))
    return found


@transaction.atomic
def remove_channel(actor: Actor, channel_id: int) -> None:
    """Post nothing there any more, and forget its address. Raises NotAllowed, NotFound."""
    found = _get(actor, channel_id)
    found.removed_at, found.next_at, found.secrets = clock.now(), None, ""
    found.version += 1
    found.save()
    entry = Entry("channel.removed", "channel", found.pk, found.name, before=_snapshot(found))
    record(actor, entry)


def try_channel(actor: Actor, channel_id: int) -> str:
    """Post a test message; why it was not taken, "" where it was. One that was posted to no more
    by itself is again, once it takes this. Raises NotAllowed, NotFound."""
    with transaction.atomic():
        found = _get(actor, channel_id)
    said = {"who": actor.name, "unit": found.unit.name}
    message = Message(_("%(who)s tries this channel of %(unit)s. It works.") % said)
    refused = _refusal(found, message)
    error = "" if refused is None else refused.message
    with transaction.atomic():
        channel = _get(actor, channel_id)
        channel.error = error[:300]
        if not error:
            channel.posted_at, channel.failures = clock.now(), 0
            channel.next_at = channel.next_at or _next(channel, actor.time_zone, clock.now())
        channel.save(update_fields=["error", "posted_at", "failures", "next_at"])
        after = {"error": error} if error else None
        record(actor, Entry("channel.tried", "channel", found.pk, found.name, after=after))
    return error


def _refusal(channel: Channel, message: Message) -> SourceError | None:
    """Post it; why it was not taken, None where it was."""
    try:
        post_json(unseal(channel.secrets)["url"], payload(channel.kind, message))
    except SourceError as refused:
        return refused
    except Unreadable:
        said = _("Its address cannot be read: the server's keys changed. Enter it again.")
        return SourceError("sealed", said, is_lasting=True)
    return None


def due_channels(limit: int = 100) -> list[tuple[int, datetime]]:
    """Channels whose time has come, each with since when. One query."""
    found = Channel.objects.filter(next_at__lte=clock.now()).order_by("next_at", "pk")
    return [(pk, at) for pk, at in found.values_list("pk", "next_at")[:limit] if at is not None]


def claim_channel(channel_id: int, at: datetime, until: datetime) -> bool:
    """Whether it is ours until then: of several that found it due, one has it."""
    return bool(Channel.objects.filter(pk=channel_id, next_at=at).update(next_at=until))


def post_channel(channel_id: int, claimed: datetime) -> None:
    """Post the digest of a day, where there is something to tell; what was not taken is tried again
    (docs/methods 3.13), unless it never will be. ``claimed`` is until when it was claimed for this:
    where workers were busy for longer it was claimed anew, and of all that waited one posts."""
    now = clock.now()
    if not claim_channel(channel_id, claimed, now + IN_HAND_FOR):
        return
    channel = Channel.objects.select_related("unit", "organisation").get(pk=channel_id)
    if channel.removed_at is not None:
        return
    zone = channel.organisation.time_zone
    next_at = _next(channel, zone, now)
    fields: dict[str, Any] = {"next_at": next_at, "failures": 0, "error": ""}
    if channel.unit.archived_at is None and (channel.failures or _is_its_day(channel, zone, now)):
        with override(channel.organisation.language), timezone.override(zone):
            message = message_for(channel, zone, now)
            refused = _refusal(channel, message) if message is not None else None
        if refused is None:
            fields["told_until"] = now
            fields |= {"posted_at": now} if message is not None else {}
        else:
            fields |= _failed(channel, refused, now, next_at)
    Channel.objects.filter(pk=channel_id, version=channel.version).update(**fields)


def _is_its_day(channel: Channel, zone: str, now: datetime) -> bool:
    """Within some hours of its time: after a longer silence the next day has its own."""
    calendar = calendar_of_unit(
        channel.organisation_id, channel.unit.path, zone, local_date(now, zone)
    )
    last = next_moment(calendar, channel.at, now - timedelta(hours=6))
    return last is not None and last <= now


def _failed(
    channel: Channel, refused: SourceError, now: datetime, next_at: datetime | None
) -> dict[str, Any]:
    """One that will not take it tomorrow either is posted to no more by itself, until it is changed
    or takes a test message."""
    failures, error = channel.failures + 1, refused.message[:300]
    if refused.is_lasting:
        return {"failures": 0, "error": error, "next_at": None}
    if failures >= TRIES:
        return {"failures": 0, "error": error}
    share = random.random()  # noqa: S311 - how long to wait, nothing secret
    again = now + pause_after(failures, share)
    soonest = min(again, next_at) if next_at is not None else again
    return {"failures": failures, "error": error, "next_at": soonest}


def _next(channel: Channel, zone: str, now: datetime) -> datetime | None:
    calendar = calendar_of_unit(
        channel.organisation_id, channel.unit.path, zone, local_date(now, zone)
    )
    return next_moment(calendar, channel.at, now)


def _get(actor: Actor, channel_id: int) -> Channel:
    theirs = Channel.objects.select_related("unit").filter(
        organisation_id=actor.organisation_id, removed_at__isnull=True
    )
    found = theirs.select_for_update(no_key=True, of=("self",)).filter(pk=channel_id).first()
    if found is None:
        raise NotFound(_("There is no such channel."))
    require(actor, Permission.CHANNEL_MANAGE, facts_of(found.unit_id, found.unit.path))
    return found


def _host(url: str) -> tuple[str, list[FieldError]]:
    try:
        return host_of(url.strip()), []
    except SourceError as refused:
        return "", [FieldError("url", refused.code, refused.message)]


def _errors(name: str, kind: str, topics: Sequence[str]) -> list[FieldError]:
    errors = []
    if not name.strip() or len(name.strip()) > 100:
        said = _("Give the channel a name of at most 100 characters.")
        errors.append(FieldError("name", "required", said))
    if kind not in ChannelKind.values:
        errors.append(FieldError("kind", "unknown", _("Choose Slack, Teams or Mattermost.")))
    if not topics or not set(topics) <= set(Topic.values):
        errors.append(FieldError("topics", "required", _("Choose what the channel hears of.")))
    return errors


def _snapshot(found: Channel) -> dict[str, Any]:
    """Never the address."""
    return {
        "name": found.name, "kind": str(found.kind), "host": found.host,
        "topics": [str(topic) for topic in found.topics], "at": found.at.isoformat("minutes"),
        "unit_id": found.unit_id,
    }  # fmt: skip
