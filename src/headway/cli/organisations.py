"""`headway init` and `headway invite`: how a new server gets its organisation and people in."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from headway.cli.boot import note, start_and_migrate
from headway.cli.errors import CommandFailed, Unusable

if TYPE_CHECKING:
    from headway.people.models import Organisation

organisation_option = click.option(
    "--organisation",
    "slug",
    metavar="SLUG",
    help="Short name of the organisation. Not needed when there is only one.",
)


def chosen_organisation(slug: str | None) -> Organisation:
    """The organisation of that short name, or the only one. Call ``start`` first."""
    from headway.people.models import Organisation

    if slug is not None:
        found = Organisation.objects.filter(slug=slug).first()
        if found is None:
            raise Unusable(f"There is no organisation {slug}. {_there_are()}")
        return found
    organisations = list(Organisation.objects.order_by("slug")[:2])
    if not organisations:
        raise CommandFailed("There is no organisation yet. Run `headway init` first.")
    if len(organisations) > 1:
        raise Unusable(f"Say which organisation: --organisation SLUG. {_there_are()}")
    return organisations[0]


def _there_are() -> str:
    from headway.people.models import Organisation

    slugs = Organisation.objects.order_by("slug").values_list("slug", flat=True)[:20]
    return f"There are: {', '.join(slugs)}."


@click.command()
@click.option("--name", required=True, help="The organisation's name.")
@click.option("--admin-email", required=True, help="E-mail address of the first administrator.")
@click.option("--admin-name", default="", help="Their name; the address when left out.")
@click.option("--time-zone", default="UTC", show_default=True, help="Such as Europe/Berlin.")
@click.option(
    "--fiscal-year-start",
    type=click.IntRange(1, 12),
    default=1,
    show_default=True,
    help="First month of the fiscal year.",
)
@click.option("--slug", default="", help="Short name for addresses; made from the name.")
def init(
    name: str,
    admin_email: str,
    admin_name: str,
    time_zone: str,
    fiscal_year_start: int,
    slug: str,
) -> None:
    """Found an organisation and let its first administrator in.

    Prints a link that works once, for seven days: open it to choose a password. Set
    HEADWAY_BASE_URL to the address people use, for the link starts with it.
    """
    start_and_migrate()

    from headway.activity.actions import one_write
    from headway.people.access import system_actor
    from headway.people.actions import create_organisation, invite_person
    from headway.people.models import Person

    _refuse_a_namesake(name, slug)
    with one_write():
        organisation = create_organisation(
            name=name,
            slug=slug,
            time_zone=time_zone,
            fiscal_year_start=fiscal_year_start,
            admin_name=admin_name,
            admin_email=_checked(admin_email),
        )
        person = Person.objects.get(organisation=organisation)
        link = invite_person(system_actor(organisation), person.pk, send=False)
    note(f"{organisation.name} is founded. {person.name} signs in with this link, once:")
    _say_where_links_lead()
    click.echo(link)


def _refuse_a_namesake(name: str, slug: str) -> None:
    """An import has often founded the organisation already: a second one of its name would stand
    empty beside it. Who means it says so by a short name."""
    from headway.people.models import Organisation

    if slug:
        return
    there = Organisation.objects.filter(name__iexact=name.strip()).order_by("slug").first()
    if there is not None:
        raise CommandFailed(
            f"There is an organisation {there.slug} already, of this name. "
            f"To get into it run {way_in(there.slug)}; "
            "to found another one give it a short name with --slug."
        )


def way_in(slug: str) -> str:
    """The command that lets a new administrator into an organisation."""
    return f"`headway invite EMAIL --administrator NAME --organisation {slug}`"


def is_shut(organisation: Organisation) -> bool:
    """Whether no administrator can sign in, so that nobody can let anybody in from a page."""
    from headway.people.models import Person, Role

    administrators = Person.objects.filter(
        organisation=organisation, role=Role.ADMIN, is_active=True, user__is_active=True
    )
    return not administrators.exists()


def invited_administrator(organisation: Organisation) -> str | None:
    """The address of an administrator whose link still works; None where there is none."""
    from headway.kit import clock
    from headway.people.models import Invitation, Role

    waiting = Invitation.objects.filter(
        organisation=organisation, accepted_at=None, withdrawn_at=None,
        expires_at__gt=clock.now(), person__role=Role.ADMIN, person__is_active=True,
        person__user=None,
    )  # fmt: skip
    return waiting.order_by("-created_at").values_list("person__email", flat=True).first()


@click.command()
@click.argument("email")
@organisation_option
@click.option("--send", is_flag=True, help="Also send the link by e-mail.")
@click.option(
    "--administrator",
    metavar="NAME",
    help="Add the person under this name, as an administrator: the way into an imported one.",
)
def invite(email: str, slug: str | None, send: bool, administrator: str | None) -> None:
    """Print a new link for somebody to sign in for the first time.

    EMAIL is the address of a person in the organisation; earlier links of theirs stop working. An
    administrator who is there already is not added again.
    """
    start_and_migrate()

    from headway.activity.actions import one_write
    from headway.people.access import system_actor
    from headway.people.actions import add_person, invite_person

    organisation = chosen_organisation(slug)
    actor = system_actor(organisation)
    with one_write():
        if administrator is not None and not _is_administrator(organisation, email):
            person = add_person(actor, name=administrator, email=email, role="admin").pk
        else:
            person = person_by_email(organisation, email)
        link = invite_person(actor, person, send=send)
    _say_where_links_lead()
    click.echo(link)


def _is_administrator(organisation: Organisation, email: str) -> bool:
    """Whether the address is an administrator's, who may have lost the link of before."""
    from headway.people.models import Person, Role

    return Person.objects.filter(
        organisation=organisation, email__iexact=email.strip(), role=Role.ADMIN
    ).exists()


def _say_where_links_lead() -> None:
    """A server on another port or host needs to be known here too, or the link leads nowhere."""
    if not os.environ.get("HEADWAY_BASE_URL"):
        from django.conf import settings

        note(
            f"Links start with {settings.BASE_URL}, where `headway serve` answers by default. "
            "Set HEADWAY_BASE_URL when people reach your server at another address."
        )


def person_by_email(organisation: Organisation, email: str) -> int:
    """The id of the person with that address."""
    from headway.people.models import Person

    found = (
        Person.objects.filter(organisation=organisation, email__iexact=email.strip())
        .values_list("id", flat=True)
        .first()
    )
    if found is None:
        raise Unusable(
            f"Nobody in {organisation.name} has the address {email}. "
            f"To add them as an administrator run {way_in(organisation.slug)}."
        )
    return found


def _checked(email: str) -> str:
    """``create_organisation`` takes the first address on trust; a typo would lock everybody out."""
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email

    try:
        validate_email(email.strip())
    except ValidationError as error:
        raise Unusable(f"“{email}” is no e-mail address.") from error
    return email
