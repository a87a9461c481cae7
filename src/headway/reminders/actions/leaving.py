"""To get no more e-mails of a kind, or none at all, without signing in: the link of a letter."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse
from django.utils.translation import gettext as _

from headway.activity.models import NoticeKind
from headway.kit.problems import NotFound
from headway.people.access import actor_for
from headway.people.models import Person
from headway.reminders.actions.wishes import choose_reminders
from headway.reminders.models import How
from headway.reminders.queries.wishes import chosen_by

SALT = "headway.reminders.leaving"
ALL = "all"


@dataclass(frozen=True, slots=True)
class Leaver:
    """Who is to get no more e-mails, of which kind ("all": of none). ``gets_it``: they do now."""

    person: Person
    kind: str
    gets_it: bool

    @property
    def label(self) -> str:
        return str(NoticeKind(self.kind).label) if self.kind != ALL else ""


def leave_address(person_id: int, kind: str = ALL) -> str:
    """The address at which somebody leaves. It has no end: all that it can do is to keep e-mails
    from them, which their settings undo."""
    token = Signer(salt=SALT).sign(f"{person_id}-{kind}")
    return settings.BASE_URL + reverse("reminders:left", args=[token])


def find_leaver(token: str) -> Leaver:
    """Whom and what a link is about. Raises NotFound where it is not one of ours."""
    try:
        person_id, _dash, kind = Signer(salt=SALT).unsign(token).partition("-")
    except BadSignature:
        raise _no_link() from None
    person = Person.objects.select_related("organisation").filter(pk=int(person_id)).first()
    if person is None or kind not in {ALL, *NoticeKind.values}:
        raise _no_link()
    chosen = chosen_by(person.pk)
    is_mailed = chosen.by_email if kind == ALL else chosen.how(kind) in (How.DIGEST, How.AT_ONCE)
    return Leaver(person, kind, person.is_active and is_mailed)


def leave_by_link(leaver: Leaver) -> None:
    """Keep these e-mails from them, in their own name; the inbox keeps them. Nothing happens where
    they get none: mail providers ask again when no answer came through."""
    if not leaver.gets_it:
        return
    actor, why = actor_for(leaver.person), _("By the link of an e-mail.")
    if leaver.kind == ALL:
        choose_reminders(actor, by_email=False, why=why)
    else:
        choose_reminders(actor, kinds={leaver.kind: How.INBOX}, why=why)


def _no_link() -> NotFound:
    return NotFound(
        _("This link is not whole. To get no more, sign in and choose it in your settings.")
    )
