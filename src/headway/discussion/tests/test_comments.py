"""Comments: who writes, whom they name, who hears of them, and what stays of them."""

from __future__ import annotations

from typing import Any

import pytest

from headway.activity.models import Event, Notice
from headway.discussion.actions import add_comment, edit_comment, follow, react, remove_comment
from headway.discussion.models import Comment, Mention
from headway.discussion.queries.comments import comments_after, get_comment
from headway.discussion.queries.follows import following
from headway.discussion.queries.subjects import get_subject
from headway.discussion.queries.threads import talk_about
from headway.kit.problems import Conflict, InvalidInput, NotAllowed, NotFound
from headway.kit.testing.world import World
from headway.kpis.tests.values import first_pass_yield
from headway.okrs.actions.objectives import archive_objective, update_objective
from headway.okrs.models import Objective, State
from headway.people.actions import add_person, deactivate_person, update_person

pytestmark = pytest.mark.django_db


def told(world: World, name: str) -> list[tuple[str, str]]:
    """Kinds and titles of what somebody heard, the oldest first."""
    rows = Notice.objects.filter(person=world.people[name]).order_by("id")
    return list(rows.values_list("kind", "title"))


def say(world: World, name: str, text: str, *, reply_to: int | None = None) -> Comment:
    made = add_comment(
        world.actor(name), "objective", world.objective.pk, text=text, reply_to_id=reply_to
    )
    return made.comment


@pytest.mark.parametrize("name", ["admin", "lead", "owner", "mate", "coach", "stranger"])
def test_every_member_who_reads_it_may_comment(world: World, name: str) -> None:
    say(world, name, "Well?")
    assert Comment.objects.get().author == world.people[name]


def test_a_viewer_reads_and_does_not_comment(world: World) -> None:
    comment = say(world, "mate", "Well?")
    with pytest.raises(NotAllowed, match="viewer"):
        say(world, "viewer", "Me too")
    row, _subject = get_comment(world.actor("viewer"), comment.pk)
    assert row.said == "Well?"


def test_the_owner_hears_of_a_comment_and_its_author_does_not(world: World) -> None:
    comment = say(world, "mate", "What do we do differently?")
    assert told(world, "owner") == [
        ("comment", f"Mate Person comments on “{world.objective.title}”")
    ]
    assert told(world, "mate") == []
    notice = Notice.objects.get(person=world.people["owner"])
    assert notice.url == f"/objectives/{world.objective.pk}#comment-{comment.pk}"
    assert notice.body == "What do we do differently?"


def test_who_commented_hears_of_the_next_one(world: World) -> None:
    say(world, "mate", "First")
    say(world, "stranger", "Second")
    assert [kind for kind, _title in told(world, "mate")] == ["comment"]


def test_somebody_who_is_named_hears_of_it_once(world: World) -> None:
    say(world, "mate", 'See @"Owner Person" and @"Lead Person".')
    assert told(world, "owner") == [
        ("mention", f"Mate Person mentions you on “{world.objective.title}”")
    ]
    assert [kind for kind, _title in told(world, "lead")] == ["mention"]


@pytest.mark.parametrize(
    "text",
    ['@"Lead Person", look', "@lead, look", "@Lead Person, look", "@lead@aster.example look",
     "(@“lead person”)", "@LEAD PERSON."],
)  # fmt: skip
def test_people_are_named_in_every_way_that_is_clear(world: World, text: str) -> None:
    comment = say(world, "mate", text)
    assert list(comment.mentions.values_list("person__name", flat=True)) == ["Lead Person"]
    shown = get_comment(world.actor("mate"), comment.pk)[0].said
    assert "@Lead Person" in shown
    assert "Person Person" not in shown


@pytest.mark.parametrize(
    "text", ["at 12:30 @home", "mail to x@lead.org", "a@lead", "@ lead", "@@lead"]
)
def test_other_words_stay_words(world: World, text: str) -> None:
    comment = say(world, "mate", text)
    assert not comment.mentions.exists()
    assert comment.text == text


