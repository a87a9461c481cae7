"""`headway recompute`: stored scores against the readings they follow from."""

from __future__ import annotations

import json
from typing import Any

import click

from headway.cli.boot import note, start_and_migrate
from headway.cli.organisations import chosen_organisation, organisation_option

SHOWN = 20


@click.command()
@organisation_option
@click.option("--check", is_flag=True, help="Only say what differs; exit with 1 if anything does.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
def recompute(context: click.Context, slug: str | None, check: bool, as_json: bool) -> None:
    """Recompute all open scores from their readings.

    They should never differ from what is stored; `headway doctor` looks, this mends.
    """
    start_and_migrate()
    from headway.okrs.actions.scores import recompute as recompute_scores

    looked_at, differences = recompute_scores(chosen_organisation(slug).pk, write=not check)
    found: list[dict[str, Any]] = [
        {"kind": d.kind, "id": d.id, "stored": d.stored, "computed": d.computed}
        for d in differences
    ]
    if as_json:
        click.echo(json.dumps({"looked_at": looked_at, "differences": found}, indent=2))
    else:
        _print(looked_at, found, check)
    if check and found:
        context.exit(1)


def _print(looked_at: int, found: list[dict[str, Any]], check: bool) -> None:
    if not found:
        click.echo(f"All {looked_at} stored scores are what their readings say.")
        return
    for row in found[:SHOWN]:
        click.echo(f"{row['kind']} {row['id']}: stored {row['stored']}, computed {row['computed']}")
    if len(found) > SHOWN:
        click.echo(f"… and {len(found) - SHOWN} more")
    note(f"{len(found)} of {looked_at} differ{'' if check else 'ed and are corrected'}.")
