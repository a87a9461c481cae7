"""`headway secrets`: the keys that seal secrets in the database."""

from __future__ import annotations

import click

from headway.cli.boot import note, start_and_migrate
from headway.cli.lazy import LazyGroup

COMMANDS = {
    "rotate": ("headway.cli.secrets:rotate", "Seal all secrets anew with the first key."),
}


@click.command(cls=LazyGroup, places=COMMANDS)
def secrets() -> None:
    """Change the keys that seal secrets of KPI sources.

    Put the new key in front of HEADWAY_ENCRYPTION_KEYS, restart servers and workers, run `headway
    secrets rotate`, then take the old key out.
    """


@click.command()
@click.pass_context
def rotate(context: click.Context) -> None:
    """Seal all secrets anew with the first key of HEADWAY_ENCRYPTION_KEYS.

    May run while servers do. Exits with 1 when there are secrets that no key fits: they have to be
    entered again on the page of their source.
    """
    start_and_migrate()
    from headway.kpis.actions.connectors.secrets import seal_all_again

    done, unreadable = seal_all_again()
    note(f"{done} sources have their secrets sealed by the first key.")
    if unreadable:
        listed = ", ".join(map(str, sorted(unreadable)))
        note(f"No key fits those of the KPIs {listed}. Enter them again.")
        context.exit(1)
