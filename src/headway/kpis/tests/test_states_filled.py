"""What a migration stores with the states that are there is what writes would have stored."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import call_command

from headway.kit.testing.world import TODAY, World
from headway.kpis.actions.archiving import archive_kpi
from headway.kpis.actions.recomputing import recompute_kpis
from headway.kpis.actions.responses import close_response, record_action, record_cause
from headway.kpis.actions.targets import set_target
from headway.kpis.models import Kpi, KpiState
from headway.kpis.tests.values import STEADY, first_pass_yield, measure, month, raised

pytestmark = pytest.mark.django_db(transaction=True)


def stored() -> list[tuple[object, ...]]:
    names = ("kpi__name", "is_answered", "response_due_on", "alike")
    return list(KpiState.objects.order_by("pk").values_list(*names))


def worse(world: World, name: str) -> Kpi:
    kpi = first_pass_yield(world, name=name)
    set_target(world.system, kpi.pk, kind="at_least", low=98.0, effective_on=month(0))
    raised(world, kpi, [*STEADY, 90.0])
    return kpi


def test_of_responses_at_each_step_answered_ones_and_archived_kpis(world: World):
    owner, lead = world.actor("owner"), world.actor("lead")
    names = ("Raised", "Cause", "Action", "Answered", "Away", "Corrected", "Away, answered")
    kpis = {name: worse(world, name) for name in names}
    for name in ("Cause", "Action"):
        record_cause(owner, kpis[name].responses.get().pk, cause="Jig B holds it low.")
    record_action(
        owner,
        kpis["Action"].responses.get().pk,
        action="A new jig.",
        owner_id=owner.person_id,
        ends_on=TODAY + timedelta(days=40),
    )
    for name in ("Answered", "Away, answered"):
        pk = kpis[name].responses.get().pk
        close_response(owner, pk, outcome="common_cause", closing_word="A holiday.")
    measure(world, kpis["Corrected"], [94.5], first=12)
    for name in ("Away", "Away, answered"):
        archive_kpi(lead, kpis[name].pk)
    before = stored()
    assert sum(bool(one[1]) for one in before) == 2
    assert sum(one[2] is not None for one in before) == 3
    try:
        call_command("migrate", "kpis", "0020", verbosity=0)
    finally:
        call_command("migrate", "kpis", verbosity=0)
    assert stored() == before
    assert recompute_kpis(world.organisation.pk, write=False)[1] == []
