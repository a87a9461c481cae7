"""A request that cannot be read is answered with what would help, not with "repeat your step"."""

from __future__ import annotations

import pytest

from headway.kit.testing.pages import text_of
from headway.kit.testing.world import World
from headway.people.actions import create_token


def test_a_form_with_thousands_of_fields_says_so(world: World):
    fields = {f"field-{number}": "x" for number in range(2000)}
    page = world.client("admin").post("/people/new", fields)
    assert page.status_code == 413
    assert "more than 1000 fields" in text_of(page)


def test_a_form_of_many_megabytes_names_the_limit(world: World, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
    page = world.client("admin").post("/people/new", {"name": "x" * 3_000_000})
    assert page.status_code == 413
    assert "larger than the 2 MB" in text_of(page)


@pytest.mark.parametrize("address", ["/import", "/api/v1/imports"])
def test_a_file_of_endless_name_is_refused_for_its_name(world: World, address: str):
    _token, secret = create_token(world.actor("admin"), name="x", scopes=["admin"])
    name = "x" * 5000
    body = (
        f'--sep\r\nContent-Disposition: form-data; name="file"; filename="{name}.yaml"\r\n'
        "Content-Type: application/yaml\r\n\r\nschema: okr-research/1\r\n--sep--\r\n"
    )
    page = world.client("admin").generic(
        "POST", address, body, content_type="multipart/form-data; boundary=sep",
        headers={"Authorization": f"Bearer {secret}"},
    )  # fmt: skip
    assert page.status_code == 400
    assert "The name of the file is too long." in text_of(page)


def test_a_form_that_arrived_incomplete_says_so(world: World):
    page = world.client("admin").post(
        "/import", b"--x\r\nhalf", content_type="multipart/form-data; boundary="
    )
    assert page.status_code == 400
    assert "arrived incomplete" in text_of(page)


def test_a_server_under_another_name_says_whom_to_ask(world: World):
    page = world.client("admin").get("/", headers={"Host": "elsewhere.example"})
    assert page.status_code == 400
    assert "HEADWAY_HOSTS" in text_of(page)
