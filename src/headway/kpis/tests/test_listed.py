"""The list of KPIs by all its filters: the SQL that is kept finds what a query set finds, what
stands above the rows counts the same ones, and what is drawn once is drawn anew where it differs.
"""

from __future__ import annotations

from itertools import product

import pytest

from headway.kit.testing.pages import html_of
from headway.kit.testing.world import TODAY, World
from headway.kpis.actions.archiving import archive_kpi
from headway.kpis.actions.definitions import update_kpi
from headway.kpis.actions.remarks import follow
from headway.kpis.actions.targets import set_target
from headway.kpis.models import Kpi
from headway.kpis.queries.goal_posts.moves import moved_of
from headway.kpis.queries.lists.page import kpi_list_page
from headway.kpis.queries.lists.rows import KpiFilters, filtered, list_kpis
from headway.kpis.tests.values import STEADY, first_pass_yield, measure, month, raised
from headway.people.actions.units import update_unit

pytestmark = pytest.mark.django_db

NAMES = ("Yield of 50% parts", "Yield_A \\ B", "Complaints, 12 weeks", "Ärger an der Tür", "yIELD")


@pytest.fixture
def kpis(world: World) -> list[Kpi]:
    """Five of Blue and one of Green: red, steady and empty ones, one followed, one archived, two
    whose goal posts moved."""
    made = [first_pass_yield(world, name=name) for name in NAMES]
    made.append(
        first_pass_yield(
            world,
            name="Lead time",
            question="How long until a yield?",
            unit_id=world.units["green"].pk,
            owner_id=None,
            external_id="LT-1",
        )
    )
    for kpi in made[:2]:
        set_target(world.system, kpi.pk, kind="at_least", low=98.0, effective_on=month(0))
        raised(world, kpi, [*STEADY, 90.0])
        set_target(world.system, kpi.pk, kind="at_least", low=80.0, effective_on=month(9), why="So")
        kpi.targets.filter(effective_on=month(9)).update(moves=True)  # as on a later day
    measure(world, made[2], STEADY)
    archive_kpi(world.system, made[3].pk)
    follow(world.actor("lead"), made[4].pk, wanted=True)
    return made


def every(world: World) -> list[KpiFilters]:
    """Filters alone and together."""
    lead = world.people["lead"].pk
    words = ((), ("yield",), ("%",), ("_", "\\"), ("12", "plaints", "weeks"), ("ärger",), ("no",))
    units = ("", world.units["blue"].path, world.units["green"].path)
    found = [
        KpiFilters(unit_path=path, words=said, colour=colour, archived=away)
        for path, said, colour, away in product(units, words, ("", "red", "grey"), (False, True))
    ]
    owner = world.people["owner"].pk
    return [
        *found,
        KpiFilters(owner_id=owner),
        KpiFilters(person_id=owner, words=("yield",)),
        KpiFilters(follower_id=lead),
        KpiFilters(external_id="LT-1"),
        KpiFilters(external_id="no such"),
    ]


def test_what_is_kept_finds_what_the_query_set_finds(world: World, kpis: list[Kpi]):
    """Every shape twice: made the first time, bound the second."""
    actor, seen = world.actor("lead"), set()
    for filters in every(world) * 2:
        wanted = filtered(actor, filters).order_by("unit__path", "position", "id")
        found = [row.id for row in list_kpis(actor, filters)]
        assert found == [kpi.pk for kpi in wanted], filters
        seen.add(len(found))
        for row in list_kpis(actor, filters, limit=2)[1:]:
            after = [one.id for one in list_kpis(actor, filters, after=row.place)]
            assert after == found[found.index(row.id) + 1 :]
    assert len(seen) > 3  # the filters do leave different ones


def test_what_stands_above_counts_what_the_filters_leave(world: World, kpis: list[Kpi]):
    actor, seen = world.actor("lead"), set()
    for filters in every(world):
        page = kpi_list_page(actor, filters, TODAY)
        ids = [row.id for row in list_kpis(actor, filters)]
        some = Kpi.objects.filter(pk__in=ids)
        live = some.filter(archived_at__isnull=True, responses__closed_at__isnull=True)
        waiting = live.filter(responses__isnull=False).count()
        told = (page.health.kpis, page.strip.open, page.strip.moved.moved)
        assert told == (len(ids), waiting, moved_of(actor, some, TODAY)), filters
        seen.add(told)
    assert {number for _all, number, _moved in seen} == {0, 1, 2}
    assert max(moved for _all, _open, moved in seen) > 0


def test_words_are_letters_and_no_pattern(world: World, kpis: list[Kpi]):
    def named(*words: str) -> list[str]:
        return [row.name for row in list_kpis(world.actor("lead"), KpiFilters(words=words))]

    assert named("yield", "%") == ["Yield of 50% parts"]
    assert named("d_") == [NAMES[1]]
    assert named("\\") == [NAMES[1]]
    assert named("long", "UNTIL") == ["Lead time"]
    assert named(*["yield"] * 40) == [NAMES[0], NAMES[1], NAMES[4], "Lead time"]


def test_a_unit_that_was_drawn_before_is_drawn_as_it_is(world: World, kpis: list[Kpi]):
    """Its rows are told and drawn once: whatever of them changes is seen at the next look."""
    client = world.client("lead")

    def page(query: str = "unit=all") -> str:
        return html_of(client.get(f"/kpis?{query}"))

    assert "Complaints, 12 weeks" in page()
    update_kpi(world.system, kpis[2].pk, name="Claims")
    assert "Claims" in page()
    assert "Complaints, 12" not in page()
    measure(world, kpis[2], [77.7], first=12)
    assert "77.7" in page()
    update_unit(world.system, world.units["blue"].pk, name="Azure")
    assert "Azure" in page()
    assert "Ärger an der Tür" in page("unit=all&whose=archived")
    archive_kpi(world.system, kpis[2].pk)
    assert "Claims" not in page()
    assert "Claims" in page("unit=all&whose=archived")
