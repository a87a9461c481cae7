"""The address that a log-in goes by. Nobody changes their own: an address is proved by an
invitation, or vouched for by an administrator."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.utils.translation import gettext as _

from headway.kit.problems import InvalidInput
from headway.people.models import Person, User


def log_in_that_follows(person: Person) -> User | None:
    """The log-in whose address is no longer its person's. None where nothing has to move, and where
    the log-in belongs to another organisation too: one's administrators must not take over what the
    other's let in."""
    if person.user_id is None or not person.email:
        return None
    user = User.objects.select_for_update(no_key=True).get(pk=person.user_id)
    elsewhere = user.people.exclude(pk=person.pk).exists()
    return None if elsewhere or user.email.lower() == person.email.lower() else user


def move_log_in(user: User, email: str) -> None:
    """Let somebody sign in with ``email`` instead, and with no other address. Raises InvalidInput
    where that is somebody else's log-in."""
    if User.objects.filter(email__iexact=email).exclude(pk=user.pk).exists():
        raise InvalidInput.on(
            "email",
            _("Somebody else signs in with this address already. Enter another."),
            code="taken",
        )
    EmailAddress.objects.filter(user=user).delete()
    user.email = email
    user.save(update_fields=["email"])
