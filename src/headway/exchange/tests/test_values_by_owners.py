"""Who may enter the values of a KPI brings them in by file, too, and nothing else."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from headway.exchange.actions import commit_import, commit_preview, keep_preview, undo_import
from headway.exchange.models import ImportRun
from headway.exchange.tests.kpi_tables import reasons, values
from headway.kit.problems import NotAllowed, NotFound
from headway.kit.testing.pages import text_of
from headway.kit.testing.world import World
from headway.kpis.models import Kpi, Target
from headway.kpis.tests.values import first_pass_yield

pytestmark = pytest.mark.django_db


@pytest.fixture
def theirs(world: World) -> Kpi:
    """Of a unit that the updater has nothing to do with."""
    return first_pass_yield(
        world, name="Scrap", unit_id=world.units["green"].pk,
        owner_id=world.people["stranger"].pk, updater_id=None,
    )  # fmt: skip


def test_an_updater_brings_in_values_of_ones_own_kpis_by_the_page(world: World, theirs: Kpi):
    own, client = first_pass_yield(world), world.client("mate")
    table = f"kpi;period;value\n{own.name};2026-09;94,5\n{theirs.name};2026-09;3\n".encode()
    assert "Values from a file" in text_of(client.get(f"/kpis/enter?kpi={own.pk}"))
    page = client.get("/import")
    assert "Bring in values of your KPIs from a file." in text_of(page)
    assert "okr-research" not in text_of(page)
    shown = client.post(
        "/import", {"file": SimpleUploadedFile("v.csv", table), "kpi": ""}, follow=True
    )
    assert "Only the owner, the updater" in text_of(shown)
    run = ImportRun.objects.get()
    client.post(f"/import/{run.pk}/commit")
    assert [row[1] for row in values(own)] == [94.5]
    assert values(theirs) == []
    assert "Undo this import" not in text_of(client.get(f"/import/{run.pk}"))
    assert client.post(f"/import/{run.pk}/undo").status_code == 403
    for other in ("owner", "stranger"):
        assert world.client(other).get(f"/import/{run.pk}").status_code == 404
    assert world.client("admin").get(f"/import/{run.pk}").status_code == 200


def test_nothing_else_comes_in(world: World):
    mate, own = world.actor("mate"), first_pass_yield(world)
    for content in (
        b"external_id,name,unit,owner\nx,Another,Blue,mate@aster.example\n",
        b"schema: okr-research/1\norganisation: {id: a, name: A}\n",
    ):
        with pytest.raises(NotAllowed, match="Only administrators may import"):
            keep_preview(mate, content, "f")
    series = b"date,value,target\n2026-08,94,96\n2026-09,95,97\n"
    run = commit_import(mate, series, "s.csv", kpi=str(own.pk))
    assert reasons(run) == []
    assert [row[1] for row in values(own)] == [94, 95]
    assert not Target.objects.filter(kpi=own).exists()
    assert "Only administrators bring in targets" in str(run.report["assumed"])
    with pytest.raises(NotAllowed):
        undo_import(mate, run.pk)


def test_of_other_peoples_imports_one_sees_and_commits_nothing(world: World):
    first_pass_yield(world)
    content = b"kpi,date,value\nFirst-pass yield,2026-09,94\n"
    run = keep_preview(world.actor("admin"), content, "v.csv")
    for name in ("mate", "owner"):
        with pytest.raises(NotFound):
            commit_preview(world.actor(name), run.pk)
    with pytest.raises(NotAllowed):
        keep_preview(world.actor("viewer"), content, "v.csv")
