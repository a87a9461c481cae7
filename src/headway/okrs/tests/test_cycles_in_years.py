"""A cycle that is there already is put under a year, and taken out of it."""

from __future__ import annotations

from datetime import date

import pytest

from headway.kit.problems import InvalidInput, NotFound
from headway.kit.testing.pages import html_of, text_of
from headway.okrs.actions.cycles import create_cycle, update_cycle
from headway.okrs.models import Cycle


@pytest.fixture
def year(world):
    return create_cycle(
        world.system, name="2026", kind="year", starts_on=date(2026, 1, 1),
        ends_on=date(2027, 1, 31),
    )  # fmt: skip


def parent_of(world):
    return Cycle.objects.get(pk=world.cycle.pk).parent


def test_the_form_puts_a_running_cycle_under_a_year_and_takes_it_out(world, year):
    client, address = world.client("admin"), f"/cycles/{world.cycle.pk}/edit"
    page = html_of(client.get(address))
    assert f'<option value="{year.pk}">2026</option>' in page
    fields = {
        "name": world.cycle.name, "starts_on": world.cycle.starts_on.isoformat(),
        "ends_on": world.cycle.ends_on.isoformat(), "version": world.cycle.version,
    }  # fmt: skip
    assert client.post(address, {**fields, "parent_id": year.pk}).status_code == 302
    assert parent_of(world) == year
    assert "part of 2026" in text_of(client.get("/cycles"))
    then = text_of(client.get("/changes?since=2026-11-23&unit=all"))
    assert "Part of nothing to 2026" in then
    fields["version"] = Cycle.objects.get(pk=world.cycle.pk).version
    client.post(address, {**fields, "name": "Q4"})  # a form without the field leaves it
    assert parent_of(world) == year
    update_cycle(world.system, world.cycle.pk, parent_id=None)
    assert parent_of(world) is None


def test_the_audit_trail_tells_place_and_scoring_in_words(world, year):
    update_cycle(world.system, world.cycle.pk, parent_id=year.pk)
    trail = text_of(world.client("admin").get("/settings/audit"))
    assert "Part of: 2026" in trail
    assert "Scoring standard: weighted mean" in trail


def test_it_lies_inside_its_year_and_not_inside_itself(world, year):
    short = create_cycle(
        world.system, name="H1", kind="custom", starts_on=date(2026, 1, 1),
        ends_on=date(2026, 6, 30), parent_id=year.pk,
    )  # fmt: skip
    for cycle, parent, code in (
        (world.cycle, short, "outside_parent"), (year, short, "circle"), (year, year, "circle"),
    ):  # fmt: skip
        with pytest.raises(InvalidInput) as refused:
            update_cycle(world.system, cycle.pk, parent_id=parent.pk)
        assert [(e.field, e.code) for e in refused.value.errors] == [("parent_id", code)]
    with pytest.raises(NotFound):
        update_cycle(world.actor("outsider"), world.cycle.pk, parent_id=year.pk)
    assert parent_of(world) is None
