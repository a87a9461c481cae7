"""The page of all rules, and what is said of a text while it is typed: found, light, cheap."""

from __future__ import annotations

import gzip
import re

import pytest

from headway.core.review import all_rules
from headway.kit.testing.budgets import assert_budget
from headway.kit.testing.pages import html_of
from headway.kit.testing.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.once]

TYPED = "/wording?title=Improve+quality&level=key_result&kind=increase&target=5"


def test_every_rule_is_in_the_table_of_contents(world: World) -> None:
    html = html_of(world.client("mate").get("/guide/rules"))
    assert set(all_rules()) <= set(re.findall(r'href="#([A-Z_]+)"', html))


def test_all_its_links_lead_somewhere(world: World) -> None:
    html = html_of(world.client("mate").get("/guide/rules"))
    places = re.findall(r' id="([^"]+)"', html)
    assert set(re.findall(r'href="#([^"]+)"', html)) <= set(places)
    assert len(places) == len(set(places))


def test_they_are_light_and_cheap(world: World) -> None:
    mate = world.client("mate")
    assert len(gzip.compress(mate.get("/guide/rules").content)) < 100_000
    assert_budget("rules of good goals", lambda: mate.get("/guide/rules"))
    mate.get(TYPED)
    assert "stands today" in html_of(assert_budget("wording", lambda: mate.get(TYPED)))
