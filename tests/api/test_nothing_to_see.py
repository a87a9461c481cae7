"""A text that shows nothing is no text: what needs one refuses it at every door."""

from __future__ import annotations

import pytest

from headway.kit.testing.world import World
from headway.okrs.models import Objective
from headway.rituals.actions.items import add_action
from headway.rituals.models import ActionItem
from tests.api.conftest import CallerOf

pytestmark = pytest.mark.django_db
NOTHING = ("\u200b", "\u2060 \ufeff", "\u0301\u0302", "\u00ad\u3164", "\u2800")


@pytest.mark.parametrize("title", NOTHING)
def test_a_title_that_nobody_sees_is_missing(world: World, caller: CallerOf, title: str) -> None:
    owner, blue = caller("owner"), world.units["blue"].pk
    refused = owner.refused("POST", "actions", {"title": title, "unit_id": blue})
    assert refused["errors"][0]["code"] == "required"
    page = world.client("owner").post(
        f"/objectives/{world.objective.pk}/edit",
        {"title": title, "version": str(world.objective.version)},
    )
    assert page.status_code == 422
    assert not ActionItem.objects.exists()
    assert Objective.objects.get(pk=world.objective.pk).title == world.objective.title


def test_so_is_a_reason(world: World, caller: CallerOf) -> None:
    made = add_action(world.actor("owner"), title="Call", unit_id=world.units["blue"].pk)
    refused = caller("owner").refused(
        "POST", f"actions/{made.pk}/settlement", {"state": "dropped", "word": "\u200b"}
    )
    assert refused["errors"][0]["field"] == "word"


@pytest.mark.parametrize("title", ["می\u200cخواهم", "\U0001f469\u200d\U0001f680", "Cafe\u0301"])
def test_within_a_word_or_an_emoji_they_stay(world: World, caller: CallerOf, title: str) -> None:
    made = caller("owner").send(
        "POST", "actions", {"title": title, "unit_id": world.units["blue"].pk}
    )
    assert made["title"] == title
