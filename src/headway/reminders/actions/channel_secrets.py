"""The addresses of channels when the server's keys change."""

from __future__ import annotations

from django.db import transaction

from headway.kit.sealed import Unreadable, seal_again, unseal
from headway.reminders.models import Channel


def seal_channels_again() -> tuple[int, list[str]]:
    """Seal the addresses of all channels by the first key: how many, and the names of those that
    no key fits. An address that is entered meanwhile is not overwritten."""
    done, unreadable = 0, []
    for pk, name, sealed in _sealed():
        try:
            again = seal_again(sealed)
        except Unreadable:
            unreadable.append(name)
            continue
        with transaction.atomic():
            done += Channel.objects.filter(pk=pk, secrets=sealed).update(secrets=again)
    return done, unreadable


def unreadable_channels() -> list[str]:
    """Names of the channels whose address no key fits."""
    found = []
    for _pk, name, sealed in _sealed():
        try:
            unseal(sealed)
        except Unreadable:
            found.append(name)
    return found


def refused_channels() -> tuple[int, list[str]]:
    """How many channels there are, and the names of those that did not take what was posted last.
    One query."""
    rows = Channel.objects.filter(removed_at__isnull=True).order_by("pk")
    found = list(rows.values_list("name", "error"))
    return len(found), [name for name, error in found if error]


def _sealed() -> list[tuple[int, str, str]]:
    rows = Channel.objects.exclude(secrets="").order_by("pk")
    return list(rows.values_list("pk", "name", "secrets"))
