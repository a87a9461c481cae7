"""A thread of very many replies: the last ones stand on the page, the others are a click away."""

from __future__ import annotations

import gzip
from functools import partial

import pytest

from headway.discussion.actions import add_comment, react
from headway.discussion.models import Comment
from headway.discussion.queries.threads import REPLIES, REPLIES_ALONE
from headway.kit.testing.budgets import assert_budget, assert_no_growth
from headway.kit.testing.pages import html_of, text_of
from headway.kit.testing.world import NOW, World

pytestmark = pytest.mark.django_db


def root_of(world: World) -> Comment:
    return add_comment(
        world.actor("mate"), "objective", world.objective.pk, text="Why so few?"
    ).comment


def reply(world: World, root: Comment, total: int) -> list[Comment]:
    """Replies up to a number of them."""
    Comment.objects.bulk_create(
        Comment(
            organisation=world.organisation, subject_type="objective",
            subject_id=world.objective.pk, reply_to=root, author=world.people["owner"],
            text=f"Reply number {number}.", created_at=NOW,
        )
        for number in range(root.replies.count(), total)
    )  # fmt: skip
    return list(root.replies.order_by("pk"))


def here(world: World, query: str = "") -> str:
    return f"/discussions/objective/{world.objective.pk}{query}"


def test_the_last_replies_stand_there_and_how_many_came_before(world: World) -> None:
    root = root_of(world)
    replies = reply(world, root, REPLIES + 3)
    html = html_of(world.client("mate").get(f"/objectives/{world.objective.pk}"))
    assert f"Reply number {REPLIES + 2}." in html
    assert "Reply number 3." in html
    assert "Reply number 2." not in html
    assert "Show 3 earlier replies" in html
    assert f"thread={root.pk}&amp;until={replies[3].pk}" in html
    assert f'Comments <span class="n">{REPLIES + 4}</span>' in html


def test_earlier_ones_are_shown_part_by_part_without_a_script(world: World) -> None:
    root = root_of(world)
    replies = reply(world, root, REPLIES_ALONE + REPLIES + 5)
    mate = world.client("mate")
    until = replies[-REPLIES]
    told = html_of(mate.get(here(world, f"?thread={root.pk}&until={until.pk}")))
    assert "Reply number 5." in told
    assert "Reply number 4." not in told
    assert until.text not in told
    assert "Show 5 earlier replies" in told
    assert "The latest replies" in told
    assert "The latest comments" in told
    told = html_of(mate.get(here(world, f"?thread={root.pk}&until={replies[5].pk}")))
    assert "Reply number 0." in told
    assert "earlier repl" not in told


def test_a_form_opens_below_an_early_reply(world: World) -> None:
    root = root_of(world)
    first = reply(world, root, 2 * REPLIES_ALONE)[0]
    html = html_of(world.client("owner").get(here(world, f"?edit={first.pk}")))
    assert f'id="comment-edit-{first.pk}"' in html
    sent = {"do": "react", "kind": "agree"}
    headers = {"hx-request": "true"}
    answer = world.client("mate").post(f"/comments/{first.pk}", sent, headers=headers)
    assert f'id="comment-{first.pk}"' in html_of(answer)
    assert first.reactions.count() == 1


def test_what_is_removed_is_not_counted(world: World) -> None:
    root = root_of(world)
    replies = reply(world, root, REPLIES + 3)
    Comment.objects.filter(pk=replies[0].pk).update(removed_at=NOW)
    assert "Show 2 earlier replies" in text_of(world.client("mate").get(here(world)))


def test_a_thread_of_another_subject_is_not_shown(world: World) -> None:
    other = add_comment(
        world.actor("mate"), "objective", world.add_objective().pk, text="Not of this one."
    ).comment
    html = html_of(world.client("mate").get(here(world, f"?thread={other.pk}")))
    assert "Not of this one." not in html


def test_five_thousand_replies_are_light(world: World) -> None:
    root = root_of(world)
    reply(world, root, 5_000)
    for query in ("", f"?thread={root.pk}"):
        page = world.client("mate").get(here(world, query)).content
        assert len(gzip.compress(page)) < 100_000


@pytest.mark.once
def test_it_costs_the_same_however_many_there_are(world: World) -> None:
    root, mate = root_of(world), world.client("mate")
    react(world.actor("owner"), root.pk, "agree")
    reply(world, root, 2)
    for query, name in (("", "comments"), (f"?thread={root.pk}", "one thread of comments")):
        mate.get(here(world, query))
        assert_budget(name, partial(mate.get, here(world, query)))
        root.replies.all().delete()
        assert_no_growth(
            partial(reply, world, root), partial(mate.get, here(world, query)),
            sizes=(REPLIES, 3 * REPLIES_ALONE),
        )  # fmt: skip