def test_a_name_that_fits_several_is_told_and_nothing_is_said(world: World) -> None:
    add_person(world.system, name="Lead Person", email="other@aster.example")
    with pytest.raises(InvalidInput, match="Mend") as refused:
        say(world, "mate", '@"Lead Person" look')
    assert "@other@aster.example" in refused.value.errors[0].message
    assert not Comment.objects.exists()
    comment = say(world, "mate", "@other@aster.example look")
    assert comment.mentions.get().person.email == "other@aster.example"


def test_a_quoted_name_of_nobody_is_told(world: World) -> None:
    with pytest.raises(InvalidInput) as refused:
        say(world, "mate", '@"Nobody Here" look')
    assert "Nobody is called" in refused.value.errors[0].message


def test_people_of_another_organisation_have_no_name_here(world: World) -> None:
    outsider = world.people["outsider"].pk
    text = f"@olga and @outsider@bramble.example and @{{{outsider}}}"
    comment = say(world, "mate", text)
    assert not comment.mentions.exists()
    html = str(get_comment(world.actor("mate"), comment.pk)[0].html)
    assert "Olga" not in html
    with pytest.raises(InvalidInput):
        say(world, "mate", f'@"#{outsider}"')


def test_a_comment_names_people_by_todays_name(world: World) -> None:
    comment = say(world, "mate", '@"Lead Person" look')
    update_person(world.system, world.people["lead"].pk, name="Lena <Lead>")
    row = get_comment(world.actor("mate"), comment.pk)[0]
    assert "@Lena &lt;Lead&gt;" in str(row.html)
    assert row.typed == '@"Lena <Lead>" look'


def test_who_may_not_read_it_is_not_told_and_the_author_hears_that(world: World) -> None:
    update_objective(world.system, world.objective.pk, visibility="unit", reason="Quiet.")
    made = add_comment(
        world.actor("mate"), "objective", world.objective.pk, text='@"Stranger Person" look'
    )
    assert made.untold == ("Stranger Person",)
    assert told(world, "stranger") == []
    assert Mention.objects.get().is_told is False


def test_a_follower_who_may_read_it_no_more_hears_nothing(world: World) -> None:
    follow(world.actor("stranger"), "objective", world.objective.pk, wanted=True)
    update_objective(world.system, world.objective.pk, visibility="unit", reason="Quiet.")
    say(world, "mate", "Between us")
    assert told(world, "stranger") == []
    assert [kind for kind, _title in told(world, "owner")] == ["comment"]


def test_who_has_left_hears_nothing_and_cannot_be_named(world: World) -> None:
    say(world, "mate", "Here")
    deactivate_person(world.system, world.people["mate"].pk)
    say(world, "lead", "Anyone? @mate")
    assert told(world, "mate") == []
    assert Comment.objects.latest("id").text.endswith("@mate")


def test_comments_on_what_is_hidden_are_hidden(world: World) -> None:
    comment = say(world, "mate", "Between us")
    update_objective(world.system, world.objective.pk, visibility="unit", reason="Quiet.")
    for call in (
        lambda: get_comment(world.actor("stranger"), comment.pk),
        lambda: react(world.actor("stranger"), comment.pk, "agree"),
        lambda: say(world, "stranger", "What is it?"),
        lambda: get_comment(world.actor("outsider"), comment.pk),
    ):
        with pytest.raises(NotFound):
            call()


def test_a_reply_stands_below_its_comment_and_a_reply_to_it_beside_it(world: World) -> None:
    first = say(world, "mate", "Why?")
    answer = say(world, "owner", "Because.", reply_to=first.pk)
    say(world, "mate", "I see.", reply_to=answer.pk)
    talk = talk_about(
        world.actor("lead"), get_subject(world.actor("lead"), "objective", world.objective.pk)
    )
    assert [row.said for row in talk.threads[0].replies] == ["Because.", "I see."]
    assert talk.count == 3
    assert ("comment", f"Owner Person answers a comment on “{world.objective.title}”") in told(
        world, "mate"
    )


def test_a_reply_is_to_a_comment_on_the_same(world: World) -> None:
    other = world.add_objective()
    first = say(world, "mate", "Why?")
    with pytest.raises(NotFound):
        add_comment(world.actor("mate"), "objective", other.pk, text="x", reply_to_id=first.pk)


