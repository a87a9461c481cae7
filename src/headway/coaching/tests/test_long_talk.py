"""A thread with the coach that goes on and on: its page shows the last of it, the API goes on to
its end."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from django.test import Client

from headway.coaching.actions import ask_coach
from headway.coaching.models import HelpMessage
from headway.coaching.queries.help import SHOWN
from headway.kit.testing.budgets import assert_no_growth
from headway.kit.testing.pages import html_of
from headway.kit.testing.world import NOW, World
from headway.people.actions import create_token

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(world: World) -> int:
    return ask_coach(world.actor("owner"), question="How?", objective_id=world.objective.pk).pk


def talk(world: World, request_id: int, total: int) -> list[int]:
    """Lines up to a number of them."""
    HelpMessage.objects.bulk_create(
        HelpMessage(
            request_id=request_id, author=world.people["coach"], text=f"Word {number}.",
            written_at=NOW,
        )
        for number in range(HelpMessage.objects.count(), total)
    )  # fmt: skip
    return list(HelpMessage.objects.order_by("pk").values_list("pk", flat=True))


def test_the_page_shows_the_last_lines_and_leads_to_those_before(world: World, asked: int) -> None:
    lines = talk(world, asked, SHOWN + 3)
    coach = world.client("coach")
    page = html_of(coach.get(f"/coach/help/{asked}"))
    assert f"Word {SHOWN + 2}." in page
    assert "Word 3." in page
    assert "Word 2." not in page
    assert f'href="/coach/help/{asked}?before={lines[3]}"' in page
    earlier = html_of(coach.get(f"/coach/help/{asked}?before={lines[3]}"))
    assert "Word 0." in earlier
    assert "Word 2." in earlier
    assert "Word 3." not in earlier
    assert "before=" not in earlier


def test_as_many_as_fit_are_all_there_are(world: World, asked: int) -> None:
    talk(world, asked, SHOWN)
    page = html_of(world.client("owner").get(f"/coach/help/{asked}"))
    assert "Word 0." in page
    assert "before=" not in page


def test_statements_do_not_grow_with_what_is_said(world: World, asked: int) -> None:
    coach = world.client("coach")
    assert_no_growth(partial(talk, world, asked), partial(coach.get, f"/coach/help/{asked}"))


def test_the_api_goes_on_to_the_last_line(world: World, asked: int) -> None:
    lines = talk(world, asked, 7)
    _token, secret = create_token(
        world.system, name="Coach", scopes=("read",), person_id=world.people["coach"].pk
    )

    def page(**query: Any) -> Any:
        return Client().get(
            f"/api/v1/help-requests/{asked}/messages", {"limit": 3, **query},
            headers={"Authorization": f"Bearer {secret}"},
        ).json()  # fmt: skip

    found, answer = [], page()
    while answer["next_cursor"] is not None:
        found += [one["id"] for one in answer["items"]]
        answer = page(cursor=answer["next_cursor"])
    assert [*found, *(one["id"] for one in answer["items"])] == lines
