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
    """Change the keys that seal secrets: those of KPI sources, and the addresses of channels.

    Put the new key in front of HEADWAY_ENCRYPTION_KEYS, restart servers and workers, run `headway
    secrets rotate`, then take the old key out.
    """


@click.command()
@click.pass_context
def rotate(context: click.Context) -> None:
    """Seal all secrets anew with the first key of HEADWAY_ENCRYPTION_KEYS.

    May run while servers do. Exits with 1 when there are secrets that no key fits: they have to be
    entered again on the page of their source, or of the channels.
    """
    start_and_migrate()
    from headway.kpis.actions.connectors.secrets import seal_all_again
    from headway.reminders.actions.channel_secrets import seal_channels_again

    sources, kpis = seal_all_again()
    channels, names = seal_channels_again()
    note(f"Sealed by the first key: KPI sources: {sources}, channels: {channels}.")
    if kpis:
        note(
            f"No key fits those of the KPIs {', '.join(map(str, sorted(kpis)))}. Enter them again."
        )
    if names:
        note(f"No key fits the address of {', '.join(names)}. Enter it again.")
    if kpis or names:
        context.exit(1)
