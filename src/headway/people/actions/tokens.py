"""Bearer tokens for the API. The secret is shown once; only its hash is kept."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from headway.activity.actions import Entry, record
from headway.kit import clock
from headway.kit.database import Busy, impatient
from headway.kit.prepared import prepared
from headway.kit.problems import InvalidInput, NotFound, NotSignedIn
from headway.kit.secrets import hash_of, new_secret
from headway.people.access import SCOPES, Actor, Permission, require
from headway.people.models import ApiToken, Person
from headway.people.queries import get_person

PREFIX = "hw_"
USED_AT_MOST_EVERY = timedelta(minutes=1)
MOST_DAYS = 3650


@transaction.atomic
def create_token(
    actor: Actor,
    *,
    name: str,
    scopes: Collection[str],
    person_id: int | None = None,
    days: int | None = None,
) -> tuple[ApiToken, str]:
    """Make a token and return it with its secret, which cannot be read again.

    For oneself; for somebody else as an administrator. It ends after ``days``, without them never.
    Raises NotAllowed, NotFound, InvalidInput.
    """
    require(actor, Permission.TOKEN_CREATE)
    owner_id = person_id if person_id is not None else actor.person_id
    if owner_id is None:
        raise InvalidInput.on("person_id", _("Say whom the token acts for."), code="required")
    if owner_id != actor.person_id:
        require(actor, Permission.PEOPLE_MANAGE)
    person = get_person(actor, owner_id)
    if not name.strip():
        raise InvalidInput.on("name", _("Give the token a name."), code="required")
    unknown = set(scopes) - set(SCOPES)
    if unknown or not scopes:
        raise InvalidInput.on(
            "scopes",
            _("Choose one or more of: %(names)s.") % {"names": ", ".join(SCOPES)},
            code="unknown",
        )
    if days is not None and not 1 <= days <= MOST_DAYS:
        raise InvalidInput.on(
            "days",
            _("Enter 1 to %(most)s days; with none, it is valid until you revoke it.")
            % {"most": MOST_DAYS},
            code="out_of_range",
        )
    now = clock.now()
    expires_at = None if days is None else now + timedelta(days=days)
    secret = PREFIX + new_secret()
    token = ApiToken.objects.create(
        organisation_id=actor.organisation_id,
        person=person,
        name=name.strip()[:100],
        secret_hash=hash_of(secret),
        hint=secret[:8],
        scopes=sorted(scopes),
        created_at=now,
        expires_at=expires_at,
    )
    record(
        actor,
        Entry(
            "token.created",
            "token",
            token.pk,
            token.name,
            after={"person_id": person.pk, "scopes": token.scopes, "expires_at": expires_at},
        ),
    )
    return token, secret


@transaction.atomic
def revoke_token(actor: Actor, token_id: int) -> None:
    """End a token at once; one's own, or anybody's as an administrator."""
    token = ApiToken.objects.filter(organisation_id=actor.organisation_id, pk=token_id).first()
    if token is None:
        raise NotFound(_("There is no such token."))
    if token.person_id != actor.person_id:
        require(actor, Permission.PEOPLE_MANAGE)
    if token.revoked_at is None:
        token.revoked_at = clock.now()
        token.save(update_fields=["revoked_at"])
        record(actor, Entry("token.revoked", "token", token.pk, token.name))


def authenticate_token(secret: str) -> tuple[Person, frozenset[str]]:
    """The person a secret acts for, and its scopes. One indexed read by hash, so the time it takes
    says nothing about the secret; notes the use at most once a minute. Raises NotSignedIn."""
    token = next(iter(_tokens(hash_of(secret))), None)
    now = clock.now()
    expired = token is not None and token.expires_at is not None and token.expires_at <= now
    if token is None or expired or not token.person.is_active:
        raise NotSignedIn(
            _("The token is unknown, expired or revoked. Create one in Settings."),
            code="token_invalid",
        )
    if token.last_used_at is None or now - token.last_used_at > USED_AT_MOST_EVERY:
        _note_use(token.pk, now)
    return token.person, frozenset(token.scopes)


@prepared
def _tokens(secret_hash: str) -> QuerySet[ApiToken]:
    valid = ApiToken.objects.filter(secret_hash=secret_hash, revoked_at__isnull=True)
    return valid.order_by().select_related("person__organisation")


def _note_use(token_id: int, now: datetime) -> None:
    """When others hold the database, the next use notes it: reading never waits for writers."""
    with suppress(Busy), impatient():
        ApiToken.objects.filter(pk=token_id).update(last_used_at=now)
