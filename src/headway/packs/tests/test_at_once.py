"""Two at once on a pack: whoever comes second finds what the first left."""

from __future__ import annotations

import pytest
from django.db import connection

from headway.kit import clock
from headway.kit.problems import Conflict
from headway.kit.testing.at_once import both
from headway.kit.testing.world import World
from headway.packs import actions
from headway.packs.actions.sending import due_packs, send_due
from headway.packs.models import Pack, PackFile, PackSend
from headway.packs.queries.rows import pages_of
from headway.packs.tests.test_email import SEVEN, schedule

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        not connection.features.has_select_for_update, reason="One writes after the other."
    ),
]


def test_of_two_workers_one_sends(world: World):
    schedule(world, actions.add_pack(world.actor("lead"), kinds=["map"]))
    with clock.frozen(SEVEN):
        [due] = due_packs()
        done = both(lambda: send_due(due), lambda: send_due(due))
    assert sum(made is not None for made in done) == 1
    assert PackSend.objects.count() == 1
    assert Pack.objects.count() == 2


def test_of_two_who_freeze_one_is_refused(world: World):
    pack = actions.add_pack(world.actor("lead"), kinds=["map"])
    lead, admin = world.actor("lead"), world.actor("admin")
    done = both(
        lambda: actions.freeze_pack(lead, pack.pk),
        lambda: actions.freeze_pack(admin, pack.pk),
    )
    assert sum(isinstance(each, Conflict) for each in done) == 1
    assert Pack.objects.get().digest


def test_a_page_that_is_added_meanwhile_is_not_left_out_of_what_is_frozen(world: World):
    lead, admin = world.actor("lead"), world.actor("admin")
    pack = actions.add_pack(lead, kinds=["map"])
    both(
        lambda: actions.freeze_pack(lead, pack.pk),
        lambda: actions.add_page(admin, pack.pk, kind="kpis"),
        refusal=Conflict,
    )
    stored = Pack.objects.get()
    if stored.digest:
        assert stored.content.count('"kind":') == len(pages_of(pack.pk)) == 1


def test_of_two_clicks_one_file_is_made(world: World):
    pack = actions.add_pack(world.actor("lead"), kinds=["map"])
    viewer = world.actor("viewer")
    asked = both(
        lambda: actions.ask_file(viewer, pack.pk, kind="xlsx"),
        lambda: actions.ask_file(viewer, pack.pk, kind="xlsx"),
    )
    assert {row.id for row in asked} == {PackFile.objects.get().pk}
