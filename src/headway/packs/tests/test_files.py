"""A pack as a file: asked for, made by a job, kept for a while, and nobody else's."""

from __future__ import annotations

import subprocess
from datetime import timedelta

import pytest
from django.test import Client

from headway.kit import clock
from headway.kit.jobs.worker import Worker
from headway.kit.problems import Conflict, InvalidInput, NotFound
from headway.kit.testing.budgets import assert_budget
from headway.kit.testing.pages import HTMX, html_of, text_of
from headway.kit.testing.world import TODAY, World, on
from headway.packs import actions
from headway.packs.actions.files import claim_file, make_file, tidy_files, waiting_files
from headway.packs.formats.apart import NotWritten, write_apart
from headway.packs.models import Pack, PackFile
from headway.strategy.actions import update_goal

pytestmark = pytest.mark.django_db


@pytest.fixture
def pack(world: World) -> Pack:
    return actions.add_pack(world.actor("lead"), kinds=["map"])


def asked(client: Client, pack: Pack, kind: str = "xlsx", **query: str) -> str:
    """Where a file is to be had that was asked for on the page of the pack."""
    found = client.post(f"/packs/{pack.pk}/files", {"kind": kind}, query_params=query)
    assert found.status_code == 302, text_of(found)
    return str(found["Location"])


def work() -> None:
    """What a process of jobs does with all that waits."""
    for file_id in waiting_files():
        assert claim_file(file_id)
        make_file(file_id)


def test_a_file_is_made_by_a_job_and_then_saved(world: World, pack: Pack):
    client = world.client("viewer")
    address = asked(client, pack)
    assert address.startswith(f"/packs/{pack.pk}/files/")
    waiting = client.get(address)
    assert "It is made next." in text_of(waiting)
    assert client.get(f"{address}/content").status_code == 409
    work()
    made = client.get(address)
    assert "Made board-pack-of-aster-2026-11-24.xlsx" in text_of(made)
    found = client.get(f"{address}/content")
    assert found["Content-Disposition"] == (
        'attachment; filename="board-pack-of-aster-2026-11-24.xlsx"'
    )
    assert found.content[:2] == b"PK"
    assert PackFile.objects.get().content == ""


@pytest.mark.django_db(transaction=True)
def test_a_worker_finds_what_waits(world: World, pack: Pack):
    asked(world.client("viewer"), pack)
    worker, steps = Worker("test"), 0
    while worker.step():  # the regular work of other apps waits beside it
        steps += 1
        assert steps < 50
    assert bytes(PackFile.objects.get().body or b"")[:2] == b"PK"


def test_the_page_asks_by_itself_until_the_file_is_there(world: World, pack: Pack):
    client = world.client("viewer")
    address = asked(client, pack)
    assert f'hx-get="{address}?seen=waiting-0"' in html_of(client.get(address))
    assert client.get(f"{address}?seen=waiting-0", headers=HTMX).status_code == 204
    work()
    made = client.get(f"{address}?seen=waiting-0", headers=HTMX)
    assert "<html" not in html_of(made)
    assert "hx-get" not in html_of(made)
    assert f'href="{address}/content"' in html_of(made)


def test_how_many_are_made_before_is_told(world: World, pack: Pack):
    for kind in ("xlsx", "pptx"):
        asked(world.client("lead"), pack, kind)
    client = world.client("viewer")
    assert "2 files are made before it" in text_of(client.get(asked(client, pack)))


def test_what_was_made_is_saved_at_once(world: World, pack: Pack):
    client = world.client("viewer")
    address = asked(client, pack)
    assert asked(client, pack) == address
    work()
    assert asked(client, pack) == f"{address}/content"
    assert PackFile.objects.count() == 1


def test_a_live_pack_is_made_anew_when_something_on_it_changed(world: World, pack: Pack):
    client = world.client("viewer")
    address = asked(client, pack)
    work()
    update_goal(world.actor("admin"), world.goal.pk, title="Renamed goal")
    assert asked(client, pack) not in (address, f"{address}/content")


def test_of_a_live_pack_everybody_has_their_own(world: World, pack: Pack):
    lead, viewer = world.client("lead"), world.client("viewer")
    address = asked(lead, pack)
    work()
    assert viewer.get(address).status_code == 404
    assert viewer.get(f"{address}/content").status_code == 404
    assert asked(viewer, pack) != f"{address}/content"
    actions.freeze_pack(world.actor("lead"), pack.pk)
    assert viewer.get(f"{address}/content").status_code == 404  # it was live when it was gathered


