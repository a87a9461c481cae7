"""Definitions of KPIs brought in from tables, with their targets and owners."""

from __future__ import annotations

from datetime import date

import pytest

from headway.exchange.actions import commit_import, undo_import
from headway.exchange.tests.helpers import needs_shared_data, real
from headway.exchange.tests.kpi_tables import DEFINITIONS, bring, counts, reasons
from headway.kit.problems import Conflict, InvalidInput
from headway.kit.testing.world import World
from headway.kpis.actions.definitions import update_kpi
from headway.kpis.actions.measurements import record_measurements
from headway.kpis.actions.targets import set_target
from headway.kpis.models import Kpi, Target
from headway.kpis.tests.values import (
    STEADY,
    first_pass_yield,
    monthly,
)
from headway.people.access import system_actor
from headway.people.models import Person, Unit

pytestmark = pytest.mark.django_db


def test_definitions_come_in_change_with_the_file_and_go(world: World):
    run = bring(world, DEFINITIONS)
    assert counts(run, "created") == {"units": 1, "kpis": 2, "targets": 1}
    assert reasons(run) == [
        "line 4, bad: There is nobody here of that name: nobody@aster.example.",
        "line 5, odd: better: Choose one of the offered.",
    ]
    fpy, lead = Kpi.objects.get(external_id="fpy"), Kpi.objects.get(external_id="lead")
    assert (fpy.unit_id, fpy.owner_id) == (world.units["blue"].pk, world.people["owner"].pk)
    assert (lead.unit.name, lead.owner_id) == ("Yellow", world.people["lead"].pk)
    assert Target.objects.get(kpi=fpy).effective_on == date(2026, 11, 1)
    again = bring(world, DEFINITIONS)
    assert (counts(again, "created"), counts(again, "updated")) == ({}, {})
    assert counts(again, "unchanged") == {"kpis": 2, "targets": 1}
    changed = bring(world, DEFINITIONS.replace(b"passed / tested", b"passed / presented"))
    assert counts(changed, "updated") == {"kpis": 1}
    fpy.refresh_from_db()
    assert (fpy.version, fpy.formula) == (2, "passed / presented")
    with pytest.raises(Conflict):
        undo_import(world.actor("admin"), run.pk)
    undo_import(world.actor("admin"), changed.pk)
    update_kpi(world.system, lead.pk, measure="hours", why="Finer.")
    kept = bring(world, DEFINITIONS.replace(b"days,down", b"minutes,down"))
    assert "measure was changed here" in reasons(kept)[0]


@needs_shared_data
@pytest.mark.parametrize(
    ("name", "kpis", "targets", "values"),
    [
        ("kpis_gitlab.csv", 229, 99, 5),
        pytest.param("kpis_canada_infobase.csv", 392, 319, 89, marks=pytest.mark.once),
    ],
)
def test_published_definitions_come_in_whole(
    world: World, name: str, kpis: int, targets: int, values: int
):
    content = real(name)
    run = bring(world, content)
    assert reasons(run) == []
    made = counts(run, "created")
    assert made["kpis"] == kpis == Kpi.objects.count()
    assert (made["targets"], made["measurements"]) == (targets, values)
    again = bring(world, content)
    assert (counts(again, "created"), counts(again, "updated")) == ({}, {})
    assert any("twelve are what a unit can watch" in each["what"] for each in run.report["assumed"])
    undo_import(world.actor("admin"), run.pk)
    assert Kpi.objects.count() == 0


@needs_shared_data
def test_a_target_of_a_file_keeps_the_thresholds_that_fit(world: World):
    kpi = first_pass_yield(world, external_id="fpy")
    set_target(
        world.system, kpi.pk, kind="at_least", low=95.0, worst=80.0, red=92.0, best=99.0,
        effective_on=date(2026, 1, 1),
    )  # fmt: skip
    columns = b"external_id,name,unit,owner,measure,better,frequency,formula,target_low\n"
    row = b"fpy,First-pass yield,Blue,Owner Person,%,up,monthly,Good units divided by all,%s\n"
    for low, kept in ((b"97", (80.0, 92.0, 99.0)), (b"91", (80.0, None, 99.0))):
        assert reasons(bring(world, columns + row.replace(b"%s", low))) == []
        newest = kpi.targets.order_by("-effective_on", "-id")[0]
        assert (newest.low, (newest.worst, newest.red, newest.best)) == (float(low), kept)


def test_a_curve_of_a_file_is_the_target_and_comes_in_once(world: World):
    columns = b"external_id,name,unit,target_curve,target_low\n"
    row = b"fpy,Yield,Blue,60:0 80:40; 90:80 95:100,\n"
    run = bring(world, columns + row)
    assert (counts(run, "created"), reasons(run)) == ({"kpis": 1, "targets": 1}, [])
    made = Target.objects.get()
    assert (made.kind, made.worst, made.best) == ("at_least", 60.0, 95.0)
    assert made.curve == [[60.0, 0.0], [80.0, 40.0], [90.0, 80.0], [95.0, 100.0]]
    assert counts(bring(world, columns + row), "unchanged") == {"kpis": 1, "targets": 1}
    wrong = bring(
        world,
        columns + b"a,A,Blue,60-0 95:100,\nb,B,Blue,60:0 95:20,\nc,C,Blue,60:0 95:100,95\n",
    )
    assert reasons(wrong) == [
        "line 2, a: Write points as value:score, not “60-0”.",
        "line 3, b: Let a point score 66.67 or more, where green begins, and another one less.",
        "line 4, c: The points of target_curve say the target: leave the others empty.",
    ]


def test_before_there_are_people_nobody_owns_what_comes_in(world: World):
    """As on a server where a file founded the organisation."""
    Person.objects.filter(organisation=world.organisation, role="admin").update(role="member")
    Unit.objects.update(lead=None)
    content = b"name,unit,frequency,better\nYield,Blue,monthly,up\n"
    run = commit_import(system_actor(world.organisation), content, "f.csv")
    assert reasons(run) == []
    kpi = Kpi.objects.get()
    assert kpi.owner is None
    system = system_actor(world.organisation)
    judged = record_measurements(system, kpi.pk, monthly([*STEADY, 90.0])).judged
    assert judged is not None
    assert judged.response is not None
    client = world.client("viewer")
    for address in ("/kpis?unit=all", f"/kpis/{kpi.pk}", "/"):
        assert client.get(address).status_code == 200
    Person.objects.filter(pk=world.people["admin"].pk).update(role="admin")
    with pytest.raises(InvalidInput) as refused:
        update_kpi(world.actor("admin"), kpi.pk, source="MES")
    assert [error.field for error in refused.value.errors] == ["owner_id"]
