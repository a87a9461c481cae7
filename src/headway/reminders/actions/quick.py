"""Check in by the link of a letter: once, by one person, on one key result, nothing else.

The link holds 256 bits by chance, of which the hash is kept. Whoever opens it sees the form; only
sending that writes, since mail scanners open links before people do. It is good for seven days, and
as long as the person may check in there: permission is asked when it is used, not when it was made.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from headway.activity.actions import Entry, one_write, record
from headway.kit import clock
from headway.kit.problems import Conflict, NotFound, Problem
from headway.kit.secrets import hash_of, new_secret
from headway.okrs.actions.checkins import CheckedIn, check_in
from headway.okrs.actions.fitting import refuse_not_running
from headway.okrs.models import KeyResult
from headway.okrs.queries.doors import get_key_result, key_result_facts
from headway.people.access import Actor, Permission, actor_for, require
from headway.people.models import Person
from headway.reminders.models import QuickLink

VALID_FOR = timedelta(days=7)
KEPT_FOR = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Quick:
    """An open link: who may check in by it, and on what."""

    link: QuickLink
    actor: Actor
    person: Person
    key_result: KeyResult


class UsedLink(Conflict):
    """Why a link is good for nothing any more; ``key_result_id`` is what it was about."""

    def __init__(self, said: str, code: str, key_result_id: int) -> None:
        super().__init__(said, code=code)
        self.key_result_id = key_result_id


def make_link(person: Person, key_result_id: int) -> tuple[int, str]:
    """A new link and its address. One statement; no event, since nothing is decided."""
    secret = new_secret()
    now = clock.now()
    link = QuickLink.objects.create(
        organisation_id=person.organisation_id, person=person, key_result_id=key_result_id,
        secret_hash=hash_of(secret), created_at=now, expires_at=now + VALID_FOR,
    )  # fmt: skip
    return link.pk, settings.BASE_URL + reverse("reminders:quick", args=[secret])


def open_link(secret: str) -> Quick:
    """What a link is good for.

    Raises NotFound (there is no such link, or what it is about is gone) and UsedLink (used,
    expired; the person left, or may not check in there any more; the key result takes none).
    """
    return _opened(secret, lock=False)


def _opened(secret: str, *, lock: bool) -> Quick:
    links = QuickLink.objects.filter(secret_hash=hash_of(secret))
    if lock:
        links = links.select_for_update(no_key=True)
    link = links.first()
    if link is None:
        raise NotFound(_("There is no such link. Is it whole? Sign in to check in."))
    if link.used_at is not None:
        raise UsedLink(_("This link was used: it works once."), "link_used", link.key_result_id)
    if link.expires_at <= clock.now():
        raise UsedLink(_("This link has expired."), "link_expired", link.key_result_id)
    person = Person.objects.select_related("organisation").get(pk=link.person_id)
    if not person.is_active:
        raise UsedLink(_("This link is good no more."), "link_void", link.key_result_id)
    actor = actor_for(person)
    try:
        key_result = get_key_result(actor, link.key_result_id)
        require(actor, Permission.CHECK_IN, key_result_facts(key_result))
        refuse_not_running(key_result)
    except Problem as refused:
        raise UsedLink(refused.detail, "link_void", link.key_result_id) from refused
    return Quick(link, actor, person, key_result)


@one_write()
def check_in_by_link(secret: str, **fields: Any) -> CheckedIn:
    """Check in as the person of the link, which is used up by it. What is refused uses up nothing.

    Raises as :func:`open_link` and ``check_in`` do.
    """
    quick = _opened(secret, lock=True)
    done = check_in(quick.actor, quick.key_result.pk, **fields)
    link = quick.link
    link.used_at, link.check_in = clock.now(), done.check_in
    link.save(update_fields=["used_at", "check_in"])
    after = {"check_in_id": done.check_in.pk, "link_made_at": link.created_at}
    why = _("By the link of an e-mail.")
    title = quick.key_result.title
    entry = Entry(
        "check_in.by_link", "key_result", quick.key_result.pk, title, after=after, why=why
    )
    record(quick.actor, entry)
    return done


@transaction.atomic
def drop_links(link_ids: list[int]) -> None:
    """Those of a letter that did not leave."""
    QuickLink.objects.filter(pk__in=link_ids, used_at__isnull=True).delete()


def tidy_links() -> None:
    """Forget links that have long expired."""
    QuickLink.objects.filter(expires_at__lt=clock.now() - KEPT_FOR).delete()
