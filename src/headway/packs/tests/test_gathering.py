"""What a pack gathers: the words and numbers of the live pages, of the day it tells of."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import translation

from headway.kit.testing.pages import heading_of
from headway.kit.testing.world import TODAY, World, on
from headway.kpis.actions.responses import close_response
from headway.kpis.actions.targets import set_target
from headway.kpis.models import Kpi, Response
from headway.kpis.tests.values import STEADY, first_pass_yield, measure, month
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.key_results import update_key_result
from headway.okrs.actions.objectives import update_objective
from headway.packs import actions
from headway.packs.formats.document import (
    Document,
    LineChart,
    MapPicture,
    Page,
    Prose,
    ScoreCard,
    Table,
)
from headway.packs.models import Pack
from headway.packs.queries.documents import document_of
from headway.packs.queries.rows import pack_row, pages_of
from headway.strategy.actions import add_measure
from headway.strategy.queries.scorecard import scorecard

pytestmark = pytest.mark.django_db


@pytest.fixture
def kpi(world: World) -> Kpi:
    """A KPI that measures the goal of the world, red in its last month."""
    kpi = first_pass_yield(world)
    set_target(world.system, kpi.pk, kind="at_least", low=94.0, red=90.0, effective_on=month(0))
    measure(world, kpi, [*STEADY, *STEADY[:9], 80.0])
    add_measure(world.system, world.goal.pk, kpi_id=kpi.pk, scoring="smoothed")
    return kpi


@pytest.fixture
def pack(world: World) -> Pack:
    return actions.add_pack(world.actor("lead"))


def shown(world: World, pack: Pack, who: str = "viewer") -> Document:
    actor = world.actor(who)
    return document_of(actor, pack_row(actor, pack.pk), pages_of(pack.pk))


def page(world: World, pack: Pack, kind: str, who: str = "viewer") -> Page:
    [found] = [one for one in shown(world, pack, who).pages if one.kind == kind]
    return found


def words(found: Page) -> str:
    """Everything that a page says."""
    return repr(found)


def test_a_ready_set_of_pages_says_what_the_live_pages_say(world, kpi, pack):
    found = shown(world, pack)
    kinds = [one.kind for one in found.pages]
    assert kinds == ["summary", "scorecard", "map", "kpis", "objectives", "changes"]
    assert (found.title, found.scope, found.day) == ("Board pack of Aster", "Aster", TODAY)
    client, titles = world.client("viewer"), {one.kind: one.title for one in found.pages}
    for kind, address in {
        "summary": "/scorecard", "map": "/strategy/map",
        "kpis": "/kpis?unit=all", "objectives": "/objectives?unit=all",
    }.items():  # fmt: skip
        assert titles[kind] == heading_of(client.get(address)), kind
    assert titles["scorecard"] == "The scorecard stands at 43 of 100."


def test_the_scorecard_has_all_that_computes_it_again(world, kpi, pack):
    [block] = page(world, pack, "scorecard").blocks
    assert isinstance(block, ScoreCard)
    [card_kpi] = [one for each in block.perspectives for goal in each.goals for one in goal.kpis]
    assert len(card_kpi.smoothed) == 4
    mean = sum(card_kpi.smoothed) / 4
    assert card_kpi.scored == pytest.approx(mean, abs=1e-12)
    assert card_kpi.curve is not None
    assert card_kpi.curve.score(mean) == pytest.approx(card_kpi.score, abs=1e-9)
    whole = scorecard(world.actor("viewer"), TODAY, today=TODAY).score.score
    assert block.score.score == whole == pytest.approx(card_kpi.score, abs=1e-9)


def test_what_nobody_answers_is_looked_at_first_and_asks(world, kpi, pack):
    [row] = asking(world, pack).rows
    assert (row[0].text, row[5].colour) == ("First-pass yield", "red")
    assert row[5].text == "Act"
    assert row[6].text.startswith("to acknowledge, due ")
    Response.objects.all().delete()
    [row] = asking(world, pack).rows
    assert row[6].text == "nobody is at work on it"
    first = page(world, pack, "summary").blocks[1]
    assert isinstance(first, Table)
    assert first.rows[0][0].text.startswith("“First-pass yield” got worse")
    assert first.rows[0][0].href == f"/kpis/{kpi.pk}#response"


def test_what_is_answered_asks_no_more(world, kpi, pack):
    """Red it still is: only its next value tells whether the answer helped."""
    owner = world.actor("owner")
    raised = kpi.responses.get()
    close_response(owner, raised.pk, outcome="common_cause", closing_word="A holiday.")
    found = page(world, pack, "kpis")
    assert "is answered, and waits for its next value" in found.title
    assert found.blocks == ()
    with translation.override("de"):  # whatever the word for it
        assert page(world, pack, "kpis").blocks == ()


def asking(world: World, pack: Pack) -> Table:
    [table] = page(world, pack, "kpis").blocks
    assert isinstance(table, Table)
    return table


def test_one_kpi_has_its_limits_target_and_signal(world, kpi, pack):
    actions.add_page(world.actor("lead"), pack.pk, kind="kpi", subject_id=kpi.pk)
    found = page(world, pack, "kpi")
    chart = next(one for one in found.blocks if isinstance(one, LineChart))
    roles = {one.role for one in chart.series}
    assert {"value", "centre", "lower", "upper", "target"} <= roles
    assert {len(one.values) for one in chart.series} == {len(chart.periods)}
    assert chart.marks[-1].at == len(chart.periods) - 1
    assert chart.marks[-1].words
    live = heading_of(world.client("viewer").get(f"/kpis/{kpi.pk}"))
    assert live.startswith("No.")
    assert found.title == f"First-pass yield: {live}"


def test_one_goal_has_its_kpis(world, kpi, pack):
    actions.add_page(world.actor("lead"), pack.pk, kind="goal", subject_id=world.goal.pk)
    found = page(world, pack, "goal")
    assert found.title.startswith("“Customers come back” scores ")
    assert "First-pass yield" in words(found)


def test_objectives_are_those_that_the_reader_may_see(world, pack):
    check_in(world.actor("owner"), world.key_results[0].pk, value=50.0, confidence=6)
    assert world.objective.title in words(page(world, pack, "objectives", "stranger"))
    update_objective(world.actor("owner"), world.objective.pk, visibility="unit", reason="Ours.")
    assert world.objective.title not in words(page(world, pack, "objectives", "stranger"))
    assert world.objective.title in words(page(world, pack, "objectives", "mate"))


def test_changes_are_since_the_last_frozen_pack(world, pack):
    update_key_result(
        world.actor("admin"), world.key_results[1].pk, target=6.0, reason="Fewer people."
    )
    assert "Fewer people." in words(page(world, pack, "changes"))
    actions.freeze_pack(world.actor("lead"), pack.pk, as_copy=True)
    with on(TODAY + timedelta(days=7)):
        found = page(world, pack, "changes")
        assert "Fewer people." not in words(found)
        assert found.lead == "From the end of 24 Nov 2026: the day of the last issue of this pack."


def test_a_note_stands_on_top_and_words_of_ones_own_are_a_page(world, pack):
    lead = world.actor("lead")
    first = pages_of(pack.pk)[0]
    actions.update_page(lead, first.id, note="We are late.\n\nRead page two.")
    actions.add_page(lead, pack.pk, kind="text", title="What we ask of you", note="Decide.")
    found = shown(world, pack).pages
    assert found[0].blocks[0] == Prose(("We are late.", "Read page two."))
    assert (found[-1].title, found[-1].blocks) == ("What we ask of you", (Prose(("Decide.",)),))


def test_a_day_that_is_set_is_told(world, kpi, pack):
    actions.update_pack(world.actor("lead"), pack.pk, day=TODAY - timedelta(days=60))
    found = shown(world, pack)
    assert found.day == TODAY - timedelta(days=60)
    card = found.pages[1].blocks[0]
    assert isinstance(card, ScoreCard)
    assert (card.day, card.known) == (found.day, "as known now")
    assert all("as_of=2026-09-25" in one.href for one in found.pages if one.kind == "map")
    actions.update_pack(world.actor("lead"), pack.pk, is_as_known=True)
    card = shown(world, pack).pages[1].blocks
    assert not card or (isinstance(card[0], ScoreCard) and card[0].known.startswith("as known on"))


def test_a_subject_that_is_gone_says_so(world, pack):
    added = actions.add_page(world.actor("lead"), pack.pk, kind="goal", subject_id=world.goal.pk)
    type(added).objects.filter(pk=added.pk).update(subject_id=10**9)
    assert page(world, pack, "goal").title.startswith("There is no such")


def test_the_map_tells_its_arrows_in_sentences(world, pack):
    world.add_arrow()
    [picture, *_warnings] = page(world, pack, "map").blocks
    assert isinstance(picture, MapPicture)
    [arrow] = picture.arrows
    assert "Customers come back" in arrow
    assert "table below" not in picture.map.label