def test_only_the_author_changes_a_comment_and_it_says_so(world: World) -> None:
    comment = say(world, "mate", "Wrnog")
    with pytest.raises(NotAllowed, match="author"):
        edit_comment(world.actor("admin"), comment.pk, text="Wrong")
    edit_comment(world.actor("mate"), comment.pk, text='Wrong, @"Lead Person"')
    row = get_comment(world.actor("lead"), comment.pk)[0]
    assert row.edited_at is not None
    assert row.typed == 'Wrong, @"Lead Person"'
    event = Event.objects.get(verb="comment.edited")
    assert "Wrnog" in (event.before or "")
    assert [kind for kind, _title in told(world, "lead")] == ["mention"]
    edit_comment(world.actor("mate"), comment.pk, text='Wrong again, @"Lead Person"')
    assert len(told(world, "lead")) == 1


def test_the_same_words_again_change_nothing(world: World) -> None:
    comment = say(world, "mate", '@"Lead Person" look')
    before = Event.objects.count()
    edit_comment(world.actor("mate"), comment.pk, text='@"Lead Person" look')
    assert Event.objects.count() == before


def test_two_people_of_one_name_stay_who_they_were_when_it_is_changed(world: World) -> None:
    comment = say(world, "mate", '@"Lead Person" look')
    add_person(world.system, name="Lead Person", email="other@aster.example")
    row = get_comment(world.actor("mate"), comment.pk)[0]
    edit_comment(world.actor("mate"), comment.pk, text=row.typed + " here")
    assert Comment.objects.get().mentions.get().person == world.people["lead"]


def test_an_author_removes_a_comment_without_a_word(world: World) -> None:
    comment = say(world, "mate", "Secret")
    remove_comment(world.actor("mate"), comment.pk)
    with pytest.raises(NotFound):
        get_comment(world.actor("mate"), comment.pk)
    assert "Secret" in (Event.objects.get(verb="comment.removed").before or "")


def test_a_lead_removes_one_with_a_reason_which_its_author_hears(world: World) -> None:
    comment = say(world, "stranger", "Rude")
    with pytest.raises(NotAllowed):
        remove_comment(world.actor("mate"), comment.pk, reason="Rude.")
    with pytest.raises(InvalidInput) as refused:
        remove_comment(world.actor("lead"), comment.pk)
    assert refused.value.errors[0].field == "reason"
    remove_comment(world.actor("lead"), comment.pk, reason="Not here.")
    assert told(world, "stranger") == [
        ("comment", f"Lead Person removed your comment on “{world.objective.title}”")
    ]
    assert Notice.objects.get(person=world.people["stranger"]).body == "Not here."


def test_a_removed_comment_keeps_its_place_while_a_reply_stands(world: World) -> None:
    first = say(world, "mate", "Secret")
    answer = say(world, "owner", "Because.", reply_to=first.pk)
    remove_comment(world.actor("mate"), first.pk)
    actor = world.actor("viewer")
    subject = get_subject(actor, "objective", world.objective.pk)
    rows = comments_after(actor, subject, limit=10)
    assert [(row.text, row.removed_at is not None) for row in rows] == [
        ("", True),
        ("Because.", False),
    ]
    with pytest.raises(NotFound):
        say(world, "mate", "More", reply_to=first.pk)
    remove_comment(world.actor("owner"), answer.pk)
    assert comments_after(actor, subject, limit=10) == []


def test_a_closed_objective_is_talked_about_and_an_archived_one_is_not(world: World) -> None:
    Objective.objects.filter(pk=world.objective.pk).update(state=State.CLOSED)
    say(world, "mate", "What did we learn?")
    draft = world.add_draft()
    archive_objective(world.actor("owner"), draft.pk)
    with pytest.raises(Conflict, match="Restore"):
        add_comment(world.actor("owner"), "objective", draft.pk, text="x")


def test_a_reaction_is_given_once_and_taken_back(world: World) -> None:
    comment = say(world, "mate", "We did it")
    for _again in range(2):
        react(world.actor("lead"), comment.pk, "well_done")
    react(world.actor("owner"), comment.pk, "well_done")
    row = get_comment(world.actor("lead"), comment.pk)[0]
    [one] = row.reactions
    assert (one.label, one.count, one.is_mine) == ("Well done", 2, True)
    react(world.actor("lead"), comment.pk, "well_done", wanted=False)
    react(world.actor("lead"), comment.pk, "well_done", wanted=False)
    [one] = get_comment(world.actor("lead"), comment.pk)[0].reactions
    assert one.names == ("Owner Person",)
    assert Event.objects.filter(verb__startswith="comment.react").count() == 3


