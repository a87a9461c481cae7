"""A new token in Settings: how long it is valid."""

from __future__ import annotations

from datetime import timedelta

import pytest

from headway.kit.testing.world import NOW, World
from headway.people.models import ApiToken

TOKEN = {"name": "Nightly export", "scopes": "read"}


@pytest.mark.parametrize("days", ["0", "-5", "3651", "99999999", "9" * 18, "soon"])
def test_days_that_make_no_sense_are_refused_beside_the_field(world: World, days: str):
    page = world.client("mate").post("/settings/tokens", {**TOKEN, "days": days})
    assert page.status_code == 422
    text = page.content.decode()
    assert "hw_" not in text
    assert f'value="{days}"' in text
    assert "Enter 1 to 3650 days" in text or "Enter a whole number" in text
    assert not ApiToken.objects.exists()


@pytest.mark.parametrize("days", ["1", "3650"])
def test_a_token_ends_after_its_days(world: World, days: str):
    assert world.client("mate").post("/settings/tokens", {**TOKEN, "days": days}).status_code == 200
    assert ApiToken.objects.get().expires_at == NOW + timedelta(days=int(days))


def test_without_days_a_token_is_valid_until_it_is_revoked(world: World):
    assert world.client("mate").post("/settings/tokens", {**TOKEN, "days": ""}).status_code == 200
    assert ApiToken.objects.get().expires_at is None
