"""Found an organisation and change its settings."""

from __future__ import annotations

from functools import cache
from typing import Any
from zoneinfo import available_timezones

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from headway.activity.actions import Entry, record
from headway.kit import clock
from headway.kit.problems import Conflict, FieldError, InvalidInput
from headway.kit.refusing import refuse
from headway.people.access import Actor, Permission, require, system_actor
from headway.people.models import FocusRule, Organisation, Person, Role, Unit, UnitKind
from headway.people.queries.calendar_ties import ties_of

NAME_LIMIT = 200


@transaction.atomic
def create_organisation(
    *,
    name: str,
    slug: str = "",
    time_zone: str = "UTC",
    fiscal_year_start: int = 1,
    week_start: int = 0,
    admin_name: str = "",
    admin_email: str = "",
) -> Organisation:
    """Found an organisation with its root unit and, when named, a first administrator.

    Only the command line and the first-run page call this; it needs no permission because nobody
    belongs to the organisation yet. Raises InvalidInput, Conflict (slug taken).
    """
    name = name.strip()
    slug = slug or slugify(name)[:80]
    refuse(_errors(name, time_zone, fiscal_year_start, week_start))
    if not slug:
        raise InvalidInput.on("slug", _("Give a short name of letters and digits."))
    if Organisation.objects.filter(slug=slug).exists():
        raise Conflict(
            _("There is an organisation %(slug)s already.") % {"slug": slug}, code="slug_taken"
        )
    now = clock.now()
    organisation = Organisation.objects.create(
        name=name,
        slug=slug,
        time_zone=time_zone,
        fiscal_year_start=fiscal_year_start,
        week_start=week_start,
        created_at=now,
    )
    root = Unit.objects.create(
        organisation=organisation, name=name, kind=UnitKind.COMPANY, path="-"
    )
    root.path = f"{root.pk}/"
    root.save(update_fields=["path"])
    if admin_name or admin_email:
        Person.objects.create(
            organisation=organisation,
            name=admin_name.strip() or admin_email,
            email=admin_email.strip().lower(),
            role=Role.ADMIN,
            created_at=now,
        )
    record(
        system_actor(organisation),
        Entry(
            "organisation.created",
            "organisation",
            organisation.pk,
            name,
            after=_snapshot(organisation),
        ),
    )
    return organisation


@transaction.atomic
def update_organisation(actor: Actor, **changes: Any) -> Organisation:
    """Change name, time_zone, fiscal_year_start, week_start, focus_rule or
    goal_posts_need_approval. Raises NotAllowed, InvalidInput, also where figures are kept by the
    weeks or years that would change."""
    require(actor, Permission.ORGANISATION_MANAGE)
    organisation = Organisation.objects.select_for_update(no_key=True).get(pk=actor.organisation_id)
    before = _snapshot(organisation)
    unknown = set(changes) - set(before)
    if unknown:
        raise InvalidInput(
            _("An organisation has no setting %(names)s.") % {"names": ", ".join(sorted(unknown))}
        )
    for field, value in changes.items():
        setattr(organisation, field, value.strip() if isinstance(value, str) else value)
    refuse(
        _errors(
            organisation.name,
            organisation.time_zone,
            organisation.fiscal_year_start,
            organisation.week_start,
        )
        + _rule_errors(organisation.focus_rule)
    )
    after = _snapshot(organisation)
    refuse(_tied_errors(organisation.pk, {name for name in after if after[name] != before[name]}))
    if before != after:
        organisation.save()
        record(
            actor,
            Entry(
                "organisation.changed",
                "organisation",
                organisation.pk,
                organisation.name,
                before,
                after,
            ),
        )
    return organisation


def _tied_errors(organisation_id: int, changed: set[str]) -> list[FieldError]:
    """One or two queries; none where the calendar stays."""
    if not changed & {"week_start", "fiscal_year_start"}:
        return []
    ties = ties_of(organisation_id)
    return [FieldError(name, "in_use", ties[name]) for name in sorted(changed & set(ties))]


@cache
def time_zones() -> frozenset[str]:
    """All time zones this machine knows."""
    return frozenset(available_timezones())


def _errors(name: str, time_zone: str, fiscal_year_start: int, week_start: int) -> list[FieldError]:
    errors = []
    if not name or len(name) > NAME_LIMIT:
        errors.append(FieldError("name", "required", _("Give a name of at most 200 characters.")))
    if time_zone not in time_zones():
        errors.append(
            FieldError("time_zone", "unknown", _("Choose a time zone such as Europe/Berlin."))
        )
    if fiscal_year_start not in range(1, 13):
        errors.append(FieldError("fiscal_year_start", "range", _("Choose a month from 1 to 12.")))
    if week_start not in range(7):
        errors.append(
            FieldError("week_start", "range", _("Choose a day from 0 (Monday) to 6 (Sunday)."))
        )
    return errors


def _rule_errors(rule: str) -> list[FieldError]:
    if rule in FocusRule.values:
        return []
    return [FieldError("focus_rule", "unknown", _("Choose to ask for a reason, or to refuse."))]


def _snapshot(organisation: Organisation) -> dict[str, Any]:
    return {
        "name": organisation.name,
        "time_zone": organisation.time_zone,
        "fiscal_year_start": organisation.fiscal_year_start,
        "week_start": organisation.week_start,
        "focus_rule": str(organisation.focus_rule),
        "goal_posts_need_approval": organisation.goal_posts_need_approval,
    }
