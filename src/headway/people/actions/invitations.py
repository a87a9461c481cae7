"""Invite a person to sign in, by a link that works once."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from headway.activity.actions import Entry, record
from headway.kit import clock
from headway.kit.problems import Conflict, InvalidInput, NotFound
from headway.kit.secrets import hash_of, new_secret
from headway.people.access import Actor, Permission, actor_for, require
from headway.people.models import Invitation, Person, User
from headway.people.queries import get_person

VALID_FOR = timedelta(days=7)


@transaction.atomic
def invite_person(actor: Actor, person_id: int, *, send: bool = True) -> str:
    """Invite somebody by e-mail and return the link. Earlier invitations stop working.

    Raises NotAllowed, NotFound, InvalidInput (no address), Conflict (can sign in already).
    """
    require(actor, Permission.PEOPLE_MANAGE)
    person = get_person(actor, person_id)
    if not person.email:
        raise InvalidInput.on("email", _("Enter an e-mail address first."), code="required")
    if person.user_id is not None:
        raise Conflict(_("%(name)s can sign in already.") % {"name": person.name})
    now = clock.now()
    _open(person).update(withdrawn_at=now)
    secret = new_secret()
    Invitation.objects.create(
        organisation_id=actor.organisation_id,
        person=person,
        secret_hash=hash_of(secret),
        invited_by_id=actor.person_id,
        created_at=now,
        expires_at=now + VALID_FOR,
    )
    record(actor, Entry("person.invited", "person", person.pk, person.name))
    link = settings.BASE_URL + reverse("people:accept_invitation", args=[secret])
    if send:
        transaction.on_commit(lambda: _send(actor, person, link))
    return link


@transaction.atomic
def withdraw_invitation(actor: Actor, person_id: int) -> None:
    """Let no open invitation of a person work any longer."""
    require(actor, Permission.PEOPLE_MANAGE)
    person = get_person(actor, person_id)
    if _open(person).update(withdrawn_at=clock.now()):
        record(actor, Entry("person.invitation_withdrawn", "person", person.pk, person.name))


def find_invitation(secret: str) -> Invitation:
    """The open invitation of a link. Raises NotFound when used, withdrawn, expired or unknown."""
    invitation = (
        Invitation.objects.filter(
            secret_hash=hash_of(secret),
            accepted_at__isnull=True,
            withdrawn_at__isnull=True,
            expires_at__gt=clock.now(),
            person__is_active=True,
        )
        .select_related("person__organisation")
        .first()
    )
    if invitation is None:
        raise NotFound(_("This invitation was used, withdrawn or has expired. Ask for a new one."))
    return invitation


@transaction.atomic
def accept_invitation(secret: str, *, password: str) -> User:
    """Give the invited person a log-in, or join the one their address has already when
    ``password`` is that log-in's own. Raises NotFound, InvalidInput, Conflict (it is somebody else
    of the organisation)."""
    invitation = find_invitation(secret)
    person = invitation.person
    user = User.objects.filter(email__iexact=person.email).first()
    if user is not None:
        if not user.check_password(password):
            raise InvalidInput.on(
                "password",
                _("You have a log-in with this address. Enter its password."),
                code="wrong_password",
            )
        _refuse_second(user, person)
    else:
        user = _new_user(person, password)
    now = clock.now()
    person.user = user
    person.save(update_fields=["user"])
    invitation.accepted_at = now
    invitation.save(update_fields=["accepted_at"])
    record(actor_for(person), Entry("person.joined", "person", person.pk, person.name))
    return user


def _refuse_second(user: User, person: Person) -> None:
    """One log-in is one person of an organisation."""
    here = user.people.filter(organisation_id=person.organisation_id).exclude(pk=person.pk).first()
    if here is not None:
        raise Conflict(
            _(
                "The log-in of this address is %(here)s here already. Ask your administrator to "
                "write another address for %(name)s."
            )
            % {"here": here.name, "name": person.name},
            code="log_in_taken",
        )


def _new_user(person: Person, password: str) -> User:
    try:
        validate_password(password, User(email=person.email))
    except ValidationError as error:
        raise InvalidInput.on("password", " ".join(error.messages), code="weak") from error
    return User.objects.create_user(person.email, password)


def _open(person: Person) -> QuerySet[Invitation]:
    return Invitation.objects.filter(
        person=person, accepted_at__isnull=True, withdrawn_at__isnull=True
    )


def _send(actor: Actor, person: Person, link: str) -> None:
    organisation = person.organisation.name
    send_mail(
        subject=_("%(who)s invites you to %(organisation)s on Headway")
        % {"who": actor.name, "organisation": organisation},
        message=_(
            "Hello %(name)s,\n\n%(who)s invites you to %(organisation)s on Headway, where its "
            "goals and results are kept.\n\nOpen this link within seven days to choose a "
            "password:\n\n%(link)s\n\nIf you did not expect this, ignore it."
        )
        % {"name": person.name, "who": actor.name, "organisation": organisation, "link": link},
        from_email=None,
        recipient_list=[person.email],
    )
