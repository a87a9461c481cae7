"""Cards: who may write, reveal, group and vote, and what comes of it."""

from __future__ import annotations

import pytest

from headway.kit.problems import Conflict, InvalidInput, NotAllowed, NotFound
from headway.kit.testing.world import World
from headway.rituals.actions import cards, rooms
from headway.rituals.models import Card, CardGroup, Meeting, Vote
from headway.rituals.queries.cards import Board, board_of
from headway.rituals.queries.rooms.rows import meeting_row
from headway.rituals.tests.meeting import go, retrospective, reveal, write

pytestmark = pytest.mark.django_db

TEXTS = {"owner": ["Short weeklies", "One list"], "mate": ["Fewer goals"]}


def _board(world: World, meeting: Meeting, name: str = "mate") -> Board:
    actor = world.actor(name)
    return board_of(actor, meeting_row(actor, meeting.pk))


def test_each_reads_their_own_cards_and_a_count_of_all(world: World) -> None:
    meeting = retrospective(world)
    write(world, meeting, TEXTS)
    board = _board(world, meeting)
    assert [card.text for card in board.mine] == ["Fewer goals"]
    assert (board.private, board.writers, board.groups) == (3, 2, [])


def test_only_its_author_changes_and_removes_a_private_card(world: World) -> None:
    meeting = retrospective(world)
    card = cards.write_card(world.actor("owner"), meeting.pk, column="keep", text="Mine")
    for name in ("mate", "coach"):
        with pytest.raises(NotFound):
            cards.change_card(world.actor(name), card.pk, text="Yours")
        with pytest.raises(NotFound):
            cards.remove_card(world.actor(name), card.pk)
    cards.change_card(world.actor("owner"), card.pk, text="Still mine", column="stop")
    assert [(one.column, one.text) for one in _board(world, meeting, "owner").mine] == [
        ("stop", "Still mine")
    ]
    cards.remove_card(world.actor("owner"), card.pk)
    assert not Card.objects.exists()


def test_all_of_ones_own_cards_are_replaced_at_once(world: World) -> None:
    meeting = retrospective(world)
    write(world, meeting, TEXTS)
    cards.set_cards(world.actor("owner"), meeting.pk, [("stop", "Long weeklies")])
    assert {one.text for one in Card.objects.all()} == {"Fewer goals", "Long weeklies"}
    with pytest.raises(InvalidInput) as refused:
        cards.set_cards(world.actor("owner"), meeting.pk, [("stop", "Fine"), ("nowhere", " ")])
    assert {one.field for one in refused.value.errors} == {"cards.1.column", "cards.1.text"}


@pytest.mark.parametrize(
    ("column", "text", "field"),
    [("nowhere", "Something", "column"), ("keep", "  ", "text"), ("keep", "x" * 501, "text")],
)
def test_a_card_that_cannot_stand_is_refused(
    world: World, column: str, text: str, field: str
) -> None:
    meeting = retrospective(world)
    with pytest.raises(InvalidInput) as refused:
        cards.write_card(world.actor("owner"), meeting.pk, column=column, text=text)
    assert [one.field for one in refused.value.errors] == [field]


def test_nobody_writes_more_than_fits_a_board(world: World) -> None:
    meeting = retrospective(world)
    cards.set_cards(world.actor("owner"), meeting.pk, [("keep", "Again")] * 50)
    with pytest.raises(InvalidInput):
        cards.write_card(world.actor("owner"), meeting.pk, column="keep", text="And again")


def test_only_who_leads_the_meeting_reveals_and_only_something(world: World) -> None:
    meeting = go(world, retrospective(world), "group")
    with pytest.raises(Conflict):
        cards.reveal_cards(world.actor("coach"), meeting.pk)
    cards.write_card(world.actor("owner"), meeting.pk, column="keep", text="Late")
    with pytest.raises(NotAllowed):
        cards.reveal_cards(world.actor("mate"), meeting.pk)
    assert cards.reveal_cards(world.actor("coach"), meeting.pk) == 1


def test_a_named_board_says_who_wrote_what_and_keeps_the_order(world: World) -> None:
    meeting = retrospective(world, is_anonymous=False)
    write(world, meeting, TEXTS)
    reveal(world, meeting)
    found = [(one.cards[0].text, one.cards[0].author) for one in _board(world, meeting).groups]
    assert found == [
        ("Short weeklies", "Owner Person"),
        ("Fewer goals", "Mate Person"),
        ("One list", "Owner Person"),
    ]


