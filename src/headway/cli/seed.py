"""`headway seed`: synthetic organisations of any size."""

from __future__ import annotations

import dataclasses
import json

import click

from headway.cli.boot import start_and_migrate
from headway.cli.progress import bar


@click.command()
@click.option(
    "--people", type=click.IntRange(1, 1_000_000), required=True, help="How many people work there."
)
@click.option(
    "--cycles", type=click.IntRange(1, 40), default=8, show_default=True, help="How many cycles."
)
@click.option(
    "--kpis", type=click.IntRange(0, 1_000_000), default=0, help="How many KPIs are watched."
)
@click.option(
    "--periods",
    type=click.IntRange(1, 3_000),
    default=260,
    show_default=True,
    help="Weekly values of each KPI.",
)
@click.option("--name", default="", help="The organisation's name.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def seed(people: int, cycles: int, kpis: int, periods: int, name: str, as_json: bool) -> None:
    """Make a synthetic organisation, to try Headway at size.

    The same size gives the same organisation. For load tests and benchmarks, not for a server in
    use: it writes rows directly, with one event for all of them.
    """
    start_and_migrate()
    from headway.exchange.seed import seed_organisation

    steps = cycles + 2 + bool(kpis)
    done = 0
    with bar("Seeding", quiet=as_json) as shown:

        def tell(what: str, _count: int) -> None:
            nonlocal done
            shown.update(done, steps, what)
            done += 1

        made = seed_organisation(
            people=people, cycles=cycles, kpis=kpis, periods=periods, name=name, progress=tell
        )
    facts = dataclasses.asdict(made)
    if as_json:
        click.echo(json.dumps(facts))
        return
    click.echo(
        f"Organisation {made.organisation_id}: {made.people} people, {made.units} units, "
        f"{made.cycles} cycles, {made.objectives} objectives, {made.key_results} key results, "
        f"{made.check_ins} check-ins"
        + (f", {made.kpis} KPIs with {made.measurements} values" if kpis else "")
    )