def test_of_a_frozen_pack_one_is_for_all_of_the_organisation(world: World, pack: Pack):
    actions.freeze_pack(world.actor("lead"), pack.pk)
    address = asked(world.client("lead"), pack)
    work()
    with on(TODAY + timedelta(days=3)):
        assert asked(world.client("viewer"), pack) == f"{address}/content"
        assert world.client("viewer").get(f"{address}/content").status_code == 200
    outsider = world.client("outsider")
    for path in (address, f"{address}/content"):
        assert outsider.get(path).status_code == 404
    assert outsider.post(f"/packs/{pack.pk}/files", {"kind": "xlsx"}).status_code == 404
    assert world.client(None).get(f"{address}/content").status_code == 302


def test_another_pack_does_not_hand_it_out(world: World, pack: Pack):
    client = world.client("lead")
    file_id = asked(client, pack).rpartition("/")[2]
    other = actions.add_pack(world.actor("lead"), kinds=["kpis"])
    assert client.get(f"/packs/{other.pk}/files/{file_id}").status_code == 404


def test_a_day_of_the_past_has_a_file_of_its_own(world: World, pack: Pack):
    client = world.client("viewer")
    day = (TODAY - timedelta(days=7)).isoformat()
    asked(client, pack, as_of=day)
    asked(client, pack)
    assert {one.day for one in PackFile.objects.all()} == {TODAY, TODAY - timedelta(days=7)}
    assert f"as_of={day}" in html_of(client.get(f"/packs/{pack.pk}?as_of={day}"))


def test_a_kind_that_there_is_not_is_refused_on_the_page(world: World, pack: Pack):
    refused = world.client("viewer").post(f"/packs/{pack.pk}/files", {"kind": "exe"})
    assert refused.status_code == 422
    assert "A pack is written as pdf, pptx, xlsx." in text_of(refused)
    with pytest.raises(InvalidInput):
        actions.ask_file(world.actor("viewer"), pack.pk, kind="")
    assert not PackFile.objects.exists()


def test_nobody_waits_for_a_hundred_files(world: World, pack: Pack):
    viewer = world.actor("viewer")
    days = [TODAY - timedelta(days=ago) for ago in range(6)]
    for day in days[:5]:
        actions.ask_file(viewer, pack.pk, kind="pdf", as_of=day)
    with pytest.raises(Conflict, match="5 files already"):
        actions.ask_file(viewer, pack.pk, kind="pdf", as_of=days[5])
    assert PackFile.objects.count() == 5
    assert actions.ask_file(world.actor("lead"), pack.pk, kind="pdf").state == "waiting"
    for file_id in waiting_files():
        PackFile.objects.filter(pk=file_id).update(error="No.")
    assert actions.ask_file(viewer, pack.pk, kind="pdf", as_of=days[5]).state == "waiting"


def test_nor_by_asking_again_for_one_that_failed(world: World, pack: Pack):
    viewer = world.actor("viewer")
    failed = actions.ask_file(viewer, pack.pk, kind="xlsx")
    PackFile.objects.filter(pk=failed.id).update(error="No.")
    for ago in range(5):
        actions.ask_file(viewer, pack.pk, kind="pdf", as_of=TODAY - timedelta(days=ago))
    with pytest.raises(Conflict, match="5 files already"):
        actions.ask_file(viewer, pack.pk, kind="xlsx")
    assert PackFile.objects.get(pk=failed.id).error == "No."


def test_who_asks_again_is_the_one_who_waits(world: World, pack: Pack):
    actions.freeze_pack(world.actor("lead"), pack.pk)
    failed = actions.ask_file(world.actor("lead"), pack.pk, kind="pdf")
    PackFile.objects.filter(pk=failed.id).update(error="No.")
    again = actions.ask_file(world.actor("viewer"), pack.pk, kind="pdf")
    assert again.id == failed.id
    assert PackFile.objects.get(pk=failed.id).asked_by_id == world.actor("viewer").person_id


def test_a_file_that_cannot_be_drawn_says_so_and_is_tried_again(world: World, pack: Pack):
    client = world.client("viewer")
    address = asked(client, pack)
    PackFile.objects.update(content="{}")  # as a fault of the disk leaves it
    work()
    failed = client.get(address)
    assert "Not made It could not be drawn." in text_of(failed)
    assert "hx-get" not in html_of(failed)
    assert client.get(f"{address}/content").status_code == 409
    assert asked(client, pack) == address
    work()
    assert client.get(f"{address}/content").status_code == 200