def test_a_revealed_card_stays_as_it_is_but_for_who_leads(world: World) -> None:
    meeting = retrospective(world, is_anonymous=False)
    write(world, meeting, TEXTS)
    card = reveal(world, meeting)[0]
    with pytest.raises(Conflict):
        cards.change_card(world.actor("owner"), card.pk, text="Something else")
    with pytest.raises(NotAllowed):
        cards.remove_card(world.actor("mate"), card.pk)
    cards.remove_card(world.actor("coach"), card.pk)
    assert len(_board(world, meeting).groups) == 2


def test_cards_are_grouped_named_merged_split_and_ordered(world: World) -> None:
    meeting = retrospective(world, is_anonymous=False)
    write(world, meeting, TEXTS)
    one, two, three = reveal(world, meeting)
    mate = world.actor("mate")
    cards.group_cards(mate, meeting.pk, [two.pk], group_id=one.group_id)
    cards.name_group(mate, meeting.pk, one.group_id, "Less of it")
    assert [(g.label, len(g.cards)) for g in _board(world, meeting).groups] == [
        ("Less of it", 2),
        ("One list", 1),
    ]
    cards.move_group(mate, meeting.pk, three.group_id, before_id=one.group_id)
    assert [g.label for g in _board(world, meeting).groups] == ["One list", "Less of it"]
    cards.merge_groups(mate, meeting.pk, one.group_id, three.group_id)
    assert [len(g.cards) for g in _board(world, meeting).groups] == [3]
    alone = cards.group_cards(mate, meeting.pk, [two.pk], title="Alone")
    assert [(g.id, len(g.cards)) for g in _board(world, meeting).groups] == [
        (one.group_id, 2),
        (alone.pk, 1),
    ]
    cards.split_group(mate, meeting.pk, one.group_id)
    assert [g.label for g in _board(world, meeting).groups] == [
        "Short weeklies", "One list", "Alone",
    ]  # fmt: skip


def test_a_private_card_cannot_be_grouped(world: World) -> None:
    meeting = retrospective(world)
    write(world, meeting, TEXTS)
    reveal(world, meeting)
    late = cards.write_card(world.actor("owner"), meeting.pk, column="keep", text="Late")
    with pytest.raises(NotFound):
        cards.group_cards(world.actor("owner"), meeting.pk, [late.pk])


def test_votes_are_secret_can_be_changed_and_are_counted_once(world: World) -> None:
    meeting = retrospective(world)
    write(world, meeting, TEXTS)
    one, two, three = (card.group_id for card in reveal(world, meeting))
    with pytest.raises(Conflict):
        cards.cast_votes(world.actor("mate"), meeting.pk, {one: 1})
    go(world, meeting, "vote")
    cards.cast_votes(world.actor("owner"), meeting.pk, {one: 3})
    cards.cast_votes(world.actor("owner"), meeting.pk, {two: 2, three: 1})
    cards.vote_for(world.actor("mate"), meeting.pk, two, 2)
    with pytest.raises(InvalidInput):
        cards.vote_for(world.actor("mate"), meeting.pk, three, 2)
    board = _board(world, meeting)
    assert (board.voters, board.dots_left, board.is_counted) == (2, 1, False)
    assert {group.votes for group in board.groups} == {None}
    cards.count_votes(world.actor("coach"), meeting.pk)
    assert [group.votes for group in _board(world, meeting).groups] == [4, 1, 0]
    assert not Vote.objects.exists()
    with pytest.raises(Conflict):
        cards.cast_votes(world.actor("mate"), meeting.pk, {one: 1})
    cards.vote_again(world.actor("coach"), meeting.pk)
    cards.cast_votes(world.actor("mate"), meeting.pk, {one: 1})


def test_groups_that_are_merged_bring_their_votes(world: World) -> None:
    meeting = retrospective(world)
    write(world, meeting, TEXTS)
    one, two, _three = (card.group_id for card in reveal(world, meeting))
    go(world, meeting, "vote")
    cards.cast_votes(world.actor("mate"), meeting.pk, {one: 1, two: 1})
    go(world, meeting, "group")
    cards.merge_groups(world.actor("mate"), meeting.pk, one, two)
    assert list(Vote.objects.values_list("group_id", "value")) == [(one, 2)]


