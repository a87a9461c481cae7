"""A comparison of two days tells what changed on KPIs, with the events that made it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from headway.kit import clock
from headway.kit.testing.pages import text_of
from headway.kit.testing.world import World
from headway.kpis.actions.archiving import archive_kpi
from headway.kpis.actions.definitions import update_kpi
from headway.kpis.actions.rebases import rebase
from headway.kpis.actions.responses import acknowledge, close_response
from headway.kpis.actions.targets import set_target
from headway.kpis.models import Kpi
from headway.kpis.tests.values import STEADY, first_pass_yield, measure, month
from headway.okrs.queries.cycles import list_cycles
from headway.reports.queries.changes import Section, Span, changes_of_unit

pytestmark = pytest.mark.django_db

SINCE, UNTIL = date(2026, 11, 20), date(2026, 11, 24)


@pytest.fixture
def kpi(world: World) -> Kpi:
    """Defined and measured before the first day."""
    with clock.frozen(datetime(2026, 11, 2, 9, tzinfo=UTC)):
        made = first_pass_yield(world)
        measure(world, made, STEADY)
        set_target(world.system, made.pk, kind="at_least", low=95.0, effective_on=month(0))
    return made


def changes(world: World, unit_path: str = ""):
    actor = world.actor("viewer")
    [cycle] = [row for row in list_cycles(actor) if row.id == world.cycle.pk]
    found = changes_of_unit(actor, Span(SINCE, UNTIL, UNTIL), cycle, unit_path=unit_path)
    assert found is not None
    return found, [(one.what, one.label, one.before, one.after) for one in found.of(Section.KPIS)]


def test_nothing_happened_and_new_values_are_no_difference(world, kpi):
    measure(world, kpi, [94.8], first=12)
    assert changes(world)[1] == []


def test_everything_that_changed_is_told_once(world, kpi):
    lead, owner = world.actor("lead"), world.actor("owner")
    set_target(lead, kpi.pk, kind="at_least", low=94.0, why="Too hard.", effective_on=month(0))
    set_target(lead, kpi.pk, kind="at_least", low=93.0, why="Still.", effective_on=month(0))
    update_kpi(lead, kpi.pk, owner_id=world.people["lead"].pk, nature="leading")
    measure(world, kpi, [95.0], first=0)
    measure(world, kpi, [80.0], first=12)
    response = kpi.responses.get()
    acknowledge(owner if response.owner_id == owner.person_id else lead, response.pk, note="")
    close_response(lead, response.pk, outcome="common_cause", closing_word="A slip.")
    rebase(lead, kpi.pk, starts_on=month(12), different="B", reason="J", wanted="Y", lasting="S")
    found, told = changes(world)
    assert ("target", "Target", "at least 95", "at least 93") in told
    names = [world.people[who].name for who in ("owner", "lead")]
    assert ("owner", "Owner", *names) in told
    assert ("nature", "Leading or lagging", "Lagging", "Leading") in told
    assert ("restated", "Value restated", "1 Jan 2025: 94.2", "1 Jan 2025: 95") in told
    assert ("signal", "Signal 1", "", "accepted as common cause") in told
    assert ("rebase", "Limits begin anew", "", "from 1 Jan 2026 on") in told
    assert len(told) == 6
    assert (found.targets_moved, found.signals, found.posts_moved) == (1, 1, 0)
    assert all(one.events for one in found.of(Section.KPIS))
    page = text_of(world.client("viewer").get(f"/changes?unit=all&since={SINCE}"))
    assert "the target or limits of one KPI moved" in page
    assert "one KPI signal raised" in page
    assert "at least 95" in page


def test_a_curve_that_bends_otherwise_is_a_difference(world, kpi):
    lead = world.actor("lead")
    curve = [[60, 0], [90, 80], [95, 100]]
    set_target(lead, kpi.pk, kind="at_least", curve=curve, why="Ours.", effective_on=month(0))
    curve[1] = [90, 75]
    set_target(lead, kpi.pk, kind="at_least", curve=curve, why="Bent.", effective_on=month(0))
    [(_what, _label, before, after)] = changes(world)[1]
    assert before == "at least 95"
    assert after.endswith("scored by points (60 → 0, 90 → 75, 95 → 100)")


def test_there_and_back_is_no_difference(world, kpi):
    lead = world.actor("lead")
    for low in (94.0, 95.0):
        set_target(lead, kpi.pk, kind="at_least", low=low, why="Try.", effective_on=month(0))
    update_kpi(lead, kpi.pk, nature="leading")
    update_kpi(lead, kpi.pk, nature="lagging")
    measure(world, kpi, [95.0], first=0)
    measure(world, kpi, [94.2], first=0)
    assert changes(world)[1] == []


def test_what_came_and_what_was_put_away(world, kpi):
    first_pass_yield(world, name="Claims")
    archive_kpi(world.system, kpi.pk)
    assert changes(world)[1] == [
        ("added", "KPI defined", "nothing", "Claims"),
        ("archived", "State", "live", "archived"),
    ]


def test_of_another_unit_it_is_not(world, kpi):
    archive_kpi(world.system, kpi.pk)
    assert changes(world, world.units["green"].path)[1] == []
    assert len(changes(world, world.units["blue"].path)[1]) == 1