def test_what_is_drawn_does_not_say_what_stands_in_it(world: World, pack: Pack):
    with pytest.raises(NotWritten) as failed:
        write_apart("xlsx", '{"title": "SECRET"}', language="en-gb", time_zone="UTC")
    assert "SECRET" not in str(failed.value)
    assert failed.value.told == ""


def test_nor_does_a_document_that_cannot_be_read():
    with pytest.raises(NotWritten) as failed:
        write_apart("xlsx", "{SECRET", language="en-gb", time_zone="UTC")
    told = str(failed.value)
    assert told.endswith("ended with 1: JSONDecodeError"), told


def test_a_machine_that_starts_no_process_does_not_let_people_wait(
    world: World, pack: Pack, monkeypatch: pytest.MonkeyPatch
):
    address = asked(world.client("viewer"), pack)
    # What a machine without memory says of a new process.
    monkeypatch.setattr("sys.executable", "/nowhere/python")
    work()
    assert "It could not be drawn." in text_of(world.client("viewer").get(address))


def test_one_that_never_ends_is_ended():
    with pytest.raises(NotWritten, match=r"more than 0\.01 seconds") as failed:
        write_apart("pdf", "{}", language="en-gb", time_zone="UTC", patience=0.01)
    assert isinstance(failed.value.__cause__, subprocess.TimeoutExpired)


def test_a_job_that_is_done_twice_changes_nothing(world: World, pack: Pack):
    asked(world.client("viewer"), pack)
    work()
    before = PackFile.objects.values().get()
    make_file(before["id"])
    make_file(before["id"] + 1)  # gone with its pack
    assert PackFile.objects.values().get() == before


def test_of_two_workers_one_takes_it(world: World, pack: Pack):
    asked(world.client("viewer"), pack)
    [file_id] = waiting_files()
    assert claim_file(file_id)
    assert not claim_file(file_id)
    assert waiting_files() == []


def test_files_are_kept_for_a_day_those_of_frozen_packs_for_a_week(world: World, pack: Pack):
    frozen = actions.freeze_pack(world.actor("lead"), pack.pk, as_copy=True)
    viewer = world.actor("viewer")
    live = actions.ask_file(viewer, pack.pk, kind="xlsx")
    kept = actions.ask_file(viewer, frozen.pk, kind="xlsx")
    PackFile.objects.update(body=b"PK", made_at=clock.now())

    def left() -> set[int]:
        tidy_files()
        return set(PackFile.objects.values_list("pk", flat=True))

    now = clock.now()
    with clock.frozen(now + timedelta(hours=23)):
        assert left() == {live.id, kept.id}
    with clock.frozen(now + timedelta(hours=25)):
        assert left() == {kept.id}
        actions.ask_file(viewer, frozen.pk, kind="xlsx")
    with clock.frozen(now + timedelta(days=8)):
        assert left() == {kept.id}
    with clock.frozen(now + timedelta(days=8, hours=2)):
        assert left() == set()


def test_a_file_that_nobody_made_is_given_up(world: World, pack: Pack):
    row = actions.ask_file(world.actor("viewer"), pack.pk, kind="xlsx")
    later = clock.now() + timedelta(minutes=59)
    with clock.frozen(later):
        tidy_files()
        assert PackFile.objects.get().error == ""
    with clock.frozen(later + timedelta(minutes=2)):
        tidy_files()
        found = world.client("viewer").get(f"/packs/{pack.pk}/files/{row.id}")
        assert "It was not made within an hour. Ask for it again." in text_of(found)


def test_no_file_of_a_pack_that_is_not_there(world: World):
    with pytest.raises(NotFound):
        actions.ask_file(world.actor("viewer"), 999_999, kind="xlsx")


def test_to_look_how_far_it_is_reads_little(world: World, pack: Pack):
    actions.freeze_pack(world.actor("lead"), pack.pk)
    client = world.client("viewer")
    address = asked(client, pack)
    assert_budget("file of a pack", lambda: client.get(f"{address}?seen=waiting-0", headers=HTMX))
    work()
    assert_budget("made file of a pack", lambda: client.get(address))
    assert_budget("content of a file of a pack", lambda: client.get(f"{address}/content"))
