"""Pages of sources: set one up, try it, see how it goes, and hear of an outage."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from headway.kit import clock
from headway.kit.testing.budgets import assert_budget, assert_no_growth
from headway.kit.testing.pages import HTMX, heading_of, html_of, text_of
from headway.kit.testing.world import NOW, World
from headway.kpis.actions.connectors.definition import pause_connector
from headway.kpis.actions.connectors.running import run_connector, run_due
from headway.kpis.models import Connector, Kpi, Measurement
from headway.kpis.queries.connectors import rows
from headway.kpis.tests.stand_in import DOWN, PASSWORD, SETTINGS, WORDS, WRONG, Scripted, connect
from headway.kpis.tests.values import connected, first_pass_yield

pytestmark = pytest.mark.django_db

FORM = {
    "kind": "scripted", "set-url": SETTINGS["url"], "set-query": "select 1",
    "set-password": PASSWORD, "every": "day", "at": "07:30", "weekday": "0", "window": "3",
}  # fmt: skip


def post(client: Client, kpi: Kpi, do: str, **fields: str) -> Any:
    return client.post(f"/kpis/{kpi.pk}/connector", {**FORM, "do": do, **fields})


def fail(world: World, kpi: Kpi, source: Scripted, error: Exception) -> None:
    source.says = error
    run_connector(world.actor("owner"), kpi.pk)


def test_from_no_source_to_one_that_works(world: World, source: Scripted) -> None:
    kpi, client = first_pass_yield(world), world.client("owner")
    page = client.get(f"/kpis/{kpi.pk}")
    assert "Connect a source" in text_of(page)
    page = client.get(f"/kpis/{kpi.pk}/connector")
    assert heading_of(page) == "First-pass yield is entered by people."
    page = client.get(f"/kpis/{kpi.pk}/connector?kind=scripted")
    assert 'type="password"' in html_of(page)
    source.month(94.0, 195.0, 92.0)
    tried = post(client, kpi, "test")
    said = text_of(tried)
    assert "refused: 195 is not possible" in said
    assert "Oct 2026" in said
    assert PASSWORD not in html_of(tried)
    assert not Connector.objects.exists()
    assert post(client, kpi, "save").status_code == 302
    source.month(94.0, 95.0, 92.0)
    page = client.post(
        f"/kpis/{kpi.pk}/connector/step", {"do": "run", "back": "connector"}, follow=True
    )
    assert heading_of(page) == "Scripted is asked every day at 07:30, and it works."
    assert "3 values read: 3 new." in text_of(page)
    assert PASSWORD not in html_of(page)
    assert Measurement.objects.filter(series__kpi=kpi).count() == 3
    page = client.get(f"/kpis/{kpi.pk}")
    assert "Works" in text_of(page)
    assert "25 Nov 2026, 07:30" in text_of(page)


def test_a_test_answers_in_place(world: World, source: Scripted) -> None:
    kpi, client = first_pass_yield(world), world.client("owner")
    source.says = DOWN
    address, sent = f"/kpis/{kpi.pk}/connector", {**FORM, "do": "test"}
    answer = client.post(address, sent, headers=HTMX)
    assert (answer.status_code, text_of(answer)) == (200, WORDS)
    answer = client.post(address, {**sent, "set-url": "ftp://x"}, headers=HTMX)
    assert (answer.status_code, "<html" in html_of(answer)) == (200, False)
    assert "begins with https://" in text_of(answer)


def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(
    world: World, source: Scripted
) -> None:
    kpi, client = first_pass_yield(world), world.client("owner")
    page = post(client, kpi, "save", **{"set-url": "ftp://files.example", "set-query": "mine"})
    assert page.status_code == 422
    assert "begins with https://" in text_of(page)
    assert "mine" in html_of(page)
    assert PASSWORD not in html_of(page)
    for field, value in (("at", "noon"), ("weekday", "9"), ("window", "0"), ("every", "year")):
        assert post(client, kpi, "save", **{field: value}).status_code == 422
    assert post(client, kpi, "save", kind="unheard").status_code == 422
    assert not Connector.objects.exists()


def test_a_stored_secret_is_kept_told_of_and_forgotten(world: World, source: Scripted) -> None:
    kpi, client = first_pass_yield(world), world.client("owner")
    post(client, kpi, "save")
    page = client.get(f"/kpis/{kpi.pk}/connector")
    assert "Stored, and shown to nobody." in text_of(page)
    version = str(Connector.objects.get().version)
    assert post(client, kpi, "save", version=version, **{"set-password": ""}).status_code == 302
    assert "Forget it" in text_of(client.get(f"/kpis/{kpi.pk}/connector"))
    post(client, kpi, "save", **{"set-password": "", "forget-password": "1", "version": "2"})
    assert "Stored, and shown" not in text_of(client.get(f"/kpis/{kpi.pk}/connector"))
    assert post(client, kpi, "save", version="1").status_code == 412


def test_an_outage_stands_at_the_kpi_on_the_list_and_once_on_home(
    world: World, source: Scripted
) -> None:
    kpi = first_pass_yield(world)
    connector = connect(world, kpi)
    source.month(94.0, last=NOW.date().replace(month=9, day=1))
    run_due(connector.pk, job="1")
    source.says = DOWN
    for _ in range(3):
        run_due(connector.pk, job="1")
    page = text_of(world.client("viewer").get(f"/kpis/{kpi.pk}"))
    assert WORDS in page
    assert "Since 24 Nov 2026, 09:00, tried 3 times." in page
    assert "Next try:" in page
    assert "Run now" not in page
    for name, why in (("owner", "Owner"), ("mate", "Updater")):
        home = text_of(world.client(name).get("/"))
        assert home.count(WORDS) == 1, name
        assert why in home
    assert WORDS not in text_of(world.client("lead").get("/"))
    listed = text_of(world.client("viewer").get("/kpis?unit=all"))
    assert "Oct 2026 is missing: its source gives nothing" in listed
    assert "First-pass yield (its source gives nothing)" in text_of(world.client("mate").get("/"))
    assert "its source gives nothing just now" in text_of(world.client("mate").get("/kpis/enter"))
    with clock.frozen(NOW + timedelta(hours=3)):
        source.month(94.0, 95.0)
        run_due(connector.pk, job="1")
        page = text_of(world.client("owner").get(f"/kpis/{kpi.pk}/connector"))
        assert "It works again, after 3 hours." in page
        assert WORDS not in text_of(world.client("owner").get("/"))
    assert "comes from its source" in text_of(world.client("mate").get("/kpis/enter"))


def test_one_that_will_not_mend_itself_asks_for_somebody(world: World, source: Scripted) -> None:
    kpi = first_pass_yield(world)
    connect(world, kpi)
    fail(world, kpi, source, WRONG)
    home = text_of(world.client("owner").get("/"))
    assert "is not asked again. There is no table “sales”." in home
    page = world.client("owner").get(f"/kpis/{kpi.pk}")
    assert "Needs you" in text_of(page)
    assert "Go on" in text_of(page)


def test_it_is_paused_run_and_removed_from_its_pages(world: World, source: Scripted) -> None:
    kpi, client = first_pass_yield(world), world.client("owner")
    connect(world, kpi)
    step = f"/kpis/{kpi.pk}/connector/step"
    page = client.post(step, {"do": "pause", "back": "kpi"}, follow=True)
    assert "not while it pauses" in text_of(page)
    page = client.post(step, {"do": "resume", "back": "connector"}, follow=True)
    assert "The source is asked by itself again." in text_of(page)
    page = client.post(step, {"do": "run", "periods": "0", "back": "connector"}, follow=True)
    assert "Read from 1 to 400 periods back." in text_of(page)
    source.says = DOWN
    page = client.post(step, {"do": "run", "back": "kpi"}, follow=True)
    assert WORDS in text_of(page)
    page = client.post(step, {"do": "remove", "back": "connector"}, follow=True)
    assert "Connect a source" in text_of(page)
    assert client.post(step, {"do": "run"}).status_code == 404


def test_administrators_see_all_sources_those_that_fail_first(
    world: World, source: Scripted
) -> None:
    admin = world.client("admin")
    assert heading_of(admin.get("/connectors")) == "No KPI takes its values from a source."
    good, bad = first_pass_yield(world), first_pass_yield(world, name="Scrap rate")
    source.month(94.0)
    for kpi in (good, bad):
        connect(world, kpi)
        run_connector(world.actor("owner"), kpi.pk)
    assert heading_of(admin.get("/connectors")) == "All 2 sources work."
    fail(world, bad, source, DOWN)
    pause_connector(world.actor("owner"), good.pk)
    page = admin.get("/connectors")
    assert heading_of(page) == "1 of 2 sources gives nothing."
    said = text_of(page)
    assert said.index("Scrap rate") < said.index("First-pass yield")
    assert "not while it pauses" in said
    assert world.client("owner").get("/connectors").status_code == 403
    assert "Scrap rate" not in text_of(world.client("outsider").get("/connectors"))


def test_one_that_fails_is_among_those_that_are_listed(world: World, monkeypatch) -> None:
    monkeypatch.setattr(rows, "LISTED", 2)
    kpis = [first_pass_yield(world, name=f"Yield {at}") for at in range(4)]
    made = [connected(kpi) for kpi in kpis]
    Connector.objects.filter(pk=made[3].pk).update(failing_since=clock.now())
    Connector.objects.filter(pk=made[2].pk).update(left_out=3)
    listed = [row.kpi_name for row in rows.list_connectors(world.actor("admin"))]
    assert listed == ["Yield 3", "Yield 2"]


def test_reads_stay_within_their_budgets(world: World, source: Scripted) -> None:
    kpi = first_pass_yield(world)
    connector = connect(world, kpi)
    source.month(94.0, 95.0)
    run_due(connector.pk, job="1")
    admin = world.client("admin")

    def runs(count: int) -> None:
        for _ in range(count):
            run_due(connector.pk, job="1")

    def sources(count: int) -> None:
        for at in range(Connector.objects.count(), count):
            unit = world.units["blue" if at % 2 else "green"].pk
            connect(world, first_pass_yield(world, name=f"KPI {at}", unit_id=unit), by="admin")

    address = f"/kpis/{kpi.pk}/connector"
    assert_no_growth(runs, lambda: admin.get(address))
    assert_budget("connector page", lambda: admin.get(address))
    assert_no_growth(sources, lambda: admin.get("/connectors"))
    assert_budget("connectors list", lambda: admin.get("/connectors"))