def test_only_the_words_that_there_are_can_be_said(world: World) -> None:
    comment = say(world, "mate", "We did it")
    with pytest.raises(InvalidInput, match="Thanks, Agree"):
        react(world.actor("lead"), comment.pk, "boo")


def test_an_owner_stops_following_for_good(world: World) -> None:
    owner = world.actor("owner")
    subject = get_subject(owner, "objective", world.objective.pk)
    assert following(owner, subject).by_itself
    follow(owner, "objective", world.objective.pk, wanted=False)
    say(world, "owner", "I still talk")
    say(world, "mate", "And I")
    assert told(world, "owner") == []
    say(world, "mate", "But you, @owner")
    assert [kind for kind, _title in told(world, "owner")] == ["mention"]
    follow(owner, "objective", world.objective.pk, wanted=True)
    say(world, "mate", "And again")
    assert len(told(world, "owner")) == 2


def test_a_viewer_follows_what_they_read(world: World) -> None:
    follow(world.actor("viewer"), "objective", world.objective.pk, wanted=True)
    say(world, "mate", "News")
    assert [kind for kind, _title in told(world, "viewer")] == ["comment"]


def test_a_kpi_is_followed_as_everywhere_else(world: World) -> None:
    kpi = first_pass_yield(world)
    stranger = world.actor("stranger")
    follow(stranger, "kpi", kpi.pk, wanted=True)
    assert kpi.followers.get().person == world.people["stranger"]
    add_comment(world.actor("mate"), "kpi", kpi.pk, text="Look")
    assert [kind for kind, _title in told(world, "stranger")] == ["comment"]
    follow(stranger, "kpi", kpi.pk, wanted=False)
    assert not kpi.followers.exists()
    add_comment(world.actor("stranger"), "kpi", kpi.pk, text="I talk")
    add_comment(world.actor("mate"), "kpi", kpi.pk, text="Look")
    assert len(told(world, "stranger")) == 1
    assert follow(stranger, "kpi", kpi.pk, wanted=True).is_on


@pytest.mark.parametrize("kind", ["objective", "key_result", "kpi", "goal", "unit"])
def test_every_subject_is_talked_about(world: World, kind: str) -> None:
    ids = {
        "objective": world.objective.pk, "key_result": world.key_results[0].pk,
        "kpi": first_pass_yield(world).pk, "goal": world.goal.pk, "unit": world.units["blue"].pk,
    }  # fmt: skip
    add_comment(world.actor("mate"), kind, ids[kind], text="Well?")
    page = world.client("lead").get(get_subject(world.actor("lead"), kind, ids[kind]).url)
    assert "Well?" in page.content.decode()


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 5_001])
def test_a_comment_says_something_of_a_length_that_people_read(world: World, text: str) -> None:
    with pytest.raises(InvalidInput):
        say(world, "mate", text)


def test_a_comment_is_no_letter_to_all(world: World) -> None:
    people = [add_person(world.system, name=f"Guest {n:02}", email="") for n in range(21)]
    with pytest.raises(InvalidInput) as refused:
        say(world, "mate", " ".join(f'@"{person.name}"' for person in people))
    assert "at most 20" in refused.value.errors[0].message


def test_a_flood_of_names_is_refused_without_looking_them_up(
    world: World, django_assert_max_num_queries: Any
) -> None:
    actor, text = world.actor("mate"), " ".join(f'@"Nobody {n}"' for n in range(300))
    with django_assert_max_num_queries(10), pytest.raises(InvalidInput) as refused:
        add_comment(actor, "objective", world.objective.pk, text=text)
    assert [error.code for error in refused.value.errors] == ["too_many"]


def test_a_name_is_looked_up_once_however_often_it_is_called(
    world: World, django_assert_max_num_queries: Any
) -> None:
    actor = world.actor("mate")
    with django_assert_max_num_queries(40):
        add_comment(actor, "objective", world.objective.pk, text='@"Owner Person" ' * 250)
    assert Mention.objects.get().person == world.people["owner"]
