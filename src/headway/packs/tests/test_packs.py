"""Make a pack, choose and order its pages: who may, and what is refused."""

from __future__ import annotations

import pytest

from headway.activity.models import Event
from headway.kit.problems import Conflict, InvalidInput, NotAllowed, NotFound, Outdated
from headway.kit.testing.world import TODAY, World
from headway.kpis.tests.values import first_pass_yield
from headway.packs import actions
from headway.packs.actions.doors import PAGES_AT_MOST
from headway.packs.models import Pack, PackPage
from headway.packs.queries.rows import pack_row, pack_rows, pages_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def pack(world: World) -> Pack:
    return actions.add_pack(world.actor("lead"))


def kinds(pack: Pack) -> list[str]:
    return [page.kind for page in pages_of(pack.pk)]


@pytest.mark.parametrize(
    ("who", "of_all", "of_blue"),
    [("admin", True, True), ("lead", True, True), ("owner", False, False), ("coach", False, True),
     ("mate", False, False), ("viewer", False, False), ("stranger", False, False)],
)  # fmt: skip
def test_leads_and_coaches_make_packs_of_their_units(world, who, of_all, of_blue):
    for unit_id, may in ((None, of_all), (world.units["blue"].pk, of_blue)):
        if may:
            made = actions.add_pack(world.actor(who), unit_id=unit_id)
            assert made.maker_id == world.people[who].pk
        else:
            with pytest.raises(NotAllowed):
                actions.add_pack(world.actor(who), unit_id=unit_id)


def test_a_pack_of_the_root_is_one_of_all(world):
    made = actions.add_pack(world.actor("lead"), unit_id=world.units["root"].pk)
    assert made.unit_id is None
    assert pack_row(world.actor("viewer"), made.pk).path == ""


def test_who_made_it_may_change_it_and_others_may_not(world):
    made = actions.add_pack(world.actor("coach"), unit_id=world.units["blue"].pk)
    for who in ("admin", "lead", "coach"):
        actions.update_pack(world.actor(who), made.pk, title=f"By {who}")
    for who in ("owner", "mate", "viewer", "stranger"):
        with pytest.raises(NotAllowed, match=r"leads and coaches|viewer reads"):
            actions.update_pack(world.actor(who), made.pk, title="Mine")
    assert Pack.objects.get().title == "By coach"


def test_nothing_of_it_is_there_for_another_organisation(world, pack):
    outsider, page = world.actor("outsider"), pages_of(pack.pk)[0]
    comment = actions.add_comment(world.actor("mate"), page.id, text="Why?")
    for call in (
        lambda: pack_row(outsider, pack.pk),
        lambda: actions.update_pack(outsider, pack.pk, title="Mine"),
        lambda: actions.freeze_pack(outsider, pack.pk),
        lambda: actions.copy_pack(outsider, pack.pk),
        lambda: actions.archive_pack(outsider, pack.pk),
        lambda: actions.add_page(outsider, pack.pk, kind="map"),
        lambda: actions.move_page(outsider, page.id, position=2),
        lambda: actions.remove_page(outsider, page.id),
        lambda: actions.add_comment(outsider, page.id, text="Hello"),
        lambda: actions.resolve_comment(outsider, comment.pk),
        lambda: actions.leave_recipients(outsider, pack.pk),
        lambda: actions.send_pack(outsider, pack.pk),
    ):
        with pytest.raises(NotFound):
            call()
    assert pack_rows(outsider) == []
    kpi = first_pass_yield(world)
    other = actions.add_pack(outsider)
    for kind, subject in (("kpi", kpi.pk), ("goal", world.goal.pk)):
        with pytest.raises(NotFound):
            actions.add_page(outsider, other.pk, kind=kind, subject_id=subject)
    with pytest.raises(InvalidInput):
        actions.schedule_pack(
            outsider, other.pk, cadence="monthly", recipient_ids=[world.people["mate"].pk]
        )


def test_pages_are_moved_and_removed_and_stay_numbered(world, pack):
    lead = world.actor("lead")
    assert kinds(pack) == ["summary", "scorecard", "map", "kpis", "objectives", "changes"]
    last = pages_of(pack.pk)[-1]
    actions.move_page(lead, last.id, position=1)
    assert kinds(pack)[:2] == ["changes", "summary"]
    actions.move_page(lead, last.id, position=99)
    assert kinds(pack)[-1] == "changes"
    actions.move_page(lead, last.id, position=0)
    actions.remove_page(lead, pages_of(pack.pk)[1].id)
    assert kinds(pack) == ["changes", "scorecard", "map", "kpis", "objectives"]
    assert [page.position for page in pages_of(pack.pk)] == [1, 2, 3, 4, 5]


