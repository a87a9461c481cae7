"""The command `headway`. Importing this module must stay cheap: no Django, no command modules."""

from __future__ import annotations

import click

from headway import __version__
from headway.cli.lazy import LazyGroup

COMMANDS = {
    "demo": ("headway.cli.serve:demo", "Serve a demo organisation, ready to click."),
    "serve": ("headway.cli.serve:serve", "Serve your organisation."),
    "worker": ("headway.cli.jobs:worker", "Do jobs, beside servers on PostgreSQL."),
    "init": ("headway.cli.organisations:init", "Found an organisation; print a sign-in link."),
    "invite": ("headway.cli.organisations:invite", "Print a new link for somebody to sign in."),
    "import": ("headway.cli.imports:import_", "Import a file of OKRs, or undo an import."),
    "score": ("headway.cli.score:score", "Score a file of key results, offline."),
    "review": ("headway.cli.review:review", "Say what is weak in objectives, offline."),
    "forecast": ("headway.cli.forecast:forecast", "Say how likely a target is reached, offline."),
    "spc": ("headway.cli.spc:spc", "Say when a process really changed, offline."),
    "api": ("headway.cli.remote:api", "Read and change a running server by its API."),
    "scorecard": ("headway.cli.scorecard:scorecard", "Print the scorecard of a running server."),
    "pack": ("headway.cli.packs:pack", "Make, freeze and download board packs."),
    "token": ("headway.cli.tokens:token", "Make, list and revoke API tokens."),
    "backup": ("headway.cli.backup:backup", "Write database and files to one file."),
    "restore": ("headway.cli.backup:restore", "Put a backup in place and verify it."),
    "doctor": ("headway.cli.doctor:doctor", "Look whether everything is as it should be."),
    "secrets": ("headway.cli.secrets:secrets", "Change the keys that seal secrets."),
    "recompute": ("headway.cli.scores:recompute", "Recompute stored scores and judge KPIs anew."),
    "seed": ("headway.cli.seed:seed", "Make a synthetic organisation of any size."),
}


@click.command(cls=LazyGroup, places=COMMANDS)
@click.version_option(__version__, prog_name="headway", message="%(prog)s %(version)s")
def main() -> None:
    """Headway: the system an organisation steers by.

    Settings are read from environment variables; HEADWAY_DATA_DIR says where the data lives. Exit
    codes: 0 done, 1 refused or something is wrong, 2 a command, file or value cannot be used, 3 the
    database, or the server that is asked, cannot be reached.
    """
