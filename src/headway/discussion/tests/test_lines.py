"""Talk on minutes, initiatives and actions: on pages of their own or at the end of the minutes, for
those who may read what they are about."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from headway.activity.models import Event, Notice
from headway.discussion.actions import add_comment, edit_comment, remove_comment
from headway.discussion.queries.subjects import get_subject
from headway.kit import clock
from headway.kit.problems import NotFound
from headway.kit.testing.pages import text_of
from headway.kit.testing.world import NOW, World
from headway.okrs.actions.initiatives import add_initiative
from headway.okrs.actions.key_results import remove_key_result
from headway.okrs.actions.objectives import update_objective
from headway.okrs.models import Initiative
from headway.people.actions import assign, create_token
from headway.rituals.actions.items import add_action
from headway.rituals.actions.rooms import close_meeting
from headway.rituals.actions.rooms.opening import open_weekly
from headway.rituals.models import ActionItem, Meeting
from headway.rituals.tests.meeting import retrospective

pytestmark = pytest.mark.django_db


def initiative_of(world: World) -> Initiative:
    owner = world.actor("owner")
    key_result_id = world.key_results[0].pk
    add_initiative(
        owner, key_result_id=key_result_id, title="Index the archive",
        owner_id=world.people["mate"].pk,
    )  # fmt: skip
    return Initiative.objects.get()


def action_of(world: World, key_result_id: int | None = None) -> ActionItem:
    return add_action(
        world.actor("owner"), title="Call the supplier", unit_id=world.units["blue"].pk,
        owner_id=world.people["mate"].pk, key_result_id=key_result_id,
    )  # fmt: skip


def weekly_of(world: World) -> Meeting:
    owner = world.actor("owner")
    with clock.frozen(NOW):
        meeting = open_weekly(owner, world.units["blue"].pk)
    with clock.frozen(NOW + timedelta(minutes=12)):
        return close_meeting(owner, meeting.pk)


def asked(world: World, name: str, path: str) -> Any:
    """The API's answer to somebody."""
    _token, secret = create_token(world.actor(name), name="x", scopes=["read"])
    return Client(headers={"Authorization": f"Bearer {secret}"}).get(f"/api/v1{path}")


def hide(world: World) -> None:
    update_objective(world.actor("owner"), world.objective.pk, visibility="unit")


def test_an_initiative_is_talked_about_on_a_page_of_its_own(world: World) -> None:
    work = initiative_of(world)
    client, address = world.client("coach"), f"/discussions/initiative/{work.pk}"
    key_result = f"/key-results/{work.key_result_id}"
    assert address in client.get(key_result).content.decode()
    answer = client.post(address, {"text": "Before the weekend?"})
    assert answer.status_code == 302
    assert answer["Location"].startswith(address)
    html = client.get(address).content.decode()
    assert "Before the weekend?" in html
    assert f'href="{key_result}"' in html
    heard = Notice.objects.filter(kind="comment").values_list("person__name", "url")
    assert {name for name, _url in heard} >= {"Mate Person", "Owner Person"}
    assert all(url.startswith(address) for _name, url in heard)


def test_what_is_said_of_hidden_work_is_not_heard(world: World) -> None:
    work = initiative_of(world)
    item = action_of(world, work.key_result_id)
    add_comment(world.actor("stranger"), "initiative", work.pk, text="Is it fast?")
    add_comment(world.actor("owner"), "initiative", work.pk, text="Ask @Stranger, it is a secret")
    add_comment(world.actor("owner"), "action", item.pk, text="@Stranger too, it is a secret")
    client = world.client("stranger")
    assert "it is a secret" in text_of(client.get("/inbox"))
    hide(world)
    for kind, pk in (("initiative", work.pk), ("action", item.pk)):
        with pytest.raises(NotFound):
            get_subject(world.actor("stranger"), kind, pk)
        assert client.get(f"/discussions/{kind}/{pk}").status_code == 404
        assert asked(world, "stranger", f"/discussions/{kind}/{pk}/comments").status_code == 404
    for page in ("/inbox", "/activity", f"/activity?unit={world.units['blue'].pk}"):
        assert "it is a secret" not in text_of(client.get(page)), page
    actions = client.get(f"/actions?unit={world.units['blue'].pk}").content.decode()
    assert "Call the supplier" in actions
    assert f"/discussions/action/{item.pk}" not in actions


