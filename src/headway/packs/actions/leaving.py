"""To get a pack by e-mail no more without signing in: the link of a letter."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse
from django.utils.translation import gettext as _

from headway.kit.problems import NotFound
from headway.packs.actions.schedules import leave_recipients
from headway.packs.models import Pack
from headway.people.access import actor_for
from headway.people.models import Person

SALT = "headway.packs.leaving"
"""What is signed for anything else is no link, and a link is good for nothing else."""


@dataclass(frozen=True, slots=True)
class Leaver:
    """Who is to get a pack no more. ``gets_it``: they do, and are active."""

    pack_id: int
    title: str
    person: Person
    gets_it: bool


def leave_address(pack_id: int, person_id: int) -> str:
    """The address at which one person leaves the recipients of one pack. It has no end: a letter
    is kept for long, and all that it can do is to take this person off this list."""
    token = Signer(salt=SALT).sign(f"{pack_id}-{person_id}")
    return settings.BASE_URL + reverse("packs:left", args=[token])


def find_leaver(token: str) -> Leaver:
    """Whom and what a link is about. Raises NotFound where it is not one of ours, or what it is
    about is gone."""
    try:
        pack_id, _dash, person_id = Signer(salt=SALT).unsign(token).partition("-")
    except BadSignature:
        raise _no_link() from None
    pack = Pack.objects.filter(pk=int(pack_id)).only("title", "organisation_id").first()
    person = Person.objects.select_related("organisation").filter(pk=int(person_id)).first()
    if pack is None or person is None or person.organisation_id != pack.organisation_id:
        raise _no_link()
    gets_it = pack.recipients.filter(pk=person.pk, is_active=True).exists()
    return Leaver(pack.pk, pack.title, person, gets_it)


def leave_by_link(leaver: Leaver) -> None:
    """Take them off the recipients, in their own name. Where they are off already nothing happens:
    mail providers ask again when no answer came through."""
    if not leaver.gets_it:
        return
    try:
        leave_recipients(
            actor_for(leaver.person), leaver.pack_id, why=_("By the link of a letter.")
        )
    except NotFound:
        return  # they left while this was being asked


def _no_link() -> NotFound:
    said = _(
        "This link is not whole, or no longer good. To get no more, sign in and open the pack."
    )
    return NotFound(said)
