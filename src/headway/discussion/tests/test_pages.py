"""The section of comments on pages, following, and the feed, with and without a script."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from headway.discussion.actions import add_comment, react, remove_comment
from headway.discussion.models import Comment, Follow, Reaction
from headway.discussion.queries.threads import THREADS
from headway.kit.testing.budgets import assert_budget, assert_no_growth
from headway.kit.testing.world import World
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.objectives import update_objective

pytestmark = pytest.mark.django_db

SCRIPT = {"HX-Request": "true"}


@pytest.fixture
def mate(world: World) -> Client:
    return world.client("mate")


def talk(world: World) -> str:
    return f"/discussions/objective/{world.objective.pk}"


def say(
    world: World, text: str = "Why?", name: str = "mate", reply_to: int | None = None
) -> Comment:
    return add_comment(
        world.actor(name), "objective", world.objective.pk, text=text, reply_to_id=reply_to
    ).comment


def test_a_comment_is_written_without_a_script(world: World, mate: Client) -> None:
    answer = mate.post(talk(world), {"text": "Why *so*?"})
    comment = Comment.objects.get()
    assert answer.status_code == 302
    assert answer["Location"] == f"/objectives/{world.objective.pk}#comment-{comment.pk}"
    page = mate.get(f"/objectives/{world.objective.pk}").content.decode()
    assert "<p>Why <em>so</em>?</p>" in page
    assert f'id="comment-{comment.pk}"' in page


def test_a_refused_comment_is_shown_again_with_what_was_typed(world: World, mate: Client) -> None:
    answer = mate.post(talk(world), {"text": 'Hi @"Nobody Here"'})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Nobody is called" in page
    assert "Hi @&#34;Nobody Here&#34;" in page


def test_a_script_gets_the_section_alone(world: World, mate: Client) -> None:
    answer = mate.post(talk(world), {"text": "Why?"}, headers=SCRIPT)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert page.lstrip().startswith("<section") or "<section" in page
    assert "<html" not in page
    assert "Your comment is there" in answer["HX-Trigger"]


def test_who_may_not_read_it_is_named_to_the_author(world: World, mate: Client) -> None:
    update_objective(world.system, world.objective.pk, visibility="unit", reason="Quiet.")
    answer = mate.post(talk(world), {"text": "@stranger look"}, follow=True)
    assert "Stranger Person may not read this page" in answer.content.decode()


def test_forms_below_a_comment_are_opened_one_at_a_time(world: World, mate: Client) -> None:
    comment = say(world)
    assert "<textarea" in mate.get(f"{talk(world)}?reply={comment.pk}").content.decode()
    edit = mate.get(f"{talk(world)}?edit={comment.pk}").content.decode()
    assert ">Why?</textarea>" in edit
    remove = mate.get(f"{talk(world)}?remove={comment.pk}").content.decode()
    assert "Remove it" in remove
    lead = world.client("lead").get(f"{talk(world)}?remove={comment.pk}").content.decode()
    assert "Why it goes" in lead
    stranger = world.client("stranger").get(f"{talk(world)}?remove={comment.pk}").content.decode()
    assert "Remove it" not in stranger


def test_every_step_is_taken_by_a_form(world: World, mate: Client) -> None:
    comment = say(world)
    step = f"/comments/{comment.pk}"
    mate.post(talk(world), {"text": "Because.", "reply_to": str(comment.pk)})
    assert Comment.objects.latest("id").reply_to_id == comment.pk
    mate.post(step, {"do": "edit", "text": "Why not?"})
    mate.post(step, {"do": "react", "kind": "agree"})
    assert Reaction.objects.count() == 1
    page = mate.get(f"/objectives/{world.objective.pk}").content.decode()
    assert "Why not?" in page
    assert "edited" in page
    assert 'aria-pressed="true"' in page
    mate.post(step, {"do": "react", "kind": "agree"})
    assert not Reaction.objects.exists()
    mate.post(step, {"do": "remove"})
    page = mate.get(f"/objectives/{world.objective.pk}").content.decode()
    assert "Removed by its author" in page
    assert "Why not?" not in page
    assert mate.post(step, {"do": "sing"}).status_code in (404, 422)


def test_a_lead_who_gives_no_reason_is_asked_for_one(world: World) -> None:
    comment = say(world)
    answer = world.client("lead").post(f"/comments/{comment.pk}", {"do": "remove"})
    assert answer.status_code == 422
    assert "Say why" in answer.content.decode()


def test_a_viewer_sees_reactions_and_no_form(world: World) -> None:
    react(world.actor("lead"), say(world).pk, "thanks")
    page = world.client("viewer").get(f"/objectives/{world.objective.pk}").content.decode()
    section = page[page.index('id="comments"') :]
    assert "Thanks <b>1</b>" in section
    assert "<textarea" not in section
    assert world.client("viewer").post(talk(world), {"text": "x"}).status_code == 403


def test_following_is_switched_where_one_reads(world: World, mate: Client) -> None:
    page = f"/objectives/{world.objective.pk}"
    assert ">Follow</button>" in mate.get(page).content.decode()
    answer = mate.post(f"{talk(world)}/follow", {"do": "follow"}, headers=SCRIPT)
    assert ">Following</button>" in answer.content.decode()
    assert ">Following</button>" in mate.get(page).content.decode()
    assert ">Following</button>" in world.client("owner").get(page).content.decode()
    assert mate.post(f"{talk(world)}/follow", {"do": "unfollow"}).status_code == 302
    assert Follow.objects.get().is_on is False


def test_a_past_day_has_no_talk(world: World, mate: Client) -> None:
    say(world)
    page = mate.get(f"/objectives/{world.objective.pk}?as_of=2026-11-20").content.decode()
    assert 'id="comments"' not in page
    assert ">Follow</button>" not in page


def test_many_comments_come_in_pages(world: World, mate: Client) -> None:
    made = [say(world, f"Number {n}.") for n in range(THREADS + 5)]
    page = mate.get(f"/objectives/{world.objective.pk}").content.decode()
    assert "Number 4." not in page
    assert "Number 5." in page
    [address] = set(re.findall(r'href="(/discussions/objective/\d+\?before=\d+)"', page))
    earlier = mate.get(address).content.decode()
    assert "Number 0." in earlier
    assert "Number 5." not in earlier
    assert "The latest comments" in earlier
    assert len(made) == THREADS + 5


def test_a_page_asks_as_much_for_many_comments_as_for_few(world: World, mate: Client) -> None:
    def grow(total: int) -> None:
        for number in range(Comment.objects.count(), total):
            first = Comment.objects.order_by("id").first()
            below = first.pk if first and number % 2 else None
            made = say(world, "@lead Look", reply_to=below)
            react(world.actor("owner"), made.pk, "agree")

    assert_no_growth(grow, lambda: mate.get(f"/objectives/{world.objective.pk}"))
    assert_budget("comments on an objective", lambda: mate.get(talk(world)))


def test_a_feed_asks_as_much_for_many_as_for_few(world: World, mate: Client) -> None:
    def grow(total: int) -> None:
        for number in range(Comment.objects.count(), total):
            say(world, "@lead Look")
            check_in(world.actor("owner"), world.key_results[0].pk, value=40 + number)

    works = world.units["works"].pk
    assert_no_growth(grow, lambda: mate.get(f"/activity?unit={works}"))
    assert_budget("activity of a unit", lambda: mate.get(f"/activity?unit={works}"))
    about = f"/activity?about=objective&id={world.objective.pk}"
    assert_budget("activity of an objective", lambda: mate.get(about))


@pytest.mark.parametrize("do", ["remove", "react"])
def test_who_is_too_late_lands_on_the_thread(world: World, mate: Client, do: str) -> None:
    """A button pressed twice, or a page that was open while somebody removed the comment."""
    comment = say(world)
    say(world, "And when?")
    remove_comment(world.actor("mate"), comment.pk)
    posted = {"do": do, "kind": "thanks"}
    answer = mate.post(f"/comments/{comment.pk}", posted)
    assert answer.status_code == 302
    assert answer["Location"] == f"/objectives/{world.objective.pk}#comments"
    page = mate.get(answer["Location"]).content.decode()
    assert "And when?" in page
    assert "was removed meanwhile" in page
    answer = mate.post(f"/comments/{comment.pk}", posted, headers=SCRIPT)
    assert answer.status_code == 200
    assert "And when?" in answer.content.decode()
    assert "was removed meanwhile" in answer["HX-Trigger"]


def test_other_words_for_what_was_removed_are_not_lost(world: World, mate: Client) -> None:
    comment = say(world)
    remove_comment(world.actor("lead"), comment.pk, reason="Too blunt")
    answer = mate.post(f"/comments/{comment.pk}", {"do": "edit", "text": "Why, please?"})
    assert answer.status_code == 409
    assert "was removed meanwhile" in answer.content.decode()
    assert "Why, please?" in answer.content.decode()


def test_what_was_removed_leads_nobody_to_what_they_may_not_read(world: World) -> None:
    comment = say(world)
    remove_comment(world.actor("mate"), comment.pk)
    update_objective(world.actor("owner"), world.objective.pk, visibility="unit")
    for name in ("stranger", "outsider"):
        answer = world.client(name).post(f"/comments/{comment.pk}", {"do": "remove"})
        assert answer.status_code == 404
    assert world.client("mate").post("/comments/9999", {"do": "remove"}).status_code == 404
