"""`headway token`: bearer tokens for the API."""

from __future__ import annotations

import json

import click

from headway.cli.boot import note, start_and_migrate
from headway.cli.lazy import LazyGroup
from headway.cli.organisations import chosen_organisation, organisation_option, person_by_email

SCOPES = ("read", "check_in", "write", "admin")

COMMANDS = {
    "create": ("headway.cli.tokens:create", "Make a token and print its secret once."),
    "list": ("headway.cli.tokens:list_", "List tokens; secrets are not kept."),
    "revoke": ("headway.cli.tokens:revoke", "End a token at once."),
}


@click.command(cls=LazyGroup, places=COMMANDS)
def token() -> None:
    """Make, list and revoke API tokens.

    A token acts for a person, within its scopes: read, check_in, write, admin.
    """


@click.command()
@organisation_option
@click.option("--person", "email", required=True, help="E-mail address of whom it acts for.")
@click.option("--name", required=True, help="What it is for, such as “nightly export”.")
@click.option(
    "--scope", "scopes", multiple=True, required=True, type=click.Choice(SCOPES), help="May repeat."
)
@click.option("--days", type=int, help="Expires after so many days, 1 to 3650.")
def create(
    slug: str | None, email: str, name: str, scopes: tuple[str, ...], days: int | None
) -> None:
    """Make a token and print its secret, which cannot be shown again."""
    start_and_migrate()
    from headway.people.access import system_actor
    from headway.people.actions import create_token

    organisation = chosen_organisation(slug)
    made, secret = create_token(
        system_actor(organisation),
        name=name,
        scopes=scopes,
        person_id=person_by_email(organisation, email),
        days=days,
    )
    note(f"Token {made.pk} acts for {made.person.name}. Keep its secret; it is not shown again.")
    click.echo(secret)


@click.command(name="list")
@organisation_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_(slug: str | None, as_json: bool) -> None:
    """List tokens with whom they act for and when they were last used."""
    start_and_migrate()
    from headway.people.models import ApiToken

    organisation = chosen_organisation(slug)
    names = ("id", "name", "hint", "person__name", "scopes", "expires_at", "last_used_at")
    rows = [
        dict(zip(("id", "name", "hint", "person", *names[4:]), row, strict=True))
        for row in ApiToken.objects.filter(organisation=organisation, revoked_at__isnull=True)
        .order_by("id")
        .values_list(*names)
    ]
    if as_json:
        click.echo(json.dumps(rows, default=str, indent=2, ensure_ascii=False))
        return
    for row in rows:
        used = f"used {row['last_used_at']:%Y-%m-%d}" if row["last_used_at"] else "never used"
        ends = f", until {row['expires_at']:%Y-%m-%d}" if row["expires_at"] else ""
        scopes = " ".join(row["scopes"])
        click.echo(
            f"{row['id']:>6}  {row['hint']}…  {row['name']}  ({row['person']}; {scopes}; "
            f"{used}{ends})"
        )
    if not rows:
        note("There are no tokens.")


@click.command()
@click.argument("token_id", type=int)
@organisation_option
def revoke(token_id: int, slug: str | None) -> None:
    """End the token with the number TOKEN_ID at once."""
    start_and_migrate()
    from headway.people.access import system_actor
    from headway.people.actions import revoke_token

    revoke_token(system_actor(chosen_organisation(slug)), token_id)
    note(f"Token {token_id} no longer works.")
