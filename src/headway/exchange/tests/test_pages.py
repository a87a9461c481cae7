"""The pages of an import: choose, look, bring in, take back; by administrators only."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from headway.exchange.actions import commit_import
from headway.exchange.models import ImportRun
from headway.exchange.tests.helpers import dump, imported, needs_shared_data, real
from headway.exchange.tests.sample import sample
from headway.kit.testing.budgets import assert_budget, assert_no_growth
from headway.kit.testing.world import World
from headway.okrs.models import Objective
from headway.people.actions import update_organisation

PEOPLE_WHO_MAY_NOT = ("lead", "owner", "mate", "coach", "viewer", "stranger")


def send(client: Client, content: bytes, **fields: Any) -> Any:
    file = SimpleUploadedFile("sample.yaml", content, "application/yaml")
    return client.post("/import", {"file": file, **fields})


def sent_to(answer: Any) -> str:
    """The address a redirect leads to."""
    address: str = answer.url
    return address


def text_of(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_a_file_is_looked_at_then_brought_in_then_taken_back(world: World) -> None:
    admin, before = world.client("admin"), dump()
    answer = send(admin, sample())
    assert answer.status_code == 302
    page = text_of(admin.get(answer.url))
    assert "What would this change?" in page
    assert "2 objectives and 3 key results are new." in page
    assert "Roses in flower" in page
    assert dump() == before
    assert sent_to(admin.post(f"{answer.url}/commit")) == answer.url
    page = text_of(admin.get(answer.url))
    assert "What did this import change?" in page
    assert imported("objective", "O1").title == "The garden is in bloom"
    assert sent_to(admin.post(f"{answer.url}/undo")) == answer.url
    assert "It was undone" in text_of(admin.get(answer.url))
    assert dump() == before


def test_the_preview_shows_what_changes_from_what_to_what(world: World) -> None:
    commit_import(world.actor("admin"), sample(), "sample.yaml")
    update_organisation(world.system, goal_posts_need_approval=False)
    admin = world.client("admin")
    answer = send(admin, sample(("The garden is in bloom", "The garden blooms")))
    page = text_of(admin.get(answer.url))
    assert "<del>The garden is in bloom</del>" in page
    assert "The garden blooms" in page


def test_the_preview_names_what_stays_out_by_line_and_what_is_assumed(world: World) -> None:
    admin = world.client("admin")
    answer = send(admin, sample(("score: 0.25", "score: lots")))
    page = text_of(admin.get(answer.url))
    assert "1 entry stays out." in page
    assert "must be a number, not “lots”" in page
    assert "Several owners: the first answers, the others are named." in page


def test_a_preview_that_was_cancelled_is_gone_and_wrote_nothing(world: World) -> None:
    admin, before = world.client("admin"), dump()
    answer = send(admin, sample())
    assert sent_to(admin.post(f"{answer.url}/discard")) == "/import"
    assert admin.get(answer.url).status_code == 404
    assert ImportRun.objects.count() == 0
    assert dump() == before


def test_a_preview_that_no_longer_holds_is_not_committed(world: World) -> None:
    admin = world.client("admin")
    answer = send(admin, sample())
    commit_import(world.actor("admin"), sample(), "sample.yaml")
    before = dump()
    refusal = admin.post(f"{answer.url}/commit")
    assert refusal.status_code == 412
    assert "Choose the file again" in text_of(refusal)
    assert dump() == before


def test_a_preview_is_committed_once(world: World) -> None:
    admin = world.client("admin")
    answer = send(admin, sample())
    admin.post(f"{answer.url}/commit")
    assert admin.post(f"{answer.url}/commit").status_code == 409


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"a,b\n1,2\n", "This table has the columns a, b."),
        (b"schema: okr-research/1\n- x", "Line"),
    ],
)
def test_a_file_that_cannot_be_read_is_answered_on_the_form(
    world: World, content: bytes, says: str
) -> None:
    answer = send(world.client("admin"), content)
    assert answer.status_code == 422
    assert says in text_of(answer)
    assert 'aria-invalid="true"' in text_of(answer)


def test_sending_no_file_says_to_choose_one(world: World) -> None:
    answer = world.client("admin").post("/import", {})
    assert answer.status_code == 422
    assert "Choose a file first." in text_of(answer)


def test_a_file_over_the_limit_is_refused(world: World, settings: Any) -> None:
    settings.UPLOAD_LIMIT = 1024 * 1024
    answer = send(world.client("admin"), b"#" * (1024 * 1024 + 1))
    assert answer.status_code == 422
    assert "larger than 1 MB" in text_of(answer)


def test_an_undo_that_is_refused_lists_the_later_work(world: World) -> None:
    run = commit_import(world.actor("admin"), sample(), "sample.yaml")
    objective = imported("objective", "O1")
    Objective.objects.filter(pk=objective.pk).update(title="Ours")
    answer = world.client("admin").post(f"/import/{run.pk}/undo")
    assert answer.status_code == 409
    assert "“Ours” was changed" in text_of(answer)
    assert Objective.objects.filter(pk=objective.pk).exists()


def test_titles_from_a_file_are_shown_as_text(world: World) -> None:
    admin = world.client("admin")
    answer = send(admin, sample(("The garden is in bloom", "<script>alert(1)</script>")))
    page = text_of(admin.get(answer.url))
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize("name", [*PEOPLE_WHO_MAY_NOT, "outsider", None])
def test_imports_are_for_administrators_and_ones_own_of_values_for_members(
    world: World, name: str | None
) -> None:
    run = commit_import(world.actor("admin"), sample(), "sample.yaml")
    client, before = world.client(name), dump()
    answers = [
        client.get("/import"),
        client.get(f"/import/{run.pk}"),
        send(client, sample(("The garden is in bloom", "X"))),
        client.post(f"/import/{run.pk}/commit"),
        client.post(f"/import/{run.pk}/discard"),
        client.post(f"/import/{run.pk}/undo"),
    ]
    codes = [answer.status_code for answer in answers]
    if name is None:
        assert codes == [302] * 6
        assert all("/account/login" in answer.url for answer in answers)
    elif name == "outsider":  # an administrator elsewhere may import there, and sees nothing here
        assert codes == [200, 404, 302, 404, 404, 404]
    elif name == "viewer":
        assert codes == [403] * 6
    else:  # who may bring in values of KPIs, and those are no such file
        assert codes == [200, 404, 403, 404, 404, 403]
    assert dump() == before


def test_the_list_of_imports_runs_a_fixed_number_of_statements(world: World) -> None:
    admin, client = world.actor("admin"), world.client("admin")

    def grow(count: int) -> None:
        for _ in range(ImportRun.objects.count(), count):
            commit_import(admin, sample(), "sample.yaml")

    assert_no_growth(grow, lambda: client.get("/import"))
    assert_budget("list of imports", lambda: client.get("/import"))


def test_the_page_of_an_import_runs_a_fixed_number_of_statements(world: World) -> None:
    run = commit_import(world.actor("admin"), sample(), "sample.yaml")
    client = world.client("admin")
    client.get(f"/import/{run.pk}")
    assert_budget("page of an import", lambda: client.get(f"/import/{run.pk}"))


@needs_shared_data
def test_the_preview_of_the_largest_real_file_stays_small(world: World) -> None:
    """No page over 100 KB compressed: here with 835 titles on it."""
    import gzip

    client = world.client("admin")
    answer = send(client, real("gitlab_okrs_fy20q4_fy21q1.yaml"))
    page = client.get(answer.url).content
    assert b"244 objectives and 591 key results are new." in page
    assert len(gzip.compress(page)) < 60_000
