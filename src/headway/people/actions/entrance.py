"""Coming in without a password (demo only), and how the pages look for a person."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.utils.translation import gettext as _

from headway.kit.problems import InvalidInput, NotAllowed
from headway.people.models import Person, User
from headway.people.queries.entrance import demo_people

THEMES = ("system", "light", "dark")


def enter_demo(person_id: int | None) -> User:
    """The log-in of a person of the demo, made on first use with no usable password.

    Raises NotAllowed where the server is no demo, InvalidInput for anybody else.
    """
    if not settings.DEMO:
        raise NotAllowed(_("This server is no demo. Sign in with your password."))
    people = demo_people()
    if person_id is None or people is None or not people.by_ids([str(person_id)]):
        raise InvalidInput.on("person", _("Choose a role, or type a name."), code="unknown")
    person = Person.objects.select_related("user").get(pk=person_id)
    if person.user is None:
        user, _created = User.objects.get_or_create(email=person.email)
        person.user = user
        person.save(update_fields=["user"])
    return person.user


def set_theme(user: User | AbstractBaseUser | AnonymousUser, theme: str) -> None:
    """Remember light, dark or system for a log-in. Anything else means system."""
    User.objects.filter(pk=user.pk or 0).update(theme=theme if theme in THEMES else "system")
