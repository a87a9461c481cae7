"""`headway recompute`: stored scores against the readings they follow from, and how KPIs stand
against their values."""

from __future__ import annotations

import json
from datetime import date
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
    """Recompute all open scores from their readings, children before parents, all derived KPIs from
    what they are made of, and judge all KPIs by their values.

    They should never differ from what is stored; `headway doctor` looks, this mends. What differs
    is printed; with --check nothing is written, and the exit code is 1 when something differs. A
    KPI that differs is judged as any write does it: a new signal of its last value opens a
    response.
    """
    start_and_migrate()
    from headway.kpis.actions.recomputing import recompute_kpis
    from headway.kpis.actions.rederiving import astray, put_right
    from headway.okrs.actions.recomputing import recompute as recompute_scores

    organisation_id = chosen_organisation(slug).pk
    values, off = astray(organisation_id)  # key results take over what derived KPIs come to
    if not check:
        put_right(organisation_id, {one.kpi_id for one in off})
    looked_at, differences = recompute_scores(organisation_id, write=not check)
    looked_at += values
    found: list[dict[str, Any]] = [
        *(
            {"kind": "kpi", "id": one.kpi_id, "starts_on": one.starts_on.isoformat(),
             "stored": one.stored, "computed": one.computed}
            for one in off
        ),
        *(
            {"kind": d.kind, "id": d.id, "stored": plain(d.stored),
             "computed": plain(d.computed)}
            for d in differences
        ),
    ]  # fmt: skip
    kpis, moved = recompute_kpis(organisation_id, write=not check)
    wrong: list[dict[str, Any]] = [
        {
            "kind": "kpi",
            "id": d.kpi_id,
            "field": d.field,
            "stored": plain(d.stored),
            "computed": plain(d.computed),
        }
        for d in moved
    ]
    if as_json:
        told = {"looked_at": looked_at, "kpis": kpis, "differences": [*found, *wrong]}
        click.echo(json.dumps(told, indent=2))
    else:
        _print(looked_at, found, check)
        _print_kpis(kpis, wrong, check)
    if (found or wrong) and (check or any(row["kind"] == "circle" for row in found)):
        context.exit(1)


def plain(value: Any) -> Any:
    """As JSON has it."""
    return value.isoformat() if isinstance(value, date) else value


def _print_kpis(looked_at: int, found: list[dict[str, Any]], check: bool) -> None:
    if not looked_at:
        return
    if not found:
        click.echo(f"All {looked_at} KPIs stand as their values say.")
        return
    for row in found[:SHOWN]:
        said = f"KPI {row['id']}: {row['field'].replace('_', ' ')}"
        click.echo(f"{said} stored {row['stored']}, computed {row['computed']}")
    if len(found) > SHOWN:
        click.echo(f"… and {len(found) - SHOWN} more")
    verb = "differ" if check else "differed and are judged anew"
    note(f"{len(found)} of {looked_at} KPIs {verb}.")


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