def test_a_meeting_that_closes_counts_and_keeps_nothing_private(world: World) -> None:
    meeting = retrospective(world)
    write(world, meeting, TEXTS)
    one, *_rest = (card.group_id for card in reveal(world, meeting))
    cards.write_card(world.actor("owner"), meeting.pk, column="keep", text="Never shown")
    go(world, meeting, "vote")
    cards.cast_votes(world.actor("mate"), meeting.pk, {one: 2})
    cards.cast_votes(world.actor("owner"), meeting.pk, {one: 1})
    rooms.close_meeting(world.actor("coach"), meeting.pk)
    assert list(CardGroup.objects.order_by("position").values_list("votes", flat=True)) == [3, 0, 0]
    assert not Vote.objects.exists()
    assert not Card.objects.filter(text="Never shown").exists()


def test_what_one_alone_voted_is_never_counted(world: World) -> None:
    """Whoever leads would read it: a vote is read by its voter alone."""
    meeting = retrospective(world)
    write(world, meeting, TEXTS)
    one, two, _three = (card.group_id for card in reveal(world, meeting))
    go(world, meeting, "vote")
    cards.cast_votes(world.actor("mate"), meeting.pk, {one: 2, two: 1})
    assert not _board(world, meeting).may_count
    with pytest.raises(Conflict) as refused:
        cards.count_votes(world.actor("coach"), meeting.pk)
    assert refused.value.code == "one_voter"
    rooms.close_meeting(world.actor("coach"), meeting.pk)
    assert set(CardGroup.objects.values_list("votes", flat=True)) == {None}
    assert not Vote.objects.exists()


def test_a_group_is_moved_to_any_place(world: World) -> None:
    meeting = retrospective(world, is_anonymous=False)
    write(world, meeting, {"owner": ["A", "B", "C", "D"]})
    groups = dict(zip("ABCD", (card.group_id for card in reveal(world, meeting)), strict=True))
    order = list("ABCD")
    moves = [("A", "D"), ("D", "B"), ("B", None), ("C", "A"), ("A", "A"), ("D", "C"), ("C", None)]
    for moved, before in moves:
        cards.move_group(
            world.actor("mate"), meeting.pk, groups[moved],
            before_id=None if before is None else groups[before],
        )  # fmt: skip
        order.remove(moved)
        order.insert(len(order) if before in (None, moved) else order.index(before), moved)
        assert [one.label for one in _board(world, meeting).groups] == order


def test_a_group_without_a_name_says_its_first_card_once(world: World) -> None:
    meeting = retrospective(world, is_anonymous=False)
    write(world, meeting, TEXTS)
    one, two, _three = reveal(world, meeting)
    cards.group_cards(world.actor("mate"), meeting.pk, [two.pk], group_id=one.group_id)
    group = _board(world, meeting).groups[0]
    assert [card.id for card in group.others] == [two.pk]
    cards.name_group(world.actor("mate"), meeting.pk, one.group_id, "Less of it")
    assert len(_board(world, meeting).groups[0].others) == 2


def test_taking_out_a_card_that_stands_alone_changes_nothing(world: World) -> None:
    meeting = retrospective(world, is_anonymous=False)
    write(world, meeting, TEXTS)
    one, *_rest = reveal(world, meeting)
    before = list(CardGroup.objects.order_by("pk").values_list("pk", "position", "title"))
    assert cards.group_cards(world.actor("mate"), meeting.pk, [one.pk]).pk == one.group_id
    after = list(CardGroup.objects.order_by("pk").values_list("pk", "position", "title"))
    assert after == before


@pytest.mark.parametrize("name", ["lead", "admin", "stranger", "viewer"])
def test_nobody_from_outside_is_let_in(world: World, name: str) -> None:
    meeting = retrospective(world)
    with pytest.raises(NotAllowed):
        rooms.join_meeting(world.actor(name), meeting.pk)
    with pytest.raises(NotAllowed):
        cards.write_card(world.actor(name), meeting.pk, column="keep", text="Me too")
    with pytest.raises(NotAllowed):
        rooms.hand_over(world.actor(name), meeting.pk, world.people[name].pk)


def test_somebody_neutral_may_facilitate_but_nobody_who_leads_from_above(world: World) -> None:
    meeting = retrospective(world)
    rooms.hand_over(world.actor("coach"), meeting.pk, world.people["stranger"].pk)
    cards.write_card(world.actor("stranger"), meeting.pk, column="keep", text="As a guest")
    with pytest.raises(InvalidInput) as refused:
        rooms.hand_over(world.actor("coach"), meeting.pk, world.people["lead"].pk)
    assert [one.code for one in refused.value.errors] == ["leads_above"]
