"""Define a KPI: who may, what is refused, and how a definition is kept by version."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from headway.activity.models import Event
from headway.kit.problems import Conflict, InvalidInput, NotAllowed, NotFound, Outdated
from headway.kit.testing.pages import html_of, text_of
from headway.kit.testing.world import World
from headway.kpis.actions.archiving import archive_kpi, restore_kpi
from headway.kpis.actions.definitions import create_kpi, update_kpi
from headway.kpis.actions.room import MOST_KPIS
from headway.kpis.forms.definitions import definition_typed
from headway.kpis.models import Kpi
from headway.kpis.queries.doors import calendar_of, get_kpi
from headway.kpis.queries.lists.rows import KpiFilters
from headway.kpis.queries.lists.then import list_kpis_then
from headway.kpis.tests.days import on
from headway.kpis.tests.values import STEADY, first_pass_yield, measure, month
from headway.people.actions.units import archive_unit, restore_unit

pytestmark = pytest.mark.django_db


def test_a_lead_defines_and_a_member_does_not(world: World):
    fields: dict[str, Any] = {
        "unit_id": world.units["blue"].pk,
        "name": "Returns",
        "owner_id": world.people["owner"].pk,
    }
    kpi = create_kpi(world.actor("lead"), **fields)
    assert (kpi.version, kpi.versions.get().fields["name"]) == (1, "Returns")
    assert kpi.series.get().key == ""
    assert Event.objects.filter(verb="kpi.defined", subject_id=kpi.pk).count() == 1
    for name in ("owner", "mate", "coach", "viewer", "stranger"):
        with pytest.raises(NotAllowed):
            create_kpi(world.actor(name), **fields)


def test_everything_wrong_is_named_at_once_and_nothing_is_stored(world: World):
    with pytest.raises(InvalidInput) as refused:
        first_pass_yield(
            world,
            name=" ",
            better="sideways",
            frequency="biweekly",
            decimals=9,
            low_bound=100.0,
            high_bound=0.0,
            rules=["LIM", "NOPE"],
        )
    assert {error.field for error in refused.value.errors} == {
        "name", "better", "frequency", "decimals", "high_bound", "rules",
    }  # fmt: skip
    assert not Kpi.objects.exists()


def test_an_unknown_field_a_person_of_another_organisation_and_a_foreign_kpi(world: World):
    with pytest.raises(InvalidInput):
        first_pass_yield(world, colour="mauve")
    with pytest.raises(NotFound):
        first_pass_yield(world, owner_id=world.people["outsider"].pk)
    kpi = first_pass_yield(world)
    with pytest.raises(NotFound):
        get_kpi(world.actor("outsider"), kpi.pk)


def test_thirteen_are_too_many_and_archiving_makes_room(world: World):
    kpis = [first_pass_yield(world, name=f"KPI {at}") for at in range(MOST_KPIS)]
    with pytest.raises(Conflict) as refused:
        first_pass_yield(world, name="One more")
    assert refused.value.code == "too_many_kpis"
    archive_kpi(world.system, kpis[0].pk, why="Nobody looks at it.")
    first_pass_yield(world, name="One more")
    with pytest.raises(Conflict):
        restore_kpi(world.system, kpis[0].pk)


def test_a_change_is_a_new_version_and_the_old_one_stays(world: World):
    kpi = first_pass_yield(world)
    update_kpi(world.actor("owner"), kpi.pk, version=1, source="MES")
    versions = kpi.versions.order_by("number")
    assert [(v.number, v.fields["source"], v.breaks) for v in versions] == [
        (1, "", False),
        (2, "MES", False),
    ]
    with pytest.raises(Outdated):
        update_kpi(world.actor("owner"), kpi.pk, version=1, source="ERP")


def test_nothing_changed_is_no_version(world: World):
    kpi = first_pass_yield(world)
    update_kpi(world.system, kpi.pk, name="First-pass yield")
    assert kpi.versions.count() == 1
    assert not Event.objects.filter(verb="kpi.redefined").exists()


@pytest.mark.parametrize(
    "field",
    [
        "name",
        "question",
        "decimals",
        "due_lag",
        "cause_days",
        "season",
        "scale",
        "is_count",
        "form",
    ],
)
def test_what_must_be_there_is_refused_at_its_field_where_it_is_none(world: World, field: str):
    kpi = first_pass_yield(world)
    with pytest.raises(InvalidInput) as refused:
        update_kpi(world.system, kpi.pk, why="It is gone.", **{field: None})
    assert [(e.field, e.code) for e in refused.value.errors] == [(field, "required")]
    assert kpi.versions.count() == 1


def test_another_formula_wants_a_reason_and_begins_a_new_baseline(world: World):
    kpi = first_pass_yield(world)
    measure(world, kpi, [*STEADY, 60.0, 61.0, 60.5, 61.5, 60.2, 61.2])
    assert kpi.signals.filter(withdrawn_at__isnull=True).exists()
    with pytest.raises(InvalidInput) as refused:
        update_kpi(world.system, kpi.pk, formula="units passed / units started")
    assert [error.field for error in refused.value.errors] == ["why"]
    update_kpi(
        world.system,
        kpi.pk,
        formula="units passed / units started",
        why="The second test counts too.",
        effective_on=month(12),
    )
    assert not kpi.signals.filter(withdrawn_at__isnull=True).exists()
    kpi.state.refresh_from_db()
    assert (kpi.state.stage, kpi.state.points) == ("trial", 6)


def test_only_the_wording_may_change_without_a_new_baseline(world: World):
    kpi = first_pass_yield(world)
    update_kpi(
        world.system,
        kpi.pk,
        formula="Units passed at the first test / units presented",
        why="A capital letter.",
        new_baseline=False,
    )
    assert not kpi.versions.filter(breaks=True).exists()


def test_how_often_it_is_measured_stays_once_there_are_values(world: World):
    kpi = first_pass_yield(world)
    update_kpi(world.system, kpi.pk, frequency="weekly")
    update_kpi(world.system, kpi.pk, frequency="monthly")
    measure(world, kpi, STEADY)
    with pytest.raises(InvalidInput):
        update_kpi(world.system, kpi.pk, frequency="weekly")


def test_what_leads_what_stays_inside_the_organisation(world: World):
    kpi = first_pass_yield(world)
    lagging = first_pass_yield(world, name="Warranty claims", better="down")
    update_kpi(world.system, kpi.pk, leads_id=lagging.pk, leads_lag=2, nature="leading")
    with pytest.raises(InvalidInput):
        update_kpi(world.system, kpi.pk, leads_id=kpi.pk)
    with pytest.raises(NotFound):
        update_kpi(world.system, kpi.pk, leads_id=10**9)
    assert kpi.versions.filter(fields__leads_id=lagging.pk).exists()


def test_an_archived_kpi_takes_no_change(world: World):
    kpi = first_pass_yield(world, review_by=date(2027, 1, 1))
    archive_kpi(world.system, kpi.pk)
    with pytest.raises(Conflict):
        update_kpi(world.system, kpi.pk, source="MES")
    with pytest.raises(Conflict):
        measure(world, kpi, [1.0])


def test_one_comes_back_after_its_unit(world: World):
    kpi, blue = first_pass_yield(world), world.units["blue"].pk
    archive_kpi(world.system, kpi.pk)
    archive_unit(world.system, blue)
    with pytest.raises(Conflict, match="Restore that first") as refused:
        restore_kpi(world.system, kpi.pk)
    assert refused.value.code == "unit_archived"
    restore_unit(world.system, blue)
    assert restore_kpi(world.system, kpi.pk).archived_at is None


def test_an_archived_kpi_stays_chosen_and_is_not_chosen_anew(world: World):
    led = first_pass_yield(world, name="Complaints")
    kpi = first_pass_yield(world, leads_id=led.pk)
    other = first_pass_yield(world, name="Scrap")
    archive_kpi(world.system, led.pk)
    client = world.client("owner")
    address = f"/kpis/{kpi.pk}/edit"
    page = client.get(address).content.decode()
    assert f'<option value="{led.pk}" selected>' in page
    sent = {"name": "First pass", "leads_id": str(led.pk), "version": "1"}
    sent |= {"owner_id": str(world.people["owner"].pk), "formula": kpi.formula, "measure": "%"}
    assert client.post(address, sent).status_code == 302
    kpi.refresh_from_db()
    assert (kpi.name, kpi.leads_id) == ("First pass", led.pk)
    typed = {**sent, "leads_id-text": "Complaints", "version": "2", "question": "Right at once?"}
    assert client.post(address, typed).status_code == 302
    kpi.refresh_from_db()
    assert (kpi.question, kpi.leads_id) == ("Right at once?", led.pk)
    with pytest.raises(InvalidInput) as refused:
        update_kpi(world.system, other.pk, leads_id=led.pk)
    assert [(e.field, e.code) for e in refused.value.errors] == [("leads_id", "archived")]


class TestMoving:
    def test_it_takes_all_it_has_and_past_days_show_it_where_it_was(self, world: World):
        with on(2026, 2, 2):
            kpi = first_pass_yield(world)
            measure(world, kpi, STEADY)
        green = world.units["green"]
        with on(2026, 3, 2):
            moved = update_kpi(world.system, kpi.pk, unit_id=green.pk, why="The line moved.")
        assert (moved.unit_id, moved.version) == (green.pk, 2)
        told = Event.objects.get(verb="kpi.redefined", subject_id=kpi.pk)
        assert json.loads(told.after or "")["unit_id"] == green.pk
        lead, calendar = world.actor("admin"), calendar_of(world.organisation.pk)
        for day, name in ((date(2026, 2, 10), "Blue"), (date(2026, 3, 10), "Green")):
            rows = {
                unit: [
                    row.unit_name
                    for row in list_kpis_then(
                        lead, KpiFilters(unit_path=world.units[unit].path), calendar, day
                    )
                ]
                for unit in ("blue", "green", "root")
            }
            assert rows == {unit: [name] if unit in ("root", name.lower()) else [] for unit in rows}
            client = world.client("admin")
            page = text_of(client.get(f"/kpis/{kpi.pk}?as_of={day}"))
            assert f"{name} Monthly, higher is better" in page
            listed = client.get(f"/kpis?unit=all&as_of={day}")
            unit = f"/units/{world.units[name.lower()].pk}?as_of={day.isoformat()}"
            assert f'href="{unit}">{name}' in html_of(listed)

    def test_only_to_a_unit_whose_kpis_one_may_define_and_that_has_room(self, world: World):
        kpi, green = first_pass_yield(world), world.units["green"]
        with pytest.raises(NotAllowed):
            update_kpi(world.actor("owner"), kpi.pk, unit_id=green.pk)
        with pytest.raises(NotFound):
            update_kpi(world.system, kpi.pk, unit_id=999)
        for number in range(MOST_KPIS):
            first_pass_yield(world, name=f"KPI {number}", unit_id=green.pk)
        with pytest.raises(Conflict):
            update_kpi(world.system, kpi.pk, unit_id=green.pk)
        kpi.refresh_from_db()
        assert (kpi.unit_id, kpi.version) == (world.units["blue"].pk, 1)

    def test_the_form_offers_it_to_who_may(self, world: World):
        kpi, green = first_pass_yield(world), world.units["green"]
        assert 'name="unit_id"' not in html_of(world.client("owner").get(f"/kpis/{kpi.pk}/edit"))
        client, address = world.client("admin"), f"/kpis/{kpi.pk}/edit"
        assert 'name="unit_id"' in html_of(client.get(address))
        sent = {**definition_typed(kpi), "unit_id": str(green.pk), "why": "The line moved."}
        assert client.post(address, sent).status_code == 302
        kpi.refresh_from_db()
        assert kpi.unit_id == green.pk


def test_an_external_id_is_given_later_and_names_one_kpi(world: World):
    kpi, other = first_pass_yield(world), first_pass_yield(world, name="Other", external_id="fpy")
    with pytest.raises(InvalidInput) as refused:
        update_kpi(world.system, kpi.pk, external_id="fpy")
    assert [(e.field, e.code) for e in refused.value.errors] == [("external_id", "taken")]
    with pytest.raises(InvalidInput):
        first_pass_yield(world, name="Third", external_id="fpy")
    assert update_kpi(world.system, kpi.pk, external_id="fpy-3").external_id == "fpy-3"
    assert update_kpi(world.system, other.pk, external_id="").external_id == ""