def test_the_last_page_stays_and_a_pack_has_an_end(world):
    lead = world.actor("lead")
    made = actions.add_pack(lead, kinds=["map"])
    with pytest.raises(Conflict, match="one page at least"):
        actions.remove_page(lead, pages_of(made.pk)[0].id)
    PackPage.objects.bulk_create(
        PackPage(pack=made, position=at, kind="map") for at in range(2, PAGES_AT_MOST + 1)
    )
    with pytest.raises(Conflict, match="at most 40 pages"):
        actions.add_page(lead, made.pk, kind="map")


def test_all_that_is_wrong_is_said_at_once(world, pack):
    lead = world.actor("lead")

    def fields(call) -> set[str]:
        with pytest.raises(InvalidInput) as told:
            call()
        return {error.field for error in told.value.errors}

    wrong = {"title": "x" * 201, "kinds": ["kpi", "nonsense"]}
    assert fields(lambda: actions.add_pack(lead, **wrong)) == {"title", "kinds"}
    assert fields(lambda: actions.update_pack(lead, pack.pk, title=" ", day=TODAY.replace(
        year=2027))) == {"title", "day"}  # fmt: skip
    assert fields(lambda: actions.add_page(lead, pack.pk, kind="goal")) == {"subject_id"}
    assert fields(lambda: actions.add_page(lead, pack.pk, kind="map", subject_id=1)) == {
        "subject_id"}  # fmt: skip
    assert fields(lambda: actions.add_page(lead, pack.pk, kind="text")) == {"note"}
    assert fields(lambda: actions.add_page(
        lead, pack.pk, kind="nonsense", title="x" * 201, note="x" * 5001
    )) == {"kind", "title", "note"}  # fmt: skip
    assert len(kinds(pack)) == 6


def test_who_changes_what_somebody_else_changed_is_told(world, pack):
    lead = world.actor("lead")
    actions.add_page(lead, pack.pk, kind="map")
    with pytest.raises(Outdated):
        actions.update_pack(lead, pack.pk, version=1, title="Ours")
    actions.update_pack(lead, pack.pk, version=2, title="Ours")
    assert Pack.objects.get().version == 3


def test_an_archived_pack_is_put_away_until_it_is_restored(world, pack):
    lead = world.actor("lead")
    actions.archive_pack(lead, pack.pk, why="Twice.")
    assert pack_rows(lead) == []
    assert [row.id for row in pack_rows(lead, archived=True)] == [pack.pk]
    with pytest.raises(Conflict, match="archived"):
        actions.add_page(lead, pack.pk, kind="map")
    actions.restore_pack(lead, pack.pk)
    assert [row.id for row in pack_rows(lead)] == [pack.pk]


def test_every_write_leaves_one_event(world, pack):
    lead, page = world.actor("lead"), pages_of(pack.pk)[0]
    before = Event.objects.count()
    actions.update_pack(lead, pack.pk, title="November")
    actions.update_pack(lead, pack.pk, title="November")
    actions.update_page(lead, page.id, note="Look.")
    actions.move_page(lead, page.id, position=2)
    comment = actions.add_comment(world.actor("mate"), page.id, text="Why?")
    actions.resolve_comment(lead, comment.pk)
    actions.resolve_comment(lead, comment.pk, is_resolved=False)
    actions.remove_page(lead, page.id)
    verbs = list(Event.objects.order_by("sequence").values_list("verb", flat=True))[before:]
    assert verbs == [
        "pack.changed", "pack.page_changed", "pack.page_moved", "pack.commented",
        "pack.comment_resolved", "pack.comment_reopened", "pack.page_removed",
    ]  # fmt: skip


def test_readers_comment_and_authors_and_editors_resolve(world, pack):
    page = pages_of(pack.pk)[0]
    made = actions.add_comment(world.actor("mate"), page.id, text="Why is it red?")
    with pytest.raises(NotAllowed):
        actions.add_comment(world.actor("viewer"), page.id, text="Hello")
    with pytest.raises(InvalidInput):
        actions.add_comment(world.actor("mate"), page.id, text="  ")
    with pytest.raises(NotAllowed, match="Only its author"):
        actions.resolve_comment(world.actor("stranger"), made.pk)
    assert pack_row(world.actor("viewer"), pack.pk).comments == 1
    actions.resolve_comment(world.actor("mate"), made.pk)
    assert pack_row(world.actor("viewer"), pack.pk).comments == 0
    actions.resolve_comment(world.actor("lead"), made.pk, is_resolved=False)
    made.refresh_from_db()
    assert made.resolved_by_id is None
