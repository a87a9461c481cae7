"""Coming in without a password (demo only), and how the pages look for a person."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.utils.translation import gettext as _

from headway.kit.problems import InvalidInput, NotAllowed
from headway.people.models import Person, User
from headway.people.queries.entrance import demo_roles

THEMES = ("system", "light", "dark")


def enter_demo(person_id: int | None) -> User:
    """The log-in of a person the role chooser offers, made on first use with no usable password.

    Raises NotAllowed where the server is no demo, InvalidInput for anybody else.
    """
    if not settings.DEMO:
        raise NotAllowed(_("This server is no demo. Sign in with your password."))
    if person_id not in {role.person_id for role in demo_roles()}:
        raise InvalidInput.on("person", _("Choose one of the roles."), code="unknown")
    person = Person.objects.select_related("user").get(pk=person_id)
    if person.user is None:
        user, _created = User.objects.get_or_create(email=person.email)
        person.user = user
        person.save(update_fields=["user"])
    return person.user


def set_theme(user: User | AbstractBaseUser | AnonymousUser, theme: str) -> None:
    """Remember light, dark or system for a log-in. Anything else means system."""
    User.objects.filter(pk=user.pk or 0).update(theme=theme if theme in THEMES else "system")