def test_an_action_is_talked_about_from_its_line(world: World) -> None:
    item = action_of(world)
    client, address = world.client("coach"), f"/discussions/action/{item.pk}"
    assert address in client.get("/actions").content.decode()
    client.post(address, {"text": "By phone, not by mail"})
    assert "By phone, not by mail" in text_of(client.get(address))
    assert f'href="/actions/{item.pk}"' in client.get(address).content.decode()
    assert "By phone, not by mail" in text_of(client.get("/activity"))


def test_minutes_are_talked_about_below_them(world: World) -> None:
    meeting = weekly_of(world)
    client = world.client("stranger")
    answer = client.post(f"/discussions/meeting/{meeting.pk}", {"text": "Why sixty?"})
    assert answer["Location"].startswith(f"/meetings/{meeting.pk}#comment-")
    assert "Why sixty?" in text_of(client.get(f"/meetings/{meeting.pk}"))
    assert Notice.objects.filter(
        kind="comment", person=world.people["owner"], url__startswith=f"/meetings/{meeting.pk}"
    ).exists()
    read = asked(world, "stranger", f"/discussions/meeting/{meeting.pk}/comments")
    assert [one["text"] for one in read.json()["items"]] == ["Why sixty?"]
    assert "Why sixty?" in text_of(world.client("mate").get("/activity"))


def test_a_meeting_under_way_is_talked_about_in_its_room(world: World) -> None:
    with clock.frozen(NOW):
        meeting = open_weekly(world.actor("owner"), world.units["blue"].pk)
    with pytest.raises(NotFound, match="not over"):
        add_comment(world.actor("mate"), "meeting", meeting.pk, text="Hm")


def test_what_is_said_of_a_retrospective_stays_there(world: World) -> None:
    meeting = retrospective(world)
    close_meeting(world.actor("coach"), meeting.pk)
    assign(
        world.actor("admin"), world.units["blue"].pk, person_id=world.people["mate"].pk,
        kind="member",
    )  # fmt: skip
    said = 'It was the deadline. @"Stranger Person" knows'
    made = add_comment(world.actor("owner"), "meeting", meeting.pk, text=said)
    assert made.untold == ("Stranger Person",)
    client = world.client("stranger")
    assert client.get(f"/discussions/meeting/{meeting.pk}").status_code == 404
    assert asked(world, "stranger", f"/comments/{made.comment.pk}").status_code == 404
    for page in ("/activity", f"/meetings/{meeting.pk}", "/inbox"):
        assert "It was the deadline" not in text_of(client.get(page)), page
    assert "It was the deadline" in text_of(world.client("mate").get(f"/meetings/{meeting.pk}"))


def test_another_organisation_hears_nothing(world: World) -> None:
    outsider = world.client("outsider")
    for kind, pk in (
        ("initiative", initiative_of(world).pk),
        ("action", action_of(world).pk),
        ("meeting", weekly_of(world).pk),
    ):
        assert outsider.get(f"/discussions/{kind}/{pk}").status_code == 404
        assert asked(world, "outsider", f"/discussions/{kind}/{pk}/comments").status_code == 404


def test_the_trail_keeps_no_word_of_what_is_said_of_a_retrospective(world: World) -> None:
    meeting = retrospective(world)
    close_meeting(world.actor("coach"), meeting.pk)
    mate = world.actor("mate")
    made = add_comment(mate, "meeting", meeting.pk, text="Quince among us").comment
    edit_comment(mate, made.pk, text="Quince, among us alone")
    remove_comment(mate, made.pk)
    found = Event.objects.filter(subject_type="comment")
    assert [one.verb for one in found.order_by("sequence")] == [
        "comment.added", "comment.edited", "comment.removed",
    ]  # fmt: skip
    assert "Quince" not in "".join(f"{one.before}{one.after}" for one in found)


def test_an_action_for_a_removed_key_result_is_still_for_whom_its_goal_is(world: World) -> None:
    removed = world.add_draft("Quince").key_results.get()
    action = action_of(world, removed.pk)
    add_comment(world.actor("owner"), "action", action.pk, text="Medlar among us")
    remove_key_result(world.actor("owner"), removed.pk)
    with pytest.raises(NotFound):
        get_subject(world.actor("viewer"), "action", action.pk)
    assert "Medlar" not in world.client("viewer").get("/activity").content.decode()
    assert get_subject(world.actor("mate"), "action", action.pk).title == "Call the supplier"
