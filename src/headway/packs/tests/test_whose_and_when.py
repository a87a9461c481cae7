"""Whose scorecard a pack shows, by what was known, and since when changes are told."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from headway.kit.testing.pages import heading_of, text_of
from headway.kit.testing.world import TODAY, World, on
from headway.kpis.models import Kpi
from headway.kpis.tests.values import STEADY, measure
from headway.packs import actions
from headway.packs.formats.document import MapPicture, Page, ScoreCard, Table
from headway.packs.models import Pack
from headway.packs.tests.test_gathering import kpi, page, shown, words
from headway.strategy.actions import add_goal
from headway.strategy.models import Perspective

__all__ = ["kpi"]
pytestmark = pytest.mark.django_db

CARDS = ("summary", "scorecard", "map")


def of_unit(world: World, name: str) -> Pack:
    return actions.add_pack(world.actor("lead"), unit_id=world.units[name].pk)


def own_goal(world: World, name: str) -> None:
    add_goal(
        world.system,
        perspective_id=Perspective.objects.get(organisation=world.organisation).pk,
        title="An aim of our own",
        starts_on=date(2026, 1, 1),
        ends_on=date(2027, 12, 31),
        owner_id=world.people["owner"].pk,
        unit_id=world.units[name].pk,
    )


def test_a_unit_without_a_scorecard_says_whose_it_shows(world: World, kpi: Kpi):
    pack = of_unit(world, "green")
    lacking = "Green has no scorecard of its own: this is that of Aster."
    for kind in CARDS:
        assert page(world, pack, kind).lead == lacking, kind
        assert "Aster" in page(world, pack, kind).title, kind
    client, address = world.client("viewer"), f"unit={world.units['green'].pk}"
    assert lacking in text_of(client.get(f"/scorecard?{address}"))
    assert page(world, pack, "summary").title == heading_of(client.get(f"/scorecard?{address}"))
    assert page(world, pack, "map").title == heading_of(client.get(f"/strategy/map?{address}"))
    assert page(world, pack, "scorecard").title == "The scorecard of Aster stands at 43 of 100."


def test_a_unit_with_a_scorecard_is_named(world: World, kpi: Kpi):
    own_goal(world, "blue")
    pack = of_unit(world, "blue")
    for kind in ("summary", "map"):
        found = page(world, pack, kind)
        assert found.lead == ""
        assert found.title == heading_of(world.client("viewer").get(found.href)), kind
        assert "Blue" in found.title


def test_that_of_the_organisation_names_nobody(world: World, kpi: Kpi):
    pack = actions.add_pack(world.actor("lead"))
    for kind in CARDS:
        assert "Aster" not in page(world, pack, kind).title
        assert page(world, pack, kind).lead == ""


def test_live_pages_are_those_of_the_same_unit(world: World, kpi: Kpi):
    pack = of_unit(world, "green")
    kinds = (*CARDS, "kpis", "objectives", "changes")
    for kind in kinds:
        assert f"?unit={world.units['green'].pk}" in page(world, pack, kind).href, kind
    whole = actions.add_pack(world.actor("lead"))
    for kind in kinds:
        assert "?unit=all" in page(world, whole, kind).href, kind


def later(world: World, kpi: Kpi, *, is_as_known: bool) -> dict[str, Page]:
    """The pages of a pack of today, when its last value was corrected since."""
    pack, lead = actions.add_pack(world.actor("lead")), world.actor("lead")
    actions.add_page(lead, pack.pk, kind="goal", subject_id=world.goal.pk)
    actions.add_page(lead, pack.pk, kind="kpi", subject_id=kpi.pk)
    with on(TODAY + timedelta(days=3)):
        measure(world, kpi, [*STEADY, *STEADY[:9], 97.0])
        actions.update_pack(lead, pack.pk, day=TODAY, is_as_known=is_as_known)
        return {one.kind: one for one in shown(world, pack).pages}


def scores(pages: dict[str, Page]) -> set[int]:
    """Those of the only goal, wherever they stand."""
    [card] = pages["scorecard"].blocks
    [picture, *_rest] = pages["map"].blocks
    table = pages["goal"].blocks[0]
    assert isinstance(card, ScoreCard)
    assert isinstance(picture, MapPicture)
    assert isinstance(table, Table)
    found = [
        card.score.score, card.perspectives[0].goals[0].score.score,
        *(one.score for one in picture.map.goals), table.rows[0][3].value,
    ]  # fmt: skip
    return {round(score) for score in found if score is not None}


def test_as_known_then_every_page_tells_what_was_known(world: World, kpi: Kpi):
    pages = later(world, kpi, is_as_known=True)
    assert scores(pages) == {43}
    assert pages["goal"].title.startswith("“Customers come back” scores 43 of 100")
    assert "43 of 100" in pages["summary"].title
    assert "First-pass yield" in words(pages["kpis"])
    assert pages["kpi"].lead.startswith("80.0\N{NO-BREAK SPACE}% in ")
    assert "Values as known on 24 Nov 2026" in pages["goal"].lead
    for kind in ("kpi", "kpis", "objectives"):
        assert "As it was known" not in pages[kind].lead, kind


def test_as_known_now_pages_that_cannot_say_so(world: World, kpi: Kpi):
    pages = later(world, kpi, is_as_known=False)
    assert scores(pages) == {78}
    assert pages["goal"].title.startswith("“Customers come back” scores 78 of 100")
    assert "78 of 100" in pages["summary"].title
    assert "Values as known" not in pages["goal"].lead
    assert pages["kpi"].lead.startswith("80.0\N{NO-BREAK SPACE}% in ")
    for kind in ("kpi", "kpis", "objectives"):
        assert "As it was known on 24 Nov 2026." in pages[kind].lead, kind


def test_of_today_nothing_is_said_of_what_was_known(world: World, kpi: Kpi):
    pack = actions.add_pack(world.actor("lead"))
    for found in shown(world, pack).pages:
        assert "known" not in found.lead, found.kind


def since(world: World, pack: Pack) -> str:
    return page(world, pack, "changes").lead


QUARTER = "From the end of 30 Sep 2026: the last quarter ended."


def trial(world: World, ago: int, title: str = "A trial") -> Pack:
    lead = world.actor("lead")
    with on(TODAY - timedelta(days=ago)):
        return actions.freeze_pack(lead, actions.add_pack(lead, title=title, kinds=["map"]).pk)


def test_an_issue_of_the_pack_counts_before_a_trial_of_the_unit(world: World):
    lead = world.actor("lead")
    pack = actions.add_pack(lead)
    assert since(world, pack) == QUARTER
    with on(TODAY - timedelta(days=7)):
        actions.freeze_pack(lead, pack.pk, as_copy=True)
    trial(world, 1)
    assert since(world, pack) == (
        "From the end of 17 Nov 2026: the day of the last issue of this pack."
    )


def test_a_pack_without_an_issue_goes_on_from_the_last_of_the_unit(world: World):
    pack = actions.add_pack(world.actor("lead"))
    trial(world, 9, "October")
    last = trial(world, 2, "November")
    assert since(world, pack) == "From the end of 22 Nov 2026: the day of the pack “November”."
    assert since(world, of_unit(world, "blue")) == QUARTER
    actions.archive_pack(world.actor("lead"), last.pk)
    assert since(world, pack) == "From the end of 15 Nov 2026: the day of the pack “October”."


def test_a_copy_of_a_frozen_pack_goes_on_from_it(world: World):
    october = trial(world, 9, "October")
    trial(world, 2, "Another")
    pack = actions.copy_pack(world.actor("lead"), october.pk)
    with on(TODAY):
        lead = since_of_changes(world, pack)
    assert lead == "From the end of 15 Nov 2026: the day of the last issue of this pack."


def since_of_changes(world: World, pack: Pack) -> str:
    actions.add_page(world.actor("lead"), pack.pk, kind="changes")
    return since(world, pack)


def test_what_was_sent_by_hand_between_two_issues_does_not_count(world: World):
    lead = world.actor("lead")
    pack = actions.add_pack(lead)
    mate = [world.people["mate"].pk]
    with on(TODAY - timedelta(days=7)):
        actions.freeze_pack(lead, pack.pk, as_copy=True)
    with on(TODAY - timedelta(days=2)):
        actions.schedule_pack(lead, pack.pk, cadence="quarterly", recipient_ids=mate)
        actions.send_pack(lead, pack.pk)
    assert since(world, pack).startswith("From the end of 17 Nov 2026")
    assert since(world, actions.add_pack(lead)).startswith("From the end of 17 Nov 2026")
    actions.schedule_pack(lead, pack.pk, cadence="none", recipient_ids=mate)  # its issues are these
    assert since(world, pack).startswith("From the end of 22 Nov 2026")
