"""What was shown stays: a frozen pack is what it was, for everybody, whatever happens."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest

from headway.activity.models import Event
from headway.kit import clock
from headway.kit.problems import Conflict, NotAllowed, Outdated
from headway.kit.testing.pages import text_of
from headway.kit.testing.world import NOW, TODAY, World, on
from headway.kpis.models import Kpi
from headway.kpis.tests.values import STEADY, first_pass_yield, measure
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.objectives import update_objective
from headway.okrs.models import Objective
from headway.packs import actions
from headway.packs.actions import freezing
from headway.packs.actions.freezing import shown_to_all
from headway.packs.formats.document import Document
from headway.packs.formats.stored import digest_of, to_text
from headway.packs.models import Pack
from headway.packs.queries.documents import document_of
from headway.packs.queries.rows import pack_row, pages_of
from headway.strategy.actions import add_measure
from headway.strategy.models import MidTermGoal

pytestmark = pytest.mark.django_db


@pytest.fixture
def pack(world: World) -> Pack:
    kpi = first_pass_yield(world)
    measure(world, kpi, STEADY)
    add_measure(world.system, world.goal.pk, kpi_id=kpi.pk)
    check_in(world.actor("owner"), world.key_results[0].pk, value=50.0, confidence=6)
    lead = world.actor("lead")
    made = actions.add_pack(lead)
    actions.add_page(lead, made.pk, kind="kpi", subject_id=kpi.pk)
    actions.add_page(lead, made.pk, kind="goal", subject_id=world.goal.pk, note="Ours.")
    return made


def shown(world: World, pack: Pack, who: str = "mate") -> Document:
    actor = world.actor(who)
    return document_of(actor, pack_row(actor, pack.pk), pages_of(pack.pk))


@pytest.mark.by_hand
def test_what_is_kept_stays_whatever_happens_to_the_data(world, pack):
    before = shown(world, pack)
    actions.freeze_pack(world.actor("lead"), pack.pk)
    assert shown(world, pack) == before
    with on(TODAY + timedelta(days=400)):
        MidTermGoal.objects.update(title="Something else")
        Objective.objects.update(title="Another one", archived_at=clock.now())
        Kpi.objects.update(name="Another KPI", archived_at=clock.now())
        assert shown(world, pack) == before
        assert shown(world, pack, "admin") == before
    page = world.client("viewer").get(f"/packs/{pack.pk}")
    assert page.status_code == 200


def test_it_says_who_and_when_and_its_digest_is_in_the_trail(world, pack):
    actions.freeze_pack(world.actor("lead"), pack.pk)
    pack.refresh_from_db()
    assert (pack.frozen_at, pack.frozen_by_id) == (NOW, world.people["lead"].pk)
    assert pack.digest == hashlib.sha256(pack.content.encode()).hexdigest()
    event = Event.objects.filter(verb="pack.frozen").get()
    assert pack.digest in (event.after or "")
    assert digest_of(to_text(shown(world, pack))) == pack.digest


def test_nothing_of_it_can_be_changed_but_copied(world, pack):
    lead, page = world.actor("lead"), pages_of(pack.pk)[0]
    actions.freeze_pack(lead, pack.pk)
    for call in (
        lambda: actions.update_pack(lead, pack.pk, title="Better"),
        lambda: actions.add_page(lead, pack.pk, kind="map"),
        lambda: actions.update_page(lead, page.id, note="Better"),
        lambda: actions.move_page(lead, page.id, position=2),
        lambda: actions.remove_page(lead, page.id),
        lambda: actions.freeze_pack(lead, pack.pk),
        lambda: actions.schedule_pack(lead, pack.pk, cadence="none", recipient_ids=[]),
    ):
        with pytest.raises(Conflict, match="frozen: it keeps what it showed"):
            call()
    made = actions.copy_pack(lead, pack.pk)
    assert [one.kind for one in pages_of(made.pk)] == [one.kind for one in pages_of(pack.pk)]
    assert pages_of(made.pk)[-1].note == "Ours."
    assert not pack_row(lead, made.pk).is_frozen


def test_of_it_nobody_learns_what_is_not_for_all(world, pack):
    """Gathered by somebody who may see it, and read by somebody who may not."""
    update_objective(world.actor("owner"), world.objective.pk, visibility="unit", reason="Ours.")
    title = world.objective.title
    assert title in repr(shown(world, pack, "lead"))
    actions.freeze_pack(world.actor("lead"), pack.pk)
    for who in ("stranger", "lead", "admin"):
        assert title not in repr(shown(world, pack, who))


def test_a_copy_is_frozen_and_the_pack_lives_on(world, pack):
    lead = world.actor("lead")
    page = pages_of(pack.pk)[0]
    actions.add_comment(world.actor("mate"), page.id, text="Why?")
    made = actions.freeze_pack(lead, pack.pk, as_copy=True)
    assert made.source_id == pack.pk
    assert pack_row(lead, made.pk).is_frozen
    assert not pack_row(lead, pack.pk).is_frozen
    assert pack_row(lead, made.pk).comments == 0
    assert shown(world, made).pages == shown(world, pack).pages


def test_only_what_was_read_is_frozen(world, pack):
    version = pack_row(world.actor("lead"), pack.pk).version
    actions.update_pack(world.actor("admin"), pack.pk, title="Else")
    with pytest.raises(Outdated):
        actions.freeze_pack(world.actor("lead"), pack.pk, version=version)
    with pytest.raises(NotAllowed):
        actions.freeze_pack(world.actor("mate"), pack.pk)
    assert not Pack.objects.get().digest


def test_what_changed_while_it_was_gathered_is_not_frozen_unread(world, pack, monkeypatch):
    lead = world.actor("lead")

    def gathered(actor, row):
        found = shown_to_all(actor, row)
        actions.add_page(lead, pack.pk, kind="text", title="Late words")  # as somebody else does
        return found

    monkeypatch.setattr(freezing, "shown_to_all", gathered)
    with pytest.raises(Outdated):
        actions.freeze_pack(lead, pack.pk)
    assert pack_row(lead, pack.pk).frozen_at is None


def test_a_second_click_freezes_nothing_more(world, pack):
    client, version = world.client("lead"), pack_row(world.actor("lead"), pack.pk).version
    fields = {"do": "freeze", "version": version}
    client.post(f"/packs/{pack.pk}/step", fields)
    kept = Pack.objects.values().get(pk=pack.pk)
    again = client.post(f"/packs/{pack.pk}/step", fields)
    assert again.status_code == 409
    assert "This pack is frozen" in text_of(again)
    assert Pack.objects.values().get(pk=pack.pk) == kept
    assert Event.objects.filter(verb="pack.frozen", subject_id=pack.pk).count() == 1


def test_a_second_click_makes_one_frozen_copy(world, pack):
    client, version = world.client("lead"), pack_row(world.actor("lead"), pack.pk).version
    fields = {"do": "freeze", "version": version, "as_copy": "1"}
    codes = [client.post(f"/packs/{pack.pk}/step", fields).status_code for _click in range(2)]
    assert codes == [302, 412]
    assert Pack.objects.filter(source=pack).count() == 1


def test_one_that_goes_out_by_email_is_frozen_as_a_copy(world, pack):
    lead = world.actor("lead")
    actions.schedule_pack(lead, pack.pk, cadence="monthly", recipient_ids=[world.people["mate"].pk])
    with pytest.raises(Conflict, match="Freeze a copy"):
        actions.freeze_pack(lead, pack.pk)
    assert actions.freeze_pack(lead, pack.pk, as_copy=True).digest


def test_the_changes_of_all_tell_that_it_was_frozen(world, pack):
    actions.freeze_pack(world.actor("lead"), pack.pk)
    client = world.client("viewer")
    said = text_of(client.get("/changes?unit=all&since=2026-11-01"))
    assert "Board packs" in said
    assert "as of 24 Nov 2026" in said
    part = text_of(client.get(f"/changes?unit={world.units['blue'].pk}&since=2026-11-01"))
    assert "as of 24 Nov 2026" not in part


def test_the_changes_of_a_unit_tell_of_its_packs_and_those_below(world):
    lead, blue = world.actor("lead"), world.units["blue"]
    of_blue = actions.add_pack(lead, title="What Blue did", unit_id=blue.pk, kinds=["map"])
    actions.freeze_pack(lead, of_blue.pk, as_copy=True)
    to = [world.people["mate"].pk]
    actions.schedule_pack(lead, of_blue.pk, cadence="none", recipient_ids=to)
    actions.send_pack(lead, of_blue.pk)
    client = world.client("viewer")

    def said(unit: object) -> str:
        return text_of(client.get(f"/changes?unit={unit}&since=2026-11-01"))

    for unit in ("all", blue.parent_id, blue.pk):
        for words in ("What Blue did", "frozen, as of 24 Nov", "sent by e-mail, as of 24 Nov"):
            assert words in said(unit), unit
    assert "What Blue did" not in said(world.units["green"].pk)


def test_comments_go_on_below_a_frozen_page(world, pack):
    actions.freeze_pack(world.actor("lead"), pack.pk)
    made = actions.add_comment(world.actor("mate"), pages_of(pack.pk)[0].id, text="And now?")
    actions.resolve_comment(world.actor("lead"), made.pk)
    assert pack_row(world.actor("mate"), pack.pk).comments == 0
