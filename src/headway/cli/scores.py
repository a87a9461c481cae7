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
    """Recompute all open scores from their readings, children before parents, and all derived KPIs
    from what they are made of.

    They should never differ from what is stored; `headway doctor` looks, this mends. What differs
    is printed; with --check nothing is written, and the exit code is 1 when something differs.
    """
    start_and_migrate()
    from headway.kpis.actions.recomputing import astray, put_right
    from headway.okrs.actions.recomputing import recompute as recompute_scores

    organisation_id = chosen_organisation(slug).pk
    values, kpis = astray(organisation_id)  # key results take over what derived KPIs come to
    if not check:
        put_right(organisation_id, {one.kpi_id for one in kpis})
    looked_at, differences = recompute_scores(organisation_id, write=not check)
    looked_at += values
    found: list[dict[str, Any]] = [
        *(
            {"kind": "kpi", "id": one.kpi_id, "starts_on": one.starts_on.isoformat(),
             "stored": one.stored, "computed": one.computed}
            for one in kpis
        ),
        *(
            {"kind": d.kind, "id": d.id, "stored": d.stored, "computed": d.computed}
            for d in differences
        ),
    ]  # fmt: skip
    if as_json:
        click.echo(json.dumps({"looked_at": looked_at, "differences": found}, indent=2))
    else:
        _print(looked_at, found, check)
    if found and (check or any(row["kind"] == "circle" for row in found)):
        context.exit(1)


def _print(looked_at: int, found: list[dict[str, Any]], check: bool) -> None:
    if not found:
        click.echo(f"All {looked_at} stored scores are what their readings say.")
        return
    for row in found[:SHOWN]:
        if row["kind"] == "circle":
            click.echo(f"objective {row['id']}: on a circle of links or above one, not computed")
        else:
            said = f"{row['kind'].replace('_', ' ')} {row['id']}"
            click.echo(f"{said}: stored {row['stored']}, computed {row['computed']}")
    if len(found) > SHOWN:
        click.echo(f"… and {len(found) - SHOWN} more")
    note(f"{len(found)} of {looked_at} differ{'' if check else 'ed and are corrected'}.")
