"""The command `headway`. Importing this module must stay cheap: no Django, no command modules."""

from __future__ import annotations

import click

from headway import __version__
from headway.cli.lazy import LazyGroup

COMMANDS = {
    "demo": ("headway.cli.serve:demo", "Serve a demo organisation, ready to click."),
    "serve": ("headway.cli.serve:serve", "Serve your organisation."),
    "score": ("headway.cli.score:score", "Score a file of key results, offline."),
}


@click.command(cls=LazyGroup, places=COMMANDS)
@click.version_option(__version__, prog_name="headway", message="%(prog)s %(version)s")
def main() -> None:
    """Headway: the system an organisation steers by.

    Settings are read from environment variables; HEADWAY_DATA_DIR says where the data lives.
    """
